// WebSocket frames of one connection, server side (RFC 6455): unmasks and joins messages within bounds, answers pings and closes, keeps silent
// connections open by empty pings. On the connection's net thread. No extensions: an idle session keeps no compression state.
#pragma once

#include <array>
#include <memory>
#include <string>

#include "edge/net/connection.h"
#include "edge/net/web_socket.h"

namespace sidetone::net {

class WebSocketProtocol final : public Protocol {
public:
    WebSocketProtocol(std::unique_ptr<WebSocketHandler> handler, WebSocketLimits limits);

    void on_open(Connection& connection) override;
    void on_bytes(Connection& connection, std::string_view bytes) override;
    void on_deadline(Connection& connection) override;
    void on_send(Connection& connection, Outgoing&& message) override;
    void on_closed(Connection& connection, Closed why) override;

private:
    struct Frame {
        bool fin = false;
        std::uint8_t opcode = 0;
        std::array<char, 4> mask{};
        std::uint64_t size = 0;
        std::uint64_t got = 0;
    };
    [[nodiscard]] bool in_message() const { return header_size_ > 0 || in_payload_ || message_opcode_ != 0; }
    bool take_header(Connection& connection, std::string_view& bytes);
    std::uint16_t check_header();
    void take_payload(std::string_view& bytes);
    void end_frame(Connection& connection);
    void end_message(Connection& connection);
    void on_close_frame(Connection& connection);
    void say_close(Connection& connection, std::uint16_t code, bool expect_answer = true);

    std::unique_ptr<WebSocketHandler> handler_;
    const WebSocketLimits limits_;
    std::array<unsigned char, 14> header_{};
    std::uint8_t header_size_ = 0;
    bool in_payload_ = false;
    bool first_seen_ = false;
    bool awaiting_pong_ = false;
    bool closing_ = false;
    std::uint8_t message_opcode_ = 0;  ///< of the message being collected
    Frame frame_;
    std::string message_;
    std::string control_;
    base::Time last_activity_{};
    base::Time last_message_{};
    base::Time message_until_{};  ///< the message that has begun must be whole
};

/// A text or binary frame's head for so many bytes, unmasked as a server sends.
std::string frame_head(std::uint8_t opcode, std::size_t size);
/// A valid Sec-WebSocket-Accept for this key (RFC 6455 4.2.2).
std::string accept_key(std::string_view key);
[[nodiscard]] bool is_utf8(std::string_view text);
/// The text, or if it is no UTF-8 (a header of some phone) only its ASCII.
std::string to_utf8(std::string_view text);

}  // namespace sidetone::net
