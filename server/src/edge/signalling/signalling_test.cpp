// Calls and lost connections as phones see them on the wire.
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>

#include "edge/signalling/testing/exchange.h"

namespace sidetone::signalling::testing {
namespace {

using sip::HeaderName;
using std::chrono::seconds;

class CallTest : public ExchangeTest {
protected:
    Wire in_annas_dialog(std::string method, std::uint32_t cseq) {
        Wire wire;
        wire.method = std::move(method);
        wire.uri = std::string("sip:34@") + kSystem;
        wire.branch = "z9hG4bK" + wire.method + std::to_string(cseq);
        wire.from = std::string("<sip:anna@") + kSystem + ">;tag=a";
        wire.to = find(anna_, "SIP/2.0 200")->header(HeaderName::To);
        wire.cseq = cseq;
        return wire;
    }
    base::FlowId anna_ = open_flow(sip::Transport::Tcp);
    base::FlowId tomas_ = open_flow(sip::Transport::Wss);
};

TEST_F(CallTest, CountsItsHopsDown) {
    register_phone("anna", anna_);
    register_phone("tomas", tomas_);
    call_tomas(anna_, "Max-Forwards: 12\r\n");
    ASSERT_NE(find(tomas_, "INVITE "), nullptr);
    EXPECT_EQ(find(tomas_, "INVITE ")->number(HeaderName::MaxForwards), 11U);
    EXPECT_EQ(find(tomas_, "INVITE ")->to().uri, "sip:34@pbx.example");
}

TEST_F(CallTest, IsNamedToBothDevicesAsInTheirSessions) {
    talk(anna_, tomas_);
    EXPECT_EQ(find(tomas_, "INVITE ")->header("X-Sidetone-Call"), "1b");
    EXPECT_EQ(find(anna_, "SIP/2.0 200")->header("X-Sidetone-Call"), "1a");
}

TEST_F(CallTest, ThatMayNotBePassedOnIsRefused) {
    Wire wire;
    wire.headers += "Max-Forwards: 0\r\n";
    wire.body = kSdp;
    EXPECT_EQ(send(anna_, wire).status(), 483);
}

TEST_F(CallTest, WithoutAnOfferThatCanBeReadIsRefused) {
    for (const auto* body : {"v=0\r\nm=audio", "v=0\r\no=- 1 1 IN IP4 1.2.3.4\r\ns=-\r\nt=0 0\r\n"}) {
        Wire wire;
        wire.uri = std::string("sip:34@") + kSystem;
        wire.call_id = "call-" + std::to_string(++requests_);
        wire.branch += std::to_string(requests_);
        wire.body = body;
        const auto challenge = send(anna_, wire);
        add_credentials(wire, challenge, "anna-1", "secret of anna-1");
        EXPECT_EQ(send(anna_, wire).status(), 488) << body;
    }
    EXPECT_EQ(calls_.size(), 0U);
}

TEST_F(CallTest, WithSeveralMediaLinesIsAnsweredLineByLine) {
    register_phone("anna", anna_);
    register_phone("tomas", tomas_);
    Wire wire;
    wire.uri = std::string("sip:34@") + kSystem;
    wire.from = std::string("<sip:anna@") + kSystem + ">;tag=a";
    wire.to = "<" + wire.uri + ">";
    const std::string audio(kSdp);
    const auto at = audio.find("m=audio");
    wire.body =
        audio.substr(0, at) + "m=video 5006 RTP/AVP 34\r\n" + audio.substr(at) + "m=application 9 TCP/BFCP *\r\n";
    const auto challenge = send(anna_, wire);
    add_credentials(wire, challenge, "anna-1", "secret of anna-1");
    send(anna_, wire);
    ASSERT_NE(find(tomas_, "INVITE "), nullptr);
    const auto invite = *find(tomas_, "INVITE ");
    answer(tomas_, invite, 200, kContact, kWebSdp);
    ASSERT_NE(find(anna_, "SIP/2.0 200"), nullptr);
    const auto body = std::string(find(anna_, "SIP/2.0 200")->body());
    EXPECT_LT(body.find("m=video 0 "), body.find("m=audio "));
    EXPECT_LT(body.find("m=audio "), body.find("m=application 0 "));
    EXPECT_NE(body.find("m=application 0 "), std::string::npos);
    EXPECT_EQ(body.find("m=audio 0 "), std::string::npos);
}

class LateOfferTest : public CallTest {
protected:
    /// Anna's INVITE has no body; Tomas answers.
    void call_without_offer() {
        register_phone("anna", anna_);
        register_phone("tomas", tomas_);
        Wire wire;
        wire.uri = std::string("sip:34@") + kSystem;
        wire.from = std::string("<sip:anna@") + kSystem + ">;tag=a";
        wire.to = "<" + wire.uri + ">";
        const auto challenge = send(anna_, wire);
        add_credentials(wire, challenge, "anna-1", "secret of anna-1");
        send(anna_, wire);
        ASSERT_NE(find(tomas_, "INVITE "), nullptr);
        const auto invite = *find(tomas_, "INVITE ");
        EXPECT_FALSE(invite.body().empty());
        answer(tomas_, invite, 183, kContact, kWebSdp);
        EXPECT_EQ(find(anna_, "SIP/2.0 183"), nullptr);
        answer(tomas_, invite, 200, kContact, kWebSdp);
        ASSERT_NE(find(anna_, "SIP/2.0 200"), nullptr);
        EXPECT_EQ(find(anna_, "SIP/2.0 200")->content_type(), "application/sdp");
    }
    void acknowledge(const std::string& body) {
        auto ack = in_annas_dialog("ACK", find(anna_, "SIP/2.0 200")->cseq());
        ack.body = body;
        send(anna_, ack);
    }
};

TEST_F(LateOfferTest, ACallerWithoutAnOfferGetsOursInThe200AndAnswersInTheAck) {
    call_without_offer();
    acknowledge(kSdp);
    EXPECT_EQ(find(anna_, "BYE "), nullptr);
    EXPECT_EQ(calls_.size(), 1U);
    EXPECT_EQ(engine_.open, 1U);
    EXPECT_EQ(send(anna_, in_annas_dialog("BYE", 9)).status(), 200);
    EXPECT_NE(find(tomas_, "BYE "), nullptr);
    EXPECT_EQ(engine_.open, 0U);
}

TEST_F(LateOfferTest, ACallerThatNeverAnswersOurOfferIsHungUpOn) {
    call_without_offer();
    acknowledge({});
    ASSERT_NE(find(anna_, "BYE "), nullptr);
    EXPECT_NE(find(tomas_, "BYE "), nullptr);
    EXPECT_EQ(calls_.size(), 0U);
    EXPECT_EQ(engine_.open, 0U);
}

TEST_F(CallTest, OfABrowserWithoutAnOfferIsRefused) {
    register_phone("tomas", tomas_);
    Wire wire;
    wire.uri = std::string("sip:34@") + kSystem;
    const auto challenge = send(tomas_, wire);
    add_credentials(wire, challenge, "tomas-1", "secret of tomas-1");
    EXPECT_EQ(send(tomas_, wire).status(), 488);
}

TEST_F(CallTest, IsEndedByByeForBothAndLeavesNoBridge) {
    talk(anna_, tomas_);
    EXPECT_EQ(engine_.open, 1U);
    EXPECT_EQ(send(anna_, in_annas_dialog("BYE", 3)).status(), 200);
    ASSERT_NE(find(tomas_, "BYE "), nullptr);
    answer(tomas_, *find(tomas_, "BYE "), 200);
    EXPECT_EQ(calls_.size(), 0U);
    EXPECT_EQ(engine_.open, 0U);
}

TEST_F(CallTest, WhoseFlowIsLostGoesOnWhenTheDeviceRegistersAgain) {
    talk(anna_, tomas_);
    lose(tomas_);
    EXPECT_FALSE(registrar_.find_binding(kTomasPhone));
    pass(seconds{20});
    EXPECT_EQ(calls_.size(), 1U);
    const auto back = open_flow(sip::Transport::Wss);
    register_phone("tomas", back);
    // It hears that it is registered, then whether it still knows the call.
    ASSERT_NE(find(back, "UPDATE "), nullptr);
    answer(back, *find(back, "UPDATE "), 200, "Contact: <sip:tomas@198.51.100.7:6002>\r\n");
    pass(seconds{60});
    EXPECT_EQ(calls_.size(), 1U);
    send(anna_, in_annas_dialog("BYE", 3));
    EXPECT_NE(find(back, "BYE "), nullptr);
}

TEST_F(CallTest, WhoseFlowIsLostEndsForTheOtherWhenTheDeviceStaysAway) {
    talk(anna_, tomas_);
    lose(tomas_);
    pass(seconds{29});
    EXPECT_EQ(find(anna_, "BYE "), nullptr);
    pass(seconds{2});
    ASSERT_NE(find(anna_, "BYE "), nullptr);
    EXPECT_NE(find(anna_, "BYE ")->header(HeaderName::Reason).find("Connection lost"), std::string_view::npos);
    ASSERT_FALSE(ended_.empty());
    EXPECT_EQ(ended_.front().cause, calls::EndCause::ConnectionLost);
    EXPECT_EQ(calls_.size(), 0U);
}

TEST_F(CallTest, OfAnotherPhoneWithTheSameSecretStaysWhereItIs) {
    talk(anna_, tomas_);
    const auto elsewhere = open_flow(sip::Transport::Wss);
    register_phone("tomas", elsewhere);
    EXPECT_EQ(find(elsewhere, "UPDATE "), nullptr);
    send(anna_, in_annas_dialog("BYE", 3));
    EXPECT_NE(find(tomas_, "BYE "), nullptr);
}

TEST_F(CallTest, OfADeviceThatRegistersOverAnotherFlowFollowsItThere) {
    instance_ = ";+sip.instance=\"<urn:uuid:1>\"";
    talk(anna_, tomas_);
    const auto elsewhere = open_flow(sip::Transport::Wss);
    register_phone("tomas", elsewhere);
    ASSERT_NE(find(elsewhere, "UPDATE "), nullptr);
    answer(elsewhere, *find(elsewhere, "UPDATE "), 200);
    lose(tomas_);
    pass(seconds{60});
    EXPECT_EQ(calls_.size(), 1U);
}

TEST_F(CallTest, ThatRingsAtALostFlowWaitsAMomentAndRingsAtTheNextOne) {
    register_phone("anna", anna_);
    register_phone("tomas", tomas_);
    call_tomas(anna_);
    lose(tomas_);
    pass(std::chrono::seconds{4});
    EXPECT_EQ(find(anna_, "SIP/2.0 480"), nullptr);
    const auto next = open_flow();
    register_phone("tomas", next);
    EXPECT_NE(find(next, "INVITE "), nullptr);
    pass(std::chrono::seconds{4});
    EXPECT_EQ(find(anna_, "SIP/2.0 480"), nullptr);
}

TEST_F(CallTest, ThatRingsAtALostFlowIsOverWhenNobodyComesBack) {
    register_phone("anna", anna_);
    register_phone("tomas", tomas_);
    call_tomas(anna_);
    ASSERT_NE(find(tomas_, "INVITE "), nullptr);
    lose(tomas_);
    pass(std::chrono::seconds{6});
    EXPECT_NE(find(anna_, "SIP/2.0 480"), nullptr);
    EXPECT_EQ(calls_.size(), 0U);
}

TEST_F(CallTest, OfABrowserWhoseMediaIsLostGoesOnInADialogThatReplacesTheOld) {
    talk(anna_, tomas_, kWebSdp);
    const auto old = *find(tomas_, "INVITE ");
    EXPECT_TRUE(old.header(HeaderName::Replaces).empty());
    calls_.on_media_lost(clock_.now());
    calls_.on_media_ready(clock_.now());
    settle();
    const auto invite = *find(tomas_, "INVITE ");
    ASSERT_NE(invite.call_id(), old.call_id());
    EXPECT_TRUE(invite.to_tag().empty());
    EXPECT_EQ(invite.request_uri(), "sip:tomas@198.51.100.7:6002");
    EXPECT_EQ(invite.header(HeaderName::Require), "replaces");
    EXPECT_EQ(invite.header(HeaderName::Replaces),
              std::string(old.call_id()) + ";to-tag=phone;from-tag=" + std::string(old.from_tag()));
    answer(tomas_, invite, 200, "Contact: <sip:tomas@198.51.100.7:6002>\r\n", kWebSdp);
    EXPECT_EQ(find(tomas_, "BYE "), nullptr);  // the device's to send (RFC 3891 3)
    ASSERT_NE(find(anna_, "INVITE "), nullptr);
    answer(anna_, *find(anna_, "INVITE "), 200, kContact, kSdp);
    EXPECT_EQ(engine_.open, 1U);
    send(anna_, in_annas_dialog("BYE", 3));
    ASSERT_NE(find(tomas_, "BYE "), nullptr);
    EXPECT_EQ(engine_.open, 0U);
}

TEST_F(CallTest, IsEndedForBothByAServerThatStops) {
    talk(anna_, tomas_);
    signalling_.refuse_new_requests();
    calls_.end_all(clock_.now());
    settle();
    EXPECT_FALSE(signalling_.is_settled());
    Wire late;
    late.call_id = "late";
    late.branch = "z9hG4bKlate";
    EXPECT_EQ(send(anna_, late).status(), 503);
    answer(anna_, *find(anna_, "BYE "), 200);
    answer(tomas_, *find(tomas_, "BYE "), 200);
    EXPECT_TRUE(signalling_.is_settled());
}

TEST_F(ExchangeTest, WhatIsNotSpokenHereIsAnsweredInTheTermsOfTheProtocol) {
    const auto flow = open_flow();
    const auto ask = [&](const char* method, const std::string& headers = {}) {
        Wire wire;
        wire.method = method;
        wire.uri = std::string("sip:anna@") + kSystem;
        wire.call_id = wire.branch = "z9hG4bK" + std::to_string(++requests_);
        wire.headers += headers;
        return send(flow, wire).status();
    };
    EXPECT_EQ(ask("OPTIONS"), 200);
    EXPECT_EQ(ask("SUBSCRIBE", "Event: presence\r\n"), 489);
    EXPECT_EQ(ask("PUBLISH", "Event: presence\r\n"), 489);
    EXPECT_EQ(ask("MESSAGE"), 405);
    EXPECT_EQ(ask("NOTIFY", "Event: message-summary\r\n"), 481);
    EXPECT_EQ(ask("FROBNICATE"), 501);
    EXPECT_EQ(ask("BYE"), 481);
    EXPECT_EQ(ask("OPTIONS", "Require: teleport\r\n"), 420);
}

}  // namespace
}  // namespace sidetone::signalling::testing
