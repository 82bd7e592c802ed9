#include "core/directory/directory.h"

#include <algorithm>

#include "core/directory/folding.h"

namespace sidetone::directory {

namespace {

constexpr std::size_t kMaxPhones = 20;
constexpr std::size_t kMaxNameCharacters = 64;

bool is_name(std::string_view name) {
    if (name.size() > 4 * kMaxNameCharacters || count_characters(name) > kMaxNameCharacters) return false;
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    if (std::any_of(name.begin(), name.end(), control)) return false;
    return name.find_first_not_of(' ') != std::string_view::npos;
}

template <class Map, class Key>
const typename Map::mapped_type* find_in(const Map& map, const Key& key) {
    const auto found = map.find(key);
    return found == map.end() ? nullptr : &found->second;
}

template <class Map>
const typename Map::mapped_type& list_in(const Map& map, UserId user) {
    static const typename Map::mapped_type kNone;
    const auto* list = find_in(map, user);
    return list == nullptr ? kNone : *list;
}

}  // namespace

Directory::Directory(DirectoryStore& store) : store_(store) {}

void Directory::load(std::vector<User> users, std::vector<Group> groups, std::vector<Device> devices) {
    users_.clear();
    groups_.clear();
    devices_.clear();
    groups_of_.clear();
    devices_of_.clear();
    by_short_name_.clear();
    by_number_.clear();
    by_email_.clear();
    by_auth_user_.clear();
    words_.clear();
    last_device_ = 0;
    for (auto& user : users) {
        index(user);
        users_.emplace(user.id, std::move(user));
    }
    for (auto& group : groups) {
        for (const auto& member : group.members) groups_of_[member.user].push_back(group.id);
        groups_.emplace(group.id, std::move(group));
    }
    std::sort(devices.begin(), devices.end(), [](const Device& a, const Device& b) { return a.id < b.id; });
    for (auto& device : devices) {
        last_device_ = std::max(last_device_, device.id.value);
        devices_of_[device.owner].push_back(device.id);
        by_auth_user_.emplace(device.auth_user, device.id);
        devices_.emplace(device.id, std::move(device));
    }
}

void Directory::index(const User& user) {
    by_short_name_.emplace(to_lower_ascii(user.short_name), user.id);
    if (!user.number.empty()) by_number_.emplace(user.number, user.id);
    if (!user.email.empty()) by_email_.emplace(to_lower_ascii(user.email), user.id);
    index_words(user);
}

const User* Directory::find_user(UserId id) const {
    return find_in(users_, id);
}

const User* Directory::find_user_by_short_name(std::string_view name) const {
    const auto* id = find_in(by_short_name_, to_lower_ascii(name));
    return id == nullptr ? nullptr : find_user(*id);
}

const User* Directory::find_user_by_number(std::string_view number) const {
    const auto* id = find_in(by_number_, std::string(number));
    return id == nullptr ? nullptr : find_user(*id);
}

const User* Directory::find_user_by_email(std::string_view email) const {
    const auto* id = find_in(by_email_, to_lower_ascii(email));
    return id == nullptr ? nullptr : find_user(*id);
}

bool Directory::is_administrator(UserId user) const {
    const auto* known = find_user(user);
    return known != nullptr && known->administrator;
}

const Group* Directory::find_group(GroupId id) const {
    return find_in(groups_, id);
}

const std::vector<GroupId>& Directory::groups_of(UserId user) const {
    return list_in(groups_of_, user);
}

const Device* Directory::find_device(DeviceId id) const {
    return find_in(devices_, id);
}

const Device* Directory::find_device_by_auth_user(std::string_view auth_user) const {
    const auto* id = find_in(by_auth_user_, std::string(auth_user));
    return id == nullptr ? nullptr : find_device(*id);
}

const std::vector<DeviceId>& Directory::devices_of(UserId user) const {
    return list_in(devices_of_, user);
}

Device* Directory::device(DeviceId id) {
    const auto found = devices_.find(id);
    return found == devices_.end() ? nullptr : &found->second;
}

std::string Directory::next_auth_user(UserId owner) const {
    const auto* user = find_user(owner);
    if (user == nullptr) return {};
    for (std::size_t n = 1;; ++n) {
        auto name = user->short_name + "-" + std::to_string(n);
        if (!by_auth_user_.contains(name)) return name;
    }
}

base::Result<DeviceId> Directory::add_device(Device device) {
    if (!users_.contains(device.owner)) return base::Error{"devices.owner_unknown"};
    if (!is_name(device.name)) return base::Error{"devices.name_invalid", "name"};
    auto& own = devices_of_[device.owner];
    if (device.kind == DeviceKind::Phone) {
        const auto is_phone = [this](DeviceId id) { return devices_.at(id).kind == DeviceKind::Phone; };
        if (static_cast<std::size_t>(std::count_if(own.begin(), own.end(), is_phone)) >= kMaxPhones) {
            return base::Error{"devices.too_many"};
        }
    }
    if (device.auth_user.empty()) device.auth_user = next_auth_user(device.owner);
    if (by_auth_user_.contains(device.auth_user)) return base::Error{"devices.name_taken", "authUser"};
    device.id = DeviceId{++last_device_};
    own.push_back(device.id);
    by_auth_user_.emplace(device.auth_user, device.id);
    const auto& kept = devices_.emplace(device.id, std::move(device)).first->second;
    store_.save_device(kept);
    const DeviceChanged news{.device = kept.id, .owner = kept.owner, .sign_in = kept.sign_in.value_or(SignInId{})};
    device_changed.publish(news);
    return news.device;
}

base::Result<void> Directory::rename_device(DeviceId id, std::string name) {
    auto* known = device(id);
    if (known == nullptr) return base::Error{"devices.unknown", "deviceId"};
    if (!is_name(name)) return base::Error{"devices.name_invalid", "name"};
    if (known->name == name) return {};
    known->name = std::move(name);
    store_.save_device(*known);
    device_changed.publish({.device = id, .owner = known->owner, .sign_in = known->sign_in.value_or(SignInId{})});
    return {};
}

base::Result<void> Directory::set_device_secret(DeviceId id, std::string ha1_md5, std::string ha1_sha256,
                                                std::optional<base::Time> expires) {
    auto* known = device(id);
    if (known == nullptr) return base::Error{"devices.unknown", "deviceId"};
    known->ha1_md5 = std::move(ha1_md5);
    known->ha1_sha256 = std::move(ha1_sha256);
    known->secret_expires = expires;
    store_.save_device(*known);
    device_changed.publish(
        {.device = id, .owner = known->owner, .sign_in = known->sign_in.value_or(SignInId{}), .secret_changed = true});
    return {};
}

void Directory::remove_device(DeviceId id) {
    const auto* known = find_device(id);
    if (known == nullptr) return;
    const DeviceChanged news{
        .device = id, .owner = known->owner, .sign_in = known->sign_in.value_or(SignInId{}), .gone = true};
    by_auth_user_.erase(known->auth_user);
    std::erase(devices_of_[known->owner], id);
    devices_.erase(id);
    store_.remove_device(id);
    device_changed.publish(news);
}

void Directory::put_device(Device device, bool secret_changed) {
    const auto id = device.id;
    if (const auto* before = find_device(id)) {
        by_auth_user_.erase(before->auth_user);
    } else {
        devices_of_[device.owner].push_back(id);
        last_device_ = std::max(last_device_, id.value);
    }
    by_auth_user_[device.auth_user] = id;
    const DeviceChanged news{.device = id,
                             .owner = device.owner,
                             .sign_in = device.sign_in.value_or(SignInId{}),
                             .secret_changed = secret_changed};
    devices_[id] = std::move(device);
    device_changed.publish(news);
}

void Directory::set_password_hash(UserId id, std::string hash) {
    const auto found = users_.find(id);
    if (found == users_.end()) return;
    found->second.password_hash = std::move(hash);
    store_.save_password_hash(id, found->second.password_hash);
}

}  // namespace sidetone::directory
