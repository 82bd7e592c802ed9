// Randomness is handed in, so that a run with the same seed makes the same decisions. The application's source is the
// operating system's; the simulation's is seeded.
#pragma once

#include <cstdint>
#include <string>

namespace sidetone::base {

class Random {
public:
    virtual ~Random() = default;
    virtual std::uint64_t next() = 0;
};

/// `characters` characters of [a-z2-7], 5 bits of randomness each: branches, tags, tokens, secrets.
std::string random_token(Random& random, std::size_t characters);

}  // namespace sidetone::base
