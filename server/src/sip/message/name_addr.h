// name-addr and addr-spec with parameters: From, To, Contact, Route, Record-Route, Refer-To, P-Asserted-Identity (RFC
// 3261 20.10). Views into the caller's text, any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sip/message/params.h"
#include "sip/message/uri.h"

namespace sidetone::sip {

struct NameAddr {
    /// As written, quotes kept; empty if none.
    std::string_view display;
    /// Without < and >; not parsed, so any scheme is kept.
    std::string_view uri;
    /// Header parameters (after '>' or, without brackets, after the URI's first ';').
    Params params;
    /// "*" of Contact in REGISTER (RFC 3261 10.2.2).
    bool star = false;

    [[nodiscard]] std::string display_name() const;  ///< unquoted
    [[nodiscard]] std::string_view tag() const;      ///< empty if none
    [[nodiscard]] std::optional<Uri> parsed_uri() const { return parse_uri(uri); }
};

/// One element (no comma list).
[[nodiscard]] std::optional<NameAddr> parse_name_addr(std::string_view text);

/// "Display" <uri>; the display name is quoted as needed. Empty result: uri or display would break out of the header.
[[nodiscard]] std::string make_name_addr(std::string_view display, std::string_view uri);

}  // namespace sidetone::sip
