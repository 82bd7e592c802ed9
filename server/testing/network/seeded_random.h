// Randomness that replays: SplitMix64 from a seed. For simulations and tests; never for secrets. A value, one thread.
#pragma once

#include <cstdint>

#include "base/random.h"

namespace sidetone::testing {

class SeededRandom final : public base::Random {
public:
    explicit SeededRandom(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() override {
        state_ += 0x9e3779b97f4a7c15ULL;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9ULL;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebULL;
        return mixed ^ (mixed >> 31U);
    }
    /// 0 .. bound-1.
    std::uint64_t below(std::uint64_t bound) { return bound == 0 ? 0 : next() % bound; }
    bool percent(unsigned chance) { return below(100) < chance; }

private:
    std::uint64_t state_;
};

}  // namespace sidetone::testing
