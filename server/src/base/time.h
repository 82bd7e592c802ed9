// One notion of time for the whole server: microseconds since the Unix epoch on a clock that never steps back (the
// application adds the steady clock to the wall time read at start). core and sip never read a clock: "now" is always
// handed in.
#pragma once

#include <chrono>
#include <cstdint>

namespace sidetone::base {

/// A clock without now(): reading the time is the application's business.
struct ServerClock {
    using rep = std::int64_t;
    using period = std::micro;
    using duration = std::chrono::duration<rep, period>;
    using time_point = std::chrono::time_point<ServerClock>;
    static constexpr bool is_steady = true;
};

using Time = ServerClock::time_point;
using Duration = ServerClock::duration;

/// Milliseconds since the Unix epoch, as the session protocol sends times.
constexpr std::int64_t to_unix_ms(Time time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

constexpr Time from_unix_ms(std::int64_t ms) {
    return Time{std::chrono::milliseconds{ms}};
}

}  // namespace sidetone::base
