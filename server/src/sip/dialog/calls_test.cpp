// INVITE sessions from the first request to the end, both roles, message by message.
#include <gtest/gtest.h>

#include "testing/network/wire_desk.h"

namespace sidetone::sip {
namespace {

using testing::Wire;
using testing::WireDesk;
using Times = std::vector<std::int64_t>;

Wire in_dialog(const WireDesk& desk, std::string method, std::uint32_t cseq) {
    Wire wire;
    wire.method = std::move(method);
    wire.cseq = cseq;
    wire.branch = "z9hG4bK" + wire.method + std::to_string(cseq);
    wire.to += ";tag=" + desk.our_tag();
    return wire;
}

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

TEST(CalledSession, RepeatsItsAnswerUntilTheAckComes) {
    WireDesk desk;
    Wire invite;
    invite.body = "offer";
    desk.receive(invite);
    const auto id = desk.last<InviteReceived>()->invite;
    EXPECT_EQ(desk.last<InviteReceived>()->sdp, "offer");
    desk.endpoint().accept(id, "answer", desk.now());
    desk.drain();
    desk.pass_ms(3'500);
    EXPECT_EQ(desk.times_of("SIP/2.0 200"), (Times{0, 500, 1'500, 3'500}));
    Wire ack = in_dialog(desk, "ACK", 1);
    desk.receive(ack);
    desk.pass_ms(20'000);
    EXPECT_EQ(desk.times_of("SIP/2.0 200").size(), 4U);
    EXPECT_EQ(desk.count<Confirmed>(), 1U);
}

TEST(CalledSession, EndsWithByeIfNoAckComes) {
    WireDesk desk;
    Wire invite;
    invite.body = "offer";
    desk.receive(invite);
    desk.endpoint().accept(desk.last<InviteReceived>()->invite, "answer", desk.now());
    desk.drain();
    desk.pass_ms(32'000);
    EXPECT_EQ(desk.last<Ended>()->by, EndedBy::NoAck);
    EXPECT_EQ(desk.times_of("BYE").front(), 32'000);
    EXPECT_EQ(desk.count<Released>(), 1U);
}

TEST(CalledSession, SendsByeOnlyAfterTheAck) {
    WireDesk desk;
    Wire invite;
    invite.body = "offer";
    desk.receive(invite);
    const auto id = desk.last<InviteReceived>()->invite;
    desk.endpoint().accept(id, "answer", desk.now());
    desk.endpoint().end(id, 0, "", desk.now());
    desk.drain();
    desk.pass_ms(400);
    EXPECT_FALSE(desk.find_sent("BYE"));
    desk.receive(in_dialog(desk, "ACK", 1));
    EXPECT_TRUE(desk.find_sent("BYE"));
    EXPECT_EQ(desk.count<Released>(), 1U);
    EXPECT_EQ(desk.count<Ended>(), 0U);
}

TEST(CalledSession, IsCancelledBeforeItsAnswer) {
    WireDesk desk;
    desk.receive(Wire{});
    Wire cancel;
    cancel.method = "CANCEL";
    cancel.headers = "Reason: SIP;cause=200;text=\"Call completed elsewhere\"\r\n";
    desk.receive(cancel);
    EXPECT_TRUE(desk.find_sent("SIP/2.0 487"));
    EXPECT_EQ(desk.find_sent("SIP/2.0 200")->to_tag(), desk.find_sent("SIP/2.0 487")->to_tag());
    EXPECT_EQ(desk.last<Ended>()->by, EndedBy::Cancel);
    EXPECT_EQ(desk.last<Ended>()->reason, "SIP;cause=200;text=\"Call completed elsewhere\"");
    EXPECT_EQ(desk.count<Released>(), 1U);
}

TEST(CalledSession, CrossesCancelWithItsAnswerAndStands) {
    WireDesk desk;
    Wire invite;
    invite.body = "offer";
    desk.receive(invite);
    desk.endpoint().accept(desk.last<InviteReceived>()->invite, "answer", desk.now());
    desk.drain();
    Wire cancel;
    cancel.method = "CANCEL";
    desk.receive(cancel);
    EXPECT_EQ(desk.count<Ended>(), 0U);
    EXPECT_FALSE(desk.find_sent("SIP/2.0 487"));
}

TEST(CalledSession, AnswersCancelOfNothingWith481) {
    WireDesk desk;
    Wire cancel;
    cancel.method = "CANCEL";
    desk.receive(cancel);
    EXPECT_TRUE(desk.find_sent("SIP/2.0 481"));
}

TEST(CalledSession, AsksForAnOfferAndGetsTheAnswerWithTheAck) {
    WireDesk desk;
    desk.receive(Wire{});
    EXPECT_EQ(desk.last<InviteReceived>()->sdp, "");
    desk.endpoint().accept(desk.last<InviteReceived>()->invite, "our offer", desk.now());
    desk.drain();
    Wire ack = in_dialog(desk, "ACK", 1);
    ack.body = "their answer";
    desk.receive(ack);
    EXPECT_EQ(desk.last<Confirmed>()->sdp, "their answer");
}

TEST(CalledSession, IsEndedByBye) {
    WireDesk desk;
    desk.answered_call_from_peer();
    Wire bye = in_dialog(desk, "BYE", 2);
    bye.headers = "Reason: Q.850;cause=16\r\n";
    desk.receive(bye);
    EXPECT_EQ(desk.last<Ended>()->by, EndedBy::Bye);
    EXPECT_EQ(desk.last<Ended>()->reason, "Q.850;cause=16");
    EXPECT_EQ(desk.count<Released>(), 1U);
    desk.pass_ms(32'000);
    EXPECT_TRUE(desk.is_quiet());
}

TEST(CalledSession, GoesTheRecordedRouteBackAndToTheContact) {
    WireDesk desk;
    const auto id = desk.answered_call_from_peer("Record-Route: <sip:p2.example.org;lr>, <sip:p1.example.org;lr>\r\n");
    desk.endpoint().end(id, 0, "", desk.now());
    desk.drain();
    const auto* bye = desk.find_sent("BYE");
    ASSERT_TRUE(bye);
    EXPECT_EQ(bye->request_uri(), "sip:peer@198.51.100.7:5062");
    std::vector<std::string> routes;
    for (const auto route : bye->values(HeaderName::Route)) routes.emplace_back(route);
    EXPECT_EQ(routes, (std::vector<std::string>{"<sip:p2.example.org;lr>", "<sip:p1.example.org;lr>"}));
}

TEST(CalledSession, MeetsAStrictRouterTheOldWay) {
    WireDesk desk;
    const auto id = desk.answered_call_from_peer("Record-Route: <sip:strict.example.org>, <sip:p1.example.org;lr>\r\n");
    desk.endpoint().end(id, 0, "", desk.now());
    desk.drain();
    const auto* bye = desk.find_sent("BYE");
    EXPECT_EQ(bye->request_uri(), "sip:strict.example.org");
    std::vector<std::string> routes;
    for (const auto route : bye->values(HeaderName::Route)) routes.emplace_back(route);
    EXPECT_EQ(routes, (std::vector<std::string>{"<sip:p1.example.org;lr>", "<sip:peer@198.51.100.7:5062>"}));
}

TEST(CalledSession, RefusesRequestsOutOfOrderAndOfOtherDialogs) {
    WireDesk desk;
    desk.answered_call_from_peer();
    const auto tag = desk.our_tag();
    desk.receive(in_dialog(desk, "INFO", 5));
    EXPECT_EQ(desk.count<DialogRequest>(), 1U);
    Wire late = in_dialog(desk, "INFO", 4);
    late.to = "<sip:desk@example.org>;tag=" + tag;
    desk.receive(late);
    EXPECT_TRUE(desk.find_sent("SIP/2.0 500"));
    Wire stranger = in_dialog(desk, "BYE", 6);
    stranger.to = "<sip:desk@example.org>;tag=" + tag;
    stranger.from = "<sip:peer@example.org>;tag=other";
    desk.receive(stranger);
    EXPECT_TRUE(desk.find_sent("SIP/2.0 481"));
    stranger.from = "<sip:peer@example.org>;tag=peer";
    stranger.call_id = "call-9";
    stranger.branch += "x";
    desk.receive(stranger);
    EXPECT_EQ(desk.count<Ended>(), 0U);
}

TEST(CalledSession, FollowsThePhoneToAnotherFlow) {
    WireDesk desk;
    const auto id = desk.answered_call_from_peer();
    const auto elsewhere = desk.open_flow(2, Transport::Udp);
    const auto request = in_dialog(desk, "INFO", 2);
    desk.receive(request, elsewhere);
    desk.endpoint().on_flow_closed(WireDesk::kFlow, desk.now());
    desk.endpoint().end(id, 0, "", desk.now());
    desk.drain();
    EXPECT_EQ(desk.count<Ended>(), 0U);
    ASSERT_TRUE(desk.find_sent("BYE"));
    EXPECT_EQ(desk.sent.back().flow, elsewhere);
}

TEST(CalledSession, EndsWithItsFlow) {
    WireDesk desk{{}, Transport::Wss};
    desk.answered_call_from_peer();
    desk.endpoint().on_flow_closed(WireDesk::kFlow, desk.now());
    desk.drain();
    EXPECT_EQ(desk.last<Ended>()->by, EndedBy::FlowLost);
    EXPECT_EQ(desk.count<Released>(), 1U);
    desk.pass_ms(64'000);
    EXPECT_TRUE(desk.is_quiet());
}

TEST(CalledSession, RefusesWhatItCannotServe) {
    struct Case {
        const char* what;
        Wire wire;
        const char* answer;
    };
    Wire no_contact;
    no_contact.headers = "";
    Wire tel_contact;
    tel_contact.headers = "Contact: <tel:+1555>\r\n";
    Wire extension;
    extension.headers += "Require: timer, foo\r\n";
    Wire hops;
    hops.headers += "Max-Forwards: 0\r\n";
    Wire body;
    body.body = "x";
    body.content_type = "text/html";
    Wire scheme;
    scheme.uri = "http://example.org";
    Wire interval;
    interval.headers += "Session-Expires: 30\r\nSupported: timer\r\n";
    Wire method;
    method.method = "FROBNICATE";
    Wire orphan;
    orphan.method = "BYE";
    const Case cases[] = {{"no Contact", no_contact, "SIP/2.0 400"},
                          {"a Contact that is no SIP URI", tel_contact, "SIP/2.0 400"},
                          {"an extension", extension, "SIP/2.0 420"},
                          {"no hops left", hops, "SIP/2.0 483"},
                          {"a body that is no SDP", body, "SIP/2.0 415"},
                          {"a scheme", scheme, "SIP/2.0 416"},
                          {"a short session interval", interval, "SIP/2.0 422"},
                          {"a method nobody knows", method, "SIP/2.0 501"},
                          {"BYE of nothing", orphan, "SIP/2.0 481"}};
    for (const auto& test : cases) {
        SCOPED_TRACE(test.what);
        WireDesk desk;
        desk.receive(test.wire);
        EXPECT_TRUE(desk.find_sent(test.answer));
        EXPECT_EQ(desk.count<InviteReceived>() + desk.count<RequestReceived>(), 0U);
        desk.pass_ms(32'000);
        EXPECT_TRUE(desk.is_quiet());
    }
    WireDesk desk;
    desk.receive(extension);
    EXPECT_EQ(desk.find_sent("SIP/2.0 420")->header(HeaderName::Unsupported), "foo");
}

TEST(CalledSession, TakesAForestOfViasAsItIs) {
    WireDesk desk;
    Wire invite;
    for (int i = 0; i < 90; ++i)
        invite.headers +=
            "Via: SIP/2.0/UDP loop" + std::to_string(i) + ".example.org;branch=z9hG4bK" + std::to_string(i) + "\r\n";
    desk.receive(invite);
    desk.endpoint().reject(desk.last<InviteReceived>()->invite, 486, desk.now());
    desk.drain();
    std::size_t vias = 0;
    for ([[maybe_unused]] const auto via : desk.find_sent("SIP/2.0 486")->values(HeaderName::Via)) ++vias;
    EXPECT_EQ(vias, 91U);
}

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

TEST(Endpoint, AnswersMalformedRequestsStatelessly) {
    WireDesk desk;
    const auto parsed = Message::parse(
        "INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP 198.51.100.7;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: "
        "<sip:c@d>\r\nCall-ID: x\r\nCSeq: 1 BYE\r\n"
        "Content-Length: 0\r\n\r\n");
    ASSERT_FALSE(parsed);
    desk.endpoint().on_malformed(WireDesk::kFlow, parsed.error(), desk.now());
    desk.drain();
    EXPECT_TRUE(desk.find_sent("SIP/2.0 400"));
    EXPECT_TRUE(desk.is_quiet());
}

TEST(Endpoint, IgnoresIdsThatAreNot) {
    WireDesk desk;
    const InviteId nobody{42};
    auto& endpoint = desk.endpoint();
    endpoint.accept(nobody, "x", desk.now());
    endpoint.provisional(nobody, 180, "", desk.now());
    endpoint.reject(nobody, 486, desk.now());
    endpoint.confirm(nobody, "x", desk.now());
    endpoint.end(nobody, 486, "", desk.now());
    endpoint.reoffer(nobody, "x", desk.now());
    endpoint.accept_reoffer(nobody, "x", desk.now());
    endpoint.reject_reoffer(nobody, 488, desk.now());
    endpoint.respond(TransactionId{7}, 200, {}, {}, desk.now());
    endpoint.on_flow_closed(base::FlowId{99}, desk.now());
    desk.drain();
    EXPECT_TRUE(desk.sent.empty());
    EXPECT_TRUE(desk.events.empty());
}

}  // namespace
}  // namespace sidetone::sip
