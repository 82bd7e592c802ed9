// Makes SIP messages: appends to one string that is reserved once. A value for one message, any thread. Header
// injection is impossible: a name that is no token, or a value with CR or LF, is left out and ok() turns false.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sip/message/header_name.h"
#include "sip/message/message.h"
#include "sip/message/method.h"

namespace sidetone::sip {

/// Where a request really came from; goes into the top Via of its response (RFC 3261 18.2.1, RFC 3581).
struct Source {
    std::string_view host;  ///< IPv6 without brackets
    std::uint16_t port = 0;
};

class Builder {
public:
    /// `expected` bytes are reserved.
    static Builder request(std::string_view method, std::string_view uri, std::size_t expected = 1024);
    static Builder response(int status, std::string_view reason = {}, std::size_t expected = 1024);
    /// Status line, Via, From, To, Call-ID, CSeq as RFC 3261 8.2.6.2, and Record-Route for 101..299 (12.1.1). `to_tag`
    /// is added if the request's To has none. With a source, received and rport go into the top Via: received if it
    /// differs from sent-by or rport was asked for. An empty reason means the usual phrase. `expected_more`: what will
    /// follow, headers and body.
    static Builder response_from(const Message& request, int status, std::string_view reason, std::string_view to_tag,
                                 const Source* source = nullptr, std::size_t expected_more = 256);

    Builder& header(HeaderName name, std::string_view value);
    Builder& header(HeaderName name, std::uint64_t number);
    Builder& header(std::string_view name, std::string_view value);
    /// `text` SP `number`, as in "Retry-After: 5" or "CSeq: 1 INVITE".
    Builder& cseq(std::uint32_t number, std::string_view method);
    /// Via of our own: SIP/2.0/`transport` host:port;branch=...;rport
    Builder& via(std::string_view transport, std::string_view host, std::uint16_t port, std::string_view branch);
    /// `name_addr` with ;tag= if `tag` is not empty.
    Builder& tagged(HeaderName name, std::string_view name_addr, std::string_view tag);
    /// All rows of that name, as they are.
    Builder& copy(const Message& from, HeaderName name);

    [[nodiscard]] bool ok() const { return ok_; }
    /// Content-Length, the empty line and the body. The builder is spent.
    [[nodiscard]] std::string finish() &&;
    [[nodiscard]] std::string finish(std::string_view content_type, std::string_view body) &&;

private:
    explicit Builder(std::size_t expected) { out_.reserve(expected); }
    void append_row(std::string_view name, std::string_view value);
    void append_number(std::uint64_t number);
    void append_top_via(std::string_view value, const Source& source);
    friend std::string refusal_of(const ParseFailure& failure, std::string_view to_tag, const Source* source);

    std::string out_;
    bool ok_ = true;
};

/// The usual phrase of a status: "Not Found".
[[nodiscard]] std::string_view reason_phrase(int status);

/// The stateless answer to bytes that are no message; empty if it is not answerable().
[[nodiscard]] std::string refusal_of(const ParseFailure& failure, std::string_view to_tag,
                                     const Source* source = nullptr);

}  // namespace sidetone::sip
