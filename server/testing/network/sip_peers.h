// Two ends of a SIP connection that call each other at random, and the invariants of what they hear. Every text of an
// offer or answer names what it answers, so that an answer to the wrong offer is seen. One thread, deterministic for
// its seed.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sip/endpoint.h"
#include "testing/network/lossy_network.h"
#include "testing/network/seeded_random.h"

namespace sidetone::testing {

/// One end's picture of one call.
struct CallView {
    std::uint64_t number = 0;  ///< the same at both ends
    bool outgoing = false;
    bool answered = false;  ///< Answered, or Confirmed
    bool accepted = false;  ///< we have accepted it
    bool let_go = false;    ///< we have ended it
    bool refused = false;
    bool ended = false;
    int released = 0;
    sip::EndedBy ended_by = sip::EndedBy::Bye;
    std::string offer;                  ///< of the INVITE, ours
    std::vector<std::string> reoffers;  ///< ours
    std::optional<base::Time> over;
};

class SipPeer {
public:
    SipPeer(std::string name, sip::EndpointConfig config, LossyNetwork& network, SeededRandom& random,
            std::vector<std::string>& violations);

    [[nodiscard]] sip::Endpoint& endpoint() { return endpoint_; }
    /// Who is at the other end of the flow. `from`: its flow until now; its calls go on over the new one.
    void meet(sip::PeerId other, base::FlowId from, base::FlowId flow);
    void dial(std::uint64_t number, base::FlowId flow);
    /// Checks that hold once nothing is left to happen.
    void check_quiet();
    [[nodiscard]] const std::map<sip::InviteId, CallView>& calls() const { return calls_; }

private:
    void on(sip::Rejected& event);
    void on(sip::RequestReceived& event);
    void on(sip::RequestAnswered& event);
    void on(sip::InviteReceived& event);
    void on(sip::Progress& event);
    void on(sip::Answered& event);
    void on(sip::Refused& event);
    void on(sip::Confirmed& event);
    void on(sip::Reoffered& event);
    void on(sip::ReofferAnswered& event);
    void on(sip::ReofferRefused& event);
    void on(sip::DialogRequest& event);
    void on(sip::Ended& event);
    void on(sip::Released& event);

    CallView& view(sip::InviteId invite, const char* event);
    void violation(const std::string& what);
    /// Does `what` within the next `most` milliseconds, unless the call is over by then.
    void soon(sip::InviteId invite, std::uint64_t most, std::function<void()> what);
    void plan_answer(sip::InviteId invite, bool has_offer, const std::string& offer);
    void plan_talk(sip::InviteId invite);
    void end(sip::InviteId invite);
    void reoffer(sip::InviteId invite);
    [[nodiscard]] std::string new_offer();
    void over(CallView& call);

    std::string name_;
    LossyNetwork& network_;
    SeededRandom& random_;
    std::vector<std::string>& violations_;
    sip::Endpoint endpoint_;
    std::map<sip::InviteId, CallView> calls_;
    std::map<base::FlowId, sip::PeerId> others_;
    std::uint64_t offers_ = 0;
};

/// What one seed came to.
struct SimulationResult {
    std::vector<std::string> violations;
    std::size_t messages = 0;
    std::size_t calls = 0;
    std::size_t answered = 0;
};

/// One seed: a server and up to three phones, a network of random quality, some calls. `trace` hears every message.
SimulationResult simulate_calls(std::uint64_t seed, const std::function<void(const std::string&)>& trace = {});

}  // namespace sidetone::testing
