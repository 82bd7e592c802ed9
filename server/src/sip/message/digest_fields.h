// Digest challenges and credentials as they stand in headers (RFC 7235, RFC 7616). Views into the header value, which
// must outlive them; escapes in quoted strings are kept (plain() resolves them). Any thread. Checking and making them
// is sip/auth's business.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sidetone::sip {

enum class DigestAlgorithm : std::uint8_t { Md5, Sha256, Md5Sess, Sha256Sess, Other };
[[nodiscard]] DigestAlgorithm digest_algorithm_of(std::string_view text);
[[nodiscard]] std::string_view to_text(DigestAlgorithm algorithm);

enum class DigestQop : std::uint8_t { None, Auth, AuthInt, Other };

struct DigestCredentials {
    std::string_view username;
    std::string_view realm;
    std::string_view nonce;
    std::string_view uri;
    std::string_view response;
    std::string_view cnonce;
    std::string_view opaque;
    DigestAlgorithm algorithm = DigestAlgorithm::Md5;
    DigestQop qop = DigestQop::None;
    std::string_view qop_text;
    std::string_view nc_text;
    std::uint32_t nc = 0;
};

struct DigestChallenge {
    std::string_view realm;
    std::string_view nonce;
    std::string_view opaque;
    DigestAlgorithm algorithm = DigestAlgorithm::Md5;
    bool offers_qop = false;
    bool offers_auth = false;
    bool stale = false;
};

/// Value of Authorization or Proxy-Authorization. nullopt: another scheme, a parameter twice, or one missing that RFC
/// 7616 3.4 requires.
[[nodiscard]] std::optional<DigestCredentials> parse_digest_credentials(std::string_view value);
/// Value of one WWW-Authenticate or Proxy-Authenticate row.
[[nodiscard]] std::optional<DigestChallenge> parse_digest_challenge(std::string_view value);

/// Resolves quoted pairs: a\"b -> a"b.
[[nodiscard]] std::string plain(std::string_view quoted_text);
/// Whether it is that, without its escapes.
[[nodiscard]] bool is_plain(std::string_view quoted_text, std::string_view wanted);

}  // namespace sidetone::sip
