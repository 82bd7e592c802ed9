// What access asks of the store. Calls return at once; the store writes in order on its own thread.
#pragma once

#include "core/access/types.h"

namespace sidetone::access {

class AccessStore {
public:
    virtual ~AccessStore() = default;
    virtual void save_sign_in(const SignIn& sign_in) = 0;
    virtual void remove_sign_in(SignInId id) = 0;
};

}  // namespace sidetone::access
