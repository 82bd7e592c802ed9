// What the caller hears before the answer: its own ring-back after 180, or the early media of one branch. A phone that
// picked up by itself hears the ring-back of the engine instead.
#include <algorithm>

#include "core/calls/detail/impl.h"

namespace sidetone::calls {

void Calls::Impl::ring_caller(Call& call) {
    if (!call.caller_waits || call.caller_rings || call.early_leg) return;
    call.caller_rings = true;
    signalling_.ring(call.end(Side::A).leg);
}

void Calls::Impl::on_progress(LegId leg, const std::string& sdp) {
    auto* call = find_by_leg(leg);
    if (call == nullptr || call->phase != Phase::Ringing) return;
    auto* branch = find_branch(*call, leg);
    if (branch == nullptr || !branch->called()) return;
    branch->state = Branch::State::Alerting;
    branch->early_sdp = sdp;
    touch(*call);
    // A caller without an offer would take an SDP in a 183 for one (RFC 3264), and could not answer it.
    const bool may_hear = call->caller_waits && !call->end(Side::A).answers_by_ack;
    if (!call->early_leg && may_hear && branch->media && !sdp.empty()) {
        start_early(*call, *branch);
    } else {
        ring_caller(*call);
    }
}

void Calls::Impl::start_early(Call& call, Branch& branch) {
    call.early_leg = branch.end.leg;
    branch.op = start_operation(call, Purpose::EarlyAnswer, branch.end.leg);
    media_.answer(branch.op, branch.media, media_end(call.end(Side::A)), media_end(branch.end), branch.early_sdp);
}

void Calls::Impl::on_early_answered(Call& call, Branch& branch, const base::Result<std::string>& sdp) {
    if (!sdp) {
        branch.early_sdp.clear();
        hand_on_early(call);
        return;
    }
    // When it falls silent the caller needs 180 again to make its own ring-back.
    call.caller_rings = false;
    call.early_sent = *sdp;
    call.early_sent_by = branch.end.leg;
    signalling_.progress(call.end(Side::A).leg, *sdp);
}

void Calls::Impl::hand_on_early(Call& call) {
    call.early_leg = {};
    const auto next = std::find_if(call.branches.begin(), call.branches.end(),
                                   [](const Branch& b) { return b.media && !b.early_sdp.empty(); });
    if (next != call.branches.end()) {
        start_early(call, *next);
        return;
    }
    const bool rings = std::any_of(call.branches.begin(), call.branches.end(),
                                   [](const Branch& b) { return b.state == Branch::State::Alerting; });
    if (!rings) return;
    ring_caller(call);
}

/// The 200 must repeat the SDP of an unreliable 183 (RFC 6337 3.1.1). When that belongs to another branch, or to an
/// engine that died, the caller gets it all the same, and the right one at once by re-INVITE.
void Calls::Impl::accept_with_early(Call& call) {
    if (!call.caller_waits || call.early_sent.empty()) return;
    call.caller_waits = false;
    call.end(Side::A).sent = call.early_sent;
    signalling_.accept(call.end(Side::A).leg, call.early_sent);
}

}  // namespace sidetone::calls
