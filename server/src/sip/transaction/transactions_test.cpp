// The transaction machines, seen through the endpoint and counted out in simulated time (RFC 3261 table 4, RFC 6026).
#include <gtest/gtest.h>

#include "testing/network/wire_desk.h"

namespace sidetone::sip {
namespace {

using testing::Wire;
using testing::WireDesk;
using Times = std::vector<std::int64_t>;

TransactionId send_options(WireDesk& desk) {
    OutgoingRequest request;
    request.flow = WireDesk::kFlow;
    request.method = "OPTIONS";
    request.request_uri = "sip:peer@198.51.100.7:5062";
    request.from = "<sip:desk@example.org>";
    request.to = "<sip:peer@example.org>";
    const auto id = desk.endpoint().request(request, desk.now());
    desk.drain();
    return id;
}

Wire options() {
    Wire wire;
    wire.method = "OPTIONS";
    wire.branch = "z9hG4bKoptions";
    return wire;
}

TEST(InviteClientTransaction, RepeatsAtDoublingIntervalsAndGivesUpAfter64T1) {
    WireDesk desk;
    desk.dial();
    desk.pass_ms(31'990);
    EXPECT_EQ(desk.times_of("INVITE"), (Times{0, 500, 1'500, 3'500, 7'500, 15'500, 31'500}));
    EXPECT_EQ(desk.count<Refused>(), 0U);
    desk.pass_ms(10);
    ASSERT_EQ(desk.count<Refused>(), 1U);
    EXPECT_EQ(desk.last<Refused>()->status, 408);
    EXPECT_EQ(desk.count<Released>(), 1U);
    EXPECT_TRUE(desk.is_quiet());
}

TEST(InviteClientTransaction, IsNotRepeatedOverAConnection) {
    WireDesk desk{{}, Transport::Tcp};
    desk.dial();
    desk.pass_ms(32'000);
    EXPECT_EQ(desk.times_of("INVITE"), Times{0});
    EXPECT_EQ(desk.last<Refused>()->status, 408);
}

TEST(InviteClientTransaction, WaitsWithoutEndOnceThePhoneRings) {
    WireDesk desk;
    desk.dial();
    const auto invite = desk.sent.back().message;
    desk.pass_ms(600);
    desk.answer(invite, 180);
    desk.pass(std::chrono::minutes{10});
    EXPECT_EQ(desk.times_of("INVITE"), (Times{0, 500}));
    EXPECT_EQ(desk.count<Refused>(), 0U);
}

TEST(InviteClientTransaction, AcknowledgesARefusalOnItsOwnBranchAsOftenAsItComes) {
    WireDesk desk;
    desk.dial();
    const auto invite = desk.sent.back().message;
    desk.answer(invite, 486);
    desk.pass_ms(500);
    desk.answer(invite, 486);
    EXPECT_EQ(desk.times_of("ACK"), (Times{0, 500}));
    EXPECT_EQ(desk.find_sent("ACK")->branch(), invite.branch());
    EXPECT_EQ(desk.find_sent("ACK")->to_tag(), "callee");
    EXPECT_EQ(desk.count<Refused>(), 1U);
    desk.pass_ms(31'490);
    EXPECT_FALSE(desk.is_quiet());  // timer D: 32 s
    desk.pass_ms(10);
    EXPECT_TRUE(desk.is_quiet());
}

TEST(ClientTransaction, RepeatsARequestUpToEveryT2AndGivesUpAfter64T1) {
    WireDesk desk;
    const auto id = send_options(desk);
    desk.pass_ms(32'000);
    EXPECT_EQ(desk.times_of("OPTIONS"),
              (Times{0, 500, 1'500, 3'500, 7'500, 11'500, 15'500, 19'500, 23'500, 27'500, 31'500}));
    ASSERT_EQ(desk.count<RequestAnswered>(), 1U);
    EXPECT_EQ(desk.last<RequestAnswered>()->transaction, id);
    EXPECT_EQ(desk.last<RequestAnswered>()->status, 408);
    EXPECT_TRUE(desk.is_quiet());
}

TEST(ClientTransaction, RepeatsEveryT2AfterAProvisionalResponse) {
    WireDesk desk;
    send_options(desk);
    desk.answer(desk.sent.back().message, 100);
    desk.pass_ms(9'000);
    EXPECT_EQ(desk.times_of("OPTIONS"), (Times{0, 500, 4'500, 8'500}));
}

TEST(ClientTransaction, AbsorbsRepeatedAnswersForT4) {
    WireDesk desk;
    send_options(desk);
    const auto request = desk.sent.back().message;
    desk.answer(request, 200);
    desk.answer(request, 200);
    EXPECT_EQ(desk.count<RequestAnswered>(), 1U);
    desk.pass_ms(4'990);
    EXPECT_FALSE(desk.is_quiet());
    desk.pass_ms(10);
    EXPECT_TRUE(desk.is_quiet());
}

TEST(InviteServerTransaction, SaysTryingAtOnce) {
    WireDesk desk;
    desk.receive(Wire{});
    EXPECT_EQ(desk.times_of("SIP/2.0 100"), Times{0});
    desk.pass_ms(500);
    desk.receive(Wire{});
    EXPECT_EQ(desk.times_of("SIP/2.0 100"), (Times{0, 500}));
    EXPECT_EQ(desk.count<InviteReceived>(), 1U);
}

TEST(InviteServerTransaction, RepeatsARefusalUntilTimerHWithoutAnAck) {
    WireDesk desk;
    desk.receive(Wire{});
    desk.endpoint().reject(desk.last<InviteReceived>()->invite, 486, desk.now());
    desk.drain();
    desk.pass_ms(32'000);
    EXPECT_EQ(desk.times_of("SIP/2.0 486"),
              (Times{0, 500, 1'500, 3'500, 7'500, 11'500, 15'500, 19'500, 23'500, 27'500, 31'500}));
    EXPECT_TRUE(desk.is_quiet());
}

TEST(InviteServerTransaction, StopsRepeatingARefusalWithTheAckAndIsGoneAfterT4) {
    WireDesk desk;
    desk.receive(Wire{});
    desk.endpoint().reject(desk.last<InviteReceived>()->invite, 486, desk.now());
    desk.drain();
    desk.pass_ms(500);
    Wire ack;
    ack.method = "ACK";
    ack.to += ";tag=" + desk.our_tag();
    desk.receive(ack);
    desk.pass_ms(4'990);
    EXPECT_FALSE(desk.is_quiet());
    desk.pass_ms(10);
    EXPECT_TRUE(desk.is_quiet());
    EXPECT_EQ(desk.times_of("SIP/2.0 486"), (Times{0, 500}));
}

TEST(InviteServerTransaction, AbsorbsTheInviteAfterA2xx) {
    WireDesk desk;
    Wire invite;
    invite.body = "offer";
    desk.answered_call_from_peer();
    const auto before = desk.sent.size();
    desk.receive(invite);
    desk.pass_ms(31'990);
    EXPECT_EQ(desk.sent.size(), before);
    EXPECT_EQ(desk.count<InviteReceived>(), 1U);
}

TEST(ServerTransaction, RepeatsItsAnswerToARepeatedRequestFor64T1) {
    WireDesk desk;
    desk.receive(options());
    desk.endpoint().respond(desk.last<RequestReceived>()->transaction, 200, {{"Accept", "application/sdp"}}, {},
                            desk.now());
    desk.drain();
    desk.pass_ms(31'990);
    desk.receive(options());
    EXPECT_EQ(desk.times_of("SIP/2.0 200"), (Times{0, 31'990}));
    EXPECT_EQ(desk.sent[0].message.bytes(), desk.sent[1].message.bytes());
    EXPECT_EQ(desk.count<RequestReceived>(), 1U);
    desk.pass_ms(10);
    EXPECT_TRUE(desk.is_quiet());
}

TEST(ServerTransaction, LeavesNothingBehindOnAConnection) {
    WireDesk desk{{}, Transport::Tls};
    desk.receive(options());
    desk.endpoint().respond(desk.last<RequestReceived>()->transaction, 200, {}, {}, desk.now());
    desk.drain();
    EXPECT_TRUE(desk.is_quiet());
}

TEST(ServerTransaction, WritesReceivedAndRportIntoTheTopVia) {
    WireDesk desk;
    desk.receive(options());
    desk.endpoint().respond(desk.last<RequestReceived>()->transaction, 200, {}, {}, desk.now());
    desk.drain();
    const auto via = desk.sent.back().message.top_via();
    EXPECT_EQ(via.received(), "198.51.100.7");
    EXPECT_EQ(via.params.find("rport"), "5062");
}

TEST(ServerTransaction, MeetsTheSameRequestOnAnotherBranchWithLoopDetected) {
    WireDesk desk;
    desk.receive(Wire{});
    Wire merged;
    merged.branch = "z9hG4bKpeer2";
    desk.receive(merged);
    EXPECT_TRUE(desk.find_sent("SIP/2.0 482"));
    EXPECT_EQ(desk.count<InviteReceived>(), 1U);
}

TEST(ServerTransaction, TakesARequestRepeatedWithCredentialsForAnotherOne) {
    WireDesk desk;
    desk.receive(options());
    desk.endpoint().respond(desk.last<RequestReceived>()->transaction, 401, {}, {}, desk.now());
    desk.drain();
    Wire again = options();
    again.branch = "z9hG4bKoptions2";
    desk.receive(again);
    EXPECT_EQ(desk.count<RequestReceived>(), 2U);
}

TEST(ServerTransaction, KnowsRequestsWithoutTheMagicCookieByTheirHeaders) {
    WireDesk desk;
    Wire old;
    old.branch = "1";
    desk.receive(old);
    desk.receive(old);
    EXPECT_EQ(desk.count<InviteReceived>(), 1U);
    old.call_id = "call-2";
    desk.receive(old);
    EXPECT_EQ(desk.count<InviteReceived>(), 2U);
}

TEST(ServerTransaction, TakesTheMagicCookieAloneForNoBranch) {
    WireDesk desk;
    Wire bare = options();
    bare.branch = "z9hG4bK";
    desk.receive(bare);
    bare.call_id = "call-2";
    desk.receive(bare);
    EXPECT_EQ(desk.count<RequestReceived>(), 2U);
    desk.receive(bare);
    EXPECT_EQ(desk.count<RequestReceived>(), 2U);
}

TEST(ServerTransaction, IsForgottenIfTheApplicationNeverAnswers) {
    WireDesk desk;
    desk.receive(options());
    desk.pass_ms(32'000);
    EXPECT_TRUE(desk.is_quiet());
}

TEST(Transactions, AnswerBeyondTheirBoundWith503AndRetryAfterButServeWhatEndsCalls) {
    EndpointConfig config;
    config.max_transactions = 1;
    WireDesk desk{config};
    desk.receive(Wire{});
    desk.receive(options());
    ASSERT_TRUE(desk.find_sent("SIP/2.0 503"));
    EXPECT_TRUE(desk.find_sent("SIP/2.0 503")->has(HeaderName::RetryAfter));
    EXPECT_EQ(desk.count<RequestReceived>(), 0U);
    Wire cancel;
    cancel.method = "CANCEL";
    desk.receive(cancel);
    EXPECT_TRUE(desk.find_sent("SIP/2.0 487"));
}

TEST(Transactions, KeepNoMoreBytesThanTheirBoundOfRequestsThatWait) {
    EndpointConfig config;
    config.max_transaction_bytes = 10'000;
    WireDesk desk{config};
    Wire large = options();
    large.headers += "X-Large: " + std::string(3'000, 'x') + "\r\n";
    for (int i = 0; i < 10; ++i) {
        large.branch = "z9hG4bKlarge" + std::to_string(i);
        large.call_id = "large-" + std::to_string(i);
        desk.receive(large);
    }
    EXPECT_EQ(desk.count<RequestReceived>(), 4U) << "the fourth goes beyond the bound, the fifth finds it so";
    ASSERT_TRUE(desk.find_sent("SIP/2.0 503"));
    desk.pass_ms(32'000);
    EXPECT_TRUE(desk.is_quiet());
    large.branch += "later";
    large.call_id += "later";
    desk.receive(large);
    EXPECT_EQ(desk.count<RequestReceived>(), 5U) << "what is over weighs nothing";
}

TEST(Transactions, RefuseCallsButNoRegistrationsWhileThereIsTooMuchToDo) {
    WireDesk desk;
    desk.endpoint().refuse_new_calls(true);
    desk.receive(Wire{});
    ASSERT_TRUE(desk.find_sent("SIP/2.0 503"));
    EXPECT_TRUE(desk.find_sent("SIP/2.0 503")->has(HeaderName::RetryAfter));
    EXPECT_FALSE(desk.find_sent("SIP/2.0 100"));
    Wire registration = options();
    registration.method = "REGISTER";
    desk.receive(registration);
    EXPECT_EQ(desk.count<RequestReceived>(), 1U);
    desk.endpoint().refuse_new_calls(false);
    Wire again;
    again.branch = "z9hG4bKagain";
    again.call_id = "call-again";
    desk.receive(again);
    EXPECT_EQ(desk.count<InviteReceived>(), 1U);
}

TEST(Transactions, OfAServerThatStopsRefuseWhatBeginsAndServeWhatIsUnderWay) {
    WireDesk desk;
    const auto call = desk.answered_call_from_peer();
    EXPECT_FALSE(desk.endpoint().is_settled());
    desk.endpoint().refuse_new_requests();
    Wire late;
    late.call_id = "call-2";
    late.branch = "z9hG4bKlate";
    desk.receive(late);
    desk.receive(options());
    EXPECT_EQ(desk.times_of("SIP/2.0 503").size(), 2U);
    EXPECT_TRUE(desk.find_sent("SIP/2.0 503")->has(HeaderName::RetryAfter));
    EXPECT_EQ(desk.count<InviteReceived>(), 1U);
    EXPECT_EQ(desk.count<RequestReceived>(), 0U);

    desk.endpoint().end(call, 487, {}, desk.now());
    desk.drain();
    EXPECT_FALSE(desk.endpoint().is_settled());
    desk.pass_ms(1600);
    EXPECT_EQ(desk.times_of("BYE ").size(), 3U);
    const auto bye = *Message::parse(desk.find_sent("BYE ")->bytes());
    desk.answer(bye, 200);
    EXPECT_TRUE(desk.endpoint().is_settled());
}

TEST(Transactions, AreSettledWhenARefusalHasItsAck) {
    WireDesk desk;
    desk.receive(Wire{});
    desk.endpoint().end(desk.last<InviteReceived>()->invite, 480, {}, desk.now());
    desk.drain();
    EXPECT_FALSE(desk.endpoint().is_settled());
    Wire ack;
    ack.method = "ACK";
    ack.to += ";tag=" + desk.our_tag();
    desk.receive(ack);
    EXPECT_TRUE(desk.endpoint().is_settled());
}

TEST(Transactions, RefuseWhatMayNotBePassedOn) {
    WireDesk desk;
    Wire last;
    last.headers += "Max-Forwards: 0\r\n";
    desk.receive(last);
    EXPECT_TRUE(desk.find_sent("SIP/2.0 483"));
    EXPECT_EQ(desk.count<InviteReceived>(), 0U);
}

TEST(Transactions, RefuseTheirOwnRequestThatComesBackButNotWhenItWasSentOnElsewhere) {
    WireDesk desk;
    desk.dial();
    const auto ours = *Message::parse(desk.sent.back().message.bytes());
    Wire back;
    back.uri = ours.request_uri();
    back.from = ours.header(HeaderName::From);
    back.to = ours.header(HeaderName::To);
    back.call_id = ours.call_id();
    back.headers += "Via: " + std::string(ours.header(HeaderName::Via)) + "\r\n";
    Wire sent_on = back;
    sent_on.uri = "sip:somebody-else@example.org";
    sent_on.branch += "2";
    sent_on.call_id += "2";
    desk.receive(sent_on);
    EXPECT_EQ(desk.count<InviteReceived>(), 1U);
    desk.receive(back);
    EXPECT_TRUE(desk.find_sent("SIP/2.0 482"));
    EXPECT_EQ(desk.count<InviteReceived>(), 1U);
}

TEST(Transactions, DropResponsesThatBelongToNothing) {
    WireDesk desk;
    desk.dial();
    const auto invite = desk.sent.back().message;
    const auto sent = desk.sent.size();
    auto text = invite.bytes();
    const auto foreign_cseq = "SIP/2.0 200 OK\r\nVia: " + std::string(invite.header(HeaderName::Via)) +
                              "\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\nCall-ID: x\r\nCSeq: 1 "
                              "OPTIONS\r\nContent-Length: 0\r\n\r\n";
    desk.receive(foreign_cseq);
    desk.receive(
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKnothing\r\nFrom: <sip:a@b>;tag=1\r\nTo: "
        "<sip:c@d>;tag=2\r\nCall-ID: "
        "x\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n");
    EXPECT_EQ(desk.sent.size(), sent);
    EXPECT_TRUE(desk.events.empty());
    EXPECT_EQ(desk.endpoint().counters().drops.at(static_cast<std::size_t>(Drop::NoTransaction)), 2U);
}

TEST(Transactions, AreCountedByWhatPassesBothWays) {
    WireDesk desk;
    desk.dial();
    const auto invite = desk.sent.back().message;
    desk.pass_ms(600);
    desk.answer(invite, 180);
    EXPECT_EQ(desk.endpoint().counters().dialogs, 0U);
    desk.answer(invite, 200, "callee", "Contact: <sip:callee@198.51.100.7:5070>\r\n");
    const auto counters = desk.endpoint().counters();
    EXPECT_EQ(counters.sent.requests.at(static_cast<std::size_t>(Method::Invite)), 2U) << "one of them is a repetition";
    EXPECT_EQ(counters.retransmissions_sent, 1U);
    EXPECT_EQ(counters.sent.requests.at(static_cast<std::size_t>(Method::Ack)), 1U);
    EXPECT_EQ(counters.received.responses.at(1), 1U);
    EXPECT_EQ(counters.received.responses.at(2), 1U);
    EXPECT_EQ(counters.invites, 1U);
    EXPECT_EQ(counters.dialogs, 1U);
    desk.receive(options());
    EXPECT_EQ(desk.endpoint().counters().received.requests.at(static_cast<std::size_t>(Method::Options)), 1U);
    auto ack = options();
    ack.method = "ACK";
    ack.branch = "z9hG4bKnobody";
    desk.receive(ack);
    EXPECT_EQ(desk.endpoint().counters().drops.at(static_cast<std::size_t>(Drop::NoDialog)), 1U);
}

TEST(Transactions, OfAClosedFlowFailAtOnce) {
    WireDesk desk{{}, Transport::Ws};
    send_options(desk);
    desk.endpoint().on_flow_closed(WireDesk::kFlow, desk.now());
    desk.drain();
    EXPECT_EQ(desk.last<RequestAnswered>()->status, 503);
    EXPECT_TRUE(desk.is_quiet());
    send_options(desk);
    EXPECT_EQ(desk.count<RequestAnswered>(), 2U);
    EXPECT_TRUE(desk.is_quiet());
}

}  // namespace
}  // namespace sidetone::sip
