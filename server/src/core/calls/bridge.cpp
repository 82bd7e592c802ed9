// The bridge between the two ends: the one negotiation (see detail/call.h) for a first answer, for click to dial, and
// for an engine that came back. A waiting caller gets the result in its 200, everybody else by re-INVITE.
#include "core/calls/detail/impl.h"

namespace sidetone::calls {

namespace {

/// Who is asked first gets a fresh offer made from what the other said last. A holding device's last offer would put
/// the other on hold, so it comes second; a browser's last offer is of no use to another engine, so it comes first.
Side choose_first(const Call& call) {
    if (call.phase == Phase::Connecting) return Side::B;
    if (call.end(Side::A).holds != call.end(Side::B).holds) return call.end(Side::A).holds ? Side::B : Side::A;
    return call.end(Side::B).profile == MediaProfile::Web && call.end(Side::A).profile != MediaProfile::Web ? Side::B
                                                                                                            : Side::A;
}

}  // namespace

/// From the start, with a new bridge: the engine died, or had died when the callee answered.
void Calls::Impl::start_bridge(Call& call) {
    drop_bridge(call);
    drop_operation(call.bridge.op);
    stop_timer(call.bridge.timer);
    // Asked too long ago: once more.
    close_leg(call.end(Side::A).successor, EndCause::Cancelled);
    close_leg(call.end(Side::B).successor, EndCause::Cancelled);
    // SIP allows one open offer in a dialog, and ours must come first.
    refuse_offer(call.end(Side::A), EndCause::Overloaded);
    refuse_offer(call.end(Side::B), EndCause::Overloaded);
    if (call.phase == Phase::Connecting) accept_with_early(call);
    // Waiting, for the engine or for a phone that still has our offer of a ring-back.
    if (!engine_up_ || call.single_asked) return wait_for_engine(call);
    call.bridge.first = choose_first(call);
    const auto second = detail::other(call.bridge.first);
    if (needs_new_offer(call, second)) return renew(call, second, Step::AskingOffer, {});
    offer_bridge(call);
}

void Calls::Impl::offer_bridge(Call& call) {
    auto& bridge = call.bridge;
    bridge.step = Step::Offering;
    const auto& from = call.end(detail::other(bridge.first));
    call.media = next_media();
    bridge.op = start_operation(call, Purpose::Bridge);
    media_.offer(bridge.op, call.media, media_end(from), media_end(call.end(bridge.first)), from.sdp);
}

void Calls::Impl::drop_bridge(Call& call) {
    release(call.media);
    call.bridge.live = false;
    call.bridge.blocked = {};
    call.bridge.music = {};
    touch(call);
}

void Calls::Impl::wait_for_engine(Call& call) {
    drop_bridge(call);
    stop_timer(call.bridge.timer);
    call.bridge.step = Step::Waiting;
    // An unanswered caller is not kept waiting for ever. With the engine up nobody will call us: it is asked again.
    if (call.phase == Phase::Connecting || engine_up_) {
        call.bridge.timer = start_timer(config_.media_time, {Timer::Kind::BridgeWait, call.id});
    }
}

void Calls::Impl::ask(Call& call, Side side, Step step, const std::string& sdp) {
    auto& end = call.end(side);
    if (end.profile == MediaProfile::Web) return renew(call, side, step, sdp);
    refuse_offer(end, EndCause::Overloaded);
    call.bridge.step = step;
    end.sent = sdp;
    signalling_.reoffer(end.leg, sdp);
}

void Calls::Impl::answer_bridge(Call& call, const std::string& sdp_of_first) {
    auto& bridge = call.bridge;
    bridge.step = Step::Answering;
    bridge.op = start_operation(call, Purpose::Bridge);
    media_.answer(bridge.op, call.media, media_end(call.end(detail::other(bridge.first))),
                  media_end(call.end(bridge.first)), sdp_of_first);
}

void Calls::Impl::tell_bridge(Call& call, Side speaker, const std::string& sdp) {
    auto& bridge = call.bridge;
    const auto& to = call.end(detail::other(speaker));
    bridge.step = Step::Telling;
    bridge.speaker = speaker;
    bridge.op = start_operation(call, Purpose::Bridge);
    media_.reoffer(bridge.op, call.media, media_end(call.end(speaker)), media_end(to), sdp, to.sdp);
}

void Calls::Impl::on_bridge_operation(Call& call, const base::Result<std::string>& sdp, const std::string& codec) {
    if (!sdp) return on_bridge_failed(call, sdp.error().code);
    auto& bridge = call.bridge;
    switch (bridge.step) {
        case Step::Offering:
            return ask(call, bridge.first, Step::AskingFirst, *sdp);
        case Step::Answering:
            return on_bridge_answered(call, *sdp, codec);
        case Step::Telling:
            return finish_bridge(call);
        case Step::AnsweringOffer:
            return accept_offer(call, bridge.speaker, *sdp);
        case Step::Idle:
        case Step::Waiting:
        case Step::AskingOffer:
        case Step::AskingFirst:
        case Step::AskingSecond:
        case Step::AskedForOffer:
            return;
    }
}

void Calls::Impl::on_bridge_answered(Call& call, const std::string& sdp, const std::string& codec) {
    const auto second = detail::other(call.bridge.first);
    auto& end = call.end(second);
    end.codec = codec.empty() ? call.end(call.bridge.first).codec : codec;
    if (second == Side::A && call.caller_waits) {
        call.caller_waits = false;
        end.sent = sdp;
        signalling_.accept(end.leg, sdp);
        if (!end.answers_by_ack) return finish_bridge(call);
        call.bridge.step = Step::AskedForOffer;
        call.bridge.speaker = Side::A;
        return;
    }
    if (end.wants_answer) {
        end.wants_answer = false;
        end.sent = sdp;
        signalling_.confirm(end.leg, sdp);
        return finish_bridge(call);
    }
    ask(call, second, Step::AskingSecond, sdp);
}

void Calls::Impl::on_bridge_failed(Call& call, std::string_view code) {
    const auto cause = detail::cause_of_media(code);
    switch (call.bridge.step) {
        case Step::AnsweringOffer:
            call.bridge.step = Step::Idle;
            refuse_offer(call.end(call.bridge.speaker), cause);
            return serve_offers(call);
        case Step::Telling:
            // The engine keeps what it knew before; that the device moved is the lesser evil than an ended call.
            if (code != detail::kUnavailable) return finish_bridge(call);
            break;
        default:
            break;
    }
    if (code == detail::kUnavailable || (code == detail::kTimeout && call.phase == Phase::Talking)) {
        return wait_for_engine(call);
    }
    if (call.phase == Phase::Connecting) return fail_setup(call, cause);
    finish(call, {cause, cause, cause, cause, std::nullopt});
}

void Calls::Impl::finish_bridge(Call& call) {
    call.bridge.step = Step::Idle;
    call.bridge.live = true;
    if (call.phase == Phase::Connecting) call.phase = Phase::Talking;
    touch(call);
    if (call.single) {
        media_.stop(call.single, call.end(Side::A).leg);
        release(call.single);
    }
    apply_sounds(call);
    serve_offers(call);
}

/// Brings the engine to what the people want: who is not passed on, who hears music. A sound does not replace the other
/// end's voice but mixes its packets with it (measured), so nobody hears music before the other end is blocked, nor is
/// it unblocked before the music ends.
void Calls::Impl::apply_sounds(Call& call) {
    auto& bridge = call.bridge;
    if (!bridge.live) return;
    const auto hears_music = [&](Side side) { return call.holds(detail::other(side)) && !call.holds(side); };
    for (const auto side : {Side::A, Side::B}) {
        auto& music = bridge.music[detail::index(side)];
        if (music && !hears_music(side)) media_.stop(call.media, call.end(side).leg);
        music = music && hears_music(side);
    }
    for (const auto side : {Side::A, Side::B}) {
        const bool wanted = call.person(side).muted || call.holds(side) || call.holds(detail::other(side));
        auto& blocked = bridge.blocked[detail::index(side)];
        if (wanted != blocked) media_.block(call.media, call.end(side).leg, wanted);
        blocked = wanted;
    }
    for (const auto side : {Side::A, Side::B}) {
        auto& music = bridge.music[detail::index(side)];
        if (!music && hears_music(side)) media_.play(call.media, call.end(side).leg, Media::Sound::Music);
        music = hears_music(side);
    }
}

}  // namespace sidetone::calls
