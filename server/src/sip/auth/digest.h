// Digest authentication (RFC 7616, RFC 8760), both sides. The server side offers SHA-256 and MD5 and keeps no secrets:
// the caller brings the HA1 of the user. One thread (the core strand). Time and randomness are handed in.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/time.h"
#include "sip/auth/hash.h"
#include "sip/auth/nonces.h"
#include "sip/message/digest_fields.h"
#include "sip/message/message.h"

namespace sidetone::sip {

/// H(user:realm:secret) in lower-case hex; what a store keeps instead of the secret.
struct Ha1s {
    std::string md5;
    std::string sha256;
};
/// The same, kept by somebody else.
struct Ha1View {
    std::string_view md5;
    std::string_view sha256;
    Ha1View(std::string_view the_md5, std::string_view the_sha256) : md5(the_md5), sha256(the_sha256) {}
    // NOLINTNEXTLINE(google-explicit-constructor): a view of it is what is meant
    Ha1View(const Ha1s& whole) : md5(whole.md5), sha256(whole.sha256) {}
};
[[nodiscard]] std::string make_ha1(DigestAlgorithm algorithm, std::string_view user, std::string_view realm,
                                   std::string_view secret);
[[nodiscard]] Ha1s make_ha1s(std::string_view user, std::string_view realm, std::string_view secret);

enum class Verdict : std::uint8_t {
    Ok,
    Stale,      ///< the secret is right, the nonce is too old or of another run: challenge with stale=true
    Wrong,      ///< wrong secret, unknown user, other realm
    Malformed,  ///< no qop (RFC 2069), auth-int, an algorithm that was not offered: answer 400
    Replayed,   ///< the secret is right, the nonce count did not rise: challenge with stale=true
};

class DigestServer {
public:
    struct Config {
        std::string realm;
        /// 32 random bytes; the same over restarts if old nonces shall stay good.
        std::string key;
        base::Duration nonce_lifetime = std::chrono::minutes{10};
        std::size_t most_counted_nonces = 100'000;
    };
    DigestServer(Config config, base::Random& random);

    /// Values of two WWW-Authenticate or Proxy-Authenticate rows, in this order (the first one is preferred, RFC
    /// 8760 2.4).
    [[nodiscard]] std::array<std::string, 2> challenge(base::Time now, bool stale = false);
    /// Without `ha1s`: there is no such user; the same work is done.
    [[nodiscard]] Verdict check(const DigestCredentials& credentials, std::string_view method,
                                const std::optional<Ha1View>& ha1s, base::Time now);
    [[nodiscard]] const std::string& realm() const { return config_.realm; }
    /// See Nonces.
    void set_key(std::string_view key, base::Time now) { nonces_.set_key(key, now); }
    /// For recordings, which have no secrets: hears each verdict, and says what it is to be.
    using Witness = std::function<Verdict(Verdict)>;
    void set_witness(Witness witness) { witness_ = std::move(witness); }

private:
    [[nodiscard]] Verdict judge(const DigestCredentials& credentials, std::string_view method,
                                const std::optional<Ha1View>& ha1s, base::Time now);

    Config config_;
    Nonces nonces_;
    Hasher hasher_;
    Ha1s nobody_;
    Witness witness_;
};

/// The credentials of `message` for `realm`, from Authorization or Proxy-Authorization rows.
[[nodiscard]] std::optional<DigestCredentials> find_credentials(const Message& message, HeaderName header,
                                                                std::string_view realm);

/// The strongest challenge of a 401 or 407 that answer() can answer (RFC 8760 2.4); views into the message.
[[nodiscard]] std::optional<DigestChallenge> pick_challenge(const Message& message, HeaderName header);

/// Value of Authorization or Proxy-Authorization. `cnonce`: fresh random token; `count`: 1 for a new nonce, rising with
/// each use. Empty if a part would break out of its quotes' header.
[[nodiscard]] std::string answer(const DigestChallenge& challenge, std::string_view user, std::string_view secret,
                                 std::string_view method, std::string_view uri, std::string_view cnonce,
                                 std::uint32_t count);

/// The response value itself (RFC 7616 3.4.1) with qop=auth.
[[nodiscard]] HexDigest digest_response(Hasher& hasher, DigestAlgorithm algorithm, std::string_view ha1,
                                        std::string_view nonce, std::string_view nc, std::string_view cnonce,
                                        std::string_view method, std::string_view uri);

}  // namespace sidetone::sip
