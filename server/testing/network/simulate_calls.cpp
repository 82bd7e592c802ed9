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
    bool returns = false;  ///< whose flow was cut comes back by another one within the grace
    sip::EndpointConfig config;
    std::uint64_t calls = 1;
    std::uint64_t phones = 1;
};

Draw draw_of(SeededRandom& random) {
    Draw draw;
    if (random.percent(25)) draw.transport = sip::Transport::Tcp;
    if (random.percent(70)) {
        // A bad network, and one of each that the figures name.
        draw.faults.loss_percent =
            random.percent(40) ? (random.percent(50) ? 5U : 20U) : static_cast<unsigned>(random.below(21));
        draw.faults.double_percent = static_cast<unsigned>(random.below(16));
    }
    draw.faults.most_delay = milliseconds{1 + random.below(random.percent(70) ? 300 : 1200)};
    draw.cuts = random.percent(20);
    draw.returns = draw.cuts && random.percent(70);
    if (draw.returns) draw.config.flow_grace = seconds{30};
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

/// What repetition always gets through: seven tries of an INVITE at this loss fail once in a thousand million calls.
constexpr unsigned kHarmlessLoss = 5;

/// Ends that only a network without hope explains. Where little is lost there are none; at a fifth of all lost, all
/// eleven ACKs of a 2xx may be among it.
bool is_natural(const CallView& call, const CallView* other, const Draw& draw) {
    if (draw.returns && call.ended && call.ended_by == sip::EndedBy::FlowLost) {
        // What was established outlives its flow. A caller that was to confirm had not come so far.
        return !call.answered || (call.outgoing && call.offer.empty());
    }
    if (!call.ended || draw.cuts) return true;
    if (call.ended_by == sip::EndedBy::FlowLost) return false;
    if (other != nullptr && other->let_go) return true;  // its BYE was overtaken by a 481
    const bool harmless = draw.faults.loss_percent <= kHarmlessLoss || draw.transport != sip::Transport::Udp;
    return !harmless || (call.ended_by != sip::EndedBy::Timeout && call.ended_by != sip::EndedBy::SessionExpired &&
                         call.ended_by != sip::EndedBy::NoAck);
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
        if ((draw.cuts && !draw.returns) || !caller->over || !called->over) continue;
        const auto apart =
            *caller->over > *called->over ? *caller->over - *called->over : *called->over - *caller->over;
        if (apart > seconds{70})
            result.violations.push_back(text + "half open for " + std::to_string(apart.count() / 1'000'000) + " s");
    }
}

class Run {
public:
    Run(std::uint64_t seed, const std::function<void(const std::string&)>& trace, SimulationResult& result)
        : random_(seed), draw_(draw_of(random_)), network_(draw_.faults, random_), result_(result) {
        if (trace) network_.trace(trace);
    }

    void run() {
        for (std::uint64_t i = 0; i <= draw_.phones; ++i) {
            const auto name = i == 0 ? std::string("server") : "phone " + std::to_string(i);
            peers_.push_back(std::make_unique<SipPeer>(name, draw_.config, network_, random_, result_.violations));
            flows_.emplace_back();
            if (i > 0) connect(i);
        }
        for (std::uint64_t number = 1; number <= draw_.calls; ++number) {
            const auto phone = 1 + random_.below(draw_.phones);
            auto& caller = *peers_[random_.percent(50) ? 0 : phone];
            network_.after(milliseconds{random_.below(8'000)},
                           [this, &caller, number, phone] { caller.dial(number, flows_[phone]); });
        }
        if (draw_.cuts) network_.after(milliseconds{random_.below(20'000)}, [this] { cut(); });
        if (!network_.run(400'000)) result_.violations.push_back("never quiet");
        for (const auto& peer : peers_) peer->check_quiet();
        compare(peers_, draw_, result_);
        result_.messages = network_.messages();
    }

private:
    /// A phone registers over a flow; its calls follow it there, whether or not the server knows that the old one is
    /// gone.
    void connect(std::uint64_t phone) {
        const auto old = std::exchange(
            flows_[phone], network_.connect(peers_[0]->endpoint(), peers_[phone]->endpoint(), draw_.transport));
        peers_[phone]->meet(sip::PeerId{1}, old, flows_[phone]);
        peers_[0]->meet(sip::PeerId{1 + phone}, old, flows_[phone]);
    }

    void cut() {
        network_.cut(flows_[1]);
        if (!draw_.returns) return;
        network_.after(milliseconds{random_.below(20'000)}, [this] {
            connect(1);
            if (random_.percent(40)) network_.after(milliseconds{random_.below(20'000)}, [this] { cut(); });
        });
    }

    SeededRandom random_;
    const Draw draw_;
    LossyNetwork network_;
    SimulationResult& result_;
    std::vector<std::unique_ptr<SipPeer>> peers_;  ///< the first is the server
    std::vector<base::FlowId> flows_;              ///< the phones' last
};

}  // namespace

SimulationResult simulate_calls(std::uint64_t seed, const std::function<void(const std::string&)>& trace) {
    SimulationResult result;
    Run{seed, trace, result}.run();
    return result;
}

}  // namespace sidetone::testing
