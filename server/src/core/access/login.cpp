// Logins and changes of the password: what is checked, and what follows. The hashing between the two steps is the
// edge's.
#include <algorithm>

#include "core/access/access.h"
#include "core/directory/directory.h"
#include "core/directory/folding.h"

namespace sidetone::access {

namespace {

constexpr std::size_t kMaxNameBytes = 128;
constexpr std::size_t kMaxUserAgentBytes = 256;

const directory::User* find_by_login_name(const directory::Directory& directory, std::string_view name) {
    return name.find('@') == std::string_view::npos ? directory.find_user_by_short_name(name)
                                                    : directory.find_user_by_email(name);
}

/// A user has one bucket under whatever name; unknown names have theirs, so that both are throttled alike.
std::string account_key(const directory::User* user, std::string_view name) {
    if (user != nullptr) return "user " + std::to_string(user->id.value);
    return "name " + directory::to_lower_ascii(name.substr(0, kMaxNameBytes));
}

/// For people to read: no control characters, cut between characters.
std::string shown_user_agent(std::string_view text) {
    std::string out;
    for (const char c : text.substr(0, kMaxUserAgentBytes)) {
        if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) out.push_back(c);
    }
    if (text.size() > kMaxUserAgentBytes) {
        while (!out.empty() && (static_cast<unsigned char>(out.back()) & 0xC0U) == 0x80) out.pop_back();
        if (!out.empty() && static_cast<unsigned char>(out.back()) >= 0xC0) out.pop_back();
    }
    return out;
}

}  // namespace

base::Result<PasswordCheck> Access::begin_login(std::string_view name, std::string_view address, base::Time now) {
    const auto* user = find_by_login_name(directory_, name);
    Pending pending{
        .account_key = account_key(user, name), .address_key = throttle_key(address), .address = std::string(address)};
    if (checks_.size() >= config_.max_checks || accounts_.wait(pending.account_key, now) > base::Duration::zero() ||
        addresses_.wait(pending.address_key, now) > base::Duration::zero()) {
        ++counters_.throttled;
        return base::Error{"access.throttled"};
    }
    addresses_.take(pending.address_key, now);
    if (user == nullptr || user->password_hash.empty()) return open_check(std::move(pending), decoy_hash_, now);
    pending.user = user->id;
    return open_check(std::move(pending), user->password_hash, now);
}

PasswordCheck Access::open_check(Pending pending, std::string hash, base::Time now) {
    accounts_.take(pending.account_key, now);
    pending.hash = hash;
    const CheckId id{++last_check_};
    checks_.emplace(id, std::move(pending));
    return {.check = id, .hash = std::move(hash)};
}

std::optional<Access::Pending> Access::take_check(CheckId check) {
    const auto found = checks_.find(check);
    if (found == checks_.end()) return std::nullopt;
    auto pending = std::move(found->second);
    checks_.erase(found);
    return pending;
}

void Access::abandon_check(CheckId check) {
    const auto pending = take_check(check);
    if (!pending) return;
    accounts_.give_back(pending->account_key);
    if (!pending->address_key.empty()) addresses_.give_back(pending->address_key);
}

base::Result<SignInId> Access::finish_login(CheckId check, bool password_ok, std::string_view user_agent,
                                            const TokenHash& token_hash, base::Time now) {
    const auto pending = take_check(check);
    const auto* user = pending && !pending->sign_in ? directory_.find_user(pending->user) : nullptr;
    // A password that was changed meanwhile is not the one that was verified.
    if (!password_ok || user == nullptr || user->password_hash != pending->hash || by_token_.contains(token_hash)) {
        ++counters_.refused;
        return base::Error{"access.denied"};
    }
    accounts_.give_back(pending->account_key);
    addresses_.give_back(pending->address_key);
    make_room(user->id);
    const SignIn made{.id = SignInId{++last_sign_in_},
                      .user = user->id,
                      .token_hash = token_hash,
                      .user_agent = shown_user_agent(user_agent),
                      .address = pending->address.substr(0, 64),
                      .created_at = now,
                      .seen_at = now};
    keep(made);
    store_.save_sign_in(made);
    sign_in_changed.publish({.sign_in = made.id, .user = made.user});
    return made.id;
}

std::uint32_t Access::retry_after(std::string_view name, std::string_view address, base::Time now) const {
    const auto wait = std::max(accounts_.wait(account_key(find_by_login_name(directory_, name), name), now),
                               addresses_.wait(throttle_key(address), now));
    return std::max(1U, static_cast<std::uint32_t>(std::chrono::ceil<std::chrono::seconds>(wait).count()));
}

base::Result<PasswordCheck> Access::begin_password_change(SignInId sign_in, std::string_view new_password,
                                                          base::Time now) {
    const auto* own = find_sign_in(sign_in);
    const auto* user = own == nullptr ? nullptr : directory_.find_user(own->user);
    if (user == nullptr) return base::Error{"session.token_invalid"};
    if (!user->may_change_password || user->password_hash.empty()) return base::Error{"access.not_allowed"};
    if (const auto fits = check_password(config_.policy, new_password); !fits) return fits.error();
    Pending pending{.account_key = account_key(user, {}), .user = user->id, .sign_in = sign_in};
    if (checks_.size() >= config_.max_checks || accounts_.wait(pending.account_key, now) > base::Duration::zero()) {
        return base::Error{"access.throttled"};
    }
    return open_check(std::move(pending), user->password_hash, now);
}

base::Result<void> Access::finish_password_change(CheckId check, bool old_ok, std::string new_hash,
                                                  base::Time /*now*/) {
    const auto pending = take_check(check);
    if (!pending || find_sign_in(pending->sign_in) == nullptr) return base::Error{"session.token_invalid"};
    const auto* user = directory_.find_user(pending->user);
    if (!old_ok || user == nullptr || user->password_hash != pending->hash)
        return base::Error{"access.password_wrong", "old"};
    accounts_.give_back(pending->account_key);
    directory_.set_password_hash(user->id, std::move(new_hash));
    revoke_others(pending->sign_in, EndReason::PasswordChanged);
    return {};
}

}  // namespace sidetone::access
