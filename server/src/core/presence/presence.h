// The lamp of every user: free, ringing, in a call (with whom), not reachable. A pure function of registrations and
// calls, kept up to date by their events. Core strand only. Leaves who may see it to visibility.
#pragma once

#include <optional>
#include <unordered_map>

#include "base/publisher.h"
#include "base/time.h"
#include "core/calls/types.h"
#include "core/directory/types.h"
#include "core/ids.h"

namespace sidetone::calls {
class Calls;
}
namespace sidetone::registrar {
class Registrar;
}

namespace sidetone::presence {

/// Unknown is what is shown to whoever may see nothing; no user is in that state.
/// Ringing: is called, or calls (outgoing), and nobody has answered yet.
enum class Lamp : std::uint8_t { NotReachable, Free, Ringing, InCall, Unknown };

struct State {
    Lamp lamp = Lamp::NotReachable;
    /// Since when; the epoch: not to be told.
    base::Time since{};
    /// With whom, or who calls. Of several calls the talking one, else the newest.
    std::optional<calls::Party> peer;
    bool outgoing = false;
    bool operator==(const State&) const = default;
};

/// What these rights show of a state: without Online or Busy nothing; without Busy only whether a device is registered;
/// without CallIds not with whom. Called by visibility::reveal alone.
State hide(const State& state, directory::Rights rights);

struct StateChanged {
    core::UserId user;
    /// What it was: an audience to whom both look alike is told nothing.
    State before;
};

class Presence {
public:
    Presence(const registrar::Registrar& registrar, const calls::Calls& calls);

    /// Looks again at one user; publishes if the state changed. Called by the wiring for each event of registrar and
    /// calls.
    void refresh(core::UserId user, base::Time now);
    [[nodiscard]] const State& state_of(core::UserId user) const;

    /// base/archive.h
    template <class Archive>
    void archive(Archive& archive);

    base::Publisher<StateChanged> changed;

private:
    [[nodiscard]] State compute(core::UserId user, base::Time now) const;

    const registrar::Registrar& registrar_;
    const calls::Calls& calls_;
    std::unordered_map<core::UserId, State> states_;
};

}  // namespace sidetone::presence
