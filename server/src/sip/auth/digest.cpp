#include "sip/auth/digest.h"

#include <algorithm>

#include "sip/message/text.h"

namespace sidetone::sip {
namespace {

std::string challenge_value(DigestAlgorithm algorithm, std::string_view realm, std::string_view nonce, bool stale) {
    std::string value{"Digest realm="};
    value.reserve(realm.size() + nonce.size() + 80);
    value.append(text::quote(realm))
        .append(", nonce=\"")
        .append(nonce)
        .append("\", algorithm=")
        .append(to_text(algorithm));
    value.append(", qop=\"auth\"");
    if (stale) value.append(", stale=true");
    return value;
}

/// As hex digits, whatever their case; the case is no secret.
bool equal_digits(std::string_view expected, std::string_view given) {
    if (equal_in_constant_time(expected, given)) return true;
    std::string lowered{given};
    std::transform(lowered.begin(), lowered.end(), lowered.begin(), text::lower);
    return equal_in_constant_time(expected, lowered);
}

std::string eight_hex_digits(std::uint32_t number) {
    std::string digits(8, '0');
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, number >>= 4U)
        *digit = "0123456789abcdef"[number & 15U];
    return digits;
}

}  // namespace

std::string make_ha1(DigestAlgorithm algorithm, std::string_view user, std::string_view realm,
                     std::string_view secret) {
    return std::string(Hasher{}.joined(algorithm, {user, realm, secret}).text());
}

Ha1s make_ha1s(std::string_view user, std::string_view realm, std::string_view secret) {
    return {make_ha1(DigestAlgorithm::Md5, user, realm, secret),
            make_ha1(DigestAlgorithm::Sha256, user, realm, secret)};
}

HexDigest digest_response(Hasher& hasher, DigestAlgorithm algorithm, std::string_view ha1, std::string_view nonce,
                          std::string_view nc, std::string_view cnonce, std::string_view method, std::string_view uri) {
    const auto what = hasher.joined(algorithm, {method, uri});
    return hasher.joined(algorithm, {ha1, nonce, nc, cnonce, "auth", what.text()});
}

DigestServer::DigestServer(Config config, base::Random& random)
    : config_(std::move(config)),
      nonces_(config_.key, config_.nonce_lifetime, config_.most_counted_nonces, random),
      nobody_(make_ha1s("nobody", config_.realm, base::random_token(random, 32))) {}

std::array<std::string, 2> DigestServer::challenge(base::Time now, bool stale) {
    const std::string nonce = nonces_.issue(now);
    return {challenge_value(DigestAlgorithm::Sha256, config_.realm, nonce, stale),
            challenge_value(DigestAlgorithm::Md5, config_.realm, nonce, stale)};
}

Verdict DigestServer::check(const DigestCredentials& credentials, std::string_view method,
                            const std::optional<Ha1View>& ha1s, base::Time now) {
    const auto verdict = judge(credentials, method, ha1s, now);
    return witness_ ? witness_(verdict) : verdict;
}

Verdict DigestServer::judge(const DigestCredentials& credentials, std::string_view method,
                            const std::optional<Ha1View>& ha1s, base::Time now) {
    if (credentials.qop != DigestQop::Auth) return Verdict::Malformed;
    if (credentials.algorithm != DigestAlgorithm::Md5 && credentials.algorithm != DigestAlgorithm::Sha256)
        return Verdict::Malformed;
    const Ha1View known = ha1s.value_or(nobody_);
    const std::string_view ha1 = credentials.algorithm == DigestAlgorithm::Md5 ? known.md5 : known.sha256;
    Nonces::Stamp stamp;
    const Nonces::State state = nonces_.look(credentials.nonce, now, stamp);
    const auto expected = digest_response(hasher_, credentials.algorithm, ha1, credentials.nonce, credentials.nc_text,
                                          credentials.cnonce, method, credentials.uri);
    const bool right = equal_digits(expected.text(), credentials.response);
    if (!right || !ha1s || ha1.empty() || !is_plain(credentials.realm, config_.realm)) return Verdict::Wrong;
    if (state != Nonces::State::Good) return Verdict::Stale;
    return nonces_.use(stamp, credentials.nc, now) ? Verdict::Ok : Verdict::Replayed;
}

std::optional<DigestCredentials> find_credentials(const Message& message, HeaderName header, std::string_view realm) {
    for (const std::string_view value : message.rows(header)) {
        auto credentials = parse_digest_credentials(value);
        if (credentials && is_plain(credentials->realm, realm)) return credentials;
    }
    return std::nullopt;
}

std::optional<DigestChallenge> pick_challenge(const Message& message, HeaderName header) {
    std::optional<DigestChallenge> best;
    for (const std::string_view value : message.rows(header)) {
        const auto challenge = parse_digest_challenge(value);
        if (!challenge || (challenge->offers_qop && !challenge->offers_auth)) continue;
        const bool strong = challenge->algorithm == DigestAlgorithm::Sha256;
        if (!strong && challenge->algorithm != DigestAlgorithm::Md5) continue;
        if (!best || (strong && best->algorithm == DigestAlgorithm::Md5)) best = challenge;
    }
    return best;
}

std::string answer(const DigestChallenge& challenge, std::string_view user, std::string_view secret,
                   std::string_view method, std::string_view uri, std::string_view cnonce, std::uint32_t count) {
    if (text::has_line_break(user) || text::has_line_break(uri) || uri.find('"') != std::string_view::npos ||
        !text::is_token(cnonce))
        return {};
    const DigestAlgorithm algorithm = challenge.algorithm;
    const std::string ha1 = make_ha1(algorithm, user, plain(challenge.realm), secret);
    const std::string nc = eight_hex_digits(count);
    // Without qop: RFC 2069, which a provider's old equipment may still ask for.
    Hasher hasher;
    const auto without_qop = [&] {
        const auto what = hasher.joined(algorithm, {method, uri});
        return hasher.joined(algorithm, {ha1, challenge.nonce, what.text()});
    };
    const auto response = challenge.offers_auth
                              ? digest_response(hasher, algorithm, ha1, challenge.nonce, nc, cnonce, method, uri)
                              : without_qop();
    std::string value{"Digest username="};
    value.reserve(256 + user.size() + uri.size() + challenge.nonce.size());
    value.append(text::quote(user))
        .append(", realm=\"")
        .append(challenge.realm)
        .append("\", nonce=\"")
        .append(challenge.nonce);
    value.append("\", uri=\"")
        .append(uri)
        .append("\", response=\"")
        .append(response.text())
        .append("\", algorithm=")
        .append(to_text(algorithm));
    if (challenge.opaque.data() != nullptr) value.append(", opaque=\"").append(challenge.opaque).append("\"");
    if (challenge.offers_auth)
        value.append(", qop=auth, nc=").append(nc).append(", cnonce=\"").append(cnonce).append("\"");
    return value;
}

}  // namespace sidetone::sip
