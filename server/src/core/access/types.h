// Who is signed in where, and what a login or a change of the password asks of the password hasher at the edge. Values.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "base/id.h"
#include "base/time.h"
#include "core/ids.h"

namespace sidetone::access {

using core::DeviceId;
using core::SignInId;
using core::UserId;

/// SHA-256 of a token. The token itself is only ever in the browser.
using TokenHash = std::array<std::uint8_t, 32>;

/// One remembered login of a user at one browser, until sign-out (A3).
struct SignIn {
    SignInId id;
    UserId user;
    TokenHash token_hash{};
    std::string user_agent;  ///< as the browser said, at most 256 bytes
    std::string address;     ///< of the login, without port
    base::Time created_at{};
    base::Time seen_at{};
    bool operator==(const SignIn&) const = default;
};

/// One check of a password, from its beginning to its outcome.
using CheckId = base::Id<struct CheckTag>;

/// What the edge's password hasher has to verify, off the strand (Argon2id takes tens of milliseconds).
struct PasswordCheck {
    CheckId check;
    /// An Argon2id string; for unknown names that of a decoy, so that answer and time are equal (A7).
    std::string hash;
};

enum class EndReason : std::uint8_t { SignedOut, EndedElsewhere, PasswordChanged, UserRemoved };

/// A sign-in is new or was seen again.
struct SignInChanged {
    SignInId sign_in;
    UserId user;
};
/// Told after it is gone: its token opens nothing any more.
struct SignInEnded {
    SignInId sign_in;
    UserId user;
    EndReason reason = EndReason::SignedOut;
};

}  // namespace sidetone::access
