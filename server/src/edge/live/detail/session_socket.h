// The WebSocket of a session on its net thread: messages are parsed there, with bounds, and go to the core strand as
// values.
#pragma once

#include <boost/json/value.hpp>
#include <memory>
#include <string>
#include <variant>

#include "edge/net/core_queue.h"
#include "edge/net/web_socket.h"

namespace sidetone::live {

struct Opened {
    std::string remote_host;
};
struct Closed {};
/// Bytes that are no JSON, or nested too deep.
struct NoJson {};
struct FromClient {
    net::ConnectionId connection;
    std::variant<Opened, boost::json::value, NoJson, Closed> what;
};
using Inbox = net::CoreQueue<FromClient>;

class SessionSocket final : public net::WebSocketHandler {
public:
    SessionSocket(std::shared_ptr<Inbox> inbox, const net::UpgradeInfo& who);
    Verdict on_message(std::string message) override;
    void on_closed() override;

private:
    std::shared_ptr<Inbox> inbox_;
    net::ConnectionId connection_;
};

}  // namespace sidetone::live
