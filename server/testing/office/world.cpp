#include "testing/office/world.h"

namespace sidetone::testing {

std::uint64_t Dice::next() {
    state_ += 0x9E3779B97F4A7C15ULL;
    auto z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
}

base::Duration Dice::between(base::Duration low, base::Duration high) {
    return low + base::Duration{static_cast<std::int64_t>(below(static_cast<std::uint64_t>((high - low).count()) + 1))};
}

std::optional<base::Time> Agenda::next() const {
    if (plans_.empty()) return std::nullopt;
    return plans_.begin()->first.first;
}

void Agenda::run_next() {
    auto plan = plans_.extract(plans_.begin());
    now = std::max(now, plan.key().first);
    plan.mapped()();
}

}  // namespace sidetone::testing
