#include "testing/network/sip_peers.h"

#include <algorithm>

namespace sidetone::testing {

namespace {

constexpr std::uint64_t kLongestCallMs = 240'000;

std::string answer_to(const std::string& offer) {
    return "answer to " + offer;
}

}  // namespace

SipPeer::SipPeer(std::string name, sip::EndpointConfig config, LossyNetwork& network, SeededRandom& random,
                 std::vector<std::string>& violations)
    : name_(std::move(name)),
      network_(network),
      random_(random),
      violations_(violations),
      endpoint_(std::move(config), random) {
    network_.add(endpoint_, [this](sip::Event& event) { std::visit([this](auto& what) { on(what); }, event); });
}

void SipPeer::violation(const std::string& what) {
    violations_.push_back(name_ + ": " + what);
}

CallView& SipPeer::view(sip::InviteId invite, const char* event) {
    auto& call = calls_[invite];
    if (call.released > 0) violation(std::string(event) + " after Released, call " + std::to_string(call.number));
    return call;
}

std::string SipPeer::new_offer() {
    return "offer " + std::to_string(++offers_) + " of " + name_;
}

void SipPeer::soon(sip::InviteId invite, std::uint64_t most, std::function<void()> what) {
    network_.after(std::chrono::milliseconds{random_.below(most + 1)}, [this, invite, what = std::move(what)] {
        const auto& call = calls_[invite];
        if (call.released > 0 || call.let_go) return;
        what();
        network_.drain(endpoint_);
    });
}

void SipPeer::end(sip::InviteId invite) {
    auto& call = calls_[invite];
    call.let_go = true;
    over(call);
    endpoint_.end(invite, 480, "", network_.now());
}

void SipPeer::over(CallView& call) {
    if (!call.over) call.over = network_.now();
}

void SipPeer::meet(sip::PeerId other, base::FlowId from, base::FlowId flow) {
    others_[flow] = other;
    endpoint_.move_dialogs(other, from, flow, network_.now());
    network_.drain(endpoint_);
}

void SipPeer::dial(std::uint64_t number, base::FlowId flow) {
    sip::OutgoingInvite invite;
    invite.flow = flow;
    invite.request_uri = "sip:callee@198.51.100.7";
    invite.from = "\"" + name_ + "\" <sip:caller@example.org>";
    invite.to = "<sip:callee@example.org>";
    invite.contact_user = "caller";
    invite.headers = {{"X-Call", std::to_string(number)}};
    if (random_.percent(20)) invite.headers.emplace_back("Require", "100rel");
    if (random_.percent(85)) invite.sdp = new_offer();
    invite.peer = others_[flow];
    const auto id = endpoint_.invite(invite, network_.now());
    auto& call = calls_[id];
    call.number = number;
    call.outgoing = true;
    call.offer = invite.sdp;
    if (random_.percent(25)) soon(id, 6'000, [this, id] { end(id); });
    // The end comes for certain, or nothing would ever be quiet.
    network_.after(std::chrono::milliseconds{kLongestCallMs}, [this, id] {
        if (calls_[id].released == 0 && !calls_[id].let_go) end(id);
        network_.drain(endpoint_);
    });
    network_.drain(endpoint_);
}

void SipPeer::plan_answer(sip::InviteId invite, bool has_offer, const std::string& offer) {
    const auto sdp = has_offer ? answer_to(offer) : new_offer();
    calls_[invite].offer = has_offer ? std::string{} : sdp;
    if (random_.percent(70))
        soon(invite, 3'000, [this, invite] { endpoint_.provisional(invite, 180, {}, network_.now()); });
    if (has_offer && random_.percent(20))
        soon(invite, 3'000, [this, invite, sdp] { endpoint_.provisional(invite, 183, sdp, network_.now()); });
    const auto choice = random_.below(10);
    if (choice < 7) {
        soon(invite, 5'000, [this, invite, sdp] {
            calls_[invite].accepted = true;
            endpoint_.accept(invite, sdp, network_.now());
            plan_talk(invite);
        });
    } else if (choice == 7) {
        soon(invite, 5'000, [this, invite] {
            auto& call = calls_[invite];
            call.let_go = true;
            over(call);
            endpoint_.reject(invite, 486, network_.now());
        });
    } else if (choice == 8) {
        soon(invite, 40'000, [this, invite] { end(invite); });
    } else {
        // Nobody answers. The rules end it at last: a caller that has heard nothing of us at all gives up in silence.
        soon(invite, 60'000, [this, invite] { end(invite); });
    }
}

void SipPeer::reoffer(sip::InviteId invite) {
    auto& call = calls_[invite];
    call.reoffers.push_back(new_offer());
    endpoint_.reoffer(invite, call.reoffers.back(), network_.now());
}

void SipPeer::plan_talk(sip::InviteId invite) {
    if (random_.percent(50)) soon(invite, 3'000, [this, invite] { reoffer(invite); });
    if (random_.percent(30)) soon(invite, 20'000, [this, invite] { reoffer(invite); });
    if (random_.percent(30)) {
        soon(invite, 5'000, [this, invite] {
            endpoint_.request_in_dialog(invite, "INFO", {{"Content-Type", "text/plain"}}, "1", network_.now());
        });
    }
    if (random_.percent(60)) soon(invite, random_.percent(50) ? 3'000 : 200'000, [this, invite] { end(invite); });
}

void SipPeer::on(sip::Rejected& event) {
    violation("a good request was rejected with " + std::to_string(event.status));
}

void SipPeer::on(sip::RequestReceived& event) {
    endpoint_.respond(event.transaction, 200, {}, {}, network_.now());
}

void SipPeer::on(sip::RequestAnswered&) {}

void SipPeer::on(sip::InviteReceived& event) {
    auto& call = view(event.invite, "InviteReceived");
    if (call.number != 0) violation("an INVITE was told twice");
    endpoint_.set_peer(event.invite, others_[event.flow]);
    const auto number = event.message->header("X-Call");
    for (const auto& [id, other] : calls_) {
        if (!other.outgoing && std::to_string(other.number) == number) violation("a call rang twice");
    }
    call.number = std::stoull(std::string(number));
    plan_answer(event.invite, !event.sdp.empty(), event.sdp);
}

void SipPeer::on(sip::Progress& event) {
    auto& call = view(event.invite, "Progress");
    if (call.answered || call.ended || call.refused) violation("Progress after the answer");
    if (!event.sdp.empty() && event.sdp != answer_to(call.offer)) violation("early answer to another offer");
}

void SipPeer::on(sip::Answered& event) {
    auto& call = view(event.invite, "Answered");
    if (call.answered || call.refused || call.let_go) violation("Answered out of place");
    call.answered = true;
    if (event.needs_answer != call.offer.empty()) violation("needs_answer is wrong");
    if (!event.needs_answer && event.sdp != answer_to(call.offer)) violation("answer to another offer: " + event.sdp);
    if (event.needs_answer) {
        const auto sdp = answer_to(event.sdp);
        soon(event.invite, 2'000,
             [this, invite = event.invite, sdp] { endpoint_.confirm(invite, sdp, network_.now()); });
    }
    plan_talk(event.invite);
}

void SipPeer::on(sip::Refused& event) {
    auto& call = view(event.invite, "Refused");
    if (call.answered || call.refused || call.ended) violation("Refused out of place");
    call.refused = true;
    over(call);
}

void SipPeer::on(sip::Confirmed& event) {
    auto& call = view(event.invite, "Confirmed");
    if (call.answered || call.outgoing || !call.accepted) violation("Confirmed out of place");
    call.answered = true;
    // A caller that lets go before it has confirmed sends an ACK without an answer.
    if (!call.offer.empty() && !event.sdp.empty() && event.sdp != answer_to(call.offer))
        violation("the ACK answers another offer");
    if (call.offer.empty() && !event.sdp.empty()) violation("the ACK answers nothing");
}

void SipPeer::on(sip::Reoffered& event) {
    view(event.invite, "Reoffered");
    const auto offer = event.sdp;
    if (random_.percent(85)) {
        soon(event.invite, 1'500, [this, invite = event.invite, offer] {
            endpoint_.accept_reoffer(invite, offer.empty() ? new_offer() : answer_to(offer), network_.now());
        });
    } else {
        soon(event.invite, 1'500,
             [this, invite = event.invite] { endpoint_.reject_reoffer(invite, 488, network_.now()); });
    }
}

void SipPeer::on(sip::ReofferAnswered& event) {
    auto& call = view(event.invite, "ReofferAnswered");
    const bool known = std::any_of(call.reoffers.begin(), call.reoffers.end(),
                                   [&](const auto& offer) { return event.sdp == answer_to(offer); });
    if (!known) violation("ReofferAnswered with the answer to another offer: " + event.sdp);
}

void SipPeer::on(sip::ReofferRefused& event) {
    view(event.invite, "ReofferRefused");
}

void SipPeer::on(sip::DialogRequest& event) {
    view(event.invite, "DialogRequest");
    endpoint_.respond(event.transaction, 200, {}, {}, network_.now());
}

void SipPeer::on(sip::Ended& event) {
    auto& call = view(event.invite, "Ended");
    if (call.ended || call.refused || call.let_go) violation("Ended out of place");
    call.ended = true;
    call.ended_by = event.by;
    over(call);
}

void SipPeer::on(sip::Released& event) {
    auto& call = view(event.invite, "Released");
    ++call.released;
    if (!call.ended && !call.refused && !call.let_go) violation("Released without an end");
}

void SipPeer::check_quiet() {
    for (const auto& [id, call] : calls_) {
        if (call.released != 1)
            violation("call " + std::to_string(call.number) + " was released " + std::to_string(call.released) +
                      " times");
    }
    const auto counters = endpoint_.counters();
    if (counters.invites != 0 || counters.dialogs != 0) violation("a session is left");
    if (counters.server_transactions != 0 || counters.client_transactions != 0) violation("a transaction is left");
    if (endpoint_.next_deadline()) violation("a timer is left");
}

}  // namespace sidetone::testing
