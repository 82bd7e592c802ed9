// Hold and retrieve from a session: at the server, the devices are not told. A hold a phone made by itself is its own
// to end; a phone that takes "talk" can be asked to.
#include "core/calls/detail/impl.h"

namespace sidetone::calls {

base::Result<void> Calls::Impl::hold(const Hold& command) {
    const auto own = find_own(command.user, command.call);
    if (!own) return own.error();
    const auto [call, side] = *own;
    if (make_own_call(*call, side).state != CallState::Talking) return base::Error{"calls.not_possible"};
    auto& person = call->person(side);
    const auto& end = call->end(side);
    if (command.on == call->holds(side)) return {};
    if (!command.on && !person.held && !end.takes_talk) return base::Error{"calls.not_possible"};
    person.held = command.on;
    if (!command.on && end.holds && end.takes_talk) signalling_.talk(end.leg);
    touch(*call);
    apply_sounds(*call);
    return {};
}

}  // namespace sidetone::calls
