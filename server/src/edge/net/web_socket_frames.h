// WebSocket frames, server side (RFC 6455 5), without I/O: bytes come in at any split, whole messages and control
// frames go out, within bounds. No extensions. One per connection, on its thread. Leaves pings, closing and time to
// web_socket_protocol.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace sidetone::net {

class FrameReader {
public:
    explicit FrameReader(std::size_t max_message) : max_message_(max_message) {}

    enum class Kind : std::uint8_t {
        NeedMore,
        Message,  ///< whole; if it is text it is UTF-8
        Ping,
        Pong,
        Close,    ///< `code` to answer with
        Failure,  ///< `code` to close with; nothing more is read
    };
    struct Event {
        Kind kind = Kind::NeedMore;
        std::string payload;
        std::uint16_t code = 0;
    };
    /// Takes from the front of `bytes`. To be called until NeedMore, Close or Failure.
    [[nodiscard]] Event next(std::string_view& bytes);

    /// Something has begun whose end is awaited.
    [[nodiscard]] bool in_message() const { return header_size_ > 0 || in_payload_ || message_opcode_ != 0; }
    [[nodiscard]] std::size_t buffered() const { return message_.size() + control_.size(); }

private:
    struct Frame {
        bool fin = false;
        std::uint8_t opcode = 0;
        std::array<char, 4> mask{};
        std::uint64_t size = 0;
        std::uint64_t got = 0;
    };
    [[nodiscard]] bool take_header(std::string_view& bytes);
    [[nodiscard]] std::uint16_t check_header();
    void take_payload(std::string_view& bytes);
    [[nodiscard]] Event end_frame();
    [[nodiscard]] Event end_close();

    const std::size_t max_message_;
    std::array<unsigned char, 14> header_{};
    std::uint8_t header_size_ = 0;
    bool in_payload_ = false;
    bool over_ = false;
    std::uint8_t message_opcode_ = 0;  ///< of the message being collected
    Frame frame_;
    std::string message_;
    std::string control_;
};

inline constexpr std::uint8_t kTextFrame = 1;
inline constexpr std::uint8_t kBinaryFrame = 2;
inline constexpr std::uint8_t kCloseFrame = 8;
inline constexpr std::uint8_t kPingFrame = 9;
inline constexpr std::uint8_t kPongFrame = 10;

/// A frame's head for so many bytes, unmasked as a server sends.
std::string frame_head(std::uint8_t opcode, std::size_t size);
/// The Sec-WebSocket-Accept for this key (RFC 6455 4.2.2).
std::string accept_key(std::string_view key);
[[nodiscard]] bool is_utf8(std::string_view text);
/// The text, or if it is no UTF-8 (a header of some phone) only its ASCII.
std::string to_utf8(std::string_view text);

}  // namespace sidetone::net
