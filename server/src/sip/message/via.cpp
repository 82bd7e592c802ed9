#include "sip/message/via.h"

#include "sip/message/text.h"
#include "sip/message/uri.h"

namespace sidetone::sip {
namespace {

/// Takes a token and the '/' after it, blanks around either (RFC 3261 25.1: SLASH).
bool take_before_slash(std::string_view& rest, std::string_view& token) {
    const std::size_t slash = rest.find('/');
    if (slash == std::string_view::npos) return false;
    token = text::trim(rest.substr(0, slash));
    rest = text::trim(rest.substr(slash + 1));
    return text::is_token(token);
}

/// "host : port" with blanks, which the grammar allows (COLON), glued together is rare; only then the parts are read
/// apart.
std::optional<HostPort> spaced_host_port(std::string_view sent_by) {
    const std::size_t colon = sent_by.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    auto host = parse_host_port(text::trim(sent_by.substr(0, colon)));
    const auto port = text::to_number<std::uint16_t>(text::trim(sent_by.substr(colon + 1)));
    if (!host || host->port != 0 || !port || *port == 0) return std::nullopt;
    host->port = *port;
    return host;
}

}  // namespace

bool Via::has_magic_cookie() const {
    return branch.size() > 7 && text::iequals(branch.substr(0, 7), "z9hG4bK");
}

std::optional<Via> parse_via(std::string_view input) {
    std::string_view rest = text::trim(input);
    std::string_view protocol;
    std::string_view version;
    if (!take_before_slash(rest, protocol) || !take_before_slash(rest, version)) return std::nullopt;
    if (!text::iequals(protocol, "SIP") || version != "2.0") return std::nullopt;
    Via via;
    std::size_t end = 0;
    while (end < rest.size() && text::is_token_char(rest[end])) ++end;
    via.transport = rest.substr(0, end);
    if (end == 0 || end == rest.size() || !text::is_space(rest[end])) return std::nullopt;
    rest = text::trim(rest.substr(end));
    const std::size_t semicolon = rest.find(';');
    via.sent_by = text::trim(rest.substr(0, semicolon));
    auto host = parse_host_port(via.sent_by);
    if (!host) host = spaced_host_port(via.sent_by);
    if (!host) return std::nullopt;
    via.host = host->host;
    via.host_is_ipv6 = host->is_ipv6;
    via.port = host->port;
    if (semicolon != std::string_view::npos) via.params = Params{rest.substr(semicolon)};
    for (const Param& param : via.params) {
        if (via.branch.empty() && text::iequals(param.name, "branch")) via.branch = param.value;
    }
    return via.params.well_formed() ? std::optional{via} : std::nullopt;
}

}  // namespace sidetone::sip
