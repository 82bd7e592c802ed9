#include "app/system_clock.h"

namespace sidetone::app {

SystemClock::SystemClock()
    : start_(std::chrono::duration_cast<base::Duration>(std::chrono::system_clock::now().time_since_epoch())),
      steady_start_(std::chrono::steady_clock::now()) {}

base::Time SystemClock::now() const {
    return start_ + std::chrono::duration_cast<base::Duration>(std::chrono::steady_clock::now() - steady_start_);
}

}  // namespace sidetone::app
