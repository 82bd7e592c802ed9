// A parsed SIP message: one string, and headers as offsets into it. A movable value that never changes; any thread may
// read it. What every message must have (Via, From, To, Call-ID, CSeq) was checked by parse(), so their accessors
// cannot fail; all else is read on demand by the typed parsers beside (uri.h, name_addr.h, via.h, fields.h,
// digest_fields.h). Messages are made by builder.h. Views are valid as long as the message lives and is not moved from.
#pragma once

#include <array>
#include <boost/system/result.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sip/message/fields.h"
#include "sip/message/header_name.h"
#include "sip/message/header_values.h"
#include "sip/message/limits.h"
#include "sip/message/method.h"
#include "sip/message/name_addr.h"
#include "sip/message/parse_failure.h"
#include "sip/message/via.h"

namespace sidetone::sip {

class Message;
using ParseResult = boost::system::result<Message, ParseFailure>;

class Message {
public:
    /// One whole message: a datagram, a WebSocket message, or what StreamFramer cut out. Bytes beyond Content-Length
    /// are dropped (RFC 3261 18.3); fewer are a failure. Folded rows (RFC 3261 7.3.1) are unfolded in place.
    [[nodiscard]] static ParseResult parse(std::string bytes, const Limits& limits = kDefaultLimits);

    // --- start line
    // ---------------------------------------------------------------------------------------------------------------
    [[nodiscard]] bool is_request() const { return status_ == 0; }
    [[nodiscard]] bool is_response() const { return status_ != 0; }
    /// Of a response: the method of CSeq.
    [[nodiscard]] Method method() const { return method_; }
    [[nodiscard]] std::string_view method_text() const { return view(method_text_); }
    [[nodiscard]] std::string_view request_uri() const { return view(uri_or_reason_, is_request()); }
    /// 0 for a request.
    [[nodiscard]] int status() const { return status_; }
    [[nodiscard]] std::string_view reason() const { return view(uri_or_reason_, is_response()); }

    // --- what every message has
    // -----------------------------------------------------------------------------------------------------
    [[nodiscard]] Via top_via() const;
    [[nodiscard]] std::string_view branch() const { return view(branch_); }
    [[nodiscard]] std::string_view sent_by() const { return view(sent_by_); }
    [[nodiscard]] std::string_view call_id() const { return header(HeaderName::CallId); }
    [[nodiscard]] NameAddr from() const;
    [[nodiscard]] NameAddr to() const;
    [[nodiscard]] std::string_view from_tag() const { return view(from_tag_); }
    [[nodiscard]] std::string_view to_tag() const { return view(to_tag_); }
    [[nodiscard]] std::uint32_t cseq() const { return cseq_; }

    // --- headers
    // --------------------------------------------------------------------------------------------------------------------
    struct Row {
        HeaderName id;
        std::string_view name;   ///< as written
        std::string_view value;  ///< trimmed, unfolded
    };
    [[nodiscard]] std::size_t row_count() const { return rows_.size(); }
    [[nodiscard]] Row row(std::size_t index) const;
    [[nodiscard]] bool has(HeaderName name) const { return first_[index_of(name)] != kNoRow; }
    /// Value of the first row of that name; empty if there is none.
    [[nodiscard]] std::string_view header(HeaderName name) const;
    /// For headers without an enum; any case.
    [[nodiscard]] std::string_view header(std::string_view name) const;
    /// Every row of that name in order, whole.
    [[nodiscard]] HeaderRows rows(HeaderName name) const { return {this, first_[index_of(name)]}; }
    /// Every element of every row of that name in order, comma lists taken apart.
    [[nodiscard]] HeaderValues values(HeaderName name) const { return {this, first_[index_of(name)]}; }
    /// Whether a comma list (Supported, Require, Allow ...) names `token`, any case.
    [[nodiscard]] bool lists(HeaderName name, std::string_view token) const;
    /// Expires, Max-Forwards, RSeq ...: nullopt if absent or no number.
    [[nodiscard]] std::optional<std::uint32_t> number(HeaderName name) const;
    /// First Contact; nullopt if absent or malformed.
    [[nodiscard]] std::optional<NameAddr> contact() const;

    [[nodiscard]] std::string_view body() const { return std::string_view{bytes_}.substr(body_at_); }
    /// "application/sdp", without parameters; empty if absent.
    [[nodiscard]] std::string_view content_type() const;
    /// The whole message; folds have become spaces.
    [[nodiscard]] const std::string& bytes() const { return bytes_; }

private:
    friend class MessageParser;
    friend class HeaderRows;
    friend class HeaderValues;

    struct Slice {
        std::uint32_t at = 0;
        std::uint32_t size = 0;
    };
    struct StoredRow {
        std::uint32_t name_at;
        std::uint32_t value_at;
        std::uint32_t value_size;
        std::uint8_t name_size;
        HeaderName id;
        std::uint8_t next;  ///< next row of the same name
    };
    static constexpr std::uint8_t kNoRow = 0xff;

    Message() { first_.fill(kNoRow); }
    static std::size_t index_of(HeaderName name) { return static_cast<std::size_t>(name); }
    [[nodiscard]] std::string_view view(Slice slice, bool present = true) const {
        return present ? std::string_view{bytes_}.substr(slice.at, slice.size) : std::string_view{};
    }
    [[nodiscard]] std::string_view value_of(const StoredRow& row) const { return view({row.value_at, row.value_size}); }

    std::string bytes_;
    std::vector<StoredRow> rows_;
    std::array<std::uint8_t, kHeaderNames> first_{};
    std::uint16_t status_ = 0;
    Method method_ = Method::Other;
    std::uint32_t cseq_ = 0;
    std::uint32_t body_at_ = 0;
    Slice method_text_;
    Slice uri_or_reason_;
    Slice branch_;
    Slice sent_by_;
    Slice from_tag_;
    Slice to_tag_;
};

/// Found by argument-dependent lookup when .value() is called on a failure, which is a bug of the caller.
[[noreturn]] void throw_exception_from_error(const ParseFailure& failure, const boost::source_location& where);

}  // namespace sidetone::sip
