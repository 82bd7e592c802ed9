#include "sip/message/builder.h"

#include <array>
#include <charconv>

#include "sip/message/text.h"

namespace sidetone::sip {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

std::size_t size_of_rows(const Message& message, HeaderName name) {
    std::size_t size = 0;
    for (const std::string_view value : message.rows(name)) size += to_text(name).size() + value.size() + 4;
    return size;
}

}  // namespace

Builder Builder::request(std::string_view method, std::string_view uri, std::size_t expected) {
    Builder builder{expected};
    builder.ok_ = text::is_token(method) && !uri.empty() && uri.find_first_of("\r\n <>") == std::string_view::npos;
    builder.out_.append(method).append(" ").append(uri).append(" SIP/2.0\r\n");
    return builder;
}

Builder Builder::response(int status, std::string_view reason, std::size_t expected) {
    Builder builder{expected};
    builder.ok_ = status >= 100 && status <= 699 && !text::has_line_break(reason);
    builder.out_.append("SIP/2.0 ");
    builder.append_number(static_cast<std::uint64_t>(builder.ok_ ? status : 500));
    builder.out_.append(" ");
    builder.out_.append(reason.empty() || !builder.ok_ ? reason_phrase(status) : reason).append(kLineEnd);
    return builder;
}

Builder Builder::response_from(const Message& request, int status, std::string_view reason, std::string_view to_tag,
                               const Source* source, std::size_t expected_more) {
    const bool record_route = status > 100 && status < 300;
    std::size_t expected = 64 + reason.size() + to_tag.size() + 96 + expected_more;
    for (const HeaderName name :
         {HeaderName::Via, HeaderName::From, HeaderName::To, HeaderName::CallId, HeaderName::CSeq}) {
        expected += size_of_rows(request, name);
    }
    if (record_route) expected += size_of_rows(request, HeaderName::RecordRoute);
    Builder builder = response(status, reason, expected);
    bool top = true;
    for (const std::string_view value : request.rows(HeaderName::Via)) {
        if (top && source != nullptr)
            builder.append_top_via(value, *source);
        else
            builder.append_row(to_text(HeaderName::Via), value);
        top = false;
    }
    if (record_route) builder.copy(request, HeaderName::RecordRoute);
    builder.copy(request, HeaderName::From);
    const bool add_tag = request.to_tag().empty() && status > 100;
    builder.tagged(HeaderName::To, request.header(HeaderName::To), add_tag ? to_tag : std::string_view{});
    builder.copy(request, HeaderName::CallId).copy(request, HeaderName::CSeq);
    return builder;
}

void Builder::append_top_via(std::string_view value, const Source& source) {
    std::string_view rest = value;
    std::string_view top;
    const auto via = next_list_element(rest, top) ? parse_via(top) : std::nullopt;
    if (!via || text::has_line_break(source.host)) {
        append_row(to_text(HeaderName::Via), value);
        return;
    }
    out_.append(to_text(HeaderName::Via)).append(": SIP/2.0/").append(via->transport).append(" ").append(via->sent_by);
    for (const Param& param : via->params) {
        // The sender's own received is not to be trusted; rport is filled in below.
        if (text::iequals(param.name, "received") || text::iequals(param.name, "rport")) continue;
        out_.append(";").append(param.name);
        if (!param.value.empty()) out_.append("=").append(param.value);
    }
    if (via->has_rport() || !text::iequals(via->host, source.host)) out_.append(";received=").append(source.host);
    if (via->has_rport()) {
        out_.append(";rport=");
        append_number(source.port);
    }
    rest = text::trim(rest);
    if (!rest.empty()) out_.append(", ").append(rest);
    out_.append(kLineEnd);
}

void Builder::append_row(std::string_view name, std::string_view value) {
    if (text::has_line_break(value)) {
        ok_ = false;
        return;
    }
    out_.append(name).append(": ").append(value).append(kLineEnd);
}

