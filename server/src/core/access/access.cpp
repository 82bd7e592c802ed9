#include "core/access/access.h"

#include <algorithm>
#include <cstring>

#include "core/directory/directory.h"

namespace sidetone::access {

namespace {

constexpr base::Duration kSaveSeenEvery = std::chrono::minutes{1};

}  // namespace

std::size_t Access::FirstBytes::operator()(const TokenHash& hash) const noexcept {
    std::size_t bytes = 0;
    std::memcpy(&bytes, hash.data(), sizeof bytes);
    return bytes;
}

Access::Access(AccessConfig config, directory::Directory& directory, AccessStore& store, std::string decoy_hash)
    : config_(config),
      directory_(directory),
      store_(store),
      decoy_hash_(std::move(decoy_hash)),
      accounts_(config.per_account),
      addresses_(config.per_address) {}

void Access::load(std::vector<SignIn> sign_ins) {
    sign_ins_.clear();
    by_token_.clear();
    of_user_.clear();
    last_sign_in_ = 0;
    std::sort(sign_ins.begin(), sign_ins.end(), [](const SignIn& a, const SignIn& b) { return a.id < b.id; });
    for (const auto& sign_in : sign_ins) {
        last_sign_in_ = std::max(last_sign_in_, sign_in.id.value);
        if (directory_.find_user(sign_in.user) != nullptr) keep(sign_in);
    }
}

void Access::keep(const SignIn& sign_in) {
    by_token_.emplace(sign_in.token_hash, sign_in.id);
    of_user_[sign_in.user].push_back(sign_in.id);
    sign_ins_.emplace(sign_in.id, Kept{.sign_in = sign_in, .saved_at = sign_in.seen_at});
}

const SignIn* Access::find_sign_in(const TokenHash& token_hash) const {
    const auto found = by_token_.find(token_hash);
    return found == by_token_.end() ? nullptr : find_sign_in(found->second);
}

const SignIn* Access::find_sign_in(SignInId id) const {
    const auto found = sign_ins_.find(id);
    return found == sign_ins_.end() ? nullptr : &found->second.sign_in;
}

std::vector<const SignIn*> Access::sign_ins_of(UserId user) const {
    std::vector<const SignIn*> own;
    const auto found = of_user_.find(user);
    if (found == of_user_.end()) return own;
    for (const auto id : found->second) own.push_back(find_sign_in(id));
    return own;
}

void Access::touch(SignInId id, base::Time now) {
    const auto found = sign_ins_.find(id);
    if (found == sign_ins_.end()) return;
    auto& [sign_in, saved_at] = found->second;
    sign_in.seen_at = std::max(sign_in.seen_at, now);
    if (now - saved_at < kSaveSeenEvery) return;
    saved_at = now;
    store_.save_sign_in(sign_in);
    sign_in_changed.publish({.sign_in = id, .user = sign_in.user});
}

void Access::revoke(SignInId id, EndReason reason) {
    const auto found = sign_ins_.find(id);
    if (found == sign_ins_.end()) return;
    const auto user = found->second.sign_in.user;
    const auto softphone = find_softphone(id);
    by_token_.erase(found->second.sign_in.token_hash);
    std::erase(of_user_[user], id);
    sign_ins_.erase(found);
    // The softphone first: the store's rows refer to each other.
    if (softphone) directory_.remove_device(*softphone);
    store_.remove_sign_in(id);
    sign_in_ended.publish({.sign_in = id, .user = user, .reason = reason});
}

base::Result<void> Access::end(UserId user, SignInId id) {
    const auto* sign_in = find_sign_in(id);
    if (sign_in == nullptr || sign_in->user != user) return base::Error{"sign_ins.unknown", "signInId"};
    revoke(id, EndReason::EndedElsewhere);
    return {};
}

void Access::revoke_others(SignInId kept, EndReason reason) {
    const auto* own = find_sign_in(kept);
    if (own == nullptr) return;
    const auto all = of_user_[own->user];  // a copy: revoke() changes the list
    for (const auto id : all) {
        if (id != kept) revoke(id, reason);
    }
}

void Access::on_user_removed(UserId user) {
    const auto found = of_user_.find(user);
    if (found == of_user_.end()) return;
    const auto all = found->second;
    for (const auto id : all) revoke(id, EndReason::UserRemoved);
    of_user_.erase(user);
}

void Access::make_room(UserId user) {
    const auto own = sign_ins_of(user);
    if (own.size() < config_.max_sign_ins_per_user) return;
    const auto oldest =
        std::min_element(own.begin(), own.end(), [](const auto* a, const auto* b) { return a->seen_at < b->seen_at; });
    revoke((*oldest)->id, EndReason::EndedElsewhere);
}

base::Result<DeviceId> Access::ensure_softphone(SignInId sign_in) {
    const auto* own = find_sign_in(sign_in);
    if (own == nullptr) return base::Error{"session.token_invalid"};
    if (const auto known = find_softphone(sign_in)) return *known;
    return directory_.add_device({.owner = own->user,
                                  .kind = directory::DeviceKind::Softphone,
                                  .name = describe_browser(own->user_agent),
                                  .sign_in = sign_in});
}

std::optional<DeviceId> Access::find_softphone(SignInId sign_in) const {
    const auto* own = find_sign_in(sign_in);
    if (own == nullptr) return std::nullopt;
    for (const auto id : directory_.devices_of(own->user)) {
        const auto* device = directory_.find_device(id);
        if (device->kind == directory::DeviceKind::Softphone && device->sign_in == sign_in) return id;
    }
    return std::nullopt;
}

}  // namespace sidetone::access
