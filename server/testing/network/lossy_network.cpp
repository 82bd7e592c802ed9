#include "testing/network/lossy_network.h"

#include <algorithm>

namespace sidetone::testing {

void LossyNetwork::add(sip::Endpoint& endpoint, EventHandler on_event) {
    nodes_.push_back({&endpoint, std::move(on_event)});
}

LossyNetwork::Node& LossyNetwork::node_of(sip::Endpoint& endpoint) {
    return *std::find_if(nodes_.begin(), nodes_.end(), [&](const Node& node) { return node.endpoint == &endpoint; });
}

base::FlowId LossyNetwork::connect(sip::Endpoint& a, sip::Endpoint& b, sip::Transport transport) {
    const base::FlowId id{++flows_};
    links_[id] = Link{&a, &b, transport != sip::Transport::Udp, false, now_, now_};
    const auto port = static_cast<std::uint16_t>(20000 + flows_ % 40000);
    a.on_flow_opened({id, transport, "192.0.2.1", 5060, "198.51.100.7", port});
    b.on_flow_opened({id, transport, "198.51.100.7", port, "192.0.2.1", 5060});
    return id;
}

void LossyNetwork::cut(base::FlowId flow) {
    auto& link = links_.at(flow);
    if (link.cut) return;
    link.cut = true;
    for (auto* end : {link.a, link.b}) {
        after(random_delay(), [this, end, flow] {
            end->on_flow_closed(flow, now_);
            drain(*end);
        });
    }
}

void LossyNetwork::after(base::Duration delay, std::function<void()> what) {
    queue_.emplace(now_ + delay, std::move(what));
}

base::Duration LossyNetwork::random_delay() {
    const auto span = static_cast<std::uint64_t>((faults_.most_delay - faults_.least_delay).count()) + 1;
    return faults_.least_delay + base::Duration{static_cast<std::int64_t>(random_.below(span))};
}

void LossyNetwork::send(sip::Endpoint& from, sip::Send&& what) {
    const auto found = links_.find(what.flow);
    if (found == links_.end() || found->second.cut) return;
    auto& link = found->second;
    auto* to = link.a == &from ? link.b : link.a;
    ++messages_;
    if (trace_)
        trace_(std::to_string(now_.time_since_epoch().count() / 1000) + (to == link.b ? " ->\n" : " <-\n") +
               what.bytes);
    const auto on_its_way = [this, to, flow = what.flow, bytes = std::move(what.bytes)] { deliver(*to, flow, bytes); };
    if (link.reliable) {
        auto& last = to == link.a ? link.last_to_a : link.last_to_b;
        last = std::max(last, now_ + random_delay());  // equal times keep their order in the queue
        queue_.emplace(last, on_its_way);
        return;
    }
    if (!random_.percent(faults_.loss_percent)) queue_.emplace(now_ + random_delay(), on_its_way);
    if (random_.percent(faults_.double_percent)) queue_.emplace(now_ + random_delay(), on_its_way);
}

void LossyNetwork::deliver(sip::Endpoint& to, base::FlowId flow, const std::string& bytes) {
    if (links_.at(flow).cut) return;
    auto message = sip::Message::parse(bytes);
    if (message) {
        to.on_message(flow, std::move(*message), now_);
    } else {
        to.on_malformed(flow, message.error(), now_);
    }
    drain(to);
}

void LossyNetwork::drain(sip::Endpoint& endpoint) {
    auto& node = node_of(endpoint);
    for (;;) {
        for (auto& what : endpoint.take_sends()) send(endpoint, std::move(what));
        auto events = endpoint.take_events();
        if (events.empty()) return;
        for (auto& event : events) node.on_event(event);
    }
}

bool LossyNetwork::run(std::size_t most_steps) {
    for (std::size_t step = 0; step < most_steps; ++step) {
        std::optional<base::Time> deadline;
        Node* due = nullptr;
        for (auto& node : nodes_) {
            const auto next = node.endpoint->next_deadline();
            if (next && (!deadline || *next < *deadline)) {
                deadline = next;
                due = &node;
            }
        }
        if (queue_.empty() && due == nullptr) return true;
        if (!queue_.empty() && (due == nullptr || queue_.begin()->first <= *deadline)) {
            now_ = std::max(now_, queue_.begin()->first);
            const auto what = std::move(queue_.begin()->second);
            queue_.erase(queue_.begin());
            what();
        } else {
            now_ = std::max(now_, *deadline);
            due->endpoint->on_deadline(now_);
            drain(*due->endpoint);
        }
    }
    return false;
}

}  // namespace sidetone::testing
