// Cuts a byte stream (TCP, TLS) into SIP messages by Content-Length (RFC 3261 18.3), at any split, with bounds; knows
// the keep-alive of RFC 5626 4.4.1. One per connection, on the thread of that connection. Does no I/O: the owner feeds
// bytes and answers pings.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "sip/message/limits.h"

namespace sidetone::sip {

class StreamFramer {
public:
    explicit StreamFramer(const Limits& limits = kDefaultLimits) : limits_(limits) {}

    void feed(std::string_view bytes);

    enum class Kind {
        NeedMore,  ///< nothing whole is there
        Message,   ///< `bytes` is one message, for Message::parse()
        Ping,      ///< CRLF CRLF: answer with CRLF
        Broken,  ///< the stream cannot be followed any more: answer from salvage(bytes, what, status) if possible, then
                 ///< close
    };
    struct Next {
        Kind kind = Kind::NeedMore;
        std::string bytes;
        std::string_view what = {};
        int status = 0;
    };
    /// To be called until NeedMore or Broken. After Broken nothing more comes.
    [[nodiscard]] Next next();

    /// Bytes held back; bounded by the message limit plus what was fed last.
    [[nodiscard]] std::size_t buffered() const { return buffer_.size() - begin_; }

    /// A message has begun whose end is awaited; line breaks between messages are none.
    [[nodiscard]] bool in_message() const;

private:
    [[nodiscard]] Next broken(std::string_view what, int status);
    [[nodiscard]] bool skip_keep_alive(Next& next);
    void compact();

    Limits limits_;
    std::string buffer_;
    std::size_t begin_ = 0;      ///< of the message being collected
    std::size_t scanned_ = 0;    ///< the head's end is not before here
    std::size_t head_size_ = 0;  ///< 0: not known yet
    std::size_t body_size_ = 0;
    bool broken_ = false;
};

}  // namespace sidetone::sip
