// What the directory asks of the store. Calls return at once; the store writes in order on its own thread.
#pragma once

#include "core/directory/types.h"

namespace sidetone::directory {

class DirectoryStore {
public:
    virtual ~DirectoryStore() = default;
    virtual void save_device(const Device& device) = 0;
    virtual void remove_device(DeviceId id) = 0;
    virtual void save_password_hash(UserId id, const std::string& hash) = 0;
};

}  // namespace sidetone::directory
