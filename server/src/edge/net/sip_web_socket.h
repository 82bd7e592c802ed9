// SIP over one WebSocket (RFC 7118): each message is one SIP message, a message of line breaks is a keep-alive. On the
// connection's net thread. Leaves the messages to the core strand.
#pragma once

#include <string>

#include "edge/net/sip_inbox.h"
#include "edge/net/web_socket.h"

namespace sidetone::net {

class SipWebSocket final : public WebSocketHandler {
public:
    SipWebSocket(SipWay way, NetThreads& threads, const UpgradeInfo& who);

    Verdict on_message(std::string message) override;
    void on_closed() override;

private:
    Verdict push(SipNews news);

    SipWay way_;
    NetThreads& threads_;
    const ConnectionId connection_;
    const std::string remote_host_;
};

}  // namespace sidetone::net
