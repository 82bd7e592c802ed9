#include <stdexcept>
#include <unordered_map>

#include "edge/store/detail/rows.h"
#include "edge/store/detail/writer.h"

namespace sidetone::store {

namespace {

template <class T, class ReadRow>
std::vector<T> read_all(soci::session& sql, const char* select, ReadRow read_row) {
    std::vector<T> all;
    const soci::rowset<soci::row> rows = sql.prepare << select;
    for (const auto& row : rows) all.push_back(read_row(row));
    return all;
}

void read_members(soci::session& sql, std::vector<directory::Group>& groups) {
    std::unordered_map<std::uint64_t, directory::Group*> by_id;
    for (auto& group : groups) by_id.emplace(group.id.value, &group);
    long long group = 0;
    long long user = 0;
    int active = 0;
    soci::statement select =
        (sql.prepare << "select group_id, user_id, is_active from group_member order by group_id, position",
         soci::into(group), soci::into(user), soci::into(active));
    select.execute();
    while (select.fetch()) {
        by_id.at(static_cast<std::uint64_t>(group))
            ->members.push_back({.user = {static_cast<std::uint64_t>(user)}, .active = active != 0});
    }
}

}  // namespace

Loaded Store::load() const {
    Loaded loaded;
    writer_->with_session([&](soci::session& sql) {
        try {
            loaded.users = read_all<directory::User>(sql, kSelectUsers, read_user);
            loaded.groups = read_all<directory::Group>(sql, kSelectGroups, read_group);
            read_members(sql, loaded.groups);
            loaded.devices = read_all<directory::Device>(sql, kSelectDevices, read_device);
            loaded.sign_ins = read_all<access::SignIn>(sql, kSelectSignIns, read_sign_in);
        } catch (const soci::soci_error& error) {
            throw std::runtime_error("the database cannot be read: " + error.get_error_message());
        }
    });
    return loaded;
}

}  // namespace sidetone::store
