// Everything that outlives the server, in SQLite. Owns one thread that writes in the order of the calls; load() runs on
// the caller's. Leaves to core what is kept in memory, and to migrations/ the shape of the tables.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/access/ports.h"
#include "core/directory/ports.h"

namespace sidetone::store {

struct StoreConfig {
    /// The database file; made if it is missing.
    std::string path;
    /// Writes that wait. Rule when full: the calling thread (the core strand) waits until there is room, for confirmed
    /// data is never dropped.
    std::size_t max_queue = 10'000;
    /// Called once on the store's thread when a write failed, with what SQLite said. The application logs it and stops
    /// the process: better down than running on what a restart would forget. Later writes are not tried.
    std::function<void(const std::string& what)> on_failure;
};

struct Loaded {
    std::vector<directory::User> users;
    std::vector<directory::Group> groups;
    std::vector<directory::Device> devices;
    std::vector<access::SignIn> sign_ins;
};

class Store final : public directory::DirectoryStore, public access::AccessStore {
public:
    /// Opens, and brings an older database up to date. Throws std::runtime_error when it cannot, or when the database
    /// is newer than the program.
    explicit Store(StoreConfig config);
    /// Flushes.
    ~Store() override;
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    /// Everything, once, before the first write. Throws std::runtime_error for rows that make no sense.
    [[nodiscard]] Loaded load() const;

    // directory::DirectoryStore
    void save_device(const directory::Device& device) override;
    void remove_device(core::DeviceId id) override;
    void save_password_hash(core::UserId id, const std::string& hash) override;
    // access::AccessStore
    void save_sign_in(const access::SignIn& sign_in) override;
    void remove_sign_in(core::SignInId id) override;
    // for the administration and the seed
    void save_user(const directory::User& user);
    void save_group(const directory::Group& group);

    /// Returns when everything called before is on the disk, or a write has failed.
    void flush();
    /// No write has failed. Any thread.
    [[nodiscard]] bool healthy() const;

private:
    class Writer;
    std::unique_ptr<Writer> writer_;
};

}  // namespace sidetone::store
