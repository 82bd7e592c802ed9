// Timers as values: a room schedules payloads and is asked for its next deadline; nobody's thread sleeps here. O(1) to schedule and cancel.
// Hierarchical wheel with a 10 ms tick: a timer never fires early and at most one tick late. Deterministic: equal deadlines fire in the
// order of scheduling. One owner, one thread (the core strand).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/time.h"

namespace sidetone::base {

/// Names a scheduled timer. Never reused while the wheel lives, so cancelling a fired timer is harmless.
using TimerId = std::uint64_t;  // 0 = none

/// Contract (implemented beside): see the functions.
template <class Payload>
class TimerWheel;
// {
//     TimerId schedule(Time at, Payload payload);
//     bool cancel(TimerId id);                       // false if it fired or was cancelled already
//     std::optional<Time> next() const;              // when advance() should be called next; may be early by a tick, never late
//     template <class Fire> void advance(Time now, Fire&& fire);   // fire(Payload&&) for all due; fire may schedule and cancel
//     std::size_t size() const;
// };

}  // namespace sidetone::base
