#include "sip/location/attempts.h"

#include <gtest/gtest.h>

namespace sidetone::sip::location {
namespace {

using std::chrono::seconds;

constexpr base::Time kNow{std::chrono::hours{1000}};

Target target(const std::string& address) {
    return {Transport::Udp, address, 5060, "pbx.example"};
}
const std::vector<Target> kAll{target("a"), target("b"), target("c")};

TEST(Attempts, EachTargetIsTriedOnceInOrder) {
    Attempts attempts(kAll);
    EXPECT_EQ(attempts.current()->address, "a");
    EXPECT_EQ(attempts.next()->address, "b");
    EXPECT_EQ(attempts.left(), 2U);
    EXPECT_EQ(attempts.next()->address, "c");
    EXPECT_EQ(attempts.next(), nullptr);
    EXPECT_EQ(attempts.next(), nullptr);
    EXPECT_EQ(attempts.current(), nullptr);
    EXPECT_EQ(attempts.left(), 0U);
    EXPECT_EQ(Attempts({}).current(), nullptr);
}

TEST(Attempts, OnlyAServerThatSaysItIsOutIsPassedOver) {
    EXPECT_TRUE(fails_over(503));
    for (const int status : {200, 302, 404, 408, 480, 486, 500, 502, 504, 600, 603}) EXPECT_FALSE(fails_over(status));
}

std::string order_of(const Outages& outages, base::Time now) {
    std::string order;
    for (const auto& one : outages.sorted(kAll, now)) order += one.address;
    return order;
}

TEST(Outages, WhoFailedIsTriedLastForAWhile) {
    Outages outages;
    outages.report(target("a"), Failure::Timeout, seconds{0}, kNow);
    EXPECT_EQ(order_of(outages, kNow), "bca");
    outages.report(target("b"), Failure::Transport, seconds{0}, kNow + seconds{10});
    EXPECT_EQ(order_of(outages, kNow + seconds{10}), "cab");
    EXPECT_EQ(order_of(outages, kNow + seconds{32}), "acb");
    EXPECT_EQ(order_of(outages, kNow + seconds{42}), "abc");
}

TEST(Outages, AServersOwnWordCountsWithinReason) {
    Outages outages;
    outages.report(target("a"), Failure::Unavailable, seconds{120}, kNow);
    outages.report(target("b"), Failure::Unavailable, seconds{1'000'000}, kNow);
    EXPECT_EQ(order_of(outages, kNow + seconds{119}), "cab");
    EXPECT_EQ(order_of(outages, kNow + seconds{120}), "acb");
    EXPECT_EQ(order_of(outages, kNow + seconds{600}), "abc");
}

TEST(Outages, WhoAnswersIsBackAndAllOutIsAsIfNoneWere) {
    Outages outages;
    for (const auto& one : kAll) outages.report(one, Failure::Timeout, seconds{0}, kNow);
    EXPECT_EQ(order_of(outages, kNow), "abc");
    outages.clear(target("c"));
    EXPECT_EQ(order_of(outages, kNow), "cab");
    auto elsewhere = target("a");
    elsewhere.port = 5080;
    outages.clear(elsewhere);
    EXPECT_EQ(order_of(outages, kNow), "cab");
}

TEST(Outages, TheTableIsBounded) {
    Outages outages(2);
    for (int i = 0; i < 1000; ++i) outages.report(target(std::to_string(i)), Failure::Timeout, seconds{0}, kNow);
    EXPECT_EQ(outages.size(), 2U);
}

}  // namespace
}  // namespace sidetone::sip::location
