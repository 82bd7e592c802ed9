// The media engine died and comes back. Calls live on: those that talk are bridged anew, phones by re-INVITE, browsers
// by a new dialog (renewal.cpp). Devices that ring are not disturbed; the one that answers is offered the new bridge
// right after its answer, before the caller gets its own. A phone that hears ring-back after click to dial is offered
// it anew (dial.cpp).
#include "core/calls/detail/impl.h"

namespace sidetone::calls {

void Calls::Impl::on_media_lost() {
    engine_up_ = false;
    for (auto& [id, call] : calls_) lose_media(*call);
}

void Calls::Impl::lose_media(Call& call) {
    for (auto& branch : call.branches) {
        drop_operation(branch.op);
        release(branch.media);
        if (branch.state == Branch::State::Offering) offer_branch(call, branch);
    }
    if (call.early_leg) hand_on_early(call);
    const bool rings_back = call.single && call.phase <= Phase::Ringing;
    release(call.single);
    drop_operation(call.single_op);
    if (rings_back && !call.single_asked) open_single(call);
    if (call.phase != Phase::Connecting && call.phase != Phase::Talking) return;
    switch (call.bridge.step) {
        case Step::AskingOffer:
        case Step::AskingFirst:
        case Step::AskingSecond:
        case Step::AskedForOffer:
            // The device's answer comes first: no second offer in its dialog before that.
            return drop_bridge(call);
        default:
            return start_bridge(call);
    }
}

void Calls::Impl::on_media_ready() {
    engine_up_ = true;
    for (auto& [id, call] : calls_) {
        for (auto& branch : call->branches) {
            if (branch.state == Branch::State::Waiting) offer_branch(*call, branch);
        }
        if (call->single_waits) open_single(*call);
        if (call->bridge.step == Step::Waiting) start_bridge(*call);
    }
}

}  // namespace sidetone::calls
