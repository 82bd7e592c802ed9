// A call whose flow is lost: it waits for its peer to come back over another one, and goes on there or ends.
#include <gtest/gtest.h>

#include "testing/network/wire_desk.h"

namespace sidetone::sip {
namespace {

using testing::Wire;
using testing::WireDesk;
using Times = std::vector<std::int64_t>;
using std::chrono::seconds;

constexpr PeerId kPhone{7};
constexpr base::FlowId kOld = WireDesk::kFlow;
constexpr const char* kTakesUpdate = "Allow: INVITE, ACK, BYE, UPDATE\r\n";

EndpointConfig patient(base::Duration grace = seconds{30}) {
    EndpointConfig config;
    config.flow_grace = grace;
    return config;
}

/// A desk with an answered call from a phone over WebSocket.
struct Desk : WireDesk {
    explicit Desk(const std::string& invite_headers = kTakesUpdate, EndpointConfig config = patient())
        : WireDesk(std::move(config), Transport::Wss), call(answered_call_from_peer(invite_headers)) {
        endpoint().set_peer(call, kPhone);
        tag = our_tag();
    }
    void lose(base::FlowId flow = kOld) {
        endpoint().on_flow_closed(flow, now());
        drain();
    }
    /// The phone registers over a new flow.
    base::FlowId come_back(std::uint64_t id = 2, base::FlowId from = {}) {
        const auto flow = open_flow(id, Transport::Wss);
        endpoint().move_dialogs(kPhone, from, flow, now());
        drain();
        return flow;
    }
    [[nodiscard]] Wire in_dialog(std::string method, std::uint32_t cseq, std::string body = {}) const {
        Wire wire;
        wire.method = std::move(method);
        wire.cseq = cseq;
        wire.branch = "z9hG4bK" + wire.method + std::to_string(cseq);
        wire.to += ";tag=" + tag;
        wire.body = std::move(body);
        return wire;
    }
    void accept_last(std::string_view start, const std::string& body = {}) {
        answer(*Message::parse(find_sent(start)->bytes()), 200, "peer", "Contact: <sip:peer@198.51.100.7:5062>\r\n",
               body);
    }
    InviteId call;
    std::string tag;
};

TEST(LostFlow, EndsACallWhosePeerDoesNotComeBackInTime) {
    Desk desk;
    desk.lose();
    desk.pass(seconds{29});
    EXPECT_EQ(desk.count<Ended>(), 0U);
    desk.pass(seconds{2});
    EXPECT_EQ(desk.last<Ended>()->by, EndedBy::FlowLost);
    EXPECT_EQ(desk.count<Released>(), 1U);
    desk.come_back();
    EXPECT_FALSE(desk.find_sent("BYE"));
    desk.pass(seconds{64});
    EXPECT_TRUE(desk.is_quiet());
}

TEST(LostFlow, EndsWhatRingsAtOnceInBothDirections) {
    WireDesk desk{patient(), Transport::Wss};
    desk.receive(Wire{});
    desk.endpoint().set_peer(desk.last<InviteReceived>()->invite, kPhone);
    OutgoingInvite invite;
    invite.flow = kOld;
    invite.request_uri = "sip:peer@198.51.100.7:5062";
    invite.from = invite.to = "<sip:desk@example.org>";
    invite.sdp = "offer";
    invite.peer = kPhone;
    desk.endpoint().invite(invite, desk.now());
    desk.drain();
    desk.endpoint().on_flow_closed(kOld, desk.now());
    desk.drain();
    EXPECT_EQ(desk.last<Ended>()->by, EndedBy::FlowLost);
    EXPECT_EQ(desk.last<Refused>()->status, 503);
    EXPECT_EQ(desk.count<Released>(), 2U);
}

TEST(LostFlow, LetsACallGoOnOverTheNextOneWhichIsAskedAtOnceWhetherItKnowsTheCall) {
    Desk desk;
    desk.lose();
    desk.pass(seconds{10});
    const auto flow = desk.come_back();
    ASSERT_EQ(desk.sent.back().flow, flow);
    ASSERT_TRUE(desk.sent.back().message.bytes().starts_with("UPDATE "));
    desk.accept_last("UPDATE");
    desk.pass(seconds{60});
    EXPECT_EQ(desk.count<Ended>(), 0U);
    desk.endpoint().end(desk.call, 0, "", desk.now());
    desk.drain();
    EXPECT_TRUE(desk.sent.back().message.bytes().starts_with("BYE "));
    EXPECT_EQ(desk.sent.back().flow, flow);
}

TEST(LostFlow, EndsACallThatThePeerNoLongerKnows) {
    Desk desk;
    desk.lose();
    desk.come_back();
    desk.answer(*Message::parse(desk.find_sent("UPDATE")->bytes()), 481);
    EXPECT_EQ(desk.last<Ended>()->by, EndedBy::Timeout);
    EXPECT_EQ(desk.count<Released>(), 1U);
}

TEST(LostFlow, AsksAPeerWithoutUpdateByReinviteWithTheSameSdp) {
    Desk desk{""};
    desk.lose();
    const auto flow = desk.come_back();
    ASSERT_TRUE(desk.sent.back().message.bytes().starts_with("INVITE "));
    EXPECT_EQ(desk.sent.back().message.body(), "answer");
    desk.accept_last("INVITE", "offer");
    EXPECT_TRUE(desk.sent.back().message.bytes().starts_with("ACK "));
    EXPECT_EQ(desk.sent.back().flow, flow);
    EXPECT_EQ(desk.count<ReofferAnswered>(), 0U);
}

TEST(LostFlow, ServesThePeersRequestsOnTheNextOneBeforeAnyRegistration) {
    Desk desk;
    desk.lose();
    const auto flow = desk.open_flow(2, Transport::Wss);
    desk.receive(desk.in_dialog("INVITE", 2, "hold"), flow);
    EXPECT_EQ(desk.last<Reoffered>()->sdp, "hold");
    desk.endpoint().accept_reoffer(desk.call, "held", desk.now());
    desk.drain();
    EXPECT_EQ(desk.sent.back().flow, flow);
    desk.receive(desk.in_dialog("ACK", 2), flow);
    desk.pass(seconds{40});
    EXPECT_EQ(desk.count<Ended>(), 0U);
    desk.receive(desk.in_dialog("BYE", 3), flow);
    EXPECT_EQ(desk.last<Ended>()->by, EndedBy::Bye);
}

TEST(LostFlow, KeepsTheApplicationsOfferUntilThePeerIsBack) {
    Desk desk;
    desk.lose();
    desk.endpoint().reoffer(desk.call, "again", desk.now());
    desk.drain();
    EXPECT_FALSE(desk.find_sent("INVITE"));
    EXPECT_EQ(desk.count<ReofferRefused>(), 0U);
    const auto flow = desk.come_back();
    ASSERT_TRUE(desk.find_sent("INVITE"));
    EXPECT_EQ(desk.find_sent("INVITE")->body(), "again");
    EXPECT_EQ(desk.sent.back().flow, flow);
    desk.accept_last("INVITE", "yes");
    EXPECT_EQ(desk.last<ReofferAnswered>()->sdp, "yes");
}

TEST(LostFlow, RepeatsOnTheNextOneWhatWasNotAnswered) {
    Desk desk;
    desk.endpoint().reoffer(desk.call, "again", desk.now());
    desk.drain();
    const auto first = desk.find_sent("INVITE")->bytes();
    desk.lose();
    EXPECT_EQ(desk.count<ReofferRefused>(), 0U);
    const auto flow = desk.come_back();
    EXPECT_EQ(desk.find_sent("INVITE")->bytes(), first);
    EXPECT_EQ(desk.times_of("INVITE").size(), 2U);
    EXPECT_EQ(desk.sent.back().flow, flow);
    desk.accept_last("INVITE", "yes");
    EXPECT_EQ(desk.last<ReofferAnswered>()->sdp, "yes");
}

TEST(LostFlow, WaitsForTheNextOneToTakeAnAnswerThatCameByAnotherWay) {
    Desk desk;
    desk.endpoint().reoffer(desk.call, "again", desk.now());
    desk.drain();
    desk.lose();
    desk.open_flow(2, Transport::Wss);
    desk.accept_last("INVITE", "yes");
    EXPECT_EQ(desk.count<ReofferAnswered>(), 0U);
    EXPECT_FALSE(desk.find_sent("ACK"));
    desk.come_back();
    desk.accept_last("INVITE", "yes");
    EXPECT_EQ(desk.last<ReofferAnswered>()->sdp, "yes");
    EXPECT_TRUE(desk.find_sent("ACK"));
}

TEST(LostFlow, SaysByeToAPeerThatComesBackAfterTheEnd) {
    Desk desk;
    desk.lose();
    desk.endpoint().end(desk.call, 0, "Q.850;cause=16", desk.now());
    desk.drain();
    EXPECT_FALSE(desk.find_sent("BYE"));
    const auto flow = desk.come_back();
    ASSERT_TRUE(desk.find_sent("BYE"));
    EXPECT_EQ(desk.find_sent("BYE")->header(HeaderName::Reason), "Q.850;cause=16");
    EXPECT_EQ(desk.sent.back().flow, flow);
    EXPECT_EQ(desk.count<Ended>(), 0U);
    EXPECT_EQ(desk.count<Released>(), 1U);
}

TEST(LostFlow, RepeatsAByeThatWasOnItsWay) {
    Desk desk;
    desk.endpoint().end(desk.call, 0, "", desk.now());
    desk.drain();
    desk.lose();
    const auto flow = desk.come_back();
    EXPECT_EQ(desk.times_of("BYE").size(), 2U);
    EXPECT_EQ(desk.sent.back().flow, flow);
    desk.accept_last("BYE");
    desk.pass(seconds{64});
    EXPECT_TRUE(desk.is_quiet());
}

TEST(LostFlow, ThatLooksAliveIsLeftWhenThePeerRegistersElsewhere) {
    Desk desk;
    const auto flow = desk.come_back(2, kOld);
    EXPECT_EQ(desk.sent.back().flow, flow);
    desk.accept_last("UPDATE");
    desk.lose();
    desk.pass(seconds{60});
    EXPECT_EQ(desk.count<Ended>(), 0U);
}

TEST(LostFlow, TakesNobodyElsesCallsAlong) {
    Desk desk;
    Wire other;
    other.call_id = "call-2";
    other.branch = "z9hG4bKother";
    other.body = "offer";
    desk.receive(other);
    const auto second = desk.last<InviteReceived>()->invite;
    desk.endpoint().set_peer(second, PeerId{8});
    desk.endpoint().accept(second, "answer", desk.now());
    desk.drain();
    Wire ack = other;
    ack.method = "ACK";
    ack.branch = "z9hG4bKack2";
    ack.to += ";tag=" + desk.our_tag();
    desk.receive(ack);
    desk.lose();
    desk.come_back();
    desk.accept_last("UPDATE");
    EXPECT_EQ(desk.times_of("UPDATE").size(), 1U);
    desk.pass(seconds{31});
    EXPECT_EQ(desk.count<Ended>(), 1U);
    EXPECT_EQ(desk.last<Ended>()->invite, second);
}

TEST(LostFlow, OfACallWithoutAPeerEndsItAtOnce) {
    WireDesk desk{patient(), Transport::Wss};
    desk.answered_call_from_peer();
    desk.endpoint().on_flow_closed(kOld, desk.now());
    desk.drain();
    EXPECT_EQ(desk.last<Ended>()->by, EndedBy::FlowLost);
}

TEST(LostFlow, TakesThePeersOpenOfferWithItAndTheApplicationsAnswerIsNoMistake) {
    Desk desk;
    desk.receive(desk.in_dialog("INVITE", 2, "hold"));
    desk.lose();
    desk.endpoint().accept_reoffer(desk.call, "held", desk.now());
    desk.drain();
    const auto flow = desk.come_back();
    desk.accept_last("UPDATE");
    desk.receive(desk.in_dialog("INVITE", 3, "hold"), flow);
    EXPECT_EQ(desk.count<Reoffered>(), 2U);
}

TEST(LostFlow, ForgetsAnAckThatCannotComeAnyMore) {
    Desk desk;
    desk.receive(desk.in_dialog("INVITE", 2));
    desk.endpoint().accept_reoffer(desk.call, "our offer", desk.now());
    desk.drain();
    desk.lose();
    EXPECT_EQ(desk.last<ReofferRefused>()->status, 503);
    desk.come_back();
    desk.accept_last("UPDATE");
    desk.pass(seconds{40});
    EXPECT_EQ(desk.count<Ended>(), 0U);
}

TEST(LostFlow, TwiceInARowIsSurvived) {
    Desk desk;
    desk.lose();
    const auto second = desk.come_back(2);
    desk.lose(second);
    const auto third = desk.come_back(3);
    EXPECT_EQ(desk.times_of("UPDATE").size(), 2U);
    EXPECT_EQ(desk.sent.back().flow, third);
    desk.accept_last("UPDATE");
    desk.pass(seconds{40});
    EXPECT_EQ(desk.count<Ended>(), 0U);
}

}  // namespace
}  // namespace sidetone::sip
