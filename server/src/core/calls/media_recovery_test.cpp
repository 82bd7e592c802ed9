// The media engine dies and comes back.
#include "core/calls/testing/desk.h"

namespace sidetone::calls::testing {
namespace {

using Lines = std::vector<std::string>;

class MediaRecoveryTest : public DeskTest {
protected:
    void die() {
        for (auto& outcome : ports_.outcomes) outcome.sdp = base::Error{"media.unavailable"};
        engine();
        calls_.on_media_lost(now_);
    }
    void come_back() { calls_.on_media_ready(now_); }
};

TEST_F(MediaRecoveryTest, a_call_is_bridged_anew_by_reinvite_of_one_end_and_then_the_other) {
    talk_plainly();
    die();
    EXPECT_EQ(seen(), Lines{"media 1 release"});
    EXPECT_EQ(own_of(kAnna).state, CallState::Talking);
    come_back();
    EXPECT_EQ(seen(), Lines{"media 2 offer 2 Rtp to 1 Rtp"});
    engine();
    EXPECT_EQ(seen(), Lines{"reoffer 1 with O2[sdp-b]"});
    calls_.on_reoffer_answered(LegId{1}, "sdp-a2", now_);
    engine();
    EXPECT_EQ(seen(), (Lines{"media 2 answer of 1 for 2", "reoffer 2 with A2[sdp-a2]"}));
    calls_.on_reoffer_answered(LegId{2}, "sdp-b2", now_);
    EXPECT_EQ(seen(), Lines{"media 2 reoffer 2 sdp-b2 to 1 sdp-a2"});
    engine();
    calls_.on_ended(LegId{1}, EndCause::HungUp, now_);
    EXPECT_EQ(seen(), (Lines{"end 2 HungUp", "media 2 release"}));
}

TEST_F(MediaRecoveryTest, hold_and_mute_are_set_again_on_the_new_bridge) {
    talk_plainly();
    calls_.hold({kAnna, own_of(kAnna).id, true}, now_);
    die();
    come_back();
    engine();
    calls_.on_reoffer_answered(LegId{1}, "sdp-a", now_);
    engine();
    seen();
    calls_.on_reoffer_answered(LegId{2}, "sdp-b", now_);
    EXPECT_EQ(seen(), (Lines{"media 2 block 1", "media 2 block 2", "media 2 2 hears music"}));
}

TEST_F(MediaRecoveryTest, a_new_call_waits_for_the_engine_and_then_rings) {
    on_line(kBenPhone);
    die();
    call_from(kAnnaPhone, "11");
    EXPECT_TRUE(seen().empty());
    come_back();
    engine();
    EXPECT_EQ(seen(), (Lines{"media 1 offer 1 Rtp to 2 Rtp", "invite 2 device 21 with O1[sdp-a]"}));
}

TEST_F(MediaRecoveryTest, a_new_call_does_not_wait_for_ever) {
    on_line(kBenPhone);
    die();
    call_from(kAnnaPhone, "11");
    pass(5s);
    EXPECT_EQ(seen(), Lines{"end 1 Overloaded"});
}

TEST_F(MediaRecoveryTest, an_offer_that_dies_with_the_engine_is_made_again) {
    on_line(kBenPhone);
    call_from(kAnnaPhone, "11");
    die();
    come_back();
    seen();
    engine();
    EXPECT_EQ(seen(), Lines{"invite 2 device 21 with O2[sdp-a]"});
}

TEST_F(MediaRecoveryTest, ringing_devices_are_not_disturbed_and_the_one_that_answers_is_offered_the_new_bridge) {
    on_line(kBenPhone);
    call_from(kAnnaPhone, "11");
    engine();
    calls_.on_ringing(LegId{2}, false, now_);
    seen();
    die();
    come_back();
    EXPECT_EQ(seen(), Lines{"media 1 release"});
    answered(LegId{2}, "sdp-b");
    engine();
    EXPECT_EQ(seen(), (Lines{"media 2 offer 1 Rtp to 2 Rtp", "reoffer 2 with O2[sdp-a]"}));
    calls_.on_reoffer_answered(LegId{2}, "sdp-b2", now_);
    engine();
    EXPECT_EQ(seen(), (Lines{"media 2 answer of 2 for 1", "accept 1 with A2[sdp-b2]"}));
    EXPECT_EQ(own_of(kAnna).state, CallState::Talking);
}

TEST_F(MediaRecoveryTest, an_answer_while_the_engine_is_gone_waits_for_it) {
    on_line(kBenPhone);
    call_from(kAnnaPhone, "11");
    engine();
    die();
    answered(LegId{2}, "sdp-b");
    seen();
    come_back();
    EXPECT_EQ(seen(), Lines{"media 2 offer 1 Rtp to 2 Rtp"});
    engine();
    die();  // once more, while Ben's phone is asked: its answer comes first
    come_back();
    seen();
    calls_.on_reoffer_answered(LegId{2}, "sdp-b2", now_);
    EXPECT_EQ(seen(), Lines{"media 3 offer 1 Rtp to 2 Rtp"});
}

TEST_F(MediaRecoveryTest, a_dialling_phone_that_has_picked_up_waits_for_its_ring_back) {
    on_line(kAnnaPhone);
    on_line(kBenPhone);
    calls_.dial({kAnna, kAnnaPhone, "ben"}, now_);
    calls_.on_answered({.leg = LegId{1}, .sdp = "offer-a", .needs_answer = true}, now_);
    die();
    seen();
    come_back();
    engine();
    EXPECT_TRUE(has_seen("confirm 1 with S2[offer-a]"));
}

class RingBackTest : public MediaRecoveryTest {
protected:
    /// Anna's phone (leg 1) has dialled by itself and hears ring-back, Ben's (leg 2) rings.
    void dial() {
        on_line(kAnnaPhone);
        on_line(kBenPhone);
        calls_.dial({kAnna, kAnnaPhone, "ben"}, now_);
        calls_.on_answered({.leg = LegId{1}, .sdp = "offer-a", .needs_answer = true}, now_);
        engine();
        engine();
        calls_.on_ringing(LegId{2}, false, now_);
        seen();
    }
};

TEST_F(RingBackTest, is_offered_anew_and_played_after_the_phones_answer) {
    dial();
    die();
    EXPECT_EQ(seen(), (Lines{"media 2 release", "media 1 release"}));
    come_back();
    engine();
    EXPECT_EQ(seen(), (Lines{"media 3 single 1", "reoffer 1 with S3[offer-a]"}));
    calls_.on_reoffer_answered(LegId{1}, "offer-a", now_);
    EXPECT_EQ(seen(), Lines{"media 3 1 hears ring-back"});
    answered(LegId{2}, "sdp-b");
    engine();
    EXPECT_EQ(seen(), (Lines{"media 4 offer 1 Rtp to 2 Rtp", "reoffer 2 with O4[offer-a]"}));
}

TEST_F(RingBackTest, the_callees_answer_waits_for_that_of_the_phone) {
    dial();
    die();
    come_back();
    engine();
    answered(LegId{2}, "sdp-b");
    seen();
    calls_.on_reoffer_answered(LegId{1}, "sdp-a2", now_);
    engine();
    EXPECT_EQ(seen(), (Lines{"media 4 offer 1 Rtp to 2 Rtp", "reoffer 2 with O4[sdp-a2]"}));
}

TEST_F(RingBackTest, is_made_once_more_when_the_engine_dies_again) {
    dial();
    die();
    come_back();
    engine();
    die();
    come_back();
    seen();
    calls_.on_reoffer_answered(LegId{1}, "offer-a", now_);
    engine();
    EXPECT_EQ(seen(), (Lines{"media 4 single 1", "reoffer 1 with S4[offer-a]"}));
}

TEST_F(RingBackTest, a_phone_that_refuses_it_waits_in_silence_and_is_connected) {
    dial();
    die();
    come_back();
    engine();
    seen();
    calls_.on_reoffer_refused(LegId{1}, EndCause::NotAcceptable, now_);
    EXPECT_EQ(seen(), Lines{"media 3 release"});
    answered(LegId{2}, "sdp-b");
    engine();
    EXPECT_TRUE(has_seen("reoffer 2 with O4[offer-a]"));
}

TEST_F(RingBackTest, is_not_worth_ending_a_call_that_rings) {
    dial();
    die();
    pass(10s);
    EXPECT_EQ(own_of(kAnna).state, CallState::Alerting);
    answered(LegId{2}, "sdp-b");
    seen();
    come_back();
    EXPECT_EQ(seen(), Lines{"media 3 offer 1 Rtp to 2 Rtp"});
}

TEST_F(MediaRecoveryTest, a_holding_phone_is_asked_last_and_stays_on_hold) {
    talk_plainly();
    calls_.on_reoffered({LegId{1}, "hold-a", Direction::SendOnly}, now_);
    engine();
    die();
    come_back();
    seen();
    engine();
    EXPECT_EQ(seen(), Lines{"reoffer 2 with O2[sdp-a]"});  // made from what Anna's phone offered before its hold
    calls_.on_reoffer_answered(LegId{2}, "sdp-b", now_);
    engine();
    calls_.on_reoffer_answered(LegId{1}, "hold-a", now_, Direction::SendOnly);
    engine();
    EXPECT_TRUE(has_seen("media 2 2 hears music"));
    EXPECT_TRUE(own_of(kAnna).held_by_me);
}

TEST_F(MediaRecoveryTest, a_device_that_refuses_the_new_bridge_ends_the_call) {
    talk_plainly();
    die();
    come_back();
    engine();
    seen();
    calls_.on_reoffer_refused(LegId{1}, EndCause::ConnectionLost, now_);
    EXPECT_EQ(seen(), (Lines{"end 1 ConnectionLost", "end 2 ConnectionLost", "media 2 release"}));
}

TEST_F(MediaRecoveryTest, a_hold_of_a_phone_that_meets_the_engines_death_is_refused) {
    talk_plainly();
    calls_.on_reoffered({LegId{1}, "hold-a", Direction::SendOnly}, now_);
    seen();
    die();
    EXPECT_EQ(seen(), (Lines{"refuse_reoffer 1 Overloaded", "media 1 release"}));
}

}  // namespace
}  // namespace sidetone::calls::testing
