#include "sip/location/dns_cache.h"

#include <gtest/gtest.h>

namespace sidetone::sip::location {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr base::Time kNow{hours{1000}};

Question question(const std::string& name) {
    return {RecordType::A, name};
}
Answer found(seconds ttl) {
    return {.kind = Answer::Kind::Found, .addresses = {"192.0.2.1"}, .ttl = ttl};
}

/// For how long it is kept: the first second it is not there any more.
seconds kept(DnsCache& cache, const Answer& answer) {
    cache.put(question("x"), answer, kNow);
    seconds time{0};
    while (cache.find(question("x"), kNow + time) != nullptr) time += seconds{1};
    return time;
}

TEST(DnsCache, AnAnswerIsGoodForAsLongAsItSaysWithinBounds) {
    DnsCache cache;
    EXPECT_EQ(kept(cache, found(seconds{60})), seconds{60});
    EXPECT_EQ(kept(cache, found(seconds{1'000'000})), hours{24});
    EXPECT_EQ(kept(cache, found(seconds{0})), seconds{0});
    EXPECT_EQ(cache.find(question("other"), kNow), nullptr);
    cache.put(question("y"), found(seconds{60}), kNow);
    EXPECT_EQ(*cache.find(question("y"), kNow), found(seconds{60}));
    EXPECT_EQ(cache.find({RecordType::Aaaa, "y"}, kNow), nullptr);
}

TEST(DnsCache, SoIsOneThatSaysThereIsNothing) {
    DnsCache cache;
    EXPECT_EQ(kept(cache, {.kind = Answer::Kind::None, .ttl = seconds{300}}), seconds{300});
    EXPECT_EQ(kept(cache, {.kind = Answer::Kind::None, .ttl = hours{10}}), hours{1});
    EXPECT_EQ(kept(cache, {.kind = Answer::Kind::None}), seconds{30});
    EXPECT_EQ(kept(cache, {.kind = Answer::Kind::Failed, .ttl = hours{10}}), seconds{5});
}

TEST(DnsCache, ALaterAnswerTakesThePlaceOfAnEarlierOne) {
    DnsCache cache;
    cache.put(question("x"), found(seconds{60}), kNow);
    cache.put(question("x"), {.kind = Answer::Kind::None, .ttl = seconds{60}}, kNow);
    EXPECT_EQ(cache.find(question("x"), kNow)->kind, Answer::Kind::None);
    cache.put(question("x"), found(seconds{0}), kNow);
    EXPECT_EQ(cache.find(question("x"), kNow), nullptr);
}

TEST(DnsCache, ItIsBoundedAndTheOneUnusedForLongestGoes) {
    DnsCache cache({.entries = 3, .records = 5});
    for (const auto* name : {"a", "b", "c"}) cache.put(question(name), found(seconds{60}), kNow);
    EXPECT_NE(cache.find(question("a"), kNow), nullptr);
    cache.put(question("d"), found(seconds{60}), kNow);
    EXPECT_EQ(cache.find(question("b"), kNow), nullptr);
    EXPECT_NE(cache.find(question("a"), kNow), nullptr);
    for (int i = 0; i < 10'000; ++i) cache.put(question(std::to_string(i)), found(seconds{60}), kNow);
    EXPECT_EQ(cache.size(), 3U);
    auto large = found(seconds{60});
    large.addresses.resize(1000);
    cache.put(question("large"), large, kNow);
    EXPECT_EQ(cache.find(question("large"), kNow)->addresses.size(), 5U);
}

}  // namespace
}  // namespace sidetone::sip::location
