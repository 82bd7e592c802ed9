#include "sip/message/message.h"

#include <gtest/gtest.h>

#include <vector>

#include "testing/wire_text.h"

namespace sidetone::sip {
namespace {

using wire_text::parsed;
using wire_text::request_text;
using wire_text::wire;

std::string_view failure_of(std::string bytes, const Limits& limits = kDefaultLimits) {
    const auto result = Message::parse(std::move(bytes), limits);
    return result ? std::string_view{"parsed"} : result.error().what;
}

TEST(Message, ARequestGivesItsPartsAsViews) {
    const Message message = parsed(request_text("INVITE", "X-Own: some thing \n", "body"));
    EXPECT_TRUE(message.is_request());
    EXPECT_EQ(message.method(), Method::Invite);
    EXPECT_EQ(message.request_uri(), "sip:bob@example.com");
    EXPECT_EQ(message.status(), 0);
    EXPECT_EQ(message.branch(), "z9hG4bK77");
    EXPECT_EQ(message.sent_by(), "192.0.2.1:5062");
    EXPECT_TRUE(message.top_via().has_rport());
    EXPECT_EQ(message.from_tag(), "a1");
    EXPECT_EQ(message.to_tag(), "");
    EXPECT_EQ(message.from().display_name(), "Anna");
    EXPECT_EQ(message.call_id(), "c1@192.0.2.1");
    EXPECT_EQ(message.cseq(), 7U);
    EXPECT_EQ(message.header("x-own"), "some thing");
    EXPECT_EQ(message.number(HeaderName::MaxForwards), 70U);
    EXPECT_EQ(message.body(), "body");
}

TEST(Message, AResponseTakesItsMethodFromCSeq) {
    const Message message =
        parsed(wire("SIP/2.0 180 Ringing here\nv: SIP/2.0/TCP [2001:db8::1]:5060;branch=z9hG4bK1\n"
                    "f: <sip:a@b>;tag=1\nt: <sip:c@d>;tag=2\ni: x\nCSeq: 1 INVITE\n\n"));
    EXPECT_TRUE(message.is_response());
    EXPECT_EQ(message.status(), 180);
    EXPECT_EQ(message.reason(), "Ringing here");
    EXPECT_EQ(message.request_uri(), "");
    EXPECT_EQ(message.method(), Method::Invite);
    EXPECT_EQ(message.top_via().host, "2001:db8::1");
    EXPECT_EQ(message.to_tag(), "2");
}

TEST(Message, CommaListsAndRowsOfOneNameComeInOrder) {
    const Message message = parsed(request_text(
        "REGISTER", "Contact: \"A, B\" <sip:a@x?h=1,2>;q=1, <sip:b@x>\nRoute: <sip:r>\nm: sip:c@x\nContact: ,\n"));
    std::vector<std::string> contacts;
    for (const std::string_view contact : message.values(HeaderName::Contact)) contacts.emplace_back(contact);
    EXPECT_EQ(contacts, (std::vector<std::string>{"\"A, B\" <sip:a@x?h=1,2>;q=1", "<sip:b@x>", "sip:c@x"}));
    EXPECT_EQ(message.contact()->display_name(), "A, B");
    std::size_t rows = 0;
    for ([[maybe_unused]] const std::string_view row : message.rows(HeaderName::Contact)) ++rows;
    EXPECT_EQ(rows, 3U);
}

TEST(Message, ListsAreSearchedWithoutRegardToCase) {
    const Message message = parsed(request_text("INVITE", "Supported: timer,  100REL\nk: replaces\n"));
    EXPECT_TRUE(message.lists(HeaderName::Supported, "100rel"));
    EXPECT_TRUE(message.lists(HeaderName::Supported, "replaces"));
    EXPECT_FALSE(message.lists(HeaderName::Supported, "rel"));
    EXPECT_FALSE(message.lists(HeaderName::Require, "100rel"));
}

TEST(Message, FoldedRowsBecomeOneValue) {
    const Message message = parsed(request_text("INVITE", "Subject: one\n  two\n\tthree\n"));
    EXPECT_EQ(message.header(HeaderName::Subject), "one    two  \tthree");
    EXPECT_EQ(message.bytes().find("\r\n two"), std::string::npos);
}

TEST(Message, BytesBeyondContentLengthAreDroppedAndMissingOnesRefused) {
    EXPECT_EQ(parsed(request_text("INVITE", "", "abc") + "def").body(), "abc");
    std::string short_one = request_text("INVITE", "", "abc");
    short_one.pop_back();
    EXPECT_EQ(failure_of(short_one), "body shorter than Content-Length");
}

TEST(Message, WithoutContentLengthTheBodyIsTheRestOfTheDatagram) {
    const Message message =
        parsed(wire("OPTIONS sip:a SIP/2.0\nv:SIP/2.0/UDP a\nf:sip:a;tag=1\nt:sip:b\ni:1\nCSeq:1 OPTIONS\n\nrest"));
    EXPECT_EQ(message.body(), "rest");
}

TEST(Message, EmptyLinesBeforeTheStartLineArePassedOver) {
    EXPECT_EQ(failure_of("\r\n\r\n" + request_text()), "parsed");
}

TEST(Message, StrayLineEndsAreRefused) {
    std::string text = request_text("INVITE", "X-A: b\n");
    std::string only_line_feed = text;
    only_line_feed.erase(only_line_feed.find("\r\nX-A"), 1);
    EXPECT_EQ(failure_of(only_line_feed), "line feed without carriage return");
    std::string stray = text;
    stray.insert(stray.find("b\r\n"), "\r");
    EXPECT_EQ(failure_of(stray), "carriage return without line feed");
    EXPECT_EQ(failure_of(text.substr(0, text.size() - 2)), "head without an end");
}

TEST(Message, WhatEveryMessageNeedsIsRequired) {
    for (const auto& [row, what] :
         {std::pair{"Via", "Via missing"}, {"From", "From"}, {"To", "To"}, {"Call-ID", "Call-ID"}, {"CSeq", "CSeq"}}) {
        std::string text = request_text();
        text.replace(text.find(std::string{"\r\n"} + row + ":") + 2, 1, "Q");
        EXPECT_EQ(failure_of(text), what) << row;
    }
}

TEST(Message, EachBoundIsKept) {
    Limits limits;
    limits.headers = 7;
    EXPECT_EQ(failure_of(request_text(), limits), "parsed");
    EXPECT_EQ(failure_of(request_text("INVITE", "X: y\n"), limits), "too many header rows");
    EXPECT_EQ(failure_of(request_text("INVITE", "X: " + std::string(9000, 'a') + "\n")), "header value too long");
    EXPECT_EQ(failure_of(request_text("INVITE", std::string(200, 'a') + ": x\n")), "header name");
    EXPECT_EQ(failure_of(request_text(std::string(65, 'M'))), "method");
    EXPECT_EQ(failure_of(request_text("INVITE", "", std::string(70000, 'x'))), "message too large");
    std::string many;
    for (int i = 0; i < 130; ++i) many += "X: y\n";
    EXPECT_EQ(failure_of(request_text("INVITE", many)), "too many header rows");
    std::string long_tag = request_text();
    long_tag.replace(long_tag.find("tag=a1") + 4, 2, std::string(600, 'a'));
    EXPECT_EQ(failure_of(long_tag), "tag too long");
}

TEST(Message, AFailureKeepsWhatAnAnswerNeeds) {
    const auto result = Message::parse(request_text("INVITE", "Max-Forwards: 300\n"));
    ASSERT_FALSE(result);
    const ParseFailure& failure = result.error();
    EXPECT_TRUE(failure.answerable());
    EXPECT_EQ(failure.method, "INVITE");
    EXPECT_EQ(failure.call_id, "c1@192.0.2.1");
    EXPECT_EQ(failure.cseq, "7 INVITE");
    EXPECT_EQ(failure.vias, std::vector<std::string>{"SIP/2.0/UDP 192.0.2.1:5062;branch=z9hG4bK77;rport"});
}

TEST(Message, AnAckOrAResponseIsNeverAnswerable) {
    EXPECT_FALSE(salvage(request_text("ACK"), "x", 400).answerable());
    EXPECT_FALSE(
        salvage(wire("SIP/2.0 200 OK\nVia: a\nFrom: b\nTo: c\nCall-ID: d\nCSeq: e\n\n"), "x", 400).answerable());
    EXPECT_FALSE(salvage("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "x", 400).answerable());
    EXPECT_FALSE(salvage("", "x", 400).answerable());
}

TEST(Message, EveryCutOfAMessageIsRefusedWithoutHarm) {
    const std::string whole = request_text("INVITE", "Contact: <sip:a@b>\n", "12345");
    for (std::size_t size = 0; size < whole.size(); ++size) EXPECT_FALSE(Message::parse(whole.substr(0, size))) << size;
}

TEST(Message, TheTortuousInviteMeansWhatItSays) {
    const Message message =
        parsed(wire_text::read_file(std::filesystem::path{SIDETONE_WIRE_DIR} / "rfc4475" / "wsinv.sip"));
    EXPECT_EQ(message.to_tag(), "1918181833n");
    EXPECT_EQ(message.from_tag(), "98asjd8");
    EXPECT_EQ(message.from().display_name(), "J Rosenberg \\\"");
    EXPECT_EQ(message.cseq(), 9U);
    EXPECT_EQ(message.number(HeaderName::MaxForwards), 68U);
    EXPECT_EQ(message.branch(), "390skdjuw");
    std::vector<std::string> hosts;
    for (const std::string_view via : message.values(HeaderName::Via)) hosts.emplace_back(parse_via(via).value().host);
    EXPECT_EQ(hosts, (std::vector<std::string>{"192.0.2.2", "spindle.example.com", "192.168.255.111"}));
    EXPECT_EQ(message.contact()->params.find("secondparam"), "");
    EXPECT_EQ(message.body().substr(0, 3), "v=0");
}

TEST(Message, MessagesOfRealPhonesParse) {
    std::size_t count = 0;
    for (const auto& file : std::filesystem::directory_iterator{std::filesystem::path{SIDETONE_WIRE_DIR} / "phones"}) {
        if (file.path().extension() != ".sip") continue;
        const auto result = Message::parse(wire_text::read_file(file.path()));
        ASSERT_TRUE(result) << file.path() << ": " << result.error().what;
        EXPECT_TRUE(result->contact()) << file.path();
        ++count;
    }
    EXPECT_GE(count, 5U);
}

}  // namespace
}  // namespace sidetone::sip
