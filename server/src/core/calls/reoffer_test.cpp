// Re-INVITEs of devices: the peer never hears of them.
#include "core/calls/testing/desk.h"

namespace sidetone::calls::testing {
namespace {

using Lines = std::vector<std::string>;

class ReofferTest : public DeskTest {
protected:
    void reoffered(std::uint64_t leg, const std::string& sdp, Direction direction) {
        calls_.on_reoffered({LegId{leg}, sdp, direction}, now_);
    }
};

TEST_F(ReofferTest, a_phone_that_holds_by_itself_gives_its_peer_music) {
    talk_plainly();
    reoffered(2, "hold-b", Direction::SendOnly);
    EXPECT_EQ(seen(), Lines{"media 1 reoffer 2 hold-b to 1 sdp-a"});
    engine();
    EXPECT_EQ(seen(), (Lines{"accept_reoffer 2 with R1[hold-b] RecvOnly", "media 1 block 1", "media 1 block 2",
                             "media 1 1 hears music"}));
    EXPECT_TRUE(own_of(kBen).held_by_me);
    EXPECT_TRUE(own_of(kAnna).held_by_peer);
    reoffered(2, "sdp-b", Direction::SendRecv);
    engine();
    EXPECT_TRUE(has_seen("accept_reoffer 2 with R1[sdp-b] SendRecv"));
    EXPECT_TRUE(has_seen("media 1 1 hears no sound"));
    EXPECT_FALSE(own_of(kBen).held_by_me);
}

TEST_F(ReofferTest, a_caller_without_an_offer_gets_ours_and_the_engine_hears_its_answer) {
    on_line(kAnnaPhone);
    on_line(kBenPhone);
    calls_.on_incoming(
        {.leg = calls_.next_leg(), .device = kAnnaPhone, .dialled = "11", .sdp = "stand-in", .answers_by_ack = true},
        now_);
    engine();
    calls_.on_progress(LegId{2}, "early-b", now_);
    EXPECT_FALSE(has_seen("media 1 answer of 2 for 1"));
    EXPECT_TRUE(has_seen("ring 1"));
    answered(LegId{2}, "sdp-b");
    engine();
    EXPECT_TRUE(has_seen("accept 1 with A1[sdp-b]"));
    EXPECT_NE(own_of(kAnna).state, CallState::Talking);
    seen();
    calls_.on_reoffer_answered(LegId{1}, "sdp-a", now_, Direction::SendRecv);
    EXPECT_EQ(seen(), Lines{"media 1 reoffer 1 sdp-a to 2 sdp-b"});
    engine();
    EXPECT_EQ(own_of(kAnna).state, CallState::Talking);
}

TEST_F(ReofferTest, only_a_phone_that_takes_talk_can_be_asked_to_retrieve_its_own_hold) {
    on_line(kAnnaPhone);
    on_line(kBenSecure, Transport::Udp, true);
    call_from(kAnnaPhone, "11");
    engine();
    answered(LegId{2}, "sdp-b");
    engine();
    reoffered(2, "hold-b", Direction::Inactive);
    reoffered(1, "hold-a", Direction::Inactive);
    engine();
    EXPECT_TRUE(has_seen("accept_reoffer 2 with R1[hold-b] Inactive"));
    EXPECT_EQ(own_of(kBen).actions, (std::vector{Action::HangUp, Action::Retrieve, Action::Mute}));
    EXPECT_EQ(own_of(kAnna).actions, (std::vector{Action::HangUp, Action::Mute}));
    seen();
    EXPECT_TRUE(calls_.hold({kBen, own_of(kBen).id, false}, now_));
    EXPECT_EQ(seen(), Lines{"talk 2"});
    EXPECT_EQ(calls_.hold({kAnna, own_of(kAnna).id, false}, now_).error().code, "calls.not_possible");
}

TEST_F(ReofferTest, two_devices_that_reoffer_at_once_are_served_one_after_the_other) {
    talk_plainly();
    reoffered(2, "new-b", Direction::SendRecv);
    reoffered(1, "new-a", Direction::SendRecv);
    EXPECT_EQ(seen(), Lines{"media 1 reoffer 2 new-b to 1 sdp-a"});
    engine();
    EXPECT_EQ(seen(), (Lines{"accept_reoffer 2 with R1[new-b] SendRecv", "media 1 reoffer 1 new-a to 2 new-b",
                             "accept_reoffer 1 with R1[new-a] SendRecv"}));
}

TEST_F(ReofferTest, a_device_that_asks_for_an_offer_gets_the_current_one) {
    talk_plainly();
    reoffered(1, "", Direction::SendRecv);
    EXPECT_EQ(seen(), Lines{"accept_reoffer 1 with A1[sdp-b] SendRecv"});
    calls_.on_reoffer_answered(LegId{1}, "moved-a", now_);
    EXPECT_EQ(seen(), Lines{"media 1 reoffer 1 moved-a to 2 sdp-b"});
    engine();
    reoffered(2, "new-b", Direction::SendRecv);
    EXPECT_EQ(seen(), Lines{"media 1 reoffer 2 new-b to 1 moved-a"});
}

TEST_F(ReofferTest, an_offer_the_engine_cannot_read_leaves_the_call_as_it_was) {
    talk_plainly();
    reoffered(1, "rubbish", Direction::SendOnly);
    engine_refuses("media.sdp_invalid");
    EXPECT_TRUE(has_seen("refuse_reoffer 1 NotAcceptable"));
    EXPECT_FALSE(own_of(kAnna).held_by_me);
    EXPECT_EQ(own_of(kAnna).state, CallState::Talking);
}

TEST_F(ReofferTest, an_offer_before_the_answer_is_refused) {
    on_line(kBenPhone);
    call_from(kAnnaPhone, "11");
    engine();
    seen();
    reoffered(1, "update", Direction::SendRecv);
    reoffered(2, "update", Direction::SendRecv);
    EXPECT_EQ(seen(), (Lines{"refuse_reoffer 1 NotAcceptable", "refuse_reoffer 2 NotAcceptable"}));
}

}  // namespace
}  // namespace sidetone::calls::testing
