// What the flows of all transports tell the core strand, in order. Values; made on net threads, taken on the core
// strand.
#pragma once

#include <atomic>
#include <memory>
#include <variant>

#include "edge/net/core_queue.h"
#include "edge/net/udp_flows.h"
#include "sip/endpoint_types.h"
#include "sip/message/message.h"

namespace sidetone::net {

class UdpSocket;

struct FlowClosed {};

/// With what the core strand needs to send datagrams to it by itself.
struct UdpFlowOpened {
    sip::FlowInfo info;
    UdpPath path;
    UdpSocket* socket = nullptr;
};

struct SipNews {
    base::FlowId flow;
    std::variant<sip::FlowInfo, std::unique_ptr<UdpFlowOpened>, sip::Message, sip::ParseFailure, FlowClosed> what;
};

using SipInbox = CoreQueue<SipNews>;

/// Any thread.
struct SipFigures {
    std::atomic<std::uint64_t> received{0};
    std::atomic<std::uint64_t> malformed{0};
    std::atomic<std::uint64_t> dropped_full{0};
    std::atomic<std::uint64_t> dropped_unsent{0};
    std::atomic<std::size_t> udp_flows{0};
};

struct SipWay {
    std::shared_ptr<SipInbox> inbox;
    std::shared_ptr<SipFigures> figures;
};

}  // namespace sidetone::net
