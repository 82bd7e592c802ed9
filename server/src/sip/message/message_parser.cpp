#include "sip/message/message_parser.h"

#include <algorithm>
#include <cstring>

#include "sip/message/text.h"

namespace sidetone::sip {
namespace {

constexpr std::string_view kVersion = "SIP/2.0";

/// Headers that say one thing about the message: twice is two opinions, and proxies would differ on which counts (RFC
/// 4475 3.3.8).
constexpr std::array kOnce{HeaderName::From,       HeaderName::To,          HeaderName::CallId,
                           HeaderName::CSeq,       HeaderName::MaxForwards, HeaderName::ContentLength,
                           HeaderName::ContentType};

bool is_call_id(std::string_view id) {
    return !id.empty() && std::all_of(id.begin(), id.end(), [](char c) { return text::is_word_char(c) || c == '@'; });
}

}  // namespace

MessageParser::MessageParser(std::string bytes, const Limits& limits) : limits_(limits) {
    message_.bytes_ = std::move(bytes);
}

ParseResult MessageParser::run() {
    bool good = false;
    if (message_.bytes_.size() > limits_.message)
        static_cast<void>(fail("message too large", 513));
    else
        good = start_line() && header_rows() && required_headers() && bounded_numbers() && body();
    if (!good) return salvage(message_.bytes_, what_, status_);
    message_.rows_.assign(rows_.begin(), rows_.begin() + static_cast<std::ptrdiff_t>(row_count_));
    return std::move(message_);
}

bool MessageParser::fail(std::string_view what, int status) {
    what_ = what;
    status_ = status;
    return false;
}

MessageParser::Slice MessageParser::slice_of(std::string_view view) const {
    if (view.empty()) return {};
    return {static_cast<std::uint32_t>(view.data() - message_.bytes_.data()), static_cast<std::uint32_t>(view.size())};
}

bool MessageParser::take_line(std::size_t& begin, std::size_t& end) {
    const char* data = message_.bytes_.data();
    // NOLINTNEXTLINE(bugprone-not-null-terminated-result): a length of bytes, not of a C string
    const void* found = std::memchr(data + at_, '\n', message_.bytes_.size() - at_);
    if (found == nullptr) return fail("head without an end");
    const auto line_feed = static_cast<std::size_t>(static_cast<const char*>(found) - data);
    if (line_feed == at_ || data[line_feed - 1] != '\r') return fail("line feed without carriage return");
    begin = at_;
    end = line_feed - 1;
    // Parsers that differ on what ends a row can be played against each other: a stray CR is refused.
    if (std::memchr(data + begin, '\r', end - begin) != nullptr) return fail("carriage return without line feed");
    at_ = line_feed + 1;
    return true;
}

bool MessageParser::start_line() {
    const std::string& bytes = message_.bytes_;
    while (at_ + 1 < bytes.size() && bytes[at_] == '\r' && bytes[at_ + 1] == '\n') at_ += 2;  // RFC 3261 7.5
    std::size_t begin = 0;
    std::size_t end = 0;
    if (!take_line(begin, end)) return false;
    const std::string_view line = text(begin, end);
    const bool response = line.size() > 4 && text::iequals(line.substr(0, 4), "SIP/");
    return response ? status_line(line) : request_line(line);
}

bool MessageParser::request_line(std::string_view line) {
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) return fail("request line");
    const std::string_view method = line.substr(0, first);
    const std::string_view uri = line.substr(first + 1, last - first - 1);
    const std::string_view version = line.substr(last + 1);
    if (!text::is_token(method) || method.size() > limits_.method) return fail("method");
    if (uri.size() > limits_.request_uri) return fail("Request-URI too long", 414);
    if (!text::iequals(version, kVersion)) {
        const bool other_sip =
            version.size() > 4 && text::iequals(version.substr(0, 4), "SIP/") && text::is_digit(version[4]);
        return other_sip ? fail("SIP version", 505) : fail("request line");
    }
    if (!parse_uri(uri)) return fail("Request-URI");
    message_.method_ = method_of(method);
    message_.method_text_ = slice_of(method);
    message_.uri_or_reason_ = slice_of(uri);
    return true;
}

bool MessageParser::status_line(std::string_view line) {
    if (line.size() < 11 || !text::iequals(line.substr(0, 8), "SIP/2.0 ")) return fail("status line");
    const auto status = text::to_number<std::uint16_t>(line.substr(8, 3));
    if (!status || *status < 100 || *status > 699) return fail("status code");
    if (line.size() > 11 && line[11] != ' ') return fail("status line");
    const std::string_view reason = line.size() > 12 ? line.substr(12) : std::string_view{};
    if (reason.size() > limits_.reason) return fail("reason phrase too long");
    message_.status_ = *status;
    message_.uri_or_reason_ = slice_of(reason);
    return true;
}

