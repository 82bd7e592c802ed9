// What the flows of connections tell the core strand, in order. Values; made on net threads, taken on the core strand.
#pragma once

#include <atomic>
#include <memory>
#include <variant>

#include "edge/net/core_queue.h"
#include "sip/endpoint_types.h"
#include "sip/message/message.h"

namespace sidetone::net {

struct FlowClosed {};

struct SipNews {
    base::FlowId flow;
    std::variant<sip::FlowInfo, sip::Message, sip::ParseFailure, FlowClosed> what;
};

using SipInbox = CoreQueue<SipNews>;

/// Any thread.
struct SipFigures {
    std::atomic<std::uint64_t> received{0};
    std::atomic<std::uint64_t> malformed{0};
};

struct SipWay {
    std::shared_ptr<SipInbox> inbox;
    std::shared_ptr<SipFigures> figures;
};

}  // namespace sidetone::net
