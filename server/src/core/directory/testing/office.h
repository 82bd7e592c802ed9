// For tests of the rooms around directory: a store that remembers what it was told, and makers of users and devices.
// One thread.
#pragma once

#include <string>
#include <vector>

#include "core/directory/directory.h"

namespace sidetone::directory::testing {

struct RememberingStore : DirectoryStore {
    std::vector<std::string> lines;  ///< "device 7", "no device 7", "password 1", in order
    void save_device(const Device& device) override { lines.push_back("device " + std::to_string(device.id.value)); }
    void remove_device(DeviceId id) override { lines.push_back("no device " + std::to_string(id.value)); }
    void save_password_hash(UserId id, const std::string& /*hash*/) override {
        lines.push_back("password " + std::to_string(id.value));
    }
};

inline constexpr UserId kAnna{1};
inline constexpr UserId kTomas{2};
inline constexpr UserId kFreya{3};
inline constexpr UserId kRoom{4};

inline std::vector<User> some_users() {
    return {{.id = kAnna,
             .short_name = "anna",
             .display_name = "Anna Berg",
             .number = "10",
             .email = "a.berg@tragwerk.example",
             .department = "Reception",
             .password_hash = "hash of anna"},
            {.id = kTomas,
             .short_name = "tomas",
             .display_name = "Tomáš Dvořák",
             .number = "34",
             .email = "t.dvorak@tragwerk.example",
             .department = "Survey",
             .password_hash = "hash of tomas"},
            {.id = kFreya,
             .short_name = "freya",
             .display_name = "Freya Østergaard",
             .number = "42",
             .department = "BIM coordination",
             .password_hash = "hash of freya",
             .may_change_password = false},
            {.id = kRoom,
             .kind = UserKind::Room,
             .short_name = "isar",
             .display_name = "Meeting room Isar",
             .number = "60"}};
}

inline Device a_phone(DeviceId id, UserId owner, std::string auth_user) {
    return {.id = id, .owner = owner, .name = "Desk phone", .auth_user = std::move(auth_user)};
}

}  // namespace sidetone::directory::testing
