#include "sip/message/digest_fields.h"

#include "sip/message/header_values.h"
#include "sip/message/text.h"

namespace sidetone::sip {
namespace {

bool take_scheme(std::string_view& rest) {
    rest = text::trim(rest);
    if (rest.size() < 7 || !text::iequals(rest.substr(0, 6), "Digest") || !text::is_space(rest[6])) return false;
    rest.remove_prefix(7);
    return true;
}

/// name "=" (token / quoted-string); the quotes are taken off.
bool split_param(std::string_view element, std::string_view& name, std::string_view& value) {
    const std::size_t equals = element.find('=');
    if (equals == std::string_view::npos) return false;
    name = text::trim(element.substr(0, equals));
    value = text::trim(element.substr(equals + 1));
    if (!text::is_token(name)) return false;
    // More than a token is taken unquoted (base64 nonces), but nothing that would mean something else once we quote it.
    if (value.empty() || value.front() != '"') return value.find_first_of("\"\\ \t\r\n") == std::string_view::npos;
    if (value.size() < 2 || text::find_outside_quotes(value, ' ') != std::string_view::npos || value.back() != '"')
        return false;
    value = value.substr(1, value.size() - 2);
    // A closing quote must not be an escaped one, and none may stand in between.
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] == '"') return false;
        if (value[i] == '\\' && ++i == value.size()) return false;
    }
    return true;
}

/// Sets `field` once; false if it was set already.
bool once(std::string_view& field, std::string_view value) {
    if (field.data() != nullptr) return false;
    field = value;
    return true;
}

DigestQop qop_of(std::string_view text) {
    if (text::iequals(text, "auth")) return DigestQop::Auth;
    return text::iequals(text, "auth-int") ? DigestQop::AuthInt : DigestQop::Other;
}

std::optional<std::uint32_t> hex_number(std::string_view text) {
    std::uint32_t value = 0;
    const char* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value, 16);
    if (text.size() != 8 || error != std::errc{} || stopped != end) return std::nullopt;
    return value;
}

bool set_credential(DigestCredentials& c, std::string_view& algorithm, std::string_view name, std::string_view value) {
    struct Field {
        std::string_view name;
        std::string_view& target;
    };
    for (const Field& field :
         {Field{"username", c.username}, Field{"realm", c.realm}, Field{"nonce", c.nonce}, Field{"uri", c.uri},
          Field{"response", c.response}, Field{"cnonce", c.cnonce}, Field{"opaque", c.opaque},
          Field{"algorithm", algorithm}, Field{"qop", c.qop_text}, Field{"nc", c.nc_text}}) {
        if (text::iequals(field.name, name)) return once(field.target, value);
    }
    return true;  // auth-param: extensions are ignored
}

bool offers(std::string_view list, std::string_view wanted) {
    std::string_view element;
    while (next_list_element(list, element)) {
        if (text::iequals(element, wanted)) return true;
    }
    return false;
}

}  // namespace

DigestAlgorithm digest_algorithm_of(std::string_view text) {
    for (const auto algorithm :
         {DigestAlgorithm::Md5, DigestAlgorithm::Sha256, DigestAlgorithm::Md5Sess, DigestAlgorithm::Sha256Sess}) {
        if (text::iequals(text, to_text(algorithm))) return algorithm;
    }
    return DigestAlgorithm::Other;
}

std::string_view to_text(DigestAlgorithm algorithm) {
    switch (algorithm) {
        case DigestAlgorithm::Md5:
            return "MD5";
        case DigestAlgorithm::Sha256:
            return "SHA-256";
        case DigestAlgorithm::Md5Sess:
            return "MD5-sess";
        case DigestAlgorithm::Sha256Sess:
            return "SHA-256-sess";
        case DigestAlgorithm::Other:
            break;
    }
    return {};
}

std::optional<DigestCredentials> parse_digest_credentials(std::string_view value) {
    if (!take_scheme(value)) return std::nullopt;
    DigestCredentials result;
    std::string_view algorithm;
    std::string_view element;
    while (next_list_element(value, element)) {
        std::string_view name;
        std::string_view text;
        if (!split_param(element, name, text) || !set_credential(result, algorithm, name, text)) return std::nullopt;
    }
    if (result.username.data() == nullptr || result.realm.data() == nullptr || result.nonce.empty() ||
        result.uri.empty() || result.response.empty()) {
        return std::nullopt;
    }
    if (algorithm.data() != nullptr) result.algorithm = digest_algorithm_of(algorithm);
    if (result.qop_text.data() != nullptr) {
        result.qop = qop_of(result.qop_text);
        const auto nc = hex_number(result.nc_text);
        if (!nc || result.cnonce.empty()) return std::nullopt;
        result.nc = *nc;
    }
    return result;
}

std::optional<DigestChallenge> parse_digest_challenge(std::string_view value) {
    if (!take_scheme(value)) return std::nullopt;
    DigestChallenge result;
    std::string_view algorithm;
    std::string_view qop;
    std::string_view stale;
    std::string_view element;
    while (next_list_element(value, element)) {
        std::string_view name;
        std::string_view text;
        if (!split_param(element, name, text)) return std::nullopt;
        bool first = true;
        if (text::iequals(name, "realm"))
            first = once(result.realm, text);
        else if (text::iequals(name, "nonce"))
            first = once(result.nonce, text);
        else if (text::iequals(name, "opaque"))
            first = once(result.opaque, text);
        else if (text::iequals(name, "algorithm"))
            first = once(algorithm, text);
        else if (text::iequals(name, "qop"))
            first = once(qop, text);
        else if (text::iequals(name, "stale"))
            first = once(stale, text);
        if (!first) return std::nullopt;
    }
    if (result.realm.data() == nullptr || result.nonce.empty()) return std::nullopt;
    if (algorithm.data() != nullptr) result.algorithm = digest_algorithm_of(algorithm);
    result.offers_qop = qop.data() != nullptr;
    result.offers_auth = offers(qop, "auth");
    result.stale = text::iequals(stale, "true");
    return result;
}

std::string plain(std::string_view quoted_text) {
    std::string result;
    result.reserve(quoted_text.size());
    for (std::size_t i = 0; i < quoted_text.size(); ++i) {
        if (quoted_text[i] == '\\' && i + 1 < quoted_text.size()) ++i;
        result.push_back(quoted_text[i]);
    }
    return result;
}

bool is_plain(std::string_view quoted_text, std::string_view wanted) {
    const bool escaped = quoted_text.find('\\') != std::string_view::npos;
    return escaped ? plain(quoted_text) == wanted : quoted_text == wanted;
}

}  // namespace sidetone::sip
