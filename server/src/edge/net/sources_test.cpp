#include "edge/net/sources.h"

#include <gtest/gtest.h>

#include <vector>

namespace sidetone::net {
namespace {

using Verdict = Sources::Verdict;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr base::Time kNow{std::chrono::hours{1000}};
constexpr SourceKey kOffice = 1;
constexpr SourceKey kOther = 2;

std::shared_ptr<Sources> make(ConnectionLimits limits) {
    return std::make_shared<Sources>(limits);
}

/// Takes as many places as it can get, at most `most`.
std::vector<Sources::Place> take(Sources& sources, SourceKey key, std::size_t most, bool trusted = false) {
    std::vector<Sources::Place> places;
    while (places.size() < most) {
        auto admission = sources.admit(key, kNow);
        if (admission.verdict != Verdict::Admitted) break;
        if (trusted) admission.place.trust();
        places.push_back(std::move(admission.place));
    }
    return places;
}

TEST(Sources, an_ipv4_address_and_an_ipv6_network_is_a_source) {
    const auto key = [](const char* text) { return source_of(boost::asio::ip::make_address(text)); };
    EXPECT_NE(key("192.0.2.1"), key("192.0.2.2"));
    EXPECT_EQ(key("::ffff:192.0.2.1"), key("192.0.2.1"));
    EXPECT_EQ(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff::9"));
    EXPECT_NE(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
    EXPECT_EQ(to_text(key("192.0.2.1")), "192.0.2.1");
    EXPECT_EQ(to_text(key("2001:db8:1:2:3:4:5:6")), "2001:db8:1:2::/64");
}

TEST(Sources, strangers_are_few_and_those_who_signed_in_as_many_as_there_is_room_for) {
    const auto sources = make({.open = 1000, .untrusted = 10});
    const auto strangers = take(*sources, kOffice, 1000);
    EXPECT_EQ(strangers.size(), 10U);
    EXPECT_EQ(sources->admit(kOffice, kNow).verdict, Verdict::TooManyUntrusted);
    EXPECT_EQ(sources->admit(kOther, kNow).verdict, Verdict::Admitted);
    const auto phones = take(*sources, kOther, 800, true);
    EXPECT_EQ(phones.size(), 800U);
}

TEST(Sources, a_place_is_free_again_when_its_connection_ends_or_signs_in) {
    const auto sources = make({.open = 1000, .untrusted = 2});
    auto places = take(*sources, kOffice, 10);
    ASSERT_EQ(places.size(), 2U);
    places.pop_back();
    auto next = sources->admit(kOffice, kNow);
    ASSERT_EQ(next.verdict, Verdict::Admitted);
    EXPECT_EQ(sources->admit(kOffice, kNow).verdict, Verdict::TooManyUntrusted);
    next.place.trust();
    next.place.trust();
    places.push_back(std::move(sources->admit(kOffice, kNow).place));
    EXPECT_EQ(sources->admit(kOffice, kNow).verdict, Verdict::TooManyUntrusted);
    EXPECT_EQ(sources->open(), 3U);
    next = {};
    EXPECT_EQ(sources->open(), 2U);
    EXPECT_EQ(sources->admit(kOffice, kNow).verdict, Verdict::TooManyUntrusted);
    places.clear();
    EXPECT_EQ(sources->open(), 0U);
}

TEST(Sources, one_source_never_gets_the_last_eighth) {
    const auto sources = make({.open = 800, .few = 4});
    const auto greedy = take(*sources, kOffice, 10'000, true);
    EXPECT_EQ(greedy.size(), 700U);
    EXPECT_EQ(sources->admit(kOffice, kNow).verdict, Verdict::Full);
    std::vector<std::vector<Sources::Place>> others;
    for (SourceKey other = 10; other < 35; ++other) {
        others.push_back(take(*sources, other, 10));
        EXPECT_EQ(others.back().size(), 4U);
    }
    EXPECT_EQ(sources->open(), 800U);
    EXPECT_EQ(sources->admit(kOther, kNow).verdict, Verdict::Full);
}

TEST(Sources, a_burst_is_served_at_once_and_the_rest_in_turn) {
    const auto sources = make({.open = 1000, .burst = 3, .per_second = 10});
    std::vector<Sources::Place> places;
    const auto turn = [&](SourceKey key, base::Time now) {
        places.push_back(std::move(sources->admit(key, now).place));
        return std::max(places.back().turn(), now) - now;
    };
    for (int i = 0; i < 3; ++i) EXPECT_EQ(turn(kOffice, kNow), seconds{0});
    EXPECT_EQ(turn(kOffice, kNow), milliseconds{100});
    EXPECT_EQ(turn(kOffice, kNow), milliseconds{200});
    EXPECT_EQ(turn(kOther, kNow), seconds{0});
    // Half a second later three more have had their turn; to come and to go changes nothing.
    places.clear();
    EXPECT_EQ(turn(kOffice, kNow + milliseconds{500}), seconds{0});
    EXPECT_EQ(turn(kOffice, kNow + milliseconds{500}), seconds{0});
    EXPECT_EQ(turn(kOffice, kNow + milliseconds{500}), seconds{0});
    EXPECT_EQ(turn(kOffice, kNow + milliseconds{500}), milliseconds{100});
}

TEST(Sources, whoever_signs_in_gives_the_turn_back) {
    const auto sources = make({.open = 1000, .burst = 3, .per_second = 10});
    const auto phones = take(*sources, kOffice, 500, true);
    ASSERT_EQ(phones.size(), 500U);
    for (const auto& phone : phones) EXPECT_LE(phone.turn(), kNow);
    const auto strangers = take(*sources, kOffice, 4);
    EXPECT_LE(strangers[2].turn(), kNow);
    EXPECT_GT(strangers[3].turn(), kNow);
}

TEST(Sources, a_source_that_is_refused_is_news_once_until_it_has_gone) {
    const auto sources = make({.open = 1000, .untrusted = 2});
    auto places = take(*sources, kOffice, 2);
    EXPECT_TRUE(sources->admit(kOffice, kNow).news);
    EXPECT_FALSE(sources->admit(kOffice, kNow).news);
    places.clear();
    places = take(*sources, kOffice, 2);
    EXPECT_TRUE(sources->admit(kOffice, kNow).news);
}

TEST(Sources, a_source_is_crowded_when_a_quarter_of_its_strangers_are_there) {
    const auto sources = make({.open = 1000, .untrusted = 8});
    auto places = take(*sources, kOffice, 3);
    EXPECT_TRUE(places[0].crowded());
    places[1].trust();
    EXPECT_FALSE(places[0].crowded());
}

TEST(Sources, the_table_is_bounded_whatever_comes_and_goes) {
    const auto sources = make({.open = 100, .remembered = 50});
    const auto stays = take(*sources, kOffice, 5);
    for (SourceKey key = 100; key < 100'100; ++key) {
        (void)take(*sources, key, 2);
        ASSERT_LE(sources->known(), 51U);
    }
    EXPECT_EQ(sources->open(), 5U);
    // The one that stayed was not forgotten.
    EXPECT_EQ(take(*sources, kOffice, 100).size(), 20U);
}

}  // namespace
}  // namespace sidetone::net
