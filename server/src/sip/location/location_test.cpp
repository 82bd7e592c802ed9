#include "sip/location/location.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "testing/network/seeded_random.h"

namespace sidetone::sip::location {
namespace {

using sidetone::testing::SeededRandom;

/// A DNS in a table: "naptr name" -> records. What is not in it is not there.
using Zone = std::map<Question, Answer>;

Answer naptr(std::vector<Naptr> records) {
    return {.kind = Answer::Kind::Found, .naptr = std::move(records), .ttl = std::chrono::seconds{60}};
}
Answer srv(std::vector<Srv> records) {
    return {.kind = Answer::Kind::Found, .srv = std::move(records), .ttl = std::chrono::seconds{60}};
}
Answer at(std::vector<std::string> addresses) {
    return {.kind = Answer::Kind::Found, .addresses = std::move(addresses), .ttl = std::chrono::seconds{60}};
}
const Answer kFailed{.kind = Answer::Kind::Failed};

std::string name_of(Transport transport) {
    return transport == Transport::Udp ? "udp" : transport == Transport::Tcp ? "tcp" : "tls";
}

std::string text_of(const std::vector<Target>& targets) {
    std::string text;
    for (const auto& one : targets)
        text += (text.empty() ? "" : " ") + name_of(one.transport) + ":" + host_text(one.address) + ":" +
                std::to_string(one.port);
    return text;
}

struct Run {
    std::string targets;
    std::vector<Question> asked;
    bool failed = false;
    std::vector<Target> list;
};

Run locate(const std::string& uri, const Zone& zone, LocationConfig config = {}, std::uint64_t seed = 1) {
    SeededRandom random(seed);
    const auto parsed = parse_uri(uri);
    if (!parsed) throw std::invalid_argument(uri);
    Location location(*parsed, std::move(config), random);
    Run run;
    while (!location.is_done()) {
        const auto question = location.questions().front();
        run.asked.push_back(question);
        const auto found = zone.find(question);
        location.on_answer(question, found == zone.end() ? Answer{} : found->second);
    }
    run.list = location.targets();
    run.targets = text_of(run.list);
    run.failed = location.failed();
    return run;
}

std::string targets_of(const std::string& uri, const Zone& zone, LocationConfig config = {}) {
    return locate(uri, zone, std::move(config)).targets;
}

constexpr auto kA = RecordType::A;
constexpr auto kAaaa = RecordType::Aaaa;
constexpr auto kSrv = RecordType::Srv;
constexpr auto kNaptr = RecordType::Naptr;

TEST(Location, NumericHostsAreAskedForNothing) {
    EXPECT_EQ(targets_of("sip:192.0.2.1", {}), "udp:192.0.2.1:5060");
    EXPECT_EQ(targets_of("sip:192.0.2.1:5080", {}), "udp:192.0.2.1:5080");
    EXPECT_EQ(targets_of("sips:192.0.2.1", {}), "tls:192.0.2.1:5061");
    EXPECT_EQ(targets_of("sip:192.0.2.1;transport=tcp", {}), "tcp:192.0.2.1:5060");
    EXPECT_EQ(targets_of("sip:192.0.2.1;transport=TLS", {}), "tls:192.0.2.1:5061");
    EXPECT_EQ(targets_of("sips:192.0.2.1:5070;transport=tcp", {}), "tls:192.0.2.1:5070");
    EXPECT_EQ(targets_of("sip:[2001:db8::1]", {}), "udp:[2001:db8::1]:5060");
    EXPECT_EQ(targets_of("sip:[2001:db8::1]:5080;transport=tcp", {}), "tcp:[2001:db8::1]:5080");
    EXPECT_EQ(targets_of("sip:pbx.example;maddr=192.0.2.9", {}), "udp:192.0.2.9:5060");
    EXPECT_TRUE(locate("sip:192.0.2.1", {}).asked.empty());
}

TEST(Location, WhatNobodyCanSendHasNoTargets) {
    EXPECT_EQ(targets_of("sips:192.0.2.1;transport=udp", {}), "");
    EXPECT_EQ(targets_of("sip:192.0.2.1;transport=sctp", {}), "");
    EXPECT_EQ(targets_of("sip:192.0.2.1;transport=ws", {}), "");
    EXPECT_EQ(targets_of("tel:+4930123", {}), "");
    EXPECT_EQ(targets_of("http://pbx.example", {}), "");
    EXPECT_EQ(targets_of("sip:192.0.2.1;transport=tcp", {}, {.transports = {Transport::Udp}}), "");
    EXPECT_EQ(
        targets_of("sips:pbx.example", {{{kA, "pbx.example"}, at({"192.0.2.1"})}}, {.transports = {Transport::Udp}}),
        "");
    EXPECT_EQ(targets_of("sip:[2001:db8::1]", {}, {.ipv6 = false}), "");
    EXPECT_FALSE(locate("tel:+4930123", {}).failed);
}

TEST(Location, APortInTheUriAsksForAddressesOnly) {
    const Zone zone{{{kA, "pbx.example"}, at({"192.0.2.1", "192.0.2.2"})},
                    {{kAaaa, "pbx.example"}, at({"2001:db8::1"})},
                    {{kSrv, "_sip._udp.pbx.example"}, srv({{1, 1, 9999, "other.example"}})}};
    const auto run = locate("sip:anna@PBX.Example.:5080", zone);
    EXPECT_EQ(run.targets, "udp:192.0.2.1:5080 udp:192.0.2.2:5080 udp:[2001:db8::1]:5080");
    EXPECT_EQ(run.asked, (std::vector<Question>{{kA, "pbx.example"}, {kAaaa, "pbx.example"}}));
    EXPECT_EQ(targets_of("sips:pbx.example:5080", zone, {.ipv6 = false}), "tls:192.0.2.1:5080 tls:192.0.2.2:5080");
    EXPECT_EQ(targets_of("sip:pbx.example:5080;transport=tcp", zone, {.ipv4 = false}), "tcp:[2001:db8::1]:5080");
    EXPECT_EQ(targets_of("sip:pbx.example:5080", zone, {.prefers_ipv6 = true}),
              "udp:[2001:db8::1]:5080 udp:192.0.2.1:5080 udp:192.0.2.2:5080");
}

TEST(Location, ATransportInTheUriAsksForItsService) {
    const Zone zone{{{kSrv, "_sip._tcp.pbx.example"}, srv({{20, 0, 5070, "b.example"}, {10, 0, 5080, "a.example"}})},
                    {{kSrv, "_sips._tcp.pbx.example"}, srv({{10, 0, 5071, "a.example"}})},
                    {{kA, "a.example"}, at({"192.0.2.1"})},
                    {{kA, "b.example"}, at({"192.0.2.2"})},
                    {{kA, "pbx.example"}, at({"192.0.2.3"})}};
    EXPECT_EQ(targets_of("sip:pbx.example;transport=tcp", zone), "tcp:192.0.2.1:5080 tcp:192.0.2.2:5070");
    EXPECT_EQ(targets_of("sip:pbx.example;transport=tls", zone), "tls:192.0.2.1:5071");
    EXPECT_EQ(targets_of("sips:pbx.example;transport=tcp", zone), "tls:192.0.2.1:5071");
    // There is no such service: the host itself (4.2).
    EXPECT_EQ(targets_of("sip:pbx.example;transport=udp", zone), "udp:192.0.2.3:5060");
    for (const auto& asked : locate("sip:pbx.example;transport=tcp", zone).asked) EXPECT_NE(asked.type, kNaptr);
}

/// The example of RFC 3263 4.1.
const Zone kExample{
    {{kNaptr, "example.com"},
     naptr({{50, 50, "s", "SIPS+D2T", "_sips._tcp.example.com."},
            {90, 50, "s", "SIP+D2T", "_sip._tcp.example.com."},
            {100, 50, "s", "SIP+D2U", "_sip._udp.example.com."}})},
    {{kSrv, "_sip._tcp.example.com"}, srv({{0, 1, 5060, "server1.example.com"}, {0, 2, 5060, "server2.example.com"}})},
    {{kSrv, "_sips._tcp.example.com"}, srv({{0, 1, 5061, "server1.example.com"}})},
    {{kSrv, "_sip._udp.example.com"}, srv({{0, 1, 5062, "server2.example.com"}})},
    {{kA, "server1.example.com"}, at({"192.0.2.1"})},
    {{kA, "server2.example.com"}, at({"192.0.2.2"})}};

TEST(Location, TheZoneSaysWhichTransportItLikesBest) {
    EXPECT_EQ(targets_of("sip:example.com", kExample), "tls:192.0.2.1:5061");
    EXPECT_EQ(targets_of("sip:example.com", kExample, {.transports = {Transport::Udp}}), "udp:192.0.2.2:5062");
    EXPECT_EQ(targets_of("sips:example.com", kExample), "tls:192.0.2.1:5061");
    const auto run = locate("sip:example.com", kExample, {.transports = {Transport::Udp, Transport::Tcp}});
    EXPECT_TRUE(run.targets == "tcp:192.0.2.1:5060 tcp:192.0.2.2:5060" ||
                run.targets == "tcp:192.0.2.2:5060 tcp:192.0.2.1:5060")
        << run.targets;
    EXPECT_EQ(run.list[0].host, "example.com") << "certificates are for the name in the URI";
}

TEST(Location, RecordsOfOneOrderAreTakenByPreference) {
    Zone zone = kExample;
    zone[{kNaptr, "example.com"}] = naptr({{10, 30, "S", "sip+d2u", "_sip._udp.example.com"},
                                           {10, 20, "s", "SIPS+D2T", "_sips._tcp.example.com"},
                                           {20, 10, "s", "SIP+D2T", "_sip._tcp.example.com"}});
    EXPECT_EQ(targets_of("sip:example.com", zone), "tls:192.0.2.1:5061 udp:192.0.2.2:5062");
}

TEST(Location, RecordsForOtherThingsAreNone) {
    Zone zone = kExample;
    zone[{kNaptr, "example.com"}] = naptr({{1, 1, "u", "E2U+sip", ""},
                                           {1, 1, "a", "SIP+D2U", "server1.example.com"},
                                           {1, 1, "s", "SIP+D2S", "_sip._sctp.example.com"},
                                           {1, 1, "s", "SIP+D2W", "_sip._ws.example.com"},
                                           {1, 1, "s", "SIP+D2U", ""}});
    // As if there were none: what we can do, in our order, by name.
    const auto run = locate("sip:example.com", zone, {.transports = {Transport::Tls, Transport::Udp}});
    EXPECT_EQ(run.targets, "tls:192.0.2.1:5061 udp:192.0.2.2:5062");
    EXPECT_EQ(run.asked[1], (Question{kSrv, "_sips._tcp.example.com"}));
    EXPECT_EQ(run.asked[2], (Question{kSrv, "_sip._udp.example.com"}));
}

TEST(Location, WithoutAnyServiceTheHostItselfIsIt) {
    const Zone zone{{{kA, "pbx.example"}, at({"192.0.2.1"})}};
    EXPECT_EQ(targets_of("sip:pbx.example", zone), "udp:192.0.2.1:5060");
    EXPECT_EQ(targets_of("sips:pbx.example", zone), "tls:192.0.2.1:5061");
    EXPECT_EQ(targets_of("sip:pbx.example", zone, {.transports = {Transport::Tcp}}), "");
}

TEST(Location, AServiceThatIsDecidedlyNotThereHasNoFallback) {
    const Zone zone{{{kSrv, "_sip._udp.pbx.example"}, srv({{0, 0, 0, "."}})}, {{kA, "pbx.example"}, at({"192.0.2.1"})}};
    EXPECT_EQ(targets_of("sip:pbx.example;transport=udp", zone), "");
    EXPECT_FALSE(locate("sip:pbx.example;transport=udp", zone).failed);
}

TEST(Location, ADnsThatDoesNotAnswerIsNotADnsThatSaysNo) {
    EXPECT_TRUE(locate("sip:pbx.example:5060", {{{kA, "pbx.example"}, kFailed}}).failed);
    EXPECT_FALSE(locate("sip:pbx.example:5060", {}).failed);
    // Servers that cannot NAPTR or SRV are no reason to give up.
    const Zone zone{{{kNaptr, "pbx.example"}, kFailed},
                    {{kSrv, "_sip._udp.pbx.example"}, kFailed},
                    {{kA, "pbx.example"}, at({"192.0.2.1"})}};
    EXPECT_EQ(targets_of("sip:pbx.example", zone), "udp:192.0.2.1:5060");
    EXPECT_FALSE(locate("sip:pbx.example", zone).failed);
}

TEST(Location, WhatAStrangeZoneSaysIsBounded) {
    std::vector<Srv> many;
    Zone zone;
    for (std::uint16_t i = 0; i < 1000; ++i) {
        many.push_back({i, 0, 5060, "host" + std::to_string(i) + ".example"});
        std::vector<std::string> addresses;
        addresses.reserve(100);
        for (int j = 0; j < 100; ++j) addresses.push_back("10.0." + std::to_string(i % 250) + "." + std::to_string(j));
        zone[{kA, many.back().target}] = at(addresses);
    }
    zone[{kSrv, "_sip._udp.pbx.example"}] = srv(many);
    const auto run = locate("sip:pbx.example;transport=udp", zone);
    EXPECT_EQ(run.asked.size(), 1U + 2 * LocationConfig{}.max_hosts);
    EXPECT_EQ(run.list.size(), LocationConfig{}.max_targets);
    EXPECT_EQ(targets_of("sip:pbx.example;maddr=" + std::string(300, 'a'), zone), "");
    zone[{kSrv, "_sip._udp.pbx.example"}] = srv({{1, 1, 5060, std::string(300, 'a')}});
    EXPECT_EQ(targets_of("sip:pbx.example;transport=udp", zone), "");
}

TEST(Location, AnswersMayComeInAnyOrderAndStrangeOnesAreIgnored) {
    SeededRandom random(1);
    const auto uri = parse_uri("sip:pbx.example:5060");
    Location location(*uri, {}, random);
    ASSERT_EQ(location.questions().size(), 2U);
    location.on_answer({kSrv, "pbx.example"}, srv({{1, 1, 1, "evil.example"}}));
    location.on_answer({kAaaa, "pbx.example"}, at({"2001:db8::1"}));
    location.on_answer({kAaaa, "pbx.example"}, at({"2001:db8::2"}));
    EXPECT_FALSE(location.is_done());
    location.on_answer({kA, "pbx.example"}, at({"192.0.2.1"}));
    EXPECT_TRUE(location.is_done());
    EXPECT_EQ(text_of(location.targets()), "udp:192.0.2.1:5060 udp:[2001:db8::1]:5060");
}

/// Whatever the zone: each address of each host of each service is there once, in the order of priorities.
TEST(Location, EveryTargetIsTriedOnceAndLowerPrioritiesFirst) {
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        SeededRandom random(seed);
        Zone zone;
        std::vector<Srv> records;
        std::map<std::string, std::uint16_t> priority_of;
        const auto count = 1 + random.below(8);
        for (std::uint64_t i = 0; i < count; ++i) {
            const auto host = "h" + std::to_string(i) + ".example";
            records.push_back({static_cast<std::uint16_t>(random.below(3)), static_cast<std::uint16_t>(random.below(4)),
                               static_cast<std::uint16_t>(5060 + i), host});
            std::vector<std::string> addresses;
            for (std::uint64_t j = 0; j <= random.below(3); ++j) {
                addresses.push_back("10.0." + std::to_string(i) + "." + std::to_string(j));
                priority_of[addresses.back()] = records.back().priority;
            }
            zone[{kA, host}] = at(addresses);
        }
        if (random.percent(50)) records.push_back(records.front());
        zone[{kSrv, "_sip._tcp.pbx.example"}] = srv(records);
        const auto run = locate("sip:pbx.example;transport=tcp", zone, {}, seed);
        ASSERT_EQ(run.list.size(), priority_of.size()) << seed;
        std::uint16_t before = 0;
        for (const auto& target : run.list) {
            const auto found = priority_of.find(target.address);
            ASSERT_NE(found, priority_of.end()) << "twice: seed " << seed;
            EXPECT_GE(found->second, before) << seed;
            before = found->second;
            priority_of.erase(found);
        }
        EXPECT_EQ(locate("sip:pbx.example;transport=tcp", zone, {}, seed).targets, run.targets);
    }
}

}  // namespace
}  // namespace sidetone::sip::location
