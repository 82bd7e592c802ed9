// Events of the endpoint about INVITE sessions become news for the rules.
#include <spdlog/spdlog.h>

#include "edge/signalling/addresses.h"
#include "edge/signalling/causes.h"
#include "edge/signalling/sdp_facts.h"
#include "edge/signalling/signalling.h"

namespace sidetone::signalling {

void Signalling::on_event(sip::InviteReceived& event) {
    const auto now = clock_.now();
    const auto who = authenticate(*event.message, event.flow, Role::Proxy);
    if (!who.device) return endpoint_.reject(event.invite, who.status, now, who.headers);
    // A browser's offer cannot be made up: it has keys.
    const bool answers_by_ack = event.sdp.empty() && !is_web(event.flow);
    if (answers_by_ack) event.sdp = stand_in_offer(host_of(event.flow), is_ipv6(event.flow));
    const auto facts = read_sdp(event.sdp);
    if (!facts) {
        complaints_.note(now, [&] {
            return fmt::format("an INVITE from {} has {}", host_of(event.flow),
                               event.sdp.empty() ? "no offer" : "an offer without audio that can be read");
        });
        endpoint_.reject(event.invite, 488, now,
                         {{"Warning", "399 " + config_.system_name + " \"an audio offer is needed\""}});
        return;
    }
    const auto leg = calls_->next_leg();
    legs_[leg] = Leg{.invite = event.invite, .incoming = true, .answers_by_ack = answers_by_ack};
    by_invite_[event.invite] = leg;
    endpoint_.set_peer(event.invite, peer_of(who.device));
    calls::IncomingLeg incoming{.leg = leg, .device = who.device, .profile = facts->profile};
    incoming.dialled = dialled_text(event.message->request_uri(), config_.system_name, config_.own_hosts);
    incoming.ipv6 = is_ipv6(event.flow);
    if (facts->lines > 1) legs_[leg].several_lines = event.sdp;
    incoming.sdp = std::move(event.sdp);
    incoming.answers_by_ack = answers_by_ack;
    incoming.hops_left = event.message->number(sip::HeaderName::MaxForwards);
    calls_->on_incoming(incoming, now);
    if (const auto own = calls_->own_call_of(leg)) legs_[leg].headers = {call_header(*own)};
}

void Signalling::on_event(sip::Progress& event) {
    const auto leg = leg_of(event.invite);
    if (!leg) return;
    if (event.message && event.message->lists(sip::HeaderName::AllowEvents, "talk")) legs_[leg].takes_talk = true;
    const auto now = clock_.now();
    if (!event.sdp.empty()) calls_->on_progress(leg, event.sdp, now);
    if (event.status == 180) calls_->on_ringing(leg, legs_[leg].takes_talk, now);
}

void Signalling::on_event(sip::Answered& event) {
    const auto leg = leg_of(event.invite);
    if (!leg) return;
    const auto facts = read_sdp(event.sdp);
    calls::LegAnswered answered{.leg = leg, .sdp = std::move(event.sdp), .needs_answer = event.needs_answer};
    if (facts) {
        answered.codec = facts->codec;
        answered.profile = facts->profile;
    }
    calls_->on_answered(answered, clock_.now());
}

void Signalling::on_event(sip::Refused& event) {
    const auto leg = leg_of(event.invite);
    if (!leg) return;
    forget(event.invite);
    calls_->on_ended(leg, cause_of_refusal(event.status, event.message != nullptr), clock_.now());
}

void Signalling::on_event(sip::Confirmed& event) {
    const auto leg = leg_of(event.invite);
    if (!leg || !legs_[leg].answers_by_ack) return;
    const auto facts = read_sdp(event.sdp);
    if (!facts) return calls_->on_reoffer_refused(leg, calls::EndCause::NotAcceptable, clock_.now());
    calls_->on_reoffer_answered(leg, event.sdp, clock_.now(), facts->direction);
}

void Signalling::on_event(sip::Reoffered& event) {
    const auto leg = leg_of(event.invite);
    const auto facts = read_sdp(event.sdp);
    if (!leg || (!facts && !event.sdp.empty())) {
        complaints_.note(clock_.now(), [] { return std::string("a re-INVITE has an offer that cannot be read"); });
        endpoint_.reject_reoffer(event.invite, leg ? 488 : 481, clock_.now());
        return;
    }
    if (facts && facts->lines > 1) legs_[leg].several_lines = event.sdp;
    calls::LegReoffered reoffered{.leg = leg, .sdp = std::move(event.sdp)};
    if (facts) reoffered.direction = facts->direction;
    calls_->on_reoffered(reoffered, clock_.now());
}

void Signalling::on_event(sip::ReofferAnswered& event) {
    const auto leg = leg_of(event.invite);
    if (!leg) return;
    const auto facts = read_sdp(event.sdp);
    calls_->on_reoffer_answered(leg, event.sdp, clock_.now(), facts ? std::optional(facts->direction) : std::nullopt);
}

void Signalling::on_event(sip::ReofferRefused& event) {
    if (const auto leg = leg_of(event.invite))
        calls_->on_reoffer_refused(leg, cause_of_refusal(event.status, true), clock_.now());
}

void Signalling::on_event(sip::Ended& event) {
    const auto leg = leg_of(event.invite);
    if (!leg) return;
    forget(event.invite);
    calls_->on_ended(leg, cause_of_end(event.by), clock_.now());
}

void Signalling::on_event(sip::Released& event) {
    forget(event.invite);
}

void Signalling::on_event(sip::DialogRequest& event) {
    const auto& message = *event.message;
    const auto now = clock_.now();
    switch (message.method()) {
        case sip::Method::Notify:
        case sip::Method::Info:
            // Nothing here waits for them, but a refusal would make some phones end the call.
            endpoint_.respond(event.transaction, 200, {}, {}, now);
            break;
        default:
            endpoint_.respond(event.transaction, 405, {{"Allow", std::string(kAllowed)}}, {}, now);
    }
}

}  // namespace sidetone::signalling