void Builder::append_number(std::uint64_t number) {
    std::array<char, 20> digits{};
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    static_cast<void>(error);
    out_.append(digits.data(), end);
}

Builder& Builder::header(HeaderName name, std::string_view value) {
    append_row(to_text(name), value);
    return *this;
}

Builder& Builder::header(HeaderName name, std::uint64_t number) {
    out_.append(to_text(name)).append(": ");
    append_number(number);
    out_.append(kLineEnd);
    return *this;
}

Builder& Builder::header(std::string_view name, std::string_view value) {
    const HeaderName known = header_name_of(name);
    // Content-Length is finish()'s alone: two of them would be two opinions on where the message ends.
    if (!text::is_token(name) || known == HeaderName::ContentLength)
        ok_ = false;
    else
        append_row(known == HeaderName::Unknown ? name : to_text(known), value);
    return *this;
}

Builder& Builder::cseq(std::uint32_t number, std::string_view method) {
    if (!text::is_token(method)) {
        ok_ = false;
        return *this;
    }
    out_.append("CSeq: ");
    append_number(number);
    out_.append(" ").append(method).append(kLineEnd);
    return *this;
}

Builder& Builder::via(std::string_view transport, std::string_view host, std::uint16_t port, std::string_view branch) {
    if (!text::is_token(transport) || !text::is_token(branch) || text::has_line_break(host)) {
        ok_ = false;
        return *this;
    }
    const bool brackets = host.find(':') != std::string_view::npos && host.front() != '[';
    out_.append("Via: SIP/2.0/").append(transport).append(brackets ? " [" : " ").append(host);
    if (brackets) out_.append("]");
    if (port != 0) {
        out_.append(":");
        append_number(port);
    }
    out_.append(";branch=").append(branch).append(";rport\r\n");
    return *this;
}

Builder& Builder::tagged(HeaderName name, std::string_view name_addr, std::string_view tag) {
    if (text::has_line_break(name_addr) || (!tag.empty() && !text::is_token(tag))) {
        ok_ = false;
        return *this;
    }
    if (!tag.empty()) {
        while (!name_addr.empty() && (name_addr.back() == ';' || text::is_space(name_addr.back())))
            name_addr.remove_suffix(1);
    }
    out_.append(to_text(name)).append(": ").append(name_addr);
    if (!tag.empty()) out_.append(";tag=").append(tag);
    out_.append(kLineEnd);
    return *this;
}

Builder& Builder::copy(const Message& from, HeaderName name) {
    for (const std::string_view value : from.rows(name)) append_row(to_text(name), value);
    return *this;
}

std::string Builder::finish() && {
    return std::move(*this).finish({}, {});
}

std::string Builder::finish(std::string_view content_type, std::string_view body) && {
    if (!body.empty()) append_row(to_text(HeaderName::ContentType), content_type);
    header(HeaderName::ContentLength, std::uint64_t{body.size()});
    out_.append(kLineEnd).append(body);
    return std::move(out_);
}

std::string refusal_of(const ParseFailure& failure, std::string_view to_tag, const Source* source) {
    if (!failure.answerable()) return {};
    std::string reason{reason_phrase(failure.status)};
    if (failure.status == 400 && !failure.what.empty()) reason.append(" (").append(failure.what).append(")");
    Builder builder = Builder::response(failure.status, reason);
    bool top = true;
    for (const std::string& via : failure.vias) {
        if (top && source != nullptr)
            builder.append_top_via(via, *source);
        else
            builder.header(HeaderName::Via, via);
        top = false;
    }
    const bool has_tag = failure.to.find("tag=") != std::string::npos;
    builder.header(HeaderName::From, failure.from)
        .tagged(HeaderName::To, failure.to, has_tag ? std::string_view{} : to_tag);
    builder.header(HeaderName::CallId, failure.call_id).header(HeaderName::CSeq, failure.cseq);
    return std::move(builder).finish();
}

}  // namespace sidetone::sip
