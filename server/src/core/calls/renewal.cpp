// A browser's dialog is renewed: a new INVITE takes the place of the old dialog (RFC 3891), which the page answers by
// itself with a new peer connection. An offer within the old dialog does not do for another bridge: there the browser
// would have to take another DTLS identity at the same transport, and Firefox begins no second handshake. The old
// dialog is the browser's to end (RFC 3891 3). As the second of a bridge a browser is asked for its offer first.
#include "core/calls/detail/impl.h"

namespace sidetone::calls {

/// Its last SDP belongs to another bridge; unless it has not been answered at all.
bool Calls::Impl::needs_new_offer(const Call& call, Side side) {
    const auto& end = call.end(side);
    const bool fresh = end.wants_answer || (side == Side::A && call.caller_waits);
    return end.profile == MediaProfile::Web && !fresh;
}

void Calls::Impl::renew(Call& call, Side side, Step step, const std::string& sdp) {
    auto& end = call.end(side);
    refuse_offer(end, EndCause::Overloaded);
    call.bridge.step = step;
    end.sent = sdp;
    end.successor = open_leg(call);
    call.bridge.timer = start_timer(config_.media_time, {Timer::Kind::BridgeWait, call.id});
    signalling_.replace(end.successor, end.leg,
                        {.from = call.person(detail::other(side)).party,
                         .dialled = call.person(side).party.number,
                         .sdp = sdp,
                         .own_call = {call.id, side}});
}

bool Calls::Impl::on_renewed(Call& call, const LegAnswered& answered) {
    for (const auto side : {Side::A, Side::B}) {
        auto& end = call.end(side);
        if (end.successor != answered.leg) continue;
        stop_timer(call.bridge.timer);
        refuse_offer(end, EndCause::Overloaded);
        close_leg(end.predecessor, EndCause::HungUp);
        end.predecessor = std::exchange(end.leg, std::exchange(end.successor, {}));
        end.wants_answer = answered.needs_answer;
        end.holds = false;
        if (answered.profile) end.profile = *answered.profile;
        touch(call);
        if (call.bridge.step != Step::AskingOffer) {
            take_answer(call, side, answered.sdp, {});
        } else if (answered.sdp.empty()) {
            finish(call, {EndCause::NotAcceptable, EndCause::NotAcceptable, EndCause::ConnectionLost,
                          EndCause::ConnectionLost, std::nullopt});
        } else {
            end.sdp = answered.sdp;
            start_bridge(call);
        }
        return true;
    }
    return false;
}

bool Calls::Impl::on_renewal_ended(Call& call, LegId leg, EndCause cause) {
    for (const auto side : {Side::A, Side::B}) {
        auto& end = call.end(side);
        if (end.predecessor == leg) {
            forget_leg(end.predecessor);
            return true;
        }
        if (end.successor != leg) continue;
        forget_leg(end.successor);
        if (cause == EndCause::NotReachable) {
            // Its flow is lost; the old dialog waits for the browser's return, and so does this.
            wait_for_engine(call);
        } else {
            finish(call, {cause, cause, EndCause::ConnectionLost, EndCause::ConnectionLost, std::nullopt});
        }
        return true;
    }
    return false;
}

void Calls::Impl::close_legs(End& end, EndCause cause) {
    close_leg(end.successor, cause);
    close_leg(end.leg, cause);
    close_leg(end.predecessor, cause);
}

}  // namespace sidetone::calls
