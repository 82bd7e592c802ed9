// Who may come in: logins in two steps, sign-ins and their tokens' hashes, passwords, the softphone of each sign-in.
// Core strand only. Leaves Argon2id and SHA-256 to edge/net/crypto.h, on a worker's thread, and users and devices to
// directory.
#pragma once

#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/publisher.h"
#include "base/result.h"
#include "core/access/policy.h"
#include "core/access/ports.h"
#include "core/access/throttle.h"
#include "core/access/types.h"

namespace sidetone::directory {
class Directory;
}

namespace sidetone::access {

struct AccessConfig {
    PasswordPolicy policy;
    /// Failures of one name, from wherever, and of one address, for whatever names.
    ThrottleConfig per_account{.burst = 10, .refill = std::chrono::seconds{20}};
    ThrottleConfig per_address{.burst = 30, .refill = std::chrono::seconds{4}};
    /// Password checks at once; one more is throttled.
    std::size_t max_checks = 64;
    /// One more ends the one seen longest ago.
    std::size_t max_sign_ins_per_user = 50;
    /// A softphone's secret lives this long; a session fetches the next.
    base::Duration softphone_secret_life = std::chrono::hours{1};
};

struct AccessCounters {
    std::uint64_t refused = 0;    ///< unknown names and wrong passwords
    std::uint64_t throttled = 0;  ///< too many of them before
};

class Access {
public:
    /// `decoy_hash`: an Argon2id string of a random password, made at start with the parameters of the real ones.
    Access(AccessConfig config, directory::Directory& directory, AccessStore& store, std::string decoy_hash);

    /// Everything as loaded at start; without events. Sign-ins of unknown users are left out.
    void load(std::vector<SignIn> sign_ins);

    // --- login: begin, verify the password against `hash` on a worker, finish. `name`: short name or e-mail address.
    /// Refusal: access.throttled (429; Retry-After by retry_after). Counts as a failure until it succeeded.
    base::Result<PasswordCheck> begin_login(std::string_view name, std::string_view address, base::Time now);
    /// Refusal: access.denied (401), equal for unknown names and wrong passwords.
    base::Result<SignInId> finish_login(CheckId check, bool password_ok, std::string_view user_agent,
                                        const TokenHash& token_hash, base::Time now);
    /// The password was never verified (no worker was free): counts as no attempt. Every check is finished or
    /// abandoned.
    void abandon_check(CheckId check);
    /// Whole seconds until begin_login may succeed; at least 1.
    [[nodiscard]] std::uint32_t retry_after(std::string_view name, std::string_view address, base::Time now) const;

    // --- change of one's own password: as login. The new one is looked at and not kept.
    /// Refusals: access.password_too_short, access.password_too_simple, access.not_allowed, access.throttled,
    /// session.token_invalid.
    base::Result<PasswordCheck> begin_password_change(SignInId sign_in, std::string_view new_password, base::Time now);
    /// Ends all other sign-ins of the user. `new_hash`: Argon2id string. Refusals: access.password_wrong,
    /// session.token_invalid.
    base::Result<void> finish_password_change(CheckId check, bool old_ok, std::string new_hash, base::Time now);

    // --- sign-ins
    [[nodiscard]] const SignIn* find_sign_in(const TokenHash& token_hash) const;
    [[nodiscard]] const SignIn* find_sign_in(SignInId id) const;
    /// Of one user, oldest first.
    [[nodiscard]] std::vector<const SignIn*> sign_ins_of(UserId user) const;
    /// The user is there: seen_at moves. Published and saved at most once a minute.
    void touch(SignInId id, base::Time now);
    /// Its softphone goes with it. Harmless if it is gone already.
    void revoke(SignInId id, EndReason reason);
    /// Ends one of the user's own. Refusal: sign_ins.unknown.
    base::Result<void> end(UserId user, SignInId id);
    void revoke_others(SignInId kept, EndReason reason);
    void on_user_removed(UserId user);

    // --- the softphone of a sign-in
    /// Made at the first call; named after browser and system ("Chromium on Linux"). It has no secret yet: the caller
    /// sets one (Directory::set_device_secret) that expires at softphone_expiry(). Refusal: session.token_invalid.
    base::Result<DeviceId> ensure_softphone(SignInId sign_in);
    [[nodiscard]] std::optional<DeviceId> find_softphone(SignInId sign_in) const;
    [[nodiscard]] base::Time softphone_expiry(base::Time now) const { return now + config_.softphone_secret_life; }

    [[nodiscard]] const PasswordPolicy& policy() const { return config_.policy; }
    /// Of logins.
    [[nodiscard]] const AccessCounters& counters() const { return counters_; }

    base::Publisher<SignInChanged> sign_in_changed;
    base::Publisher<SignInEnded> sign_in_ended;

private:
    struct Pending {
        std::string account_key;
        std::string address_key;  ///< empty for a change of the password
        std::string address;
        UserId user;       ///< none for a decoy
        SignInId sign_in;  ///< of a change of the password
        std::string hash;  ///< what is verified
    };
    struct Kept {
        SignIn sign_in;
        base::Time saved_at{};
    };
    /// A SHA-256 is random enough to be its own hash.
    struct FirstBytes {
        std::size_t operator()(const TokenHash& hash) const noexcept;
    };

    [[nodiscard]] std::optional<Pending> take_check(CheckId check);
    PasswordCheck open_check(Pending pending, std::string hash, base::Time now);
    void keep(const SignIn& sign_in);
    void make_room(UserId user);

    AccessConfig config_;
    directory::Directory& directory_;
    AccessStore& store_;
    std::string decoy_hash_;
    Throttle accounts_;
    Throttle addresses_;
    std::unordered_map<CheckId, Pending> checks_;
    std::unordered_map<SignInId, Kept> sign_ins_;
    std::unordered_map<TokenHash, SignInId, FirstBytes> by_token_;
    std::unordered_map<UserId, std::vector<SignInId>> of_user_;
    AccessCounters counters_;
    std::uint64_t last_check_ = 0;
    std::uint64_t last_sign_in_ = 0;
};

/// "Chromium on Linux" of a User-Agent; "Browser" if it is none we know.
std::string describe_browser(std::string_view user_agent);

}  // namespace sidetone::access
