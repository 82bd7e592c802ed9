// Secrets and hashes for the edges: the operating system's randomness, Argon2id for passwords, SHA-256 for tokens, HA1
// for SIP digest. Any thread; hash_password and verify_password take tens of milliseconds and 64 MiB and never run on
// the core strand.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/random.h"

namespace sidetone::net {

/// The operating system's source, asked for some at a time. One thread each.
class OsRandom final : public base::Random {
public:
    OsRandom();
    ~OsRandom() override;
    OsRandom(const OsRandom&) = delete;
    OsRandom& operator=(const OsRandom&) = delete;
    std::uint64_t next() override;

private:
    std::array<std::uint64_t, 64> fresh_{};
    std::size_t left_ = 0;
};

/// ChaCha20 of a seed: as good as its seed, and the same again for the same.
class SeededRandom final : public base::Random {
public:
    using Seed = std::array<std::uint8_t, 32>;
    explicit SeededRandom(const Seed& seed);
    std::uint64_t next() override;

private:
    Seed seed_;  ///< of the next block; what came before cannot be found from it
    std::array<std::uint64_t, 60> fresh_{};
    std::size_t left_ = 0;
};

/// Argon2id with libsodium's interactive limits, as a text that names its parameters. Throws std::bad_alloc.
std::string hash_password(std::string_view password);
/// False for a text that is no Argon2id hash. Constant time in the password's content.
bool verify_password(const std::string& hash, std::string_view password);
/// For the login of unknown names: the hash of a password nobody knows.
std::string make_decoy_hash();

using Sha256 = std::array<std::uint8_t, 32>;
Sha256 sha256(std::string_view bytes);
/// A token of 200 bits, and what core keeps of it.
std::string make_token(base::Random& random);
inline Sha256 hash_token(std::string_view token) {
    return sha256(token);
}

/// A device secret of 120 bits, typed into a phone once.
std::string make_device_secret(base::Random& random);
struct Ha1 {
    std::string md5;
    std::string sha256;
};
/// H(auth_user:realm:secret), lower-case hex (RFC 7616 3.4.2); the realm is the system name.
Ha1 make_ha1(std::string_view auth_user, std::string_view realm, std::string_view secret);

/// A password to read aloud and type: k7qv-91xt-m4eb-x2da, 80 bits, without characters that look alike.
std::string make_readable_password(base::Random& random);

std::string to_hex(const std::uint8_t* bytes, std::size_t size);

}  // namespace sidetone::net
