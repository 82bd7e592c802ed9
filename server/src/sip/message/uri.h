// SIP, SIPS and tel URIs (RFC 3261 19.1, RFC 3966) as views into the caller's text. No allocation but in (un)escape.
// Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sip/message/params.h"

namespace sidetone::sip {

struct Uri {
    enum class Scheme : std::uint8_t { Sip, Sips, Tel, Other };

    Scheme scheme = Scheme::Other;
    /// The whole URI.
    std::string_view text;
    std::string_view scheme_text;
    bool has_user = false;
    /// Escapes kept. For tel: the number.
    std::string_view user;
    std::string_view password;
    /// IPv6 without brackets; empty for tel and other schemes.
    std::string_view host;
    bool host_is_ipv6 = false;
    /// 0: none given.
    std::uint16_t port = 0;
    Params params;
    /// After '?', without it.
    std::string_view headers;

    [[nodiscard]] bool is_sip() const { return scheme == Scheme::Sip || scheme == Scheme::Sips; }
    [[nodiscard]] std::optional<std::string_view> param(std::string_view name) const { return params.find(name); }
    [[nodiscard]] std::string user_text() const;  ///< escapes resolved
};

/// Refuses what the grammar refuses: bad escapes, spaces, empty host, port beyond 65535, unbalanced brackets.
[[nodiscard]] std::optional<Uri> parse_uri(std::string_view text);

/// Equality of RFC 3261 19.1.4 for sip and sips, of RFC 3966 5 for tel, octet-wise for others.
[[nodiscard]] bool same_uri(const Uri& a, const Uri& b);

[[nodiscard]] std::string unescape(std::string_view text);
/// Escapes all that may not stand in the user part.
[[nodiscard]] std::string escape_user(std::string_view text);

/// host or [v6], as it stands in URIs and Via.
[[nodiscard]] std::string host_text(std::string_view host);

struct HostPort {
    std::string_view host;  ///< IPv6 without brackets
    bool is_ipv6 = false;
    std::uint16_t port = 0;  ///< 0: none
};
/// hostname, IPv4 or [IPv6], optionally with a port.
[[nodiscard]] std::optional<HostPort> parse_host_port(std::string_view text);

}  // namespace sidetone::sip
