// One simulated run: the draw of the network and the calls, and the invariants that need both ends.
#include "testing/network/sip_peers.h"

namespace sidetone::testing {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

struct Draw {
    Faults faults;
    sip::Transport transport = sip::Transport::Udp;
    bool cuts = false;
    sip::EndpointConfig config;
    std::uint64_t calls = 1;
    std::uint64_t phones = 1;
};

Draw draw_of(SeededRandom& random) {
    Draw draw;
    if (random.percent(25)) draw.transport = sip::Transport::Tcp;
    if (random.percent(70)) {
        draw.faults.loss_percent = static_cast<unsigned>(random.below(16));
        draw.faults.double_percent = static_cast<unsigned>(random.below(16));
    }
    draw.faults.most_delay = milliseconds{1 + random.below(random.percent(70) ? 300 : 1200)};
    draw.cuts = random.percent(10);
    if (random.percent(30)) draw.config.session_expires = seconds{90};
    draw.phones = 1 + random.below(3);
    draw.calls = 1 + random.below(6);
    return draw;
}

const CallView* view_of(const std::vector<std::unique_ptr<SipPeer>>& peers, std::uint64_t number, bool outgoing) {
    for (const auto& peer : peers) {
        for (const auto& [id, call] : peer->calls()) {
            if (call.number == number && call.outgoing == outgoing) return &call;
        }
    }
    return nullptr;
}

/// Ends that only a network without hope explains: repetition gets an ACK through any loss that is drawn, and all else
/// where nothing is lost.
bool is_natural(const CallView& call, const CallView* other, const Draw& draw) {
    if (!call.ended || draw.cuts) return true;
    if (call.ended_by == sip::EndedBy::NoAck || call.ended_by == sip::EndedBy::FlowLost) return false;
    if (other != nullptr && other->let_go) return true;  // its BYE was overtaken by a 481
    const bool lossless = draw.faults.loss_percent == 0 || draw.transport != sip::Transport::Udp;
    return !lossless || (call.ended_by != sip::EndedBy::Timeout && call.ended_by != sip::EndedBy::SessionExpired);
}

/// Both ends agree, and one does not stay long where the other has gone: BYE, CANCEL and their like have 64*T1 to get
/// through.
void compare(const std::vector<std::unique_ptr<SipPeer>>& peers, const Draw& draw, SimulationResult& result) {
    for (std::uint64_t number = 1; number <= draw.calls; ++number) {
        const auto* caller = view_of(peers, number, true);
        const auto* called = view_of(peers, number, false);
        ++result.calls;
        const auto text = "call " + std::to_string(number) + ": ";
        if (caller == nullptr) {
            result.violations.push_back(text + "nobody called");
            continue;
        }
        if (caller->answered) ++result.answered;
        if (!is_natural(*caller, called, draw) || (called != nullptr && !is_natural(*called, caller, draw))) {
            result.violations.push_back(text + "ended without a reason");
        }
        if (called == nullptr) {
            if (caller->answered) result.violations.push_back(text + "answered, but never rang");
            continue;
        }
        if (caller->answered && !called->accepted)
            result.violations.push_back(text + "answered, but not by the called side");
        if (called->answered && !caller->answered && !caller->let_go)
            result.violations.push_back(text + "confirmed by a caller that knows of no answer");
        if (draw.cuts || !caller->over || !called->over) continue;
        const auto apart =
            *caller->over > *called->over ? *caller->over - *called->over : *called->over - *caller->over;
        if (apart > seconds{70})
            result.violations.push_back(text + "half open for " + std::to_string(apart.count() / 1'000'000) + " s");
    }
}

}  // namespace

SimulationResult simulate_calls(std::uint64_t seed, const std::function<void(const std::string&)>& trace) {
    SimulationResult result;
    SeededRandom random{seed};
    const auto draw = draw_of(random);
    LossyNetwork network{draw.faults, random};
    if (trace) network.trace(trace);
    std::vector<std::unique_ptr<SipPeer>> peers;  // the first is the server
    std::vector<base::FlowId> flows{{}};
    for (std::uint64_t i = 0; i <= draw.phones; ++i) {
        const auto name = i == 0 ? std::string("server") : "phone " + std::to_string(i);
        peers.push_back(std::make_unique<SipPeer>(name, draw.config, network, random, result.violations));
        if (i > 0) flows.push_back(network.connect(peers[0]->endpoint(), peers[i]->endpoint(), draw.transport));
    }
    for (std::uint64_t number = 1; number <= draw.calls; ++number) {
        const auto phone = 1 + random.below(draw.phones);
        auto& caller = *peers[random.percent(50) ? 0 : phone];
        network.after(milliseconds{random.below(8'000)},
                      [&caller, number, flow = flows[phone]] { caller.dial(number, flow); });
    }
    if (draw.cuts)
        network.after(milliseconds{random.below(20'000)}, [&network, flow = flows[1]] { network.cut(flow); });
    if (!network.run(400'000)) result.violations.push_back("never quiet");
    for (const auto& peer : peers) peer->check_quiet();
    compare(peers, draw, result);
    result.messages = network.messages();
    return result;
}

}  // namespace sidetone::testing
