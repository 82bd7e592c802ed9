// Time in the steps of the timer wheel.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/time.h"

namespace sidetone::base {

inline constexpr Duration kTick = std::chrono::milliseconds{10};
/// 2^48 ticks: far beyond any date.
inline constexpr unsigned kTickBits = 48;

constexpr std::uint64_t tick_passed_at(Time time) {
    return time.time_since_epoch().count() <= 0 ? 0 : static_cast<std::uint64_t>(time.time_since_epoch() / kTick);
}

/// The last one for a time beyond it.
constexpr std::uint64_t tick_reached_by(Time time) {
    constexpr std::uint64_t kLast = (std::uint64_t{1} << kTickBits) - 1;
    const auto passed = tick_passed_at(time);
    if (passed >= kLast) return kLast;
    return time.time_since_epoch() > kTick * static_cast<std::int64_t>(passed) ? passed + 1 : passed;
}

}  // namespace sidetone::base
