#include "edge/net/sip_web_socket.h"

#include "edge/net/shard.h"
#include "edge/net/sip_stream.h"

namespace sidetone::net {

SipWebSocket::SipWebSocket(SipWay way, NetThreads& threads, const UpgradeInfo& who)
    : way_(std::move(way)), threads_(threads), connection_(who.connection), remote_host_(who.remote_host) {
    const base::FlowId flow{connection_.value};
    const Addresses addresses{who.local_host, who.local_port, who.remote_host, who.remote_port};
    (void)push({flow, flow_info(flow, who.secure ? sip::Transport::Wss : sip::Transport::Ws, addresses)});
}

WebSocketHandler::Verdict SipWebSocket::push(SipNews news) {
    return way_.inbox->push(std::move(news)) ? Verdict::Continue : Verdict::Pause;
}

WebSocketHandler::Verdict SipWebSocket::on_message(std::string message) {
    if (message.find_first_not_of("\r\n") == std::string::npos) {
        if (message == "\r\n\r\n") threads_.send({{connection_, "\r\n", {}, 0}});  // RFC 5626 4.4.1
        return Verdict::Continue;
    }
    const base::FlowId flow{connection_.value};
    auto parsed = sip::Message::parse(std::move(message));
    if (parsed) {
        ++way_.figures->received;
        return push({flow, std::move(*parsed)});
    }
    ++way_.figures->malformed;
    auto& shard = threads_.shard(thread_of(connection_.value));
    shard.sip_complaints().note(shard.now(), [&] { return no_sip("WebSocket", remote_host_, parsed.error()); });
    return push({flow, std::move(parsed.error())});
}

void SipWebSocket::on_closed() {
    (void)push({base::FlowId{connection_.value}, FlowClosed{}});
}

}  // namespace sidetone::net
