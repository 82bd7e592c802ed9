// Re-INVITEs: a device's own (hold, retrieve, refresh, a new address), and the answers to ours. The peer never hears of
// either; the media engine does.
#include "core/calls/detail/impl.h"

namespace sidetone::calls {

namespace {

constexpr bool is_hold(Direction direction) {
    return direction == Direction::SendOnly || direction == Direction::Inactive;
}

/// RFC 3264 6.1: what the answer says when the offer says this.
constexpr Direction mirror(Direction direction) {
    switch (direction) {
        case Direction::SendOnly:
            return Direction::RecvOnly;
        case Direction::RecvOnly:
            return Direction::SendOnly;
        default:
            return direction;
    }
}

}  // namespace

void Calls::Impl::on_reoffered(const LegReoffered& reoffered) {
    auto* call = find_by_leg(reoffered.leg);
    if (call == nullptr) return;
    const auto side = side_of(*call, reoffered.leg);
    if (!side || call->phase == Phase::PickingUp || call->caller_waits) {
        return signalling_.refuse_reoffer(reoffered.leg, EndCause::NotAcceptable);  // an UPDATE before the answer
    }
    auto& end = call->end(*side);
    if (call->phase != Phase::Connecting && call->phase != Phase::Talking) {
        // The phone of a click to dial that nobody has answered yet: there is no one to negotiate with, nor to hold.
        const bool same = call->phase == Phase::Ringing && detail::same_sdp(reoffered.sdp, end.sdp);
        if (same) return signalling_.accept_reoffer(end.leg, end.sent, mirror(reoffered.direction));
        return signalling_.refuse_reoffer(end.leg, EndCause::Overloaded);
    }
    end.open_offer = reoffered;
    if (!call->media) return refuse_offer(end, EndCause::Overloaded);
    serve_offers(*call);
}

void Calls::Impl::refuse_offer(End& end, EndCause cause) {
    if (!end.open_offer) return;
    end.open_offer.reset();
    signalling_.refuse_reoffer(end.leg, cause);
}

void Calls::Impl::serve_offers(Call& call) {
    for (const auto side : {Side::A, Side::B}) {
        if (call.bridge.step == Step::Idle && call.bridge.live && call.end(side).open_offer) serve_offer(call, side);
    }
    for (const auto side : {Side::A, Side::B}) {
        if (call.bridge.step == Step::Idle && call.bridge.live) send_waiting_digits(call, side);
    }
}

void Calls::Impl::serve_offer(Call& call, Side side) {
    auto& bridge = call.bridge;
    auto& end = call.end(side);
    const auto& peer = call.end(detail::other(side));
    bridge.speaker = side;
    if (end.open_offer->sdp.empty()) {
        end.open_offer.reset();
        bridge.step = Step::AskedForOffer;
        return signalling_.accept_reoffer(end.leg, end.sent, Direction::SendRecv);
    }
    bridge.step = Step::AnsweringOffer;
    bridge.op = start_operation(call, Purpose::Bridge);
    media_.reoffer(bridge.op, call.media, media_end(end), media_end(peer), end.open_offer->sdp, peer.sdp);
}

void Calls::Impl::accept_offer(Call& call, Side side, const std::string& sdp) {
    auto& end = call.end(side);
    const auto offer = std::move(*end.open_offer);
    end.open_offer.reset();
    end.holds = is_hold(offer.direction);
    if (!end.holds) end.sdp = offer.sdp;
    end.sent = sdp;
    call.bridge.step = Step::Idle;
    touch(call);
    signalling_.accept_reoffer(end.leg, sdp, mirror(offer.direction));
    apply_sounds(call);
    serve_offers(call);
}

void Calls::Impl::on_reoffer_answered(LegId leg, const std::string& sdp, std::optional<Direction> direction) {
    auto* call = find_by_leg(leg);
    if (call == nullptr) return;
    const auto side = side_of(*call, leg);
    if (!side) return;
    if (call->single_asked && *side == Side::A) {
        return on_ring_back_asked(*call, direction && is_hold(*direction) ? std::string{} : sdp);
    }
    take_answer(*call, *side, sdp, direction);
}

void Calls::Impl::take_answer(Call& call, Side side, const std::string& sdp, std::optional<Direction> direction) {
    auto& bridge = call.bridge;
    const bool first = bridge.step == Step::AskingFirst && side == bridge.first;
    const bool second = bridge.step == Step::AskingSecond && side != bridge.first;
    const bool asked = bridge.step == Step::AskedForOffer && side == bridge.speaker;
    if (!first && !second && !asked) return;
    auto& end = call.end(side);
    const bool changed = !detail::same_sdp(end.sdp, sdp);
    if (direction) end.holds = is_hold(*direction);
    if (!end.holds) end.sdp = sdp;
    touch(call);
    if (!call.media) return start_bridge(call);
    if (first) return answer_bridge(call, sdp);
    if (changed) return tell_bridge(call, side, sdp);
    finish_bridge(call);
}

void Calls::Impl::on_reoffer_refused(LegId leg, EndCause cause) {
    auto* call = find_by_leg(leg);
    if (call == nullptr) return;
    const auto side = side_of(*call, leg);
    if (!side) return;
    if (call->single_asked && *side == Side::A) {
        call->single_asked = false;
        release(call->single);
        return call->phase == Phase::Connecting ? start_bridge(*call) : void();
    }
    auto& bridge = call->bridge;
    if (bridge.step == Step::AskedForOffer && *side == bridge.speaker) {
        if (call->phase == Phase::Connecting) return fail_setup(*call, cause);
        if (!call->media) return start_bridge(*call);
        return finish_bridge(*call);
    }
    const bool first = bridge.step == Step::AskingFirst && *side == bridge.first;
    const bool second = bridge.step == Step::AskingSecond && *side != bridge.first;
    if (!first && !second) return;
    if (call->phase == Phase::Connecting) return fail_setup(*call, cause);
    finish(*call, {cause, cause, cause, cause, std::nullopt});
}

}  // namespace sidetone::calls
