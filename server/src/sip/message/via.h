// Via (RFC 3261 20.42, RFC 3581). Views into the caller's text, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "sip/message/params.h"

namespace sidetone::sip {

struct Via {
    /// "UDP", "TCP", "TLS", "WS", "WSS" or whatever was written.
    std::string_view transport;
    /// IPv6 without brackets.
    std::string_view host;
    bool host_is_ipv6 = false;
    std::uint16_t port = 0;  ///< 0: none
    /// host and port as written: sent-by, part of the transaction key.
    std::string_view sent_by;
    std::string_view branch;
    Params params;

    /// True with or without a value (RFC 3581).
    [[nodiscard]] bool has_rport() const { return params.has("rport"); }
    [[nodiscard]] std::string_view received() const { return params.find("received").value_or(std::string_view{}); }
    /// "z9hG4bK": the branch is unique (RFC 3261 17.2.3).
    [[nodiscard]] bool has_magic_cookie() const;
};

/// One element (no comma list).
[[nodiscard]] std::optional<Via> parse_via(std::string_view text);

}  // namespace sidetone::sip
