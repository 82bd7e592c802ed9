// Answering: the command of a session, and the first answer of a device.
#include <algorithm>

#include "core/calls/detail/impl.h"

namespace sidetone::calls {

base::Result<void> Calls::Impl::answer(const Answer& command) {
    const auto own = find_own(command.user, command.call);
    if (!own) return own.error();
    const auto [call, side] = *own;
    const auto picture = make_own_call(*call, side);
    if (picture.state != CallState::Ringing) return base::Error{"calls.not_possible"};
    const auto branch = std::find_if(call->branches.begin(), call->branches.end(),
                                     [&](const Branch& b) { return b.end.device == command.device; });
    if (branch == call->branches.end()) return base::Error{"calls.device_unknown", "deviceId"};
    if (std::find(picture.answer_on.begin(), picture.answer_on.end(), command.device) == picture.answer_on.end()) {
        return base::Error{"calls.not_possible", "deviceId"};
    }
    if (branch->end.phone) {
        signalling_.talk(branch->end.leg);
    } else {
        softphones_.answer(command.device, command.call);
    }
    return {};
}

void Calls::Impl::on_answered(const LegAnswered& answered) {
    auto* call = find_by_leg(answered.leg);
    if (call == nullptr) return;
    if (call->end(Side::A).leg == answered.leg) {
        if (call->phase == Phase::PickingUp) on_phone_answered(*call, answered);
        return;
    }
    if (on_renewed(*call, answered)) return;
    if (call->phase == Phase::Ringing && find_branch(*call, answered.leg) != nullptr) {
        connect(*call, answered.leg, answered);
    }
}

void Calls::Impl::connect(Call& call, LegId winner, const LegAnswered& answered) {
    stop_timer(call.timer);
    call.phase = Phase::Connecting;
    call.answered_at = now_;
    ++established_;
    touch(call);
    for (auto& branch : call.branches) {
        if (branch.end.leg != winner) {
            clear_branch(branch, EndCause::CompletedElsewhere);
            continue;
        }
        drop_operation(branch.op);
        call.media = branch.media;
        call.end(Side::B) = std::move(branch.end);
    }
    call.branches.clear();
    auto& callee = call.end(Side::B);
    callee.sdp = answered.sdp;
    callee.codec = answered.codec;
    if (answered.profile) callee.profile = *answered.profile;
    if (call.early_sent_by != winner) accept_with_early(call);
    // A browser that has another branch's answer can take no second one: see renewal.cpp.
    if (needs_new_offer(call, Side::A)) release(call.media);
    give_up_ring_back(call);
    if (call.single_asked) release(call.media);
    call.bridge.first = Side::B;
    if (call.media) {
        answer_bridge(call, callee.sdp);
    } else {
        start_bridge(call);
    }
}

}  // namespace sidetone::calls
