// The work of Message::parse(): one pass over the head, then the checks that every message must pass. Lives for one
// call.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "sip/message/message.h"

namespace sidetone::sip {

class MessageParser {
public:
    MessageParser(std::string bytes, const Limits& limits);
    [[nodiscard]] ParseResult run();

private:
    using Slice = Message::Slice;

    /// Each returns false after fail().
    [[nodiscard]] bool start_line();
    [[nodiscard]] bool request_line(std::string_view line);
    [[nodiscard]] bool status_line(std::string_view line);
    [[nodiscard]] bool header_rows();
    [[nodiscard]] bool header_row(std::size_t begin, std::size_t end);
    [[nodiscard]] bool required_headers();
    [[nodiscard]] bool read_via();
    [[nodiscard]] bool read_addresses();
    [[nodiscard]] bool read_cseq();
    [[nodiscard]] bool bounded_numbers();
    [[nodiscard]] bool body();

    /// The line at at_ without its CRLF; at_ moves behind it. False if there is no whole line, or a stray CR or LF.
    [[nodiscard]] bool take_line(std::size_t& begin, std::size_t& end);
    [[nodiscard]] bool fail(std::string_view what, int status = 400);
    [[nodiscard]] Slice slice_of(std::string_view view) const;
    [[nodiscard]] std::string_view text(std::size_t begin, std::size_t end) const {
        return std::string_view{message_.bytes_}.substr(begin, end - begin);
    }

    const Limits& limits_;
    Message message_;
    std::size_t at_ = 0;
    std::size_t row_count_ = 0;
    std::array<Message::StoredRow, 250> rows_;     // filled up to row_count_
    std::array<std::uint8_t, kHeaderNames> last_;  // valid where Message::first_ is set
    std::string_view what_;
    int status_ = 400;
};

}  // namespace sidetone::sip
