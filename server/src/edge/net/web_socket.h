// WebSocket (RFC 6455) as the rooms that speak over it see it: a service is asked for a handler when a browser
// connects, the handler hears its messages on the connection's net thread, and NetThreads::send() answers. Framing,
// pings, masks and closing are done by web_socket_protocol.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "edge/net/net_threads.h"

namespace sidetone::net {

/// Who connected. Addresses in text, IPv6 without brackets.
struct UpgradeInfo {
    ConnectionId connection;
    bool secure = true;
    std::string local_host;
    std::uint16_t local_port = 0;
    std::string remote_host;
    std::uint16_t remote_port = 0;
    std::string user_agent;
};

/// Lives as long as the connection; everything on its net thread.
class WebSocketHandler {
public:
    virtual ~WebSocketHandler() = default;
    enum class Verdict : std::uint8_t {
        Continue,
        Pause,      ///< whoever must take the messages is full: stop reading until Shard::resume_paused()
        Violation,  ///< close with 1008
    };
    /// A whole text (or binary) message; text was checked to be UTF-8.
    virtual Verdict on_message(std::string message) = 0;
    /// Last call.
    virtual void on_closed() = 0;
};

struct WebSocketLimits {
    std::size_t message = std::size_t{64} * 1024;
    /// Bytes waiting to be written; a connection beyond is closed (1013 cannot reach it any more).
    std::size_t write_queue = std::size_t{1024} * 1024;
    /// A connection silent for this long gets an empty ping, and must show life within `pong` after it.
    base::Duration ping_after = std::chrono::seconds{240};
    base::Duration pong = std::chrono::seconds{30};
    /// Its first message must come within this time.
    base::Duration first_message = std::chrono::seconds{30};
    /// Whoever has not shown by then who they are (NetThreads::trust()) is closed. 0: never.
    base::Duration untrusted = std::chrono::minutes{2};
    /// What is sent is known to be UTF-8; else each message is looked at and goes out as binary if it is not.
    bool sends_text_only = false;
    /// On connections that keep quiet: close instead of pinging when there is no message for this long. 0: never.
    base::Duration silence{};
};

class WebSocketService {
public:
    virtual ~WebSocketService() = default;
    /// On a net thread. Null: refused with 503.
    virtual std::unique_ptr<WebSocketHandler> on_web_socket(const UpgradeInfo& who) = 0;
    [[nodiscard]] virtual WebSocketLimits web_socket_limits() const = 0;
};

}  // namespace sidetone::net
