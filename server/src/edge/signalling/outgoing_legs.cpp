// The port calls::Signalling: commands of the rules become SIP requests and responses of a leg.
#include <algorithm>

#include "edge/signalling/addresses.h"
#include "edge/signalling/causes.h"
#include "edge/signalling/sdp_facts.h"
#include "edge/signalling/signalling.h"

namespace sidetone::signalling {

namespace {

/// RFC 3261 16.6: what whoever begins should say. More than that only makes circles longer.
constexpr std::uint32_t kMostHops = 70;

sip::ExtraHeaders invite_headers(const calls::Invitation& invitation, const std::string& system_name) {
    sip::ExtraHeaders headers{call_header(invitation.own_call)};
    // RFC 3261 16.6 step 3, as if we were a proxy: what goes in circles through us comes to 0 and gets 483.
    if (const auto hops = invitation.hops_left)
        headers.emplace_back("Max-Forwards", std::to_string(std::min(*hops, kMostHops) - std::min(*hops, 1U)));
    if (invitation.auto_answer) {
        // Phones differ in which of these they know: the first for Snom and Yealink, the second for Cisco, Polycom and
        // Grandstream; RFC 5373 is the third.
        headers.emplace_back("Call-Info", "<sip:" + system_name + ">;answer-after=0");
        headers.emplace_back("Alert-Info", "<http://" + system_name + ">;info=alert-autoanswer;delay=0");
        headers.emplace_back("Answer-Mode", "Auto");
    }
    return headers;
}

}  // namespace

void Signalling::invite(calls::LegId leg, const registrar::Binding& binding, const calls::Invitation& invitation) {
    sip::OutgoingInvite out;
    out.flow = binding.flow;
    out.request_uri = binding.contact;
    out.route = binding.path;
    out.headers = invite_headers(invitation, config_.system_name);
    out.peer = peer_of(binding.device);
    send_invite({.takes_talk = binding.takes_talk}, leg, invitation, std::move(out));
}

void Signalling::replace(calls::LegId leg, calls::LegId replaced, const calls::Invitation& invitation) {
    const auto* old = find_leg(replaced);
    if (!old) return;
    auto dialog = endpoint_.dialog_info(old->invite);
    sip::OutgoingInvite out;
    out.flow = dialog.flow;
    out.request_uri = std::move(dialog.remote_target);
    out.route = std::move(dialog.route_set);
    out.headers = invite_headers(invitation, config_.system_name);
    // RFC 3891 3: the tags as the device knows them. One that does not know the header must refuse.
    out.headers.emplace_back("Replaces",
                             dialog.call_id + ";to-tag=" + dialog.remote_tag + ";from-tag=" + dialog.local_tag);
    out.headers.emplace_back("Require", "replaces");
    out.peer = dialog.peer;
    send_invite({.takes_talk = old->takes_talk}, leg, invitation, std::move(out));
}

void Signalling::send_invite(Leg made, calls::LegId leg, const calls::Invitation& invitation, sip::OutgoingInvite out) {
    const auto& from_user = invitation.from.number.empty() ? std::string("anonymous") : invitation.from.number;
    out.from = name_addr(invitation.from.name, from_user, config_.system_name);
    out.to = name_addr({}, invitation.dialled, config_.system_name);
    out.contact_user = from_user;
    out.sdp = invitation.sdp;
    made.invite = endpoint_.invite(out, clock_.now());
    legs_[leg] = made;
    by_invite_[made.invite] = leg;
}

void Signalling::confirm(calls::LegId leg, const std::string& sdp) {
    if (const auto* found = find_leg(leg)) endpoint_.confirm(found->invite, sdp, clock_.now());
}

void Signalling::ring(calls::LegId leg) {
    if (const auto* found = find_leg(leg)) endpoint_.provisional(found->invite, 180, {}, clock_.now(), found->headers);
}

void Signalling::progress(calls::LegId leg, const std::string& sdp) {
    if (const auto* found = find_leg(leg))
        endpoint_.provisional(found->invite, 183, with_lines_of(found->several_lines, sdp), clock_.now(),
                              found->headers);
}

void Signalling::accept(calls::LegId leg, const std::string& sdp) {
    if (const auto* found = find_leg(leg))
        endpoint_.accept(found->invite, with_lines_of(found->several_lines, sdp), clock_.now(), found->headers);
}

void Signalling::end(calls::LegId leg, calls::EndCause cause) {
    const auto* found = find_leg(leg);
    if (!found) return;
    const auto invite = found->invite;
    // The rules are done with it: whatever the stack still says of this session is no news to them.
    legs_.erase(leg);
    by_invite_.erase(invite);
    endpoint_.end(invite, status_for(cause), reason_for(cause), clock_.now());
}

void Signalling::reoffer(calls::LegId leg, const std::string& sdp) {
    if (const auto* found = find_leg(leg))
        endpoint_.reoffer(found->invite, with_lines_of(found->several_lines, sdp), clock_.now());
}

void Signalling::accept_reoffer(calls::LegId leg, const std::string& sdp, calls::Direction direction) {
    if (const auto* found = find_leg(leg))
        endpoint_.accept_reoffer(found->invite, with_lines_of(found->several_lines, with_direction(sdp, direction)),
                                 clock_.now());
}

void Signalling::refuse_reoffer(calls::LegId leg, calls::EndCause cause) {
    if (const auto* found = find_leg(leg)) endpoint_.reject_reoffer(found->invite, status_for(cause), clock_.now());
}

void Signalling::talk(calls::LegId leg) {
    if (const auto* found = find_leg(leg))
        endpoint_.request_in_dialog(found->invite, "NOTIFY", {{"Event", "talk"}, {"Subscription-State", "active"}}, {},
                                    clock_.now());
}

}  // namespace sidetone::signalling
