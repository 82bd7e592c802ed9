// The header names this stack knows, by enum. Plain values, any thread. Others stay in the message untouched and are
// found by text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sidetone::sip {

enum class HeaderName : std::uint8_t {
    Unknown,
    Accept,
    AlertInfo,
    Allow,
    AllowEvents,
    AuthenticationInfo,
    Authorization,
    CallId,
    CallInfo,
    Contact,
    ContentDisposition,
    ContentEncoding,
    ContentLength,
    ContentType,
    CSeq,
    Date,
    Diversion,
    ErrorInfo,
    Event,
    Expires,
    From,
    HistoryInfo,
    Identity,
    MaxForwards,
    MinExpires,
    MinSe,
    PAssertedIdentity,
    Path,
    PPreferredIdentity,
    Privacy,
    ProxyAuthenticate,
    ProxyAuthorization,
    ProxyRequire,
    RAck,
    Reason,
    RecordRoute,
    ReferredBy,
    ReferSub,
    ReferTo,
    Replaces,
    Require,
    RetryAfter,
    Route,
    RSeq,
    Server,
    ServiceRoute,
    SessionExpires,
    SipEtag,
    SipIfMatch,
    Subject,
    SubscriptionState,
    Supported,
    To,
    Unsupported,
    UserAgent,
    Via,
    Warning,
    WwwAuthenticate,
};
inline constexpr std::size_t kHeaderNames = static_cast<std::size_t>(HeaderName::WwwAuthenticate) + 1;

/// Long or compact form (RFC 3261 7.3.3), any case.
[[nodiscard]] HeaderName header_name_of(std::string_view text);
/// As written on the wire; empty for Unknown.
[[nodiscard]] std::string_view to_text(HeaderName name);

}  // namespace sidetone::sip
