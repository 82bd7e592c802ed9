#include "sip/transaction/flow_table.h"

#include <algorithm>

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

std::vector<std::uint64_t> FlowMember::ids() const {
    std::vector<std::uint64_t> all;
    for (const auto* member = next_; member != this; member = member->next_) all.push_back(member->id_);
    return all;
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

void FlowTable::close(base::FlowId id) {
    const auto found = flows_.find(id);
    if (found == flows_.end()) return;
    for (const auto peer : found->second.waiting) {
        const auto of_peer = lost_of_.find(peer);
        if (of_peer == lost_of_.end()) continue;
        std::erase(of_peer->second, id);
        if (of_peer->second.empty()) lost_of_.erase(of_peer);
    }
    flows_.erase(found);
}

Flow* FlowTable::find_even_lost(base::FlowId id) {
    const auto found = flows_.find(id);
    return found == flows_.end() ? nullptr : &found->second;
}

void FlowTable::note_waiting(Flow& flow, PeerId peer) {
    auto& of_peer = lost_of_[peer];
    if (std::find(of_peer.begin(), of_peer.end(), flow.info.id) != of_peer.end()) return;
    of_peer.push_back(flow.info.id);
    flow.waiting.push_back(peer);
}

std::vector<base::FlowId> FlowTable::lost_flows_of(PeerId peer) const {
    const auto found = lost_of_.find(peer);
    return found == lost_of_.end() ? std::vector<base::FlowId>{} : found->second;
}

Flow* FlowTable::find(base::FlowId id) {
    const auto found = flows_.find(id);
    return found == flows_.end() || found->second.closing ? nullptr : &found->second;
}

}  // namespace sidetone::sip
