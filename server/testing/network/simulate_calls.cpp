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
    draw.calls = 1 + random.below(4);
    return draw;
}

const CallView* view_of(const SipPeer& peer, std::uint64_t number) {
    for (const auto& [id, call] : peer.calls()) {
        if (call.number == number) return &call;
    }
    return nullptr;
}

/// Both ends agree, and one does not stay long where the other has gone: BYE, CANCEL and their like have 64*T1 to get through.
void compare(const SipPeer& a, const SipPeer& b, const Draw& draw, SimulationResult& result) {
    for (std::uint64_t number = 1; number <= draw.calls; ++number) {
        const auto* one = view_of(a, number);
        const auto* other = view_of(b, number);
        const auto* caller = one && one->outgoing ? one : other;
        const auto* called = one && one->outgoing ? other : one;
        ++result.calls;
        const auto text = "call " + std::to_string(number) + ": ";
        if (caller == nullptr || !caller->outgoing) {
            result.violations.push_back(text + "nobody called");
            continue;
        }
        if (caller->answered) ++result.answered;
        if (called == nullptr) {
            if (caller->answered) result.violations.push_back(text + "answered, but never rang");
            continue;
        }
        if (caller->answered && !called->accepted) result.violations.push_back(text + "answered, but not by the called side");
        if (called->answered && !caller->answered && !caller->let_go) result.violations.push_back(text + "confirmed by a caller that knows of no answer");
        if (draw.cuts || !caller->over || !called->over) continue;
        const auto apart = *caller->over > *called->over ? *caller->over - *called->over : *called->over - *caller->over;
        if (apart > seconds{70}) result.violations.push_back(text + "half open for " + std::to_string(apart.count() / 1'000'000) + " s");
    }
}

}  // namespace

SimulationResult simulate_calls(std::uint64_t seed, const std::function<void(const std::string&)>& trace) {
    SimulationResult result;
    SeededRandom random{seed};
    const auto draw = draw_of(random);
    LossyNetwork network{draw.faults, random};
    if (trace) network.trace(trace);
    SipPeer server{"server", draw.config, network, random, result.violations};
    SipPeer phone{"phone", draw.config, network, random, result.violations};
    const auto flow = network.connect(server.endpoint(), phone.endpoint(), draw.transport);
    server.set_flow(flow);
    phone.set_flow(flow);
    for (std::uint64_t number = 1; number <= draw.calls; ++number) {
        auto& caller = random.percent(50) ? server : phone;
        network.after(milliseconds{random.below(8'000)}, [&caller, number] { caller.dial(number); });
    }
    if (draw.cuts) network.after(milliseconds{random.below(20'000)}, [&network, flow] { network.cut(flow); });
    if (!network.run(200'000)) result.violations.push_back("never quiet");
    server.check_quiet();
    phone.check_quiet();
    compare(server, phone, draw, result);
    result.messages = network.messages();
    return result;
}

}  // namespace sidetone::testing
