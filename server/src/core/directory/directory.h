// All users, groups and devices, in memory, with the indexes calls need. Core strand only. Changes are told to the
// store through a port and published. Leaves passwords and sign-ins to access, reachability to registrar.
#pragma once

#include <set>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/publisher.h"
#include "base/result.h"
#include "core/directory/ports.h"
#include "core/directory/types.h"

namespace sidetone::directory {

struct UserChanged {
    UserId user;
    bool gone = false;
};
struct GroupChanged {
    GroupId group;
    bool gone = false;
};
struct DeviceChanged {
    DeviceId device;
    UserId owner;
    SignInId sign_in;  ///< of a softphone
    bool gone = false;
    bool secret_changed = false;
};

class Directory {
public:
    explicit Directory(DirectoryStore& store);

    /// Everything as loaded at start; replaces what is there without events.
    void load(std::vector<User> users, std::vector<Group> groups, std::vector<Device> devices);

    [[nodiscard]] const User* find_user(UserId id) const;
    [[nodiscard]] const User* find_user_by_short_name(std::string_view name) const;  ///< case-insensitive
    [[nodiscard]] const User* find_user_by_number(std::string_view number) const;
    [[nodiscard]] const User* find_user_by_email(std::string_view email) const;  ///< case-insensitive
    [[nodiscard]] bool is_administrator(UserId user) const;
    [[nodiscard]] const Group* find_group(GroupId id) const;
    [[nodiscard]] const std::vector<GroupId>& groups_of(UserId user) const;
    [[nodiscard]] const Device* find_device(DeviceId id) const;
    [[nodiscard]] const Device* find_device_by_auth_user(std::string_view auth_user) const;
    [[nodiscard]] const std::vector<DeviceId>& devices_of(UserId user) const;
    [[nodiscard]] const std::unordered_map<UserId, User>& users() const { return users_; }
    /// Matches names by word prefix, short name, number, e-mail, department; folds accents and case; best first.
    [[nodiscard]] std::vector<UserId> search(std::string_view text, std::size_t limit) const;

    /// The digest user name the next device of this user gets, e.g. anna-3.
    [[nodiscard]] std::string next_auth_user(UserId owner) const;
    /// Gives the id, and an auth_user where there is none. Refusals: devices.too_many (20 phones a user; softphones are
    /// counted by access), devices.name_invalid, devices.owner_unknown.
    base::Result<DeviceId> add_device(Device device);
    base::Result<void> rename_device(DeviceId id, std::string name);
    base::Result<void> set_device_secret(DeviceId id, std::string ha1_md5, std::string ha1_sha256,
                                         std::optional<base::Time> expires);
    void remove_device(DeviceId id);
    /// As it was made or changed somewhere else, under its id: for replays.
    void put_device(Device device, bool secret_changed);
    [[nodiscard]] const std::unordered_map<GroupId, Group>& groups() const { return groups_; }
    [[nodiscard]] const std::unordered_map<DeviceId, Device>& devices() const { return devices_; }
    void set_password_hash(UserId id, std::string hash);

    base::Publisher<UserChanged> user_changed;
    base::Publisher<GroupChanged> group_changed;
    base::Publisher<DeviceChanged> device_changed;

private:
    /// Where a search word was found; smaller is better.
    enum class Field : std::uint8_t { Number, ShortName, FirstWord, NameWord, Email, Department };
    /// Ordered by text, so that all words with one prefix lie together.
    struct SearchWord {
        std::string text;
        UserId user;
        Field field = Field::Number;
        auto operator<=>(const SearchWord&) const = default;
    };
    using Ranks = std::unordered_map<UserId, unsigned>;

    void index(const User& user);
    void index_words(const User& user);
    [[nodiscard]] Ranks rank_word(const std::string& word) const;
    [[nodiscard]] Device* device(DeviceId id);

    DirectoryStore& store_;
    std::unordered_map<UserId, User> users_;
    std::unordered_map<GroupId, Group> groups_;
    std::unordered_map<DeviceId, Device> devices_;
    std::unordered_map<UserId, std::vector<GroupId>> groups_of_;
    std::unordered_map<UserId, std::vector<DeviceId>> devices_of_;
    std::unordered_map<std::string, UserId> by_short_name_;
    std::unordered_map<std::string, UserId> by_number_;
    std::unordered_map<std::string, UserId> by_email_;
    std::unordered_map<std::string, DeviceId> by_auth_user_;
    std::set<SearchWord> words_;
    std::uint64_t last_device_ = 0;
};

}  // namespace sidetone::directory
