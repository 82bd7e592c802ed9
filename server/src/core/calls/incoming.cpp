// A device calls.
#include "core/calls/detail/impl.h"
#include "core/dialplan/dialplan.h"

namespace sidetone::calls {

void Calls::Impl::on_incoming(const IncomingLeg& leg) {
    const auto* device = directory_.find_device(leg.device);
    if (device == nullptr) return signalling_.end(leg.leg, EndCause::NotAllowed);
    const auto target = dialplan::resolve(directory_, config_.system_name, leg.dialled);
    if (!target) return signalling_.end(leg.leg, EndCause::UnknownTarget);
    if (calls_.size() >= config_.max_calls) return signalling_.end(leg.leg, EndCause::Overloaded);
    const auto callee = target->user;
    if (count_of(device->owner) >= config_.max_calls_per_user || count_of(callee) >= config_.max_calls_per_user) {
        return signalling_.end(leg.leg, EndCause::Busy);
    }
    auto& call = create(device->owner, callee, leg.dialled);
    auto& caller = call.end(Side::A);
    caller.leg = leg.leg;
    legs_.emplace(leg.leg, call.id);
    caller.device = device->id;
    caller.phone = device->kind == directory::DeviceKind::Phone;
    const auto* binding = registrar_.find_binding(device->id);
    caller.takes_talk = binding != nullptr && binding->takes_talk;
    caller.profile = leg.profile;
    caller.ipv6 = leg.ipv6;
    caller.sdp = leg.sdp;
    caller.answers_by_ack = leg.answers_by_ack;
    caller.codec = leg.codec;
    call.caller_waits = true;
    call.hops_left = leg.hops_left;
    start_ringing(call);
}

}  // namespace sidetone::calls
