#include "sip/message/framing.h"

#include <utility>

#include "sip/message/header_name.h"
#include "sip/message/text.h"

namespace sidetone::sip {
namespace {

constexpr std::string_view kHeadEnd = "\r\n\r\n";

enum class Length { Found, Missing, Bad };

/// Content-Length of a head that ends with an empty line. Rows may be folded.
Length content_length(std::string_view head, std::size_t& length) {
    Length result = Length::Missing;
    std::size_t at = head.find('\n');
    while (at != std::string_view::npos && at + 1 < head.size()) {
        const std::string_view row = head.substr(at + 1);
        at = head.find('\n', at + 1);
        const std::size_t colon = row.find_first_of(":\n");
        if (colon == std::string_view::npos || row[colon] != ':' || text::is_space(row.front())) continue;
        if (header_name_of(text::trim(row.substr(0, colon))) != HeaderName::ContentLength) continue;
        if (result != Length::Missing) return Length::Bad;
        std::size_t begin = colon + 1;
        for (;;) {  // blanks and folds before the number
            if (begin < row.size() && text::is_space(row[begin]))
                ++begin;
            else if (row.substr(begin, 2) == "\r\n" && begin + 2 < row.size() && text::is_space(row[begin + 2]))
                begin += 3;
            else
                break;
        }
        std::size_t end = begin;
        while (end < row.size() && text::is_digit(row[end])) ++end;
        const auto number = text::to_number<std::size_t>(row.substr(begin, end - begin));
        while (end < row.size() && text::is_space(row[end])) ++end;
        if (!number || row.substr(end, 2) != "\r\n") return Length::Bad;
        length = *number;
        result = Length::Found;
    }
    return result;
}

bool is_binary(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte >= 0x7f;
}

}  // namespace

void StreamFramer::feed(std::string_view bytes) {
    if (broken_) return;
    if (begin_ != 0) compact();
    buffer_.append(bytes);
}

void StreamFramer::compact() {
    if (begin_ == buffer_.size()) {
        buffer_.clear();
    } else if (begin_ >= 4096 || begin_ * 2 >= buffer_.size()) {
        buffer_.erase(0, begin_);
    } else {
        return;
    }
    scanned_ -= begin_;
    begin_ = 0;
}

StreamFramer::Next StreamFramer::broken(std::string_view what, int status) {
    broken_ = true;
    Next next{Kind::Broken, buffer_.substr(begin_, limits_.message), what, status};
    buffer_.clear();
    begin_ = scanned_ = head_size_ = 0;
    return next;
}

/// Between messages: CRLFCRLF is a ping, a single CRLF is a pong or padding (RFC 3261 7.5). True if `next` says what to
/// do.
bool StreamFramer::skip_keep_alive(Next& next) {
    for (;;) {
        const std::string_view rest = std::string_view{buffer_}.substr(begin_);
        if (rest.starts_with(kHeadEnd)) {
            begin_ += kHeadEnd.size();
            scanned_ = begin_;
            next.kind = Kind::Ping;
            return true;
        }
        if (rest.size() < kHeadEnd.size() && kHeadEnd.starts_with(rest)) return true;
        if (!rest.starts_with("\r\n")) return false;
        begin_ += 2;
        scanned_ = begin_;
    }
}

bool StreamFramer::in_message() const {
    const std::string_view rest = std::string_view{buffer_}.substr(begin_);
    return rest.size() >= kHeadEnd.size() || !kHeadEnd.starts_with(rest);
}

StreamFramer::Next StreamFramer::next() {
    Next result;
    if (broken_) return result;
    if (head_size_ == 0) {
        if (scanned_ == begin_ && skip_keep_alive(result)) return result;
        // A TLS handshake on the wrong port, for one: its end would be awaited for long.
        if (is_binary(buffer_[begin_])) return broken("start line", 400);
        const std::size_t from = scanned_ > begin_ + 3 ? scanned_ - 3 : begin_;
        const std::size_t end = buffer_.find(kHeadEnd, from);
        if (end == std::string::npos) {
            scanned_ = buffer_.size();
            return buffered() > limits_.message ? broken("head too large", 513) : Next{};
        }
        const std::size_t head = end + kHeadEnd.size() - begin_;
        if (head > limits_.message) return broken("head too large", 513);
        body_size_ = 0;
        switch (content_length(std::string_view{buffer_}.substr(begin_, head), body_size_)) {
            case Length::Found:
                break;
            case Length::Missing:  // RFC 3261 18.3: there is no other way to find the end
                return broken("Content-Length missing", 400);
            case Length::Bad:
                return broken("Content-Length", 400);
        }
        if (body_size_ > limits_.message - head) return broken("message too large", 513);
        head_size_ = head;
    }
    if (buffered() < head_size_ + body_size_) return result;
    result.kind = Kind::Message;
    const std::size_t size = head_size_ + body_size_;
    head_size_ = 0;
    if (begin_ == 0 &&
        size == buffer_.size()) {  // the usual case: no copy, and nothing kept while the connection idles
        result.bytes = std::exchange(buffer_, {});
        scanned_ = 0;
        return result;
    }
    result.bytes = buffer_.substr(begin_, size);
    begin_ += size;
    scanned_ = begin_;
    return result;
}

}  // namespace sidetone::sip
