// What each right shows of a state. Times are hidden with what they would give away.
#include "core/presence/presence.h"
#include "core/visibility/visibility.h"

namespace sidetone::presence {

using visibility::has;

State hide(const State& state, directory::Rights rights) {
    const bool in_a_call = state.lamp == Lamp::Ringing || state.lamp == Lamp::InCall;
    const bool sees_online = has(rights, directory::Right::Online);
    const bool sees_busy = has(rights, directory::Right::Busy);
    State shown = state;
    if (in_a_call && sees_busy) {
        if (!has(rights, directory::Right::CallIds)) shown.peer.reset();
        return shown;
    }
    shown.peer.reset();
    shown.outgoing = false;
    if (!sees_online) {
        shown.lamp = Lamp::Unknown;
    } else if (in_a_call) {
        shown.lamp = Lamp::Free;
    }
    // "Free since" moves with every call, so it is for those who may know of calls.
    if (!sees_online || (!sees_busy && shown.lamp == Lamp::Free)) shown.since = base::Time{};
    return shown;
}

}  // namespace sidetone::presence