bool MessageParser::header_rows() {
    for (;;) {
        std::size_t begin = 0;
        std::size_t end = 0;
        if (!take_line(begin, end)) return false;
        if (begin == end) return true;
        std::string& bytes = message_.bytes_;
        while (at_ < bytes.size() && text::is_space(bytes[at_])) {
            bytes[end] = bytes[end + 1] = ' ';
            std::size_t folded = 0;
            if (!take_line(folded, end)) return false;
        }
        if (!header_row(begin, end)) return false;
    }
}

bool MessageParser::header_row(std::size_t begin, std::size_t end) {
    const std::string_view row = text(begin, end);
    const std::size_t colon = row.find(':');
    if (colon == std::string_view::npos) return fail("header row without a colon");
    std::string_view name = row.substr(0, colon);
    while (!name.empty() && text::is_space(name.back())) name.remove_suffix(1);
    const std::string_view value = text::trim(row.substr(colon + 1));
    if (!text::is_token(name) || name.size() > std::min<std::size_t>(limits_.header_name, 255))
        return fail("header name");
    if (value.size() > limits_.header_value) return fail("header value too long");
    if (row_count_ == std::min(limits_.headers, rows_.size())) return fail("too many header rows");
    const HeaderName id = header_name_of(name);
    const auto index = static_cast<std::uint8_t>(row_count_);
    const Slice value_slice = slice_of(value);
    rows_[row_count_++] = {static_cast<std::uint32_t>(begin),
                           value_slice.at,
                           value_slice.size,
                           static_cast<std::uint8_t>(name.size()),
                           id,
                           Message::kNoRow};
    if (id == HeaderName::Unknown) return true;
    const std::size_t at = Message::index_of(id);
    if (message_.first_[at] == Message::kNoRow)
        message_.first_[at] = index;
    else
        rows_[last_[at]].next = index;
    last_[at] = index;
    return true;
}

bool MessageParser::required_headers() {
    for (const HeaderName name : kOnce) {
        const std::uint8_t first = message_.first_[Message::index_of(name)];
        if (first != Message::kNoRow && rows_[first].next != Message::kNoRow)
            return fail("a header twice that may be there once");
    }
    return read_via() && read_addresses() && read_cseq();
}

bool MessageParser::read_via() {
    const std::uint8_t row = message_.first_[Message::index_of(HeaderName::Via)];
    if (row == Message::kNoRow) return fail("Via missing");
    std::string_view rest = message_.value_of(rows_[row]);
    std::string_view top;
    const auto via = next_list_element(rest, top) ? parse_via(top) : std::nullopt;
    if (!via) return fail("Via");
    if (via->branch.size() > limits_.token || via->sent_by.size() > limits_.token) return fail("Via branch too long");
    message_.branch_ = slice_of(via->branch);
    message_.sent_by_ = slice_of(via->sent_by);
    return true;
}

bool MessageParser::read_addresses() {
    const auto value = [&](HeaderName name) {
        const std::uint8_t row = message_.first_[Message::index_of(name)];
        return row == Message::kNoRow ? std::string_view{} : message_.value_of(rows_[row]);
    };
    const auto from = parse_name_addr(value(HeaderName::From));
    if (!from || from->star) return fail("From");
    const auto to = parse_name_addr(value(HeaderName::To));
    if (!to || to->star) return fail("To");
    if (from->tag().size() > limits_.token || to->tag().size() > limits_.token) return fail("tag too long");
    message_.from_tag_ = slice_of(from->tag());
    message_.to_tag_ = slice_of(to->tag());
    const std::string_view call_id = value(HeaderName::CallId);
    if (!is_call_id(call_id)) return fail("Call-ID");
    return call_id.size() <= limits_.token || fail("Call-ID too long");
}

bool MessageParser::read_cseq() {
    const std::uint8_t row = message_.first_[Message::index_of(HeaderName::CSeq)];
    const auto cseq = row == Message::kNoRow ? std::nullopt : parse_cseq(message_.value_of(rows_[row]));
    if (!cseq) return fail("CSeq");
    message_.cseq_ = cseq->number;
    if (message_.is_response()) {
        if (cseq->method_text.size() > limits_.method) return fail("CSeq");
        message_.method_ = cseq->method;
        message_.method_text_ = slice_of(cseq->method_text);
        return true;
    }
    return cseq->method_text == message_.method_text() || fail("CSeq: method differs");
}

bool MessageParser::bounded_numbers() {
    const std::uint8_t row = message_.first_[Message::index_of(HeaderName::MaxForwards)];
    if (row == Message::kNoRow) return true;
    const auto hops = text::to_number<std::uint8_t>(message_.value_of(rows_[row]));
    return hops || fail("Max-Forwards");
}

bool MessageParser::body() {
    message_.body_at_ = static_cast<std::uint32_t>(at_);
    const std::uint8_t row = message_.first_[Message::index_of(HeaderName::ContentLength)];
    if (row == Message::kNoRow) return true;
    const auto length = text::to_number<std::size_t>(message_.value_of(rows_[row]));
    if (!length) return fail("Content-Length");
    if (*length > message_.bytes_.size() - at_) return fail("body shorter than Content-Length");
    message_.bytes_.resize(at_ + *length);
    return true;
}

}  // namespace sidetone::sip
