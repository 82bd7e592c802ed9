// The one clock of the running system.
#pragma once

#include <chrono>

#include "base/clock.h"

namespace sidetone::app {

/// Wall time at start plus the steady clock since: never steps back (base/time.h). Any thread.
class SystemClock final : public base::Clock {
public:
    SystemClock();
    [[nodiscard]] base::Time now() const override;

private:
    base::Time start_;
    std::chrono::steady_clock::time_point steady_start_;
};

}  // namespace sidetone::app
