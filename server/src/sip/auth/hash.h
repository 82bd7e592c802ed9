// MD5, SHA-256 and HMAC-SHA256 by OpenSSL, as digest authentication needs them. Values; one thread per object.
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

/// Lower-case hex, without an allocation.
class HexDigest {
public:
    HexDigest(const unsigned char* bytes, std::size_t size);
    [[nodiscard]] std::string_view text() const { return {digits_.data(), size_}; }

private:
    std::array<char, 64> digits_{};
    std::size_t size_;
};

/// Hashes one after the other with the same working memory. One thread per object.
class Hasher {
public:
    Hasher();
    ~Hasher();
    Hasher(Hasher&&) noexcept;
    Hasher& operator=(Hasher&&) noexcept;

    /// The parts, joined by ':'. `algorithm` is Md5 or Sha256 (their -sess forms hash alike).
    [[nodiscard]] HexDigest joined(DigestAlgorithm algorithm, std::initializer_list<std::string_view> parts);

private:
    struct Work;
    std::unique_ptr<Work> work_;
};

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
