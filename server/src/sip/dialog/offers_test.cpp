// What happens inside a call: re-INVITE, UPDATE, glare, session timers, reliable provisional responses.
#include <gtest/gtest.h>

#include "testing/network/wire_desk.h"

namespace sidetone::sip {
namespace {

using testing::Wire;
using testing::WireDesk;
using Times = std::vector<std::int64_t>;

Wire in_dialog(const WireDesk& desk, std::string method, std::uint32_t cseq, std::string body = {}) {
    Wire wire;
    wire.method = std::move(method);
    wire.cseq = cseq;
    wire.branch = "z9hG4bK" + wire.method + std::to_string(cseq);
    wire.to += ";tag=" + desk.our_tag();
    wire.body = std::move(body);
    return wire;
}

constexpr const char* kContact = "Contact: <sip:peer@198.51.100.7:5062>\r\n";

TEST(Offers, OfThePeerAreAnsweredByTheApplicationAndChangeTheTarget) {
    WireDesk desk;
    const auto id = desk.answered_call_from_peer();
    Wire reinvite = in_dialog(desk, "INVITE", 2, "hold");
    reinvite.headers = "Contact: <sip:moved@198.51.100.7:5070>\r\n";
    desk.receive(reinvite);
    EXPECT_EQ(desk.last<Reoffered>()->sdp, "hold");
    desk.endpoint().accept_reoffer(id, "held", desk.now());
    desk.drain();
    EXPECT_EQ(desk.find_sent("SIP/2.0 200")->body(), "held");
    desk.pass_ms(500);
    EXPECT_EQ(desk.times_of("SIP/2.0 200").size(), 3U);  // the call's, this one, its repetition
    desk.receive(in_dialog(desk, "ACK", 2));
    desk.pass_ms(10'000);
    EXPECT_EQ(desk.times_of("SIP/2.0 200").size(), 3U);
    desk.endpoint().end(id, 0, "", desk.now());
    desk.drain();
    EXPECT_EQ(desk.find_sent("BYE")->request_uri(), "sip:moved@198.51.100.7:5070");
}

TEST(Offers, ThatChangeNothingAreAnsweredWithoutTheApplication) {
    WireDesk desk;
    desk.answered_call_from_peer();
    desk.receive(in_dialog(desk, "INVITE", 2, "offer"));
    EXPECT_EQ(desk.count<Reoffered>(), 0U);
    EXPECT_EQ(desk.find_sent("SIP/2.0 200")->body(), "answer");
}

TEST(Offers, WithoutSdpAskForOursAndTheAckAnswers) {
    WireDesk desk;
    const auto id = desk.answered_call_from_peer();
    desk.receive(in_dialog(desk, "INVITE", 2));
    EXPECT_EQ(desk.last<Reoffered>()->sdp, "");
    desk.endpoint().accept_reoffer(id, "our offer", desk.now());
    desk.drain();
    desk.receive(in_dialog(desk, "ACK", 2, "their answer"));
    EXPECT_EQ(desk.last<ReofferAnswered>()->sdp, "their answer");
}

TEST(Offers, ComeByUpdateToo) {
    WireDesk desk;
    const auto id = desk.answered_call_from_peer();
    desk.receive(in_dialog(desk, "UPDATE", 2, "hold"));
    EXPECT_EQ(desk.last<Reoffered>()->sdp, "hold");
    desk.endpoint().accept_reoffer(id, "held", desk.now());
    desk.drain();
    EXPECT_EQ(desk.find_sent("SIP/2.0 200")->body(), "held");
    desk.receive(in_dialog(desk, "UPDATE", 3));
    EXPECT_EQ(desk.find_sent("SIP/2.0 200")->body(), "");
    EXPECT_EQ(desk.count<Reoffered>(), 1U);
}

TEST(Offers, RefusedByTheApplicationLeaveTheCallAsItWas) {
    WireDesk desk;
    const auto id = desk.answered_call_from_peer();
    desk.receive(in_dialog(desk, "INVITE", 2, "video"));
    desk.endpoint().reject_reoffer(id, 488, desk.now());
    desk.drain();
    EXPECT_TRUE(desk.find_sent("SIP/2.0 488"));
    EXPECT_EQ(desk.count<Ended>(), 0U);
}

TEST(Offers, OfOursReachThePhoneAndBringItsAnswer) {
    WireDesk desk;
    const auto id = desk.answered_call_to_peer();
    desk.endpoint().reoffer(id, "hold", desk.now());
    desk.drain();
    const auto reinvite = desk.sent.back().message;
    EXPECT_EQ(reinvite.body(), "hold");
    desk.endpoint().reoffer(id, "retrieve", desk.now());
    desk.drain();
    desk.answer(reinvite, 200, "callee", kContact, "held");
    EXPECT_EQ(desk.last<ReofferAnswered>()->sdp, "held");
    const auto* second = desk.find_sent("INVITE");
    EXPECT_EQ(second->body(), "retrieve");  // it waited for the first
    EXPECT_EQ(second->cseq(), reinvite.cseq() + 1);
}

TEST(Glare, IsAnsweredWith491WhileOurOfferIsOpenAnd500WhileTheirsIs) {
    WireDesk desk;
    const auto id = desk.answered_call_from_peer();
    desk.endpoint().reoffer(id, "ours", desk.now());
    desk.drain();
    const auto ours = desk.sent.back().message;
    Wire theirs = in_dialog(desk, "INVITE", 2, "theirs");
    desk.receive(theirs);
    EXPECT_TRUE(desk.find_sent("SIP/2.0 491"));
    desk.answer(ours, 488, "peer");
    EXPECT_EQ(desk.last<ReofferRefused>()->status, 488);
    desk.receive(in_dialog(desk, "UPDATE", 3, "theirs"));
    EXPECT_EQ(desk.count<Reoffered>(), 1U);
    desk.receive(in_dialog(desk, "UPDATE", 4, "theirs again"));
    ASSERT_TRUE(desk.find_sent("SIP/2.0 500"));
    EXPECT_TRUE(desk.find_sent("SIP/2.0 500")->has(HeaderName::RetryAfter));
}

TEST(Glare, MakesTheCallerTryAgainAfter2To4SecondsAndTheCalledBefore2) {
    for (const bool caller : {true, false}) {
        WireDesk desk;
        const auto id = caller ? desk.answered_call_to_peer() : desk.answered_call_from_peer();
        desk.endpoint().reoffer(id, "ours", desk.now());
        desk.drain();
        desk.answer(desk.sent.back().message, 491);
        const auto before = desk.times_of("INVITE").size();
        desk.pass_ms(4'010);
        const auto times = desk.times_of("INVITE");
        ASSERT_GT(times.size(), before);
        EXPECT_GE(times[before], caller ? 2'100 : 0);
        EXPECT_LE(times[before], caller ? 4'010 : 2'010);
        EXPECT_EQ(desk.count<ReofferRefused>(), 0U);
    }
}

TEST(Offers, ThatTimeOutOrMeetNoDialogEndTheCall) {
    for (const int status : {481, 408}) {
        WireDesk desk;
        const auto id = desk.answered_call_to_peer();
        desk.endpoint().reoffer(id, "hold", desk.now());
        desk.drain();
        if (status == 481) {
            desk.answer(desk.sent.back().message, 481);
        } else {
            desk.pass_ms(32'000);
        }
        EXPECT_EQ(desk.last<ReofferRefused>()->status, status);
        EXPECT_EQ(desk.last<Ended>()->by, EndedBy::Timeout);
        EXPECT_TRUE(desk.find_sent("BYE"));
        EXPECT_EQ(desk.count<Released>(), 1U);
    }
}

TEST(Offers, ThatAPhoneNeverDecidesAreTakenBack) {
    WireDesk desk;
    const auto id = desk.answered_call_to_peer();
    desk.endpoint().reoffer(id, "hold", desk.now());
    desk.drain();
    desk.answer(desk.sent.back().message, 100);
    desk.pass_ms(32'000);
    EXPECT_TRUE(desk.find_sent("CANCEL"));
    desk.pass_ms(32'000);
    EXPECT_EQ(desk.last<ReofferRefused>()->status, 487);
    EXPECT_EQ(desk.count<Ended>(), 0U);
}

TEST(Offers, OpenWhenTheCallEndsAreAnswered) {
    WireDesk desk;
    desk.answered_call_from_peer();
    desk.receive(in_dialog(desk, "INVITE", 2, "hold"));
    Wire bye = in_dialog(desk, "BYE", 3);
    desk.receive(bye);
    EXPECT_TRUE(desk.find_sent("SIP/2.0 487"));
    EXPECT_EQ(desk.count<Released>(), 1U);
}

TEST(SessionTimer, IsOursToRefreshByUpdateWherePossible) {
    WireDesk desk;
    desk.answered_call_to_peer(
        "Allow: INVITE, ACK, BYE, CANCEL, UPDATE\r\nSupported: timer\r\nSession-Expires: 200;refresher=uac\r\n");
    desk.pass_ms(99'990);
    EXPECT_FALSE(desk.find_sent("UPDATE"));
    desk.pass_ms(20);
    ASSERT_TRUE(desk.find_sent("UPDATE"));
    EXPECT_EQ(desk.find_sent("UPDATE")->header(HeaderName::SessionExpires), "200;refresher=uac");
    EXPECT_EQ(desk.find_sent("UPDATE")->body(), "");
    desk.answer(desk.sent.back().message, 200, "callee",
                std::string(kContact) + "Session-Expires: 200;refresher=uac\r\n");
    desk.pass_ms(100'010);
    EXPECT_EQ(desk.times_of("UPDATE").size(), 2U);
}

TEST(SessionTimer, IsRefreshedByAReinviteWithTheSameSdpWhereThePhoneTakesNoUpdate) {
    WireDesk desk;
    desk.answered_call_to_peer("Session-Expires: 200;refresher=uac\r\n");
    desk.pass_ms(100'010);
    const auto reinvite = desk.sent.back().message;
    EXPECT_EQ(reinvite.method_text(), "INVITE");
    EXPECT_EQ(reinvite.body(), "offer");
    desk.answer(reinvite, 200, "callee", kContact, "answer");
    EXPECT_EQ(desk.count<ReofferAnswered>(), 0U);
    EXPECT_EQ(desk.last<Ended>(), nullptr);
}

TEST(SessionTimer, EndsACallThePeerDoesNotRefresh) {
    WireDesk desk;
    desk.answered_call_to_peer("Session-Expires: 90;refresher=uas\r\n");
    desk.pass_ms(60'010);
    EXPECT_EQ(desk.last<Ended>()->by, EndedBy::SessionExpired);
    EXPECT_TRUE(desk.find_sent("BYE"));
}

TEST(SessionTimer, IsAnsweredToACallerAsItAsks) {
    WireDesk desk;
    desk.answered_call_from_peer("Supported: timer\r\nSession-Expires: 300;refresher=uac\r\n");
    EXPECT_EQ(desk.find_sent("SIP/2.0 200")->header(HeaderName::SessionExpires), "300;refresher=uac");
    EXPECT_TRUE(desk.find_sent("SIP/2.0 200")->lists(HeaderName::Require, "timer"));
    WireDesk other;
    other.answered_call_from_peer("Supported: timer\r\nMin-SE: 2000\r\n");
    EXPECT_EQ(other.find_sent("SIP/2.0 200")->header(HeaderName::SessionExpires), "2000;refresher=uas");
}

TEST(SessionTimer, IsRaisedWhereThePeerFindsItTooShort) {
    WireDesk desk;
    desk.dial();
    desk.answer(desk.sent.back().message, 422, "callee", "Min-SE: 3600\r\n");
    const auto again = desk.sent.back().message;
    EXPECT_EQ(again.method_text(), "INVITE");
    EXPECT_EQ(again.cseq(), 2U);
    EXPECT_EQ(again.header(HeaderName::SessionExpires), "3600;refresher=uac");
    EXPECT_EQ(again.number(HeaderName::MinSe), 3600U);
    EXPECT_EQ(desk.count<Refused>(), 0U);
    desk.answer(again, 200, "callee", kContact, "answer");
    EXPECT_EQ(desk.count<Answered>(), 1U);
}

TEST(ReliableProvisional, IsUsedOnlyIfThePeerRequiresIt) {
    WireDesk desk;
    Wire invite;
    invite.body = "offer";
    invite.headers += "Supported: 100rel\r\n";
    desk.receive(invite);
    desk.endpoint().provisional(desk.last<InviteReceived>()->invite, 180, {}, desk.now());
    desk.drain();
    EXPECT_FALSE(desk.find_sent("SIP/2.0 180")->has(HeaderName::RSeq));
}

TEST(ReliableProvisional, IsRepeatedUntilPrackAndHoldsTheAnswerBack) {
    WireDesk desk;
    Wire invite;
    invite.body = "offer";
    invite.headers += "Require: 100rel\r\n";
    desk.receive(invite);
    const auto id = desk.last<InviteReceived>()->invite;
    desk.endpoint().provisional(id, 180, {}, desk.now());
    desk.endpoint().accept(id, "answer", desk.now());
    desk.drain();
    desk.pass_ms(1'500);
    EXPECT_EQ(desk.times_of("SIP/2.0 180"), (Times{0, 500, 1'500}));
    EXPECT_FALSE(desk.find_sent("SIP/2.0 200"));
    Wire prack = in_dialog(desk, "PRACK", 2);
    prack.headers = "RAck: " + std::string(desk.find_sent("SIP/2.0 180")->header(HeaderName::RSeq)) + " 1 INVITE\r\n";
    desk.receive(prack);
    ASSERT_EQ(desk.times_of("SIP/2.0 200").size(), 2U);
    EXPECT_EQ(desk.find_sent("SIP/2.0 200")->body(), "answer");
}

TEST(ReliableProvisional, WithoutPrackEndsTheCall) {
    WireDesk desk;
    Wire invite;
    invite.headers += "Require: 100rel\r\n";
    desk.receive(invite);
    desk.endpoint().provisional(desk.last<InviteReceived>()->invite, 180, {}, desk.now());
    desk.drain();
    desk.pass_ms(32'000);
    EXPECT_TRUE(desk.find_sent("SIP/2.0 504"));
    EXPECT_EQ(desk.last<Ended>()->by, EndedBy::Timeout);
}

TEST(ReliableProvisional, OfAPhoneIsAcknowledgedOnceAndInOrder) {
    WireDesk desk;
    desk.dial();
    const auto invite = desk.sent.back().message;
    const std::string reliable = std::string(kContact) + "Require: 100rel\r\nRSeq: ";
    desk.answer(invite, 180, "callee", reliable + "7\r\n");
    ASSERT_TRUE(desk.find_sent("PRACK"));
    EXPECT_EQ(desk.find_sent("PRACK")->header(HeaderName::RAck), "7 1 INVITE");
    desk.answer(invite, 180, "callee", reliable + "7\r\n");
    desk.answer(invite, 183, "callee", reliable + "9\r\n");
    EXPECT_EQ(desk.count<Progress>(), 1U);
    EXPECT_EQ(desk.times_of("PRACK").size(), 1U);
    desk.answer(invite, 183, "callee", reliable + "8\r\n");
    EXPECT_EQ(desk.count<Progress>(), 2U);
}

}  // namespace
}  // namespace sidetone::sip
