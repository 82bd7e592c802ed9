// Who there is: users, groups, devices. Values, kept in memory by Directory.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "core/ids.h"

namespace sidetone::directory {

using core::DeviceId;
using core::GroupId;
using core::SignInId;
using core::UserId;

enum class UserKind : std::uint8_t { Person, Room, Reception };

struct User {
    UserId id;
    UserKind kind = UserKind::Person;
    std::string short_name;  ///< SIP user part, lower case, unique
    std::string display_name;
    std::string number;  ///< unique extension
    std::string email;   ///< unique if not empty
    std::string department;
    std::string location;
    /// Argon2id string; empty: cannot sign in (A1).
    std::string password_hash;
    bool may_change_password = true;
    /// Sees the whole system, not only the people of his groups (G1).
    bool administrator = false;
};

/// Rights over a person (P4). Bits add up.
enum class Right : std::uint8_t { Online = 1, Presence = 2, Busy = 4, CallIds = 8, Pickup = 16 };
using Rights = std::uint8_t;
inline constexpr Rights kAllRights = 31;

struct Member {
    UserId user;
    /// Active members have the group default visibility over all members (P5).
    bool active = true;
};

struct Group {
    GroupId id;
    std::string name;
    std::vector<Member> members;  ///< in the order shown
    Rights default_visibility = 15;
};

enum class DeviceKind : std::uint8_t { Phone, Softphone };

/// How media is spoken with a phone. Auto: SRTP when it registers over TLS, plain RTP with a fall-back otherwise.
enum class MediaSecurity : std::uint8_t { Auto, Rtp, Srtp };

struct Device {
    DeviceId id;
    UserId owner;
    DeviceKind kind = DeviceKind::Phone;
    std::string name;
    std::string auth_user;  ///< unique digest user name, e.g. anna-1
    /// HA1 values (RFC 7616), the only form a secret is kept in (A2). Lower-case hex.
    std::string ha1_md5;
    std::string ha1_sha256;
    MediaSecurity media = MediaSecurity::Auto;
    /// A softphone belongs to one sign-in; its secret is short-lived.
    std::optional<SignInId> sign_in;
    std::optional<base::Time> secret_expires;
};

}  // namespace sidetone::directory
