// calls.*: from a session's words to a command of calls.
#include "edge/live/detail/impl.h"
#include "edge/live/detail/views.h"

namespace sidetone::live {

namespace {

const Refusal kUnknownCall{-32000, "calls.unknown", "callId"};

}  // namespace

Outcome Live::Impl::dial(Request& request) {
    const auto target = request.params.text("target", 1, 256);
    const auto device = request.params.text("deviceId", 1, 64);
    if (const auto refusal = request.params.done()) return *refusal;
    return outcome_of(commands_->dial({request.session.user, device_id(device), target}, parts_.clock.now()));
}

Outcome Live::Impl::answer_call(Request& request) {
    const auto call = own_call_id(request.params.text("callId", 1, 64));
    const auto device = request.params.text("deviceId", 1, 64);
    if (const auto refusal = request.params.done()) return *refusal;
    if (!call) return kUnknownCall;
    return outcome_of(commands_->answer({request.session.user, *call, device_id(device)}, parts_.clock.now()));
}

Outcome Live::Impl::reject(Request& request) {
    const auto call = own_call_id(request.params.text("callId", 1, 64));
    if (const auto refusal = request.params.done()) return *refusal;
    if (!call) return kUnknownCall;
    return outcome_of(commands_->reject({request.session.user, *call}, parts_.clock.now()));
}

Outcome Live::Impl::hang_up(Request& request) {
    const auto call = own_call_id(request.params.text("callId", 1, 64));
    if (const auto refusal = request.params.done()) return *refusal;
    if (!call) return kUnknownCall;
    return outcome_of(commands_->hang_up({request.session.user, *call}, parts_.clock.now()));
}

Outcome Live::Impl::set_hold(Request& request, bool on) {
    const auto call = own_call_id(request.params.text("callId", 1, 64));
    if (const auto refusal = request.params.done()) return *refusal;
    if (!call) return kUnknownCall;
    return outcome_of(commands_->hold({request.session.user, *call, on}, parts_.clock.now()));
}

Outcome Live::Impl::hold(Request& request) {
    return set_hold(request, true);
}
Outcome Live::Impl::retrieve(Request& request) {
    return set_hold(request, false);
}

Outcome Live::Impl::mute(Request& request) {
    const auto call = own_call_id(request.params.text("callId", 1, 64));
    const bool muted = request.params.boolean("muted");
    if (const auto refusal = request.params.done()) return *refusal;
    if (!call) return kUnknownCall;
    return outcome_of(commands_->mute({request.session.user, *call, muted}, parts_.clock.now()));
}

Outcome Live::Impl::send_digits(Request& request) {
    const auto call = own_call_id(request.params.text("callId", 1, 64));
    const auto digits = request.params.text("digits", 1, 32);
    if (const auto refusal = request.params.done()) return *refusal;
    if (digits.find_first_not_of("0123456789ABCD*#") != std::string::npos) return invalid_params("digits");
    if (!call) return kUnknownCall;
    return outcome_of(commands_->send_digits({request.session.user, *call, digits}, parts_.clock.now()));
}

}  // namespace sidetone::live
