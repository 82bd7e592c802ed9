// How calls end: by a side, by refusal, by time, by a fault. Every leg is closed once and every bridge released once,
// whatever the phase.
#include <algorithm>

#include "core/calls/detail/impl.h"

namespace sidetone::calls {

base::Result<void> Calls::Impl::reject(const Reject& command) {
    const auto own = find_own(command.user, command.call);
    if (!own) return own.error();
    const auto [call, side] = *own;
    if (make_own_call(*call, side).state != CallState::Ringing) return base::Error{"calls.not_possible"};
    decline(*call, EndCause::Rejected);
    return {};
}

base::Result<void> Calls::Impl::hang_up(const HangUp& command) {
    const auto own = find_own(command.user, command.call);
    if (!own) return own.error();
    end_by(*own->first, own->second, EndCause::HungUp);
    return {};
}

void Calls::Impl::on_ended(LegId leg, EndCause cause) {
    auto* call = find_by_leg(leg);
    if (call == nullptr) return;
    const auto side = side_of(*call, leg);
    if (!side) {
        if (on_renewal_ended(*call, leg, cause)) return;
        if (auto* branch = find_branch(*call, leg)) on_branch_refused(*call, *branch, cause);
        return;
    }
    forget_leg(call->end(*side).leg);
    if (call->phase == Phase::PickingUp) {
        // The own phone: a person put it down, or it cannot. Not to be taken for news of the target.
        const bool person = cause == EndCause::Busy || cause == EndCause::Rejected;
        return person ? end_by(*call, Side::A, EndCause::HungUp) : fail_setup(*call, EndCause::Failed);
    }
    end_by(*call, *side, cause);
}

void Calls::Impl::end_by(Call& call, Side side, EndCause cause) {
    const bool chosen = cause == EndCause::HungUp || cause == EndCause::Cancelled || cause == EndCause::Rejected ||
                        cause == EndCause::Busy;
    const bool answered = call.answered_at.has_value();
    if (!answered && side == Side::B) return decline(call, EndCause::Rejected);
    if (!answered) {
        const auto seen = chosen ? EndCause::Cancelled : EndCause::ConnectionLost;
        return finish(call, {EndCause::Cancelled, EndCause::Cancelled, seen, EndCause::Cancelled,
                             chosen ? std::optional{Side::A} : std::nullopt});
    }
    const auto seen = chosen ? EndCause::HungUp : EndCause::ConnectionLost;
    finish(call, {seen, seen, seen, seen, chosen ? std::optional{side} : std::nullopt});
}

void Calls::Impl::decline(Call& call, EndCause cause) {
    finish(call, {EndCause::Busy, cause, EndCause::Busy, cause, Side::B});
}

void Calls::Impl::fail_setup(Call& call, EndCause cause) {
    const auto seen_by_callee = call.answered_at ? cause : EndCause::Cancelled;
    finish(call, {cause, cause, cause, seen_by_callee, std::nullopt});
}

void Calls::Impl::end_all() {
    while (!calls_.empty()) {
        auto& call = *calls_.begin()->second;
        const auto cause = call.answered_at ? EndCause::HungUp : EndCause::Failed;
        finish(call, {cause, cause, EndCause::ConnectionLost, EndCause::ConnectionLost, std::nullopt});
    }
}

void Calls::Impl::finish(Call& call, const Ending& ending) {
    stop_timer(call.timer);
    stop_timer(call.return_timer);
    stop_timer(call.single_timer);
    stop_timer(call.bridge.timer);
    drop_operation(call.single_op);
    drop_operation(call.bridge.op);
    for (auto& branch : call.branches) clear_branch(branch, ending.legs_b);
    call.branches.clear();
    close_legs(call.end(Side::A), ending.leg_a);
    close_legs(call.end(Side::B), ending.legs_b);
    release(call.single);
    release(call.media);
    for (const auto side : {Side::A, Side::B}) {
        const auto& person = call.person(side);
        if (!person.shown) continue;
        ended_.push_back({.id = {call.id, side},
                          .user = person.party.user,
                          .cause = side == Side::A ? ending.seen_by_a : ending.seen_by_b,
                          .by_me = ending.by == side,
                          .was_answered = call.answered_at.has_value(),
                          .outgoing = side == Side::A,
                          .at = now_});
    }
    for (const auto side : {Side::A, Side::B}) {
        const auto mine = calls_of_.find(call.person(side).party.user);
        if (mine == calls_of_.end()) continue;
        std::erase(mine->second, call.id);
        if (mine->second.empty()) calls_of_.erase(mine);
    }
    if (call.answered_at) --established_;
    call.phase = Phase::Gone;
    const auto found = calls_.find(call.id);
    gone_.push_back(std::move(found->second));
    calls_.erase(found);
}

}  // namespace sidetone::calls
