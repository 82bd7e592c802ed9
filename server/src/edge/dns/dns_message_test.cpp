#include "edge/dns/dns_message.h"

#include <gtest/gtest.h>

#include "testing/network/seeded_random.h"

namespace sidetone::dns {
namespace {

using sip::location::Answer;
using sip::location::RecordType;
using std::chrono::seconds;

std::string number(std::uint64_t value, int width) {
    std::string out;
    for (int i = width - 1; i >= 0; --i) out.push_back(static_cast<char>(value >> (8 * i)));
    return out;
}

std::string name(const std::string& dotted) {
    std::string out;
    std::size_t at = 0;
    while (at < dotted.size()) {
        const auto end = std::min(dotted.find('.', at), dotted.size());
        out += static_cast<char>(end - at) + dotted.substr(at, end - at);
        at = end + 1;
    }
    return out + '\0';
}

std::string text(const std::string& value) {
    return static_cast<char>(value.size()) + value;
}

struct Row {
    std::string owner;
    unsigned type;
    unsigned ttl;
    std::string data;
    unsigned in_class = 1;
};

std::string message(unsigned outcome, const std::vector<Row>& answers, const std::vector<Row>& authorities = {}) {
    std::string out = number(7, 2) + number(0x8180U | outcome, 2) + number(1, 2) +
                      number(static_cast<unsigned>(answers.size()), 2) +
                      number(static_cast<unsigned>(authorities.size()), 2) + number(0, 2) + name("pbx.example") +
                      number(1, 2) + number(1, 2);
    for (const auto* rows : {&answers, &authorities}) {
        for (const auto& row : *rows)
            out += name(row.owner) + number(row.type, 2) + number(row.in_class, 2) + number(row.ttl, 4) +
                   number(static_cast<unsigned>(row.data.size()), 2) + row.data;
    }
    return out;
}

Answer read(RecordType type, const std::string& bytes) {
    // A copy of its own size, so that the sanitizer sees what is read beyond.
    const std::vector<unsigned char> exact(bytes.begin(), bytes.end());
    return read_answer(type, exact.data(), exact.size());
}

const std::string kSoa = name("ns.example") + name("admin.example") + number(1, 4) + number(2, 4) + number(3, 4) +
                         number(4, 4) + number(120, 4);

TEST(DnsMessage, AddressesComeBehindTheirAliasesAndTheShortestLifeCounts) {
    const auto answer = read(RecordType::A, message(0, {{"pbx.example", 5, 30, name("real.example")},
                                                        {"real.example", 1, 60, number(0xc0000201U, 4)},
                                                        {"real.example", 1, 90, number(0xc0000202U, 4)}}));
    EXPECT_EQ(answer.kind, Answer::Kind::Found);
    EXPECT_EQ(answer.addresses, (std::vector<std::string>{"192.0.2.1", "192.0.2.2"}));
    EXPECT_EQ(answer.ttl, seconds{30});
    const auto v6 = read(
        RecordType::Aaaa,
        message(0, {{"pbx.example", 28, 60, number(0x20010db8U, 4) + number(0, 4) + number(0, 4) + number(1, 4)}}));
    EXPECT_EQ(v6.addresses, (std::vector<std::string>{"2001:db8::1"}));
}

TEST(DnsMessage, ServicesAndTheirRules) {
    const auto services = read(
        RecordType::Srv, message(0, {{"s", 33, 60, number(10, 2) + number(20, 2) + number(5070, 2) + name("a.example")},
                                     {"s", 33, 60, number(0, 2) + number(0, 2) + number(0, 2) + name("")}}));
    EXPECT_EQ(services.srv, (std::vector<sip::location::Srv>{{10, 20, 5070, "a.example"}, {0, 0, 0, ""}}));
    const auto rules = read(
        RecordType::Naptr,
        message(0, {{"pbx.example", 35, 60,
                     number(50, 2) + number(60, 2) + text("s") + text("SIPS+D2T") + text("") + name("_sips._tcp.x")}}));
    EXPECT_EQ(rules.naptr, (std::vector<sip::location::Naptr>{{50, 60, "s", "SIPS+D2T", "_sips._tcp.x"}}));
}

TEST(DnsMessage, NothingIsGoodForAsLongAsItsZoneSays) {
    const auto nothing = [](unsigned outcome, unsigned ttl) {
        const auto answer = read(RecordType::A, message(outcome, {}, {{"example", 6, ttl, kSoa}}));
        EXPECT_EQ(answer.kind, Answer::Kind::None);
        return answer.ttl;
    };
    EXPECT_EQ(nothing(3, 3600), seconds{120});
    EXPECT_EQ(nothing(0, 60), seconds{60});
    EXPECT_EQ(read(RecordType::A, message(3, {})), Answer{});
    const auto alias_only = message(0, {{"pbx.example", 5, 30, name("real.example")}}, {{"example", 6, 60, kSoa}});
    EXPECT_EQ(read(RecordType::A, alias_only).kind, Answer::Kind::None);
}

TEST(DnsMessage, WhatIsNoAnswerIsAFailure) {
    for (const unsigned outcome : {1U, 2U, 4U, 5U})
        EXPECT_EQ(read(RecordType::A, message(outcome, {})).kind, Answer::Kind::Failed);
    EXPECT_EQ(read(RecordType::A, "").kind, Answer::Kind::Failed);
    EXPECT_EQ(read(RecordType::A, message(0, {{"x", 1, 60, "abc"}})).kind, Answer::Kind::Failed);
    EXPECT_EQ(read(RecordType::Aaaa, message(0, {{"x", 28, 60, "abcd"}})).kind, Answer::Kind::Failed);
    EXPECT_EQ(read(RecordType::Srv, message(0, {{"x", 33, 60, "abcdefg"}})).kind, Answer::Kind::Failed);
    EXPECT_EQ(read(RecordType::Naptr, message(0, {{"x", 35, 60, number(0, 4) + "\xff"}})).kind, Answer::Kind::Failed);
    // A name that points at itself.
    EXPECT_EQ(read(RecordType::A, message(0, {}).substr(0, 12) + "\xc0\x0c" + number(0, 8)).kind, Answer::Kind::Failed);
    EXPECT_EQ(read(RecordType::A, message(0, {{"x", 1, 60, "abcd", 3}})).kind, Answer::Kind::None);
    EXPECT_EQ(read(RecordType::A, message(0, {{"x", 1, 0xffff'ffffU, "abcd"}})).ttl, seconds{0});
}

TEST(DnsMessage, EveryCutAndManyChangesAreReadWithoutHarm) {
    const auto whole =
        message(0,
                {{"pbx.example", 5, 30, name("real.example")},
                 {"s", 33, 60, number(10, 2) + number(20, 2) + number(5070, 2) + name("a.example")},
                 {"pbx.example", 35, 60, number(1, 4) + text("s") + text("SIP+D2U") + text("") + name("_sip._udp.x")},
                 {"real.example", 1, 60, number(0xc0000201U, 4)}},
                {{"example", 6, 60, kSoa}});
    const auto types = {RecordType::A, RecordType::Aaaa, RecordType::Srv, RecordType::Naptr};
    for (std::size_t size = 0; size < whole.size(); ++size) {
        for (const auto type : types) (void)read(type, whole.substr(0, size));
    }
    sidetone::testing::SeededRandom random(1);
    for (int i = 0; i < 50'000; ++i) {
        auto changed = whole;
        for (int j = 0; j < 3; ++j) changed[random.below(changed.size())] = static_cast<char>(random.next());
        for (const auto type : types) (void)read(type, changed);
    }
}

}  // namespace
}  // namespace sidetone::dns
