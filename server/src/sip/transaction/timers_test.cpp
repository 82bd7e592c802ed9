// The timers of RFC 3261 table 4 with RFC 6026, line by line: every repetition and every end at its time in ms, over
// UDP and over a connection. Row C is a proxy's. The wheel has ticks of 10 ms, and the times here fall on them.
#include <gtest/gtest.h>

#include "testing/network/wire_desk.h"

namespace sidetone::sip {
namespace {

using testing::Wire;
using testing::WireDesk;
using Times = std::vector<std::int64_t>;

/// T1 doubled each time, and doubled up to T2 (17.1.1.2, 17.1.2.2).
const Times kDoubling{0, 500, 1'500, 3'500, 7'500, 15'500, 31'500};
const Times kUpToT2{0, 500, 1'500, 3'500, 7'500, 11'500, 15'500, 19'500, 23'500, 27'500, 31'500};
constexpr std::int64_t k64T1 = 32'000;
constexpr std::int64_t kT4 = 5'000;
constexpr std::int64_t kTick = 10;

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

void answer_options(WireDesk& desk) {
    desk.receive(options());
    desk.endpoint().respond(desk.last<RequestReceived>()->transaction, 200, {}, {}, desk.now());
    desk.drain();
}

void refuse_call(WireDesk& desk) {
    desk.receive(Wire{});
    desk.endpoint().reject(desk.last<InviteReceived>()->invite, 486, desk.now());
    desk.drain();
}

Wire ack_of_refusal(const WireDesk& desk) {
    Wire ack;
    ack.method = "ACK";
    ack.to += ";tag=" + desk.our_tag();
    return ack;
}

/// Whether a client or a server transaction is there until `ms` from now, and is not any more then.
template <class Count>
void expect_end_after(WireDesk& desk, std::int64_t ms, Count count) {
    desk.pass_ms(ms - kTick);
    EXPECT_EQ(count(), 1U) << "a tick before " << ms;
    desk.pass_ms(kTick);
    EXPECT_EQ(count(), 0U) << "at " << ms;
}
auto servers(WireDesk& desk) {
    return [&desk] { return desk.endpoint().counters().server_transactions; };
}
auto clients(WireDesk& desk) {
    return [&desk] { return desk.endpoint().counters().client_transactions; };
}

class Timer : public ::testing::TestWithParam<Transport> {
protected:
    [[nodiscard]] static bool udp() { return GetParam() == Transport::Udp; }
    WireDesk desk_{{}, GetParam()};
};

using TimerA = Timer;
TEST_P(TimerA, RepeatsTheInviteOverUdpAlone) {
    desk_.dial();
    desk_.pass_ms(k64T1 + 10'000);
    EXPECT_EQ(desk_.times_of("INVITE"), udp() ? kDoubling : Times{0});
}
TEST_P(TimerA, StopsWithTheFirstProvisionalResponse) {
    desk_.dial();
    desk_.pass_ms(600);
    desk_.answer(desk_.sent.front().message, 100);
    desk_.pass_ms(60'000);
    EXPECT_EQ(desk_.times_of("INVITE"), udp() ? (Times{0, 500}) : Times{0});
}

using TimerB = Timer;
TEST_P(TimerB, EndsAnInviteWithoutAResponseAfter64T1) {
    desk_.dial();
    desk_.pass_ms(k64T1 - kTick);
    EXPECT_EQ(desk_.count<Refused>(), 0U);
    desk_.pass_ms(kTick);
    ASSERT_EQ(desk_.count<Refused>(), 1U);
    EXPECT_EQ(desk_.last<Refused>()->status, 408);
    EXPECT_TRUE(desk_.is_quiet());
}

// A proxy gives up a branch that only rings after three minutes (16.6 step 11). We are the caller of that leg: how long
// a phone may ring is the office's rule (core/calls), and the transaction waits as long as that.
using TimerC = Timer;
TEST_P(TimerC, IsAProxysAndDoesNotEndACallThatRings) {
    desk_.dial();
    desk_.answer(desk_.sent.front().message, 180);
    desk_.pass(std::chrono::minutes{30});
    EXPECT_EQ(desk_.count<Refused>(), 0U);
    EXPECT_EQ(desk_.times_of("CANCEL"), Times{});
    EXPECT_EQ(desk_.endpoint().counters().client_transactions, 1U);
}

using TimerD = Timer;
TEST_P(TimerD, KeepsARefusedInviteFor32sOverUdpToAcknowledgeRepetitions) {
    desk_.dial();
    const auto invite = desk_.sent.front().message;
    desk_.answer(invite, 486);
    if (!udp()) {
        EXPECT_TRUE(desk_.is_quiet());
        return;
    }
    desk_.pass_ms(20'000);
    desk_.answer(invite, 486);
    EXPECT_EQ(desk_.times_of("ACK"), (Times{0, 20'000}));
    expect_end_after(desk_, 12'000, clients(desk_));
    desk_.answer(invite, 486);
    EXPECT_EQ(desk_.times_of("ACK"), (Times{0, 20'000}));
    EXPECT_TRUE(desk_.is_quiet());
}

using TimerE = Timer;
TEST_P(TimerE, RepeatsARequestUpToEveryT2OverUdpAlone) {
    send_options(desk_);
    desk_.pass_ms(k64T1 + 10'000);
    EXPECT_EQ(desk_.times_of("OPTIONS"), udp() ? kUpToT2 : Times{0});
}
TEST_P(TimerE, IsT2FromTheNextRepetitionOnAfterAProvisionalResponse) {
    send_options(desk_);
    desk_.pass_ms(200);
    desk_.answer(desk_.sent.front().message, 100);
    desk_.pass_ms(k64T1);
    EXPECT_EQ(desk_.times_of("OPTIONS"),
              udp() ? (Times{0, 500, 4'500, 8'500, 12'500, 16'500, 20'500, 24'500, 28'500}) : Times{0});
}

using TimerF = Timer;
TEST_P(TimerF, EndsARequestWithoutAFinalResponseAfter64T1) {
    send_options(desk_);
    desk_.pass_ms(1'000);
    desk_.answer(desk_.sent.front().message, 100);
    desk_.pass_ms(k64T1 - 1'000 - kTick);
    EXPECT_EQ(desk_.count<RequestAnswered>(), 0U);
    desk_.pass_ms(kTick);
    ASSERT_EQ(desk_.count<RequestAnswered>(), 1U);
    EXPECT_EQ(desk_.last<RequestAnswered>()->status, 408);
    EXPECT_TRUE(desk_.is_quiet());
}

using TimerG = Timer;
TEST_P(TimerG, RepeatsARefusalUpToEveryT2OverUdpAlone) {
    refuse_call(desk_);
    desk_.pass_ms(k64T1 + 10'000);
    EXPECT_EQ(desk_.times_of("SIP/2.0 486"), udp() ? kUpToT2 : Times{0});
}
TEST_P(TimerG, StopsWithTheAck) {
    refuse_call(desk_);
    desk_.pass_ms(600);
    desk_.receive(ack_of_refusal(desk_));
    desk_.pass_ms(60'000);
    EXPECT_EQ(desk_.times_of("SIP/2.0 486"), udp() ? (Times{0, 500}) : Times{0});
}

using TimerH = Timer;
TEST_P(TimerH, GivesUpWaitingForTheAckAfter64T1) {
    refuse_call(desk_);
    expect_end_after(desk_, k64T1, servers(desk_));
    EXPECT_TRUE(desk_.is_quiet());
}

using TimerI = Timer;
TEST_P(TimerI, TakesRepeatedAcksForT4OverUdpAndEndsAtOnceOverAConnection) {
    refuse_call(desk_);
    desk_.receive(ack_of_refusal(desk_));
    if (!udp()) {
        EXPECT_TRUE(desk_.is_quiet());
        return;
    }
    desk_.receive(ack_of_refusal(desk_));
    expect_end_after(desk_, kT4, servers(desk_));
    EXPECT_TRUE(desk_.is_quiet());
}

using TimerJ = Timer;
TEST_P(TimerJ, KeepsTheAnswerToARequestFor64T1OverUdpAndNotOverAConnection) {
    answer_options(desk_);
    if (!udp()) {
        EXPECT_TRUE(desk_.is_quiet());
        return;
    }
    desk_.pass_ms(31'000);
    desk_.receive(options());
    EXPECT_EQ(desk_.times_of("SIP/2.0 200"), (Times{0, 31'000}));
    expect_end_after(desk_, 1'000, servers(desk_));
    EXPECT_TRUE(desk_.is_quiet());
}

using TimerK = Timer;
TEST_P(TimerK, TakesRepeatedAnswersForT4OverUdpAndEndsAtOnceOverAConnection) {
    send_options(desk_);
    const auto request = desk_.sent.front().message;
    desk_.answer(request, 200);
    EXPECT_EQ(desk_.count<RequestAnswered>(), 1U);
    if (!udp()) {
        EXPECT_TRUE(desk_.is_quiet());
        return;
    }
    desk_.pass_ms(2'000);
    desk_.answer(request, 200);
    expect_end_after(desk_, kT4 - 2'000, clients(desk_));
    EXPECT_EQ(desk_.count<RequestAnswered>(), 1U);
    EXPECT_TRUE(desk_.is_quiet());
}

// RFC 6026 7.1: after a 2xx the server transaction stays for 64*T1 and takes repeated INVITEs, over any transport.
using TimerL = Timer;
TEST_P(TimerL, KeepsAnAcceptedInviteFor64T1) {
    Wire invite;
    invite.body = "offer";
    desk_.answered_call_from_peer();
    const auto sent = desk_.sent.size();
    desk_.pass_ms(31'000);
    desk_.receive(invite);
    EXPECT_EQ(desk_.sent.size(), sent);
    EXPECT_EQ(desk_.count<InviteReceived>(), 1U);
    expect_end_after(desk_, 1'000, servers(desk_));
}

// RFC 6026 7.2: after a 2xx the client transaction stays for 64*T1 for 2xx of other forks, over any transport.
using TimerM = Timer;
TEST_P(TimerM, KeepsAnAnsweredInviteFor64T1) {
    desk_.answered_call_to_peer();
    const auto invite = *Message::parse(desk_.sent.front().message.bytes());
    desk_.pass_ms(31'000);
    desk_.answer(invite, 200, "fork", "Contact: <sip:fork@198.51.100.7:5063>\r\n", "answer");
    EXPECT_EQ(desk_.times_of("ACK"), (Times{0, 31'000}));
    EXPECT_EQ(desk_.times_of("BYE"), Times{31'000});
    desk_.answer(*Message::parse(desk_.find_sent("BYE")->bytes()), 200);
    desk_.pass_ms(1'000 - kTick);
    const auto before = desk_.sent.size();
    desk_.answer(invite, 200, "callee", "Contact: <sip:peer@198.51.100.7:5062>\r\n", "answer");
    EXPECT_EQ(desk_.sent.size(), before + 1);  // its ACK again
    desk_.pass_ms(kTick);
    desk_.answer(invite, 200, "callee", "Contact: <sip:peer@198.51.100.7:5062>\r\n", "answer");
    EXPECT_EQ(desk_.sent.size(), before + 1);
}

// RFC 3261 13.3.1.4: the 2xx is repeated by the one that called accept(), over any transport, until its ACK.
using Repetition2xx = Timer;
TEST_P(Repetition2xx, GoesOnUpToEveryT2For64T1AndThenEndsTheCall) {
    Wire invite;
    invite.body = "offer";
    desk_.receive(invite);
    desk_.endpoint().accept(desk_.last<InviteReceived>()->invite, "answer", desk_.now());
    desk_.drain();
    desk_.pass_ms(k64T1 - kTick);
    EXPECT_EQ(desk_.times_of("SIP/2.0 200"), kUpToT2);
    EXPECT_EQ(desk_.count<Ended>(), 0U);
    desk_.pass_ms(kTick);
    ASSERT_EQ(desk_.count<Ended>(), 1U);
    EXPECT_EQ(desk_.last<Ended>()->by, EndedBy::NoAck);
    EXPECT_EQ(desk_.times_of("BYE").front(), k64T1);
}

// RFC 3261 9.1: a CANCEL is given 64*T1 to bring a final response.
using Cancel = Timer;
TEST_P(Cancel, WaitsForAProvisionalResponseAndEndsTheInviteAfter64T1) {
    const auto call = desk_.dial();
    desk_.pass_ms(100);
    desk_.endpoint().end(call, 487, {}, desk_.now());
    desk_.drain();
    EXPECT_EQ(desk_.times_of("CANCEL"), Times{});
    const auto invite = *Message::parse(desk_.sent.front().message.bytes());
    desk_.pass_ms(100);
    desk_.answer(invite, 180);
    ASSERT_EQ(desk_.times_of("CANCEL"), Times{200});
    desk_.answer(*Message::parse(desk_.find_sent("CANCEL")->bytes()), 200);
    desk_.pass_ms(k64T1 - kTick);
    EXPECT_EQ(desk_.count<Released>(), 0U);
    desk_.pass_ms(kTick);
    EXPECT_EQ(desk_.count<Released>(), 1U);
}

// RFC 3262 3: a reliable provisional response is repeated at doubling intervals until PRACK, for 64*T1.
using ReliableProvisional = Timer;
TEST_P(ReliableProvisional, IsRepeatedAtDoublingIntervalsFor64T1OverAnyTransport) {
    Wire invite;
    invite.body = "offer";
    invite.headers += "Require: 100rel\r\n";
    desk_.receive(invite);
    desk_.endpoint().provisional(desk_.last<InviteReceived>()->invite, 180, "early", desk_.now());
    desk_.drain();
    desk_.pass_ms(k64T1 - kTick);
    EXPECT_EQ(desk_.times_of("SIP/2.0 180"), kDoubling);
    desk_.pass_ms(kTick);
    EXPECT_TRUE(desk_.find_sent("SIP/2.0 504"));
}

std::string name_of(const ::testing::TestParamInfo<Transport>& info) {
    return info.param == Transport::Udp ? "Udp" : "Tcp";
}
const auto kBoth = ::testing::Values(Transport::Udp, Transport::Tcp);
INSTANTIATE_TEST_SUITE_P(Table4, TimerA, kBoth, name_of);
INSTANTIATE_TEST_SUITE_P(Table4, TimerB, kBoth, name_of);
INSTANTIATE_TEST_SUITE_P(Table4, TimerC, kBoth, name_of);
INSTANTIATE_TEST_SUITE_P(Table4, TimerD, kBoth, name_of);
INSTANTIATE_TEST_SUITE_P(Table4, TimerE, kBoth, name_of);
INSTANTIATE_TEST_SUITE_P(Table4, TimerF, kBoth, name_of);
INSTANTIATE_TEST_SUITE_P(Table4, TimerG, kBoth, name_of);
INSTANTIATE_TEST_SUITE_P(Table4, TimerH, kBoth, name_of);
INSTANTIATE_TEST_SUITE_P(Table4, TimerI, kBoth, name_of);
INSTANTIATE_TEST_SUITE_P(Table4, TimerJ, kBoth, name_of);
INSTANTIATE_TEST_SUITE_P(Table4, TimerK, kBoth, name_of);
INSTANTIATE_TEST_SUITE_P(Table4, TimerL, kBoth, name_of);
INSTANTIATE_TEST_SUITE_P(Table4, TimerM, kBoth, name_of);
INSTANTIATE_TEST_SUITE_P(Table4, Repetition2xx, kBoth, name_of);
INSTANTIATE_TEST_SUITE_P(Table4, Cancel, kBoth, name_of);
INSTANTIATE_TEST_SUITE_P(Table4, ReliableProvisional, kBoth, name_of);

}  // namespace
}  // namespace sidetone::sip
