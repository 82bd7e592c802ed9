// MD5, SHA-256 and HMAC-SHA256 by OpenSSL, as digest authentication needs them. hex() and friends: any thread; Hmac:
// one thread per object.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "sip/message/digest_fields.h"

namespace sidetone::sip {

/// Lower-case hex of the hash over the parts, joined by ':'. `algorithm` is Md5 or Sha256 (their -sess forms hash
/// alike).
[[nodiscard]] std::string hash_joined(DigestAlgorithm algorithm, std::initializer_list<std::string_view> parts);

/// Takes the same time whatever the contents; lengths are no secret.
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b);

class HmacSha256 {
public:
    using Tag = std::array<unsigned char, 32>;

    explicit HmacSha256(std::string_view key);
    ~HmacSha256();
    HmacSha256(HmacSha256&&) noexcept;
    HmacSha256& operator=(HmacSha256&&) noexcept;

    [[nodiscard]] Tag operator()(std::string_view data);

private:
    struct Contexts;
    std::unique_ptr<Contexts> contexts_;
};

}  // namespace sidetone::sip
