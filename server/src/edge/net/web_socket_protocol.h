// A WebSocket on one connection: hands its messages to the handler, answers pings and closes, keeps silent connections
// open by empty pings and closes the dead. On the connection's net thread. Frames are read by web_socket_frames.
#pragma once

#include <memory>

#include "edge/net/connection.h"
#include "edge/net/web_socket.h"
#include "edge/net/web_socket_frames.h"

namespace sidetone::net {

class WebSocketProtocol final : public Protocol {
public:
    WebSocketProtocol(std::unique_ptr<WebSocketHandler> handler, WebSocketLimits limits);

    void on_open(Connection& connection) override;
    void on_bytes(Connection& connection, std::string_view bytes) override;
    void on_deadline(Connection& connection) override;
    void on_send(Connection& connection, Outgoing&& message) override;
    void on_trusted(Connection& connection) override;
    void on_stop(Connection& connection) override;
    void on_closed(Connection& connection, Closed why) override;

private:
    void take(Connection& connection, FrameReader::Event&& event);
    void on_message(Connection& connection, std::string message);
    static void complain(Connection& connection, std::uint16_t code);
    void set_deadline(Connection& connection, base::Time at) const;
    [[nodiscard]] bool is_overdue(const Connection& connection) const;
    void say_close(Connection& connection, std::uint16_t code, bool expect_answer = true);

    std::unique_ptr<WebSocketHandler> handler_;
    const WebSocketLimits limits_;
    FrameReader reader_;
    bool first_seen_ = false;
    bool awaiting_pong_ = false;
    bool closing_ = false;
    base::Time opened_at_{};
    base::Time last_activity_{};
    base::Time last_message_{};
    base::Time message_until_{};  ///< the message that has begun must be whole
};

}  // namespace sidetone::net
