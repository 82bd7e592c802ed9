// The weighted choice of RFC 2782.
#include <gtest/gtest.h>

#include <map>

#include "sip/location/location.h"
#include "testing/network/seeded_random.h"

namespace sidetone::sip::location {
namespace {

constexpr int kRounds = 100'000;

/// How often each record is first, per cent of the rounds.
std::map<std::string, double> shares(const std::vector<Srv>& records) {
    sidetone::testing::SeededRandom random(7);
    std::map<std::string, double> first;
    for (int i = 0; i < kRounds; ++i) first[in_order(records, random).front().target] += 100.0 / kRounds;
    return first;
}

TEST(SrvOrder, WeightsAreProportions) {
    auto share = shares({{1, 10, 1, "a"}, {1, 30, 1, "b"}, {1, 60, 1, "c"}, {2, 500, 1, "d"}});
    EXPECT_NEAR(share["a"], 10, 1.5);
    EXPECT_NEAR(share["b"], 30, 1.5);
    EXPECT_NEAR(share["c"], 60, 1.5);
    EXPECT_EQ(share["d"], 0);
}

TEST(SrvOrder, ThoseWithoutAWeightAreAlikeAndBesideOthersRare) {
    auto alike = shares({{1, 0, 1, "a"}, {1, 0, 1, "b"}, {1, 0, 1, "c"}, {1, 0, 1, "d"}});
    for (const auto* name : {"a", "b", "c", "d"}) EXPECT_NEAR(alike[name], 25, 1.5);
    auto beside = shares({{1, 0, 1, "a"}, {1, 99, 1, "b"}});
    EXPECT_GT(beside["a"], 0);
    EXPECT_LT(beside["a"], 0.2);
}

TEST(SrvOrder, TheRestIsInProportionToo) {
    sidetone::testing::SeededRandom random(3);
    int second = 0;
    for (int i = 0; i < kRounds; ++i) {
        const auto order = in_order({{1, 1, 1, "a"}, {1, 3, 1, "b"}, {1, 1000, 1, "c"}}, random);
        if (order[0].target == "c" && order[1].target == "b") ++second;
    }
    EXPECT_NEAR(100.0 * second / kRounds, 75, 1.5);
}

TEST(SrvOrder, TheLargestWeightsAndNoRecordsAreFine) {
    sidetone::testing::SeededRandom random(3);
    EXPECT_TRUE(in_order({}, random).empty());
    const std::vector<Srv> most(100, {65535, 65535, 65535, "a"});
    EXPECT_EQ(in_order(most, random), most);
}

}  // namespace
}  // namespace sidetone::sip::location
