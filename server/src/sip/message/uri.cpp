#include "sip/message/uri.h"

#include "sip/message/text.h"

namespace sidetone::sip {
namespace {

int hex_digit(char c) {
    if (text::is_digit(c)) return c - '0';
    const char l = text::lower(c);
    return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

/// Unreserved, escaped, and `extra`. Characters beyond ASCII are taken as they are: phones send UTF-8 here.
bool all_of_uri(std::string_view part, std::string_view extra) {
    for (std::size_t i = 0; i < part.size(); ++i) {
        const char c = part[i];
        if (text::is_alnum(c) || static_cast<unsigned char>(c) >= 0x80) continue;
        if (c == '%') {
            if (i + 2 >= part.size() || hex_digit(part[i + 1]) < 0 || hex_digit(part[i + 2]) < 0) return false;
            i += 2;
            continue;
        }
        if (std::string_view{"-_.!~*'()"}.find(c) == std::string_view::npos && extra.find(c) == std::string_view::npos)
            return false;
    }
    return true;
}

bool is_ipv6(std::string_view host) {
    if (host.size() < 2 || host.size() > 64 || host.find(':') == std::string_view::npos) return false;
    for (const char c : host) {
        // A zone ("%eth0") has no meaning to anyone but the sender.
        if (hex_digit(c) < 0 && c != ':' && c != '.') return false;
    }
    return true;
}

bool is_host_name(std::string_view host) {
    if (host.empty() || host.size() > 255) return false;
    for (const char c : host) {
        // '_' stands in many real host names.
        if (!text::is_alnum(c) && c != '-' && c != '.' && c != '_') return false;
    }
    return true;
}

bool parse_userinfo(Uri& uri, std::string_view userinfo) {
    uri.has_user = true;
    const std::size_t colon = userinfo.find(':');
    uri.user = userinfo.substr(0, colon);
    if (colon != std::string_view::npos) uri.password = userinfo.substr(colon + 1);
    return !uri.user.empty() && all_of_uri(uri.user, "&=+$,;?/#[]^`{}|") && all_of_uri(uri.password, "&=+$,");
}

std::optional<Uri> parse_sip(Uri uri, std::string_view rest) {
    // The user part may hold ';' and '?', so the '@' decides first; there is none in what follows the host (RFC
    // 3261 25.1).
    const std::size_t at = rest.find('@');
    if (at != std::string_view::npos) {
        if (!parse_userinfo(uri, rest.substr(0, at))) return std::nullopt;
        rest.remove_prefix(at + 1);
    }
    const std::size_t host_end = rest.find_first_of(";?");
    const auto host = parse_host_port(rest.substr(0, host_end));
    if (!host) return std::nullopt;
    uri.host = host->host;
    uri.host_is_ipv6 = host->is_ipv6;
    uri.port = host->port;
    if (host_end == std::string_view::npos) return uri;
    rest.remove_prefix(host_end);
    const std::size_t question = rest.find('?');
    const std::string_view params = rest.substr(0, question);
    if (question != std::string_view::npos) uri.headers = rest.substr(question + 1);
    if (!all_of_uri(params, "[]/:&+$;=") || !all_of_uri(uri.headers, "[]/?:+$=&;,@")) return std::nullopt;
    uri.params = Params{params};
    return uri;
}

std::optional<Uri> parse_tel(Uri uri, std::string_view rest) {
    const std::size_t end = rest.find(';');
    uri.has_user = true;
    uri.user = rest.substr(0, end);
    const std::string_view params = end == std::string_view::npos ? std::string_view{} : rest.substr(end);
    if (uri.user.empty() || !all_of_uri(params, "[]/:&+$;=")) return std::nullopt;
    for (std::size_t i = 0; i < uri.user.size(); ++i) {
        const char c = uri.user[i];
        // phonedigit-hex and visual separators (RFC 3966 3)
        if (hex_digit(c) < 0 && std::string_view{"*#-.()"}.find(c) == std::string_view::npos && !(c == '+' && i == 0))
            return std::nullopt;
    }
    uri.params = Params{params};
    return uri;
}

}  // namespace

std::optional<HostPort> parse_host_port(std::string_view text) {
    HostPort result;
    std::string_view port;
    bool has_port = false;
    if (!text.empty() && text.front() == '[') {
        const std::size_t end = text.find(']');
        if (end == std::string_view::npos) return std::nullopt;
        result.host = text.substr(1, end - 1);
        result.is_ipv6 = true;
        text = text.substr(end + 1);
        if (!is_ipv6(result.host)) return std::nullopt;
        if (!text.empty() && text.front() != ':') return std::nullopt;
        has_port = !text.empty();
        if (has_port) port = text.substr(1);
    } else {
        const std::size_t colon = text.find(':');
        result.host = text.substr(0, colon);
        has_port = colon != std::string_view::npos;
        if (has_port) port = text.substr(colon + 1);
        if (!is_host_name(result.host)) return std::nullopt;
    }
    if (has_port) {
        const auto number = text::to_number<std::uint16_t>(port);
        if (!number || *number == 0) return std::nullopt;
        result.port = *number;
    }
    return result;
}

std::optional<Uri> parse_uri(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0) return std::nullopt;
    Uri uri;
    uri.text = text;
    uri.scheme_text = text.substr(0, colon);
    if (!text::is_alpha(uri.scheme_text.front())) return std::nullopt;
    for (const char c : uri.scheme_text) {
        if (!text::is_alnum(c) && c != '+' && c != '-' && c != '.') return std::nullopt;
    }
    const std::string_view rest = text.substr(colon + 1);
    if (text::iequals(uri.scheme_text, "sip")) {
        uri.scheme = Uri::Scheme::Sip;
        return parse_sip(uri, rest);
    }
    if (text::iequals(uri.scheme_text, "sips")) {
        uri.scheme = Uri::Scheme::Sips;
        return parse_sip(uri, rest);
    }
    if (text::iequals(uri.scheme_text, "tel")) {
        uri.scheme = Uri::Scheme::Tel;
        return parse_tel(uri, rest);
    }
    for (const char c : rest) {
        if (static_cast<unsigned char>(c) <= ' ' || c == '<' || c == '>' || c == '"' || c == 0x7f) return std::nullopt;
    }
    if (rest.empty()) return std::nullopt;
    return uri;
}

std::string Uri::user_text() const {
    return unescape(user);
}

std::string unescape(std::string_view text) {
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
            plain.push_back(static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2])));
            i += 2;
        } else {
            plain.push_back(text[i]);
        }
    }
    return plain;
}

std::string escape_user(std::string_view text) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    static constexpr std::string_view kPlain = "-_.!~*'()&=+$,;?/";
    std::string escaped;
    escaped.reserve(text.size());
    for (const char c : text) {
        if (text::is_alnum(c) || kPlain.find(c) != std::string_view::npos) {
            escaped.push_back(c);
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        escaped.push_back('%');
        escaped.push_back(kHex[byte >> 4U]);
        escaped.push_back(kHex[byte & 15U]);
    }
    return escaped;
}

std::string host_text(std::string_view host) {
    if (host.find(':') == std::string_view::npos || host.front() == '[') return std::string{host};
    std::string bracketed{'['};
    bracketed.append(host).push_back(']');
    return bracketed;
}

}  // namespace sidetone::sip
