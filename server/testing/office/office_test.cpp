// Thousands of seeded offices against the invariants; `sidetone-simulate` runs more of them.
#include <gtest/gtest.h>

#include "testing/office/office.h"

namespace sidetone::testing {
namespace {

TEST(OfficeSimulation, keeps_its_invariants_in_thousands_of_seeded_offices) {
    std::size_t answered = 0;
    for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
        Office office(seed, false);
        try {
            office.run();
        } catch (const Broken& reason) {
            FAIL() << "seed " << seed << ": " << reason.what() << "; see sidetone-simulate --seed " << seed
                   << " --trace";
        }
        answered += office.answered();
    }
    // Offices where nobody ever talks would prove nothing.
    EXPECT_GT(answered, 2000U);
}

TEST(OfficeSimulation, decides_the_same_with_the_same_seed) {
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        Office first(seed, true);
        Office second(seed, true);
        first.run();
        second.run();
        ASSERT_EQ(first.trace(), second.trace()) << "seed " << seed;
        ASSERT_FALSE(first.trace().empty());
    }
}

}  // namespace
}  // namespace sidetone::testing
