// INVITE sessions of a calling endpoint from the first request to the end, message by message.
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "testing/network/wire_desk.h"

namespace sidetone::sip {
namespace {

using testing::Wire;
using testing::WireDesk;
using Times = std::vector<std::int64_t>;

/// A request of the called peer, in the dialog of our INVITE.
Wire from_callee(const Message& invite, std::string method, std::uint32_t cseq) {
    Wire wire;
    wire.method = std::move(method);
    wire.cseq = cseq;
    wire.branch = "z9hG4bK" + wire.method + std::to_string(cseq);
    wire.from = std::string(invite.header(HeaderName::To)) + ";tag=callee";
    wire.to = invite.header(HeaderName::From);
    wire.call_id = invite.call_id();
    return wire;
}

constexpr const char* kContact = "Contact: <sip:peer@198.51.100.7:5062>\r\n";

TEST(CallerSession, HearsRingingAndTheAnswerAndAcknowledgesEachRepetition) {
    WireDesk desk;
    desk.dial();
    const auto invite = desk.sent.back().message;
    EXPECT_EQ(invite.header(HeaderName::Contact), "<sip:desk@192.0.2.1:5060>");
    desk.answer(invite, 180);
    EXPECT_EQ(desk.last<Progress>()->status, 180);
    desk.answer(invite, 183, "callee", kContact, "early");
    EXPECT_EQ(desk.last<Progress>()->sdp, "early");
    desk.answer(invite, 200, "callee", kContact, "answer");
    EXPECT_EQ(desk.last<Answered>()->sdp, "answer");
    EXPECT_FALSE(desk.last<Answered>()->needs_answer);
    desk.answer(invite, 200, "callee", kContact, "answer");
    EXPECT_EQ(desk.times_of("ACK").size(), 2U);
    EXPECT_EQ(desk.count<Answered>(), 1U);
    EXPECT_EQ(desk.find_sent("ACK")->request_uri(), "sip:peer@198.51.100.7:5062");
    EXPECT_NE(desk.find_sent("ACK")->branch(), invite.branch());
}

TEST(CallerSession, TakesTheEarlyAnswerIfTheAnswerHasNone) {
    WireDesk desk;
    desk.dial();
    const auto invite = desk.sent.back().message;
    desk.answer(invite, 183, "callee", kContact, "early");
    desk.answer(invite, 200, "callee", kContact);
    EXPECT_EQ(desk.last<Answered>()->sdp, "early");
}

TEST(CallerSession, GivesTheAnswerWithTheAckIfItAskedForAnOffer) {
    WireDesk desk;
    const auto id = desk.dial("");
    const auto invite = desk.sent.back().message;
    desk.answer(invite, 200, "callee", kContact, "their offer");
    EXPECT_TRUE(desk.last<Answered>()->needs_answer);
    desk.answer(invite, 200, "callee", kContact, "their offer");
    EXPECT_FALSE(desk.find_sent("ACK"));
    desk.endpoint().confirm(id, "our answer", desk.now());
    desk.drain();
    EXPECT_EQ(desk.find_sent("ACK")->body(), "our answer");
}

TEST(CallerSession, CancelsOnlyAfterAProvisionalResponse) {
    WireDesk desk;
    const auto id = desk.dial();
    const auto invite = desk.sent.back().message;
    desk.endpoint().end(id, 0, "SIP;cause=200;text=\"Call completed elsewhere\"", desk.now());
    desk.drain();
    EXPECT_FALSE(desk.find_sent("CANCEL"));
    desk.answer(invite, 100);
    const auto* cancel = desk.find_sent("CANCEL");
    ASSERT_TRUE(cancel);
    EXPECT_EQ(cancel->branch(), invite.branch());
    EXPECT_EQ(cancel->request_uri(), invite.request_uri());
    EXPECT_EQ(cancel->header(HeaderName::Reason), "SIP;cause=200;text=\"Call completed elsewhere\"");
    desk.answer(Message::parse(cancel->bytes()).value(), 200);
    desk.answer(invite, 487);
    EXPECT_EQ(desk.last<Refused>()->status, 487);
    EXPECT_EQ(desk.count<Released>(), 1U);
}

TEST(CallerSession, GivesUpOnAPhoneThatIgnoresCancel) {
    WireDesk desk;
    const auto id = desk.dial();
    desk.answer(desk.sent.back().message, 180);
    desk.endpoint().end(id, 0, "", desk.now());
    desk.drain();
    desk.pass_ms(32'000);
    EXPECT_EQ(desk.last<Refused>()->status, 487);
    EXPECT_EQ(desk.last<Refused>()->message, nullptr);
    EXPECT_EQ(desk.count<Released>(), 1U);
    EXPECT_TRUE(desk.is_quiet());
}

TEST(CallerSession, EndsAnAnswerThatComesAfterCancel) {
    WireDesk desk;
    const auto id = desk.dial();
    const auto invite = desk.sent.back().message;
    desk.answer(invite, 180);
    desk.endpoint().end(id, 0, "", desk.now());
    desk.drain();
    desk.answer(invite, 200, "callee", kContact, "answer");
    EXPECT_TRUE(desk.find_sent("ACK"));
    EXPECT_TRUE(desk.find_sent("BYE"));
    EXPECT_EQ(desk.count<Answered>(), 0U);
    EXPECT_EQ(desk.last<Refused>()->status, 487);
    EXPECT_EQ(desk.count<Released>(), 1U);
}

TEST(CallerSession, KeepsTheFirstAnswerOfAForkAndEndsTheOthers) {
    WireDesk desk;
    desk.dial();
    const auto invite = desk.sent.back().message;
    desk.answer(invite, 180, "one");
    desk.answer(invite, 180, "two");
    EXPECT_EQ(desk.last<Progress>()->to_tag, "two");
    desk.answer(invite, 200, "one", kContact, "answer");
    desk.answer(invite, 200, "two", "Contact: <sip:two@198.51.100.8>\r\n", "answer");
    EXPECT_EQ(desk.count<Answered>(), 1U);
    const auto* bye = desk.find_sent("BYE");
    ASSERT_TRUE(bye);
    EXPECT_EQ(bye->to_tag(), "two");
    EXPECT_EQ(bye->request_uri(), "sip:two@198.51.100.8");
    EXPECT_EQ(desk.find_sent("ACK")->to_tag(), "two");
    EXPECT_EQ(desk.count<Ended>(), 0U);
}

TEST(CallerSession, KeepsAnEarlyDialogForEachToTagWithItsOwnRouteAndNumbers) {
    WireDesk desk;
    desk.dial();
    const auto invite = *Message::parse(desk.sent.back().message.bytes());
    const auto early = [](int n) {
        const auto number = std::to_string(n);
        return "Require: 100rel\r\nRSeq: " + std::to_string(10 * n) + "\r\nRecord-Route: <sip:proxy" + number +
               ".example;lr>\r\nContact: <sip:phone" + number + "@198.51.100.7>\r\n";
    };
    for (const int n : {1, 2}) {
        const auto tag = "tag" + std::to_string(n);
        desk.answer(invite, 183, tag, early(n), "early " + std::to_string(n));
        EXPECT_EQ(desk.last<Progress>()->to_tag, tag);
        EXPECT_EQ(desk.last<Progress>()->sdp, "early " + std::to_string(n));
        const auto* prack = desk.find_sent("PRACK");
        ASSERT_TRUE(prack);
        EXPECT_EQ(prack->to_tag(), tag);
        EXPECT_EQ(prack->request_uri(), "sip:phone" + std::to_string(n) + "@198.51.100.7");
        EXPECT_EQ(prack->header(HeaderName::Route), "<sip:proxy" + std::to_string(n) + ".example;lr>");
        EXPECT_EQ(prack->header(HeaderName::RAck), std::to_string(10 * n) + " 1 INVITE");
        EXPECT_EQ(prack->cseq(), 2U);  // each dialog counts for itself
    }
    desk.answer(invite, 183, "tag1", early(1), "early 1");  // repeated
    EXPECT_EQ(desk.times_of("PRACK").size(), 2U);
    desk.answer(invite, 200, "tag1", "Record-Route: <sip:proxy1.example;lr>\r\nContact: <sip:phone1@198.51.100.7>\r\n");
    EXPECT_EQ(desk.last<Answered>()->sdp, "early 1");
    EXPECT_EQ(desk.find_sent("ACK")->header(HeaderName::Route), "<sip:proxy1.example;lr>");
    desk.answer(invite, 200, "tag2", "Contact: <sip:phone2@198.51.100.7>\r\n", "late");
    ASSERT_TRUE(desk.find_sent("BYE"));
    EXPECT_EQ(desk.find_sent("BYE")->to_tag(), "tag2");
}

TEST(CallerSession, EndsAnAnswerWithAContactThatCannotBeUsed) {
    for (const char* contact :
         {"Contact: <tel:+1555>\r\n", "Contact: <http://example.org>\r\n", "Contact: *\r\n", ""}) {
        SCOPED_TRACE(contact);
        WireDesk desk;
        desk.dial();
        const auto invite = desk.sent.back().message;
        desk.answer(invite, 200, "callee", contact, "answer");
        EXPECT_EQ(desk.find_sent("ACK")->request_uri(), invite.request_uri());
        EXPECT_EQ(desk.find_sent("BYE")->request_uri(), invite.request_uri());
        EXPECT_EQ(desk.count<Answered>(), 0U);
        EXPECT_EQ(desk.count<Ended>(), 1U);
        EXPECT_EQ(desk.count<Released>(), 1U);
        desk.pass_ms(64'000);
        EXPECT_TRUE(desk.is_quiet());
    }
}

TEST(CallerSession, ReversesTheRecordedRoute) {
    WireDesk desk;
    const auto id = desk.answered_call_to_peer(
        "Record-Route: <sip:near.example.org;lr>\r\nRecord-Route: <sip:far.example.org;lr>\r\n");
    desk.endpoint().end(id, 0, "", desk.now());
    desk.drain();
    std::vector<std::string> routes;
    for (const auto route : desk.find_sent("BYE")->values(HeaderName::Route)) routes.emplace_back(route);
    EXPECT_EQ(routes, (std::vector<std::string>{"<sip:far.example.org;lr>", "<sip:near.example.org;lr>"}));
}

TEST(CallerSession, MeetsAByeThatOvertookTheAnswer) {
    WireDesk desk;
    desk.dial();
    const auto invite = desk.sent.back().message;
    desk.answer(invite, 180);
    desk.receive(from_callee(invite, "BYE", 1));
    EXPECT_EQ(desk.last<Ended>()->by, EndedBy::Bye);
    EXPECT_EQ(desk.count<Released>(), 1U);
    desk.answer(invite, 200, "callee", kContact, "answer");
    EXPECT_TRUE(desk.find_sent("ACK"));
    EXPECT_EQ(desk.count<Answered>(), 0U);
}

TEST(CallerSession, IsRefusedBeyondTheBound) {
    EndpointConfig config;
    config.max_invites = 1;
    WireDesk desk{config};
    desk.dial();
    desk.dial();
    EXPECT_EQ(desk.last<Refused>()->status, 503);
    desk.receive(Wire{});
    ASSERT_TRUE(desk.find_sent("SIP/2.0 503"));
    EXPECT_TRUE(desk.find_sent("SIP/2.0 503")->has(HeaderName::RetryAfter));
}

TEST(CallerSession, NamesTheTransportInItsContact) {
    for (const auto& [transport, contact] : {std::pair{Transport::Tcp, "<sip:desk@192.0.2.1:5060;transport=tcp>"},
                                             std::pair{Transport::Tls, "<sip:desk@192.0.2.1:5060;transport=tls>"},
                                             std::pair{Transport::Wss, "<sip:desk@192.0.2.1:5060;transport=ws>"}}) {
        WireDesk desk{{}, transport};
        desk.dial();
        EXPECT_EQ(desk.sent.back().message.header(HeaderName::Contact), contact);
    }
}

TEST(CallerSession, SendsRequestsOfTheApplicationInsideTheDialog) {
    WireDesk desk;
    const auto id = desk.dial();
    const auto invite = desk.sent.back().message;
    desk.answer(invite, 180, "callee", kContact);
    const auto notify = desk.endpoint().request_in_dialog(id, "NOTIFY", {{"Event", "talk"}}, {}, desk.now());
    desk.drain();
    const auto request = desk.sent.back().message;
    EXPECT_EQ(request.method_text(), "NOTIFY");
    EXPECT_EQ(request.to_tag(), "callee");
    EXPECT_EQ(request.cseq(), invite.cseq() + 1);
    desk.answer(request, 200);
    EXPECT_EQ(desk.last<RequestAnswered>()->transaction, notify);
    EXPECT_EQ(desk.last<RequestAnswered>()->status, 200);
}

}  // namespace
}  // namespace sidetone::sip
