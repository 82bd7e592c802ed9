// INVITE sessions of a called endpoint from the first request to the end, message by message; and what no session
// takes.
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

Wire in_dialog(const WireDesk& desk, std::string method, std::uint32_t cseq) {
    Wire wire;
    wire.method = std::move(method);
    wire.cseq = cseq;
    wire.branch = "z9hG4bK" + wire.method + std::to_string(cseq);
    wire.to += ";tag=" + desk.our_tag();
    return wire;
}

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
