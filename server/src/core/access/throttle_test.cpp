#include "core/access/throttle.h"

#include <gtest/gtest.h>

namespace sidetone::access {
namespace {

using namespace std::chrono_literals;

constexpr base::Time kStart{1000s};

TEST(Throttle, allows_a_burst_then_one_for_each_refill) {
    Throttle throttle({.burst = 3, .refill = 20s});
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(throttle.wait("a", kStart), 0s);
        throttle.take("a", kStart);
    }
    EXPECT_EQ(throttle.wait("a", kStart), 20s);
    EXPECT_EQ(throttle.wait("a", kStart + 19s), 1s);
    EXPECT_EQ(throttle.wait("a", kStart + 20s), 0s);
    throttle.take("a", kStart + 20s);
    EXPECT_EQ(throttle.wait("a", kStart + 20s), 20s);
    EXPECT_EQ(throttle.wait("a", kStart + 10min), 0s);
}

TEST(Throttle, keeps_keys_apart) {
    Throttle throttle({.burst = 1, .refill = 20s});
    throttle.take("a", kStart);
    EXPECT_EQ(throttle.wait("b", kStart), 0s);
}

TEST(Throttle, an_attempt_given_back_does_not_count) {
    Throttle throttle({.burst = 1, .refill = 20s});
    throttle.take("a", kStart);
    throttle.give_back("a");
    EXPECT_EQ(throttle.wait("a", kStart), 0s);
    throttle.give_back("unknown");
}

TEST(Throttle, forgets_the_key_touched_longest_ago_when_full) {
    Throttle throttle({.burst = 1, .refill = 20s, .max_keys = 2});
    throttle.take("a", kStart);
    throttle.take("b", kStart);
    throttle.take("a", kStart);
    throttle.take("c", kStart);
    EXPECT_EQ(throttle.size(), 2U);
    EXPECT_EQ(throttle.wait("b", kStart), 0s);
    EXPECT_GT(throttle.wait("a", kStart), 0s);
    EXPECT_GT(throttle.wait("c", kStart), 0s);
}

TEST(ThrottleKey, an_ipv4_address_stands_for_itself_also_when_mapped) {
    EXPECT_EQ(throttle_key("192.0.2.7"), "192.0.2.7");
    EXPECT_EQ(throttle_key("::ffff:192.0.2.7"), "192.0.2.7");
    EXPECT_NE(throttle_key("192.0.2.7"), throttle_key("192.0.2.8"));
}

TEST(ThrottleKey, ipv6_addresses_of_one_network_of_64_bits_count_as_one) {
    EXPECT_EQ(throttle_key("2001:db8:1:2:3:4:5:6"), throttle_key("2001:0DB8:1:2::9"));
    EXPECT_EQ(throttle_key("2001:db8::1"), throttle_key("2001:db8:0:0:ffff::"));
    EXPECT_NE(throttle_key("2001:db8:1:2::1"), throttle_key("2001:db8:1:3::1"));
    EXPECT_EQ(throttle_key("::1"), throttle_key("::2"));
}

TEST(ThrottleKey, what_is_no_address_stays_as_it_is_but_bounded) {
    EXPECT_EQ(throttle_key("zz:1"), "zz:1");
    EXPECT_EQ(throttle_key("fffff:1"), "fffff:1");
    EXPECT_EQ(throttle_key(std::string(1000, 'x')).size(), 64U);
}

}  // namespace
}  // namespace sidetone::access
