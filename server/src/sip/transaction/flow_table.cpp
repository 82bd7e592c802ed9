#include "sip/transaction/flow_table.h"

#include "sip/message/uri.h"

namespace sidetone::sip {

void FlowMember::join(FlowMember& list, std::uint64_t id) {
    leave();
    id_ = id;
    next_ = &list;
    previous_ = list.previous_;
    previous_->next_ = this;
    list.previous_ = this;
}

void FlowMember::leave() {
    next_->previous_ = previous_;
    previous_->next_ = next_;
    next_ = previous_ = this;
}

std::uint64_t FlowMember::pop() {
    const auto id = next_->id_;
    next_->leave();
    return id;
}

std::string_view Flow::via_transport() const {
    switch (info.transport) {
        case Transport::Udp:
            return "UDP";
        case Transport::Tcp:
            return "TCP";
        case Transport::Tls:
            return "TLS";
        case Transport::Ws:
            return "WS";
        case Transport::Wss:
            return "WSS";
    }
    return "UDP";
}

std::string Flow::contact(std::string_view user, bool sips) const {
    std::string text;
    text.reserve(96);
    text += sips ? "<sips:" : "<sip:";
    if (!user.empty()) {
        text += escape_user(user);
        text += '@';
    }
    text += host_text(info.local_host);
    if (info.local_port != 0) {
        text += ':';
        text += std::to_string(info.local_port);
    }
    switch (info.transport) {
        case Transport::Udp:
            break;
        case Transport::Tcp:
            text += ";transport=tcp";
            break;
        case Transport::Tls:
            if (!sips) text += ";transport=tls";
            break;
        case Transport::Ws:
        case Transport::Wss:
            text += ";transport=ws";  // RFC 7118 5.2: one value for both
            break;
    }
    text += '>';
    return text;
}

void FlowTable::open(const FlowInfo& info) {
    flows_.try_emplace(info.id).first->second.info = info;
}

Flow* FlowTable::find(base::FlowId id) {
    const auto found = flows_.find(id);
    return found == flows_.end() || found->second.closing ? nullptr : &found->second;
}

}  // namespace sidetone::sip
