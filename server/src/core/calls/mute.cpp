// Mute at the server, so that it works for every device alike.
#include "core/calls/detail/impl.h"

namespace sidetone::calls {

base::Result<void> Calls::Impl::mute(const Mute& command) {
    const auto own = find_own(command.user, command.call);
    if (!own) return own.error();
    const auto [call, side] = *own;
    if (make_own_call(*call, side).state != CallState::Talking) return base::Error{"calls.not_possible"};
    call->person(side).muted = command.on;
    touch(*call);
    apply_sounds(*call);
    return {};
}

}  // namespace sidetone::calls
