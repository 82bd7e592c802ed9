// Typed readings of smaller header values. Views into the caller's text, any thread. nullopt: not of the grammar.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "sip/message/method.h"
#include "sip/message/params.h"

namespace sidetone::sip {

struct CSeq {
    std::uint32_t number = 0;  ///< below 2^31 (RFC 3261 8.1.1.5)
    Method method = Method::Other;
    std::string_view method_text;
};
[[nodiscard]] std::optional<CSeq> parse_cseq(std::string_view value);

/// RFC 3262.
struct RAck {
    std::uint32_t rseq = 0;
    CSeq cseq;
};
[[nodiscard]] std::optional<RAck> parse_rack(std::string_view value);

/// Expires, Min-Expires, Min-SE, RSeq, Max-Forwards: a number; parameters and comments after it are left alone.
[[nodiscard]] std::optional<std::uint32_t> parse_number(std::string_view value);

/// RFC 4028.
struct SessionExpires {
    std::uint32_t seconds = 0;
    enum class Refresher : std::uint8_t { None, Uac, Uas } refresher = Refresher::None;
};
[[nodiscard]] std::optional<SessionExpires> parse_session_expires(std::string_view value);

/// Reason (RFC 3326), one element.
struct Reason {
    std::string_view protocol;
    std::uint32_t cause = 0;  ///< 0: none
    std::string_view text;    ///< as written, quotes kept
};
[[nodiscard]] std::optional<Reason> parse_reason(std::string_view value);

/// Event, Subscription-State, Content-Type, Content-Disposition: a token (or type/subtype) with parameters.
struct TokenWithParams {
    std::string_view token;
    Params params;
};
[[nodiscard]] std::optional<TokenWithParams> parse_token_with_params(std::string_view value);

/// Replaces (RFC 3891).
struct Replaces {
    std::string_view call_id;
    std::string_view to_tag;
    std::string_view from_tag;
    bool early_only = false;
};
[[nodiscard]] std::optional<Replaces> parse_replaces(std::string_view value);

}  // namespace sidetone::sip
