// Click to dial. A softphone is asked to call by itself. A phone is called first, with auto-answer and without an offer
// (RFC 3725 flow I with the media engine as the other party): its offer is answered with ring-back, and made into the
// offers for the target's devices.
#include "core/calls/detail/impl.h"
#include "core/dialplan/dialplan.h"

namespace sidetone::calls {

base::Result<void> Calls::Impl::dial(const Dial& command) {
    const auto* device = directory_.find_device(command.device);
    if (device == nullptr || device->owner != command.user) return base::Error{"calls.device_unknown", "deviceId"};
    const auto target = dialplan::resolve(directory_, config_.system_name, command.target);
    if (!target) return target.error();
    const auto* binding = registrar_.find_binding(command.device);
    if (binding == nullptr) return base::Error{"calls.device_not_registered", "deviceId"};
    if (count_of(command.user) >= config_.max_calls_per_user || calls_.size() >= config_.max_calls) {
        return base::Error{"calls.too_many"};
    }
    const auto* callee = directory_.find_user(target->user);
    if (callee == nullptr) return base::Error{"calls.target_unknown", "target"};
    if (device->kind == directory::DeviceKind::Softphone) {
        softphones_.dial(device->id, "sip:" + callee->short_name + "@" + config_.system_name);
        return {};
    }
    auto& call = create(command.user, callee->id, command.target);
    call.phase = Phase::PickingUp;
    call.timer = start_timer(config_.pickup_time, {Timer::Kind::PickUp, call.id});
    auto& phone = call.end(Side::A);
    phone.leg = open_leg(call);
    phone.device = device->id;
    phone.phone = true;
    phone.takes_talk = binding->takes_talk;
    phone.profile = profile_for(*device, *binding);
    phone.ipv6 = binding->ipv6;
    signalling_.invite(phone.leg, *binding,
                       {.from = call.person(Side::B).party,
                        .dialled = device->auth_user,
                        .sdp = {},
                        .auto_answer = true,
                        .own_call = {call.id, Side::A}});
    return {};
}

void Calls::Impl::on_phone_answered(Call& call, const LegAnswered& answered) {
    stop_timer(call.timer);
    auto& phone = call.end(Side::A);
    phone.sdp = answered.sdp;
    phone.codec = answered.codec;
    if (answered.profile) phone.profile = *answered.profile;
    if (!answered.needs_answer || answered.sdp.empty()) {
        fail_setup(call, EndCause::NotAcceptable);
        return;
    }
    call.phase = Phase::Opening;
    touch(call);
    open_single(call);
}

void Calls::Impl::wait_to_open(Call& call) {
    release(call.single);
    call.single_waits = true;
    if (call.phase != Phase::Opening) return;  // it rings already, unheard
    call.single_timer = start_timer(config_.media_time, {Timer::Kind::SingleWait, call.id});
}

void Calls::Impl::open_single(Call& call) {
    if (!engine_up_) return wait_to_open(call);
    call.single_waits = false;
    stop_timer(call.single_timer);
    call.single = next_media();
    call.single_op = start_operation(call, Purpose::OpenSingle);
    media_.open_single(call.single_op, call.single, media_end(call.end(Side::A)), call.end(Side::A).sdp);
}

void Calls::Impl::on_single_opened(Call& call, const base::Result<std::string>& sdp) {
    if (!sdp) {
        if (sdp.error().code == detail::kUnavailable) return wait_to_open(call);
        if (call.phase == Phase::Ringing) return release(call.single);
        fail_setup(call, detail::cause_of_media(sdp.error().code));
        return;
    }
    auto& phone = call.end(Side::A);
    phone.sent = *sdp;
    if (call.phase == Phase::Ringing) {
        call.single_asked = true;
        return signalling_.reoffer(phone.leg, *sdp);
    }
    signalling_.confirm(phone.leg, *sdp);
    media_.play(call.single, phone.leg, Media::Sound::RingBack);
    start_ringing(call);
}

/// Answered while the ring-back of another engine was on its way.
void Calls::Impl::give_up_ring_back(Call& call) {
    if (!call.single_op && !call.single_waits && !call.single_asked) return;
    drop_operation(call.single_op);
    call.single_waits = false;
    release(call.single);
}

void Calls::Impl::on_ring_back_asked(Call& call, const std::string& sdp) {
    call.single_asked = false;
    auto& phone = call.end(Side::A);
    if (!sdp.empty() && !detail::same_sdp(phone.sdp, sdp)) {
        phone.sdp = sdp;
        // What was offered before is out of date: the device that answers gets a new bridge.
        for (auto& branch : call.branches) {
            drop_operation(branch.op);
            release(branch.media);
            if (branch.state == Branch::State::Offering) offer_branch(call, branch);
        }
    }
    if (call.phase == Phase::Connecting) return start_bridge(call);
    if (!call.single) return open_single(call);
    media_.play(call.single, phone.leg, Media::Sound::RingBack);
}

}  // namespace sidetone::calls
