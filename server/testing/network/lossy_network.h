// A network in simulated time between SIP endpoints: datagrams are lost, doubled, delayed and so reordered; connections
// keep their order and can be cut. Owns the clock and the queue of what is to happen; hands bytes to the endpoints and
// drains them. One thread, deterministic.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/time.h"
#include "sip/endpoint.h"
#include "testing/network/seeded_random.h"

namespace sidetone::testing {

struct Faults {
    unsigned loss_percent = 0;
    unsigned double_percent = 0;
    base::Duration least_delay = std::chrono::milliseconds{1};
    base::Duration most_delay = std::chrono::milliseconds{1};
};

class LossyNetwork {
public:
    using EventHandler = std::function<void(sip::Event&)>;

    LossyNetwork(Faults faults, SeededRandom& random) : faults_(faults), random_(random) {}

    [[nodiscard]] base::Time now() const { return now_; }
    void add(sip::Endpoint& endpoint, EventHandler on_event);
    /// A flow between two endpoints: the id is the same at both ends.
    base::FlowId connect(sip::Endpoint& a, sip::Endpoint& b, sip::Transport transport);
    /// Both ends hear of it, each in its own time; what is on its way is lost.
    void cut(base::FlowId flow);
    void after(base::Duration delay, std::function<void()> what);
    /// To be called after every call to an endpoint.
    void drain(sip::Endpoint& endpoint);
    /// Until nothing is left to happen. False if that is not so after `most_steps`.
    bool run(std::size_t most_steps);

    [[nodiscard]] std::size_t messages() const { return messages_; }
    /// Every message that goes on its way; for a replayed seed.
    void trace(std::function<void(const std::string&)> sink) { trace_ = std::move(sink); }

private:
    struct Node {
        sip::Endpoint* endpoint;
        EventHandler on_event;
    };
    struct Link {
        sip::Endpoint* a;
        sip::Endpoint* b;
        bool reliable = false;
        bool cut = false;
        base::Time last_to_a{};
        base::Time last_to_b{};
    };

    [[nodiscard]] Node& node_of(sip::Endpoint& endpoint);
    void send(sip::Endpoint& from, sip::Send&& what);
    void deliver(sip::Endpoint& to, base::FlowId flow, const std::string& bytes);
    [[nodiscard]] base::Duration random_delay();

    Faults faults_;
    SeededRandom& random_;
    base::Time now_{std::chrono::hours{24 * 365 * 56}};
    std::vector<Node> nodes_;
    std::unordered_map<base::FlowId, Link> links_;
    std::multimap<base::Time, std::function<void()>> queue_;
    std::function<void(const std::string&)> trace_;
    std::uint64_t flows_ = 0;
    std::size_t messages_ = 0;
};

}  // namespace sidetone::testing
