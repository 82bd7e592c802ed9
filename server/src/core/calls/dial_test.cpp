// Click to dial.
#include "core/calls/testing/desk.h"

namespace sidetone::calls::testing {
namespace {

using Lines = std::vector<std::string>;

class DialTest : public DeskTest {
protected:
    base::Result<void> dial(DeviceId device, const std::string& target) {
        return calls_.dial({kAnna, device, target}, now_);
    }
    void pick_up() {
        calls_.on_answered({.leg = LegId{1}, .sdp = "offer-a", .needs_answer = true, .codec = "PCMA"}, now_);
    }
    /// Anna's phone hears ring-back, Ben's phone (leg 2) is called.
    void ring_ben() {
        on_line(kAnnaPhone);
        on_line(kBenPhone);
        ASSERT_TRUE(dial(kAnnaPhone, "ben"));
        pick_up();
        engine();
        seen();
    }
};

TEST_F(DialTest, a_softphone_is_asked_to_call_what_was_found) {
    on_line(kAnnaBrowser, Transport::Wss);
    EXPECT_TRUE(dial(kAnnaBrowser, "11"));
    EXPECT_EQ(seen(), Lines{"softphone 12 dials sip:ben@pbx.test"});
    EXPECT_EQ(calls_.size(), 0U);
}

TEST_F(DialTest, a_phone_picks_up_by_itself_then_hears_ring_back_then_the_target) {
    on_line(kAnnaPhone);
    on_line(kBenPhone);
    EXPECT_TRUE(dial(kAnnaPhone, "ben"));
    EXPECT_EQ(seen(), Lines{"invite 1 device 11 with no offer"});
    EXPECT_TRUE(ports_.last_invitation.auto_answer);
    EXPECT_EQ(ports_.last_invitation.from.name, "Ben Okafor");
    EXPECT_EQ(own_of(kAnna).state, CallState::Starting);
    EXPECT_TRUE(calls_.own_calls(kBen).empty());
    pick_up();
    engine();
    EXPECT_EQ(seen(), (Lines{"media 1 single 1", "confirm 1 with S1[offer-a]", "media 1 1 hears ring-back",
                             "media 2 offer 1 Rtp to 2 Rtp", "invite 2 device 21 with O2[offer-a]"}));
    EXPECT_EQ(own_of(kAnna).state, CallState::Calling);
    calls_.on_ringing(LegId{2}, false, now_);
    EXPECT_EQ(own_of(kAnna).state, CallState::Alerting);
    EXPECT_TRUE(seen().empty());  // no 180 to a phone that is already answered
    answered(LegId{2}, "sdp-b");
    engine();
    EXPECT_EQ(seen(), (Lines{"media 2 answer of 2 for 1", "reoffer 1 with A2[sdp-b]"}));
    EXPECT_EQ(own_of(kBen).state, CallState::Talking);
    calls_.on_reoffer_answered(LegId{1}, "offer-a", now_);
    EXPECT_EQ(seen(), (Lines{"media 1 1 hears no sound", "media 1 release"}));
    EXPECT_EQ(own_of(kAnna).state, CallState::Talking);
}

TEST_F(DialTest, an_answer_with_another_address_is_told_to_the_engine) {
    ring_ben();
    answered(LegId{2}, "sdp-b");
    engine();
    seen();
    calls_.on_reoffer_answered(LegId{1}, "moved-a", now_);
    EXPECT_EQ(seen(), Lines{"media 2 reoffer 1 moved-a to 2 sdp-b"});
    engine();
    EXPECT_EQ(own_of(kAnna).state, CallState::Talking);
}

TEST_F(DialTest, only_the_origin_line_may_differ_without_the_engine_being_told) {
    ring_ben();
    calls_.hang_up({kAnna, own_of(kAnna).id}, now_);
    calls_.dial({kAnna, kAnnaPhone, "ben"}, now_);
    calls_.on_answered(
        {.leg = LegId{3}, .sdp = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\nm=audio 4000\r\n", .needs_answer = true}, now_);
    engine();
    answered(LegId{4}, "sdp-b");
    engine();
    seen();
    calls_.on_reoffer_answered(LegId{3}, "v=0\r\no=- 1 2 IN IP4 192.0.2.1\r\nm=audio 4000\r\n", now_);
    EXPECT_EQ(own_of(kAnna).state, CallState::Talking);
    EXPECT_FALSE(has_seen("media 4 reoffer"));
}

TEST_F(DialTest, a_phone_that_does_not_pick_up_in_time_is_given_up) {
    on_line(kAnnaPhone);
    on_line(kBenPhone);
    EXPECT_TRUE(dial(kAnnaPhone, "ben"));
    seen();
    pass(20s);
    EXPECT_EQ(seen(), Lines{"end 1 Failed"});
    ASSERT_EQ(ended_.size(), 1U);  // Ben never knew
    EXPECT_EQ(ended_[0].cause, EndCause::Failed);
}

TEST_F(DialTest, putting_down_the_own_phone_cancels_the_dialling) {
    on_line(kAnnaPhone);
    EXPECT_TRUE(dial(kAnnaPhone, "ben"));
    seen();
    calls_.on_ended(LegId{1}, EndCause::Busy, now_);
    EXPECT_TRUE(seen().empty());
    EXPECT_EQ(ended_[0].cause, EndCause::Cancelled);
    EXPECT_TRUE(ended_[0].by_me);
}

TEST_F(DialTest, a_target_that_refuses_frees_the_phone_with_the_cause) {
    ring_ben();
    calls_.on_ended(LegId{2}, EndCause::Rejected, now_);
    EXPECT_EQ(seen(), (Lines{"media 2 release", "end 1 Busy", "media 1 release"}));
    EXPECT_EQ(ended_[0].cause, EndCause::Busy);
}

TEST_F(DialTest, a_phone_that_refuses_the_connection_ends_it_for_both) {
    ring_ben();
    answered(LegId{2}, "sdp-b");
    engine();
    seen();
    calls_.on_reoffer_refused(LegId{1}, EndCause::NotAcceptable, now_);
    EXPECT_EQ(seen(), (Lines{"end 1 NotAcceptable", "end 2 NotAcceptable", "media 1 release", "media 2 release"}));
}

TEST_F(DialTest, what_cannot_be_dialled_is_refused_with_the_reason) {
    on_line(kAnnaBrowser, Transport::Wss);
    EXPECT_EQ(dial(kAnnaPhone, "ben").error().code, "calls.device_not_registered");
    EXPECT_EQ(dial(kBenPhone, "ben").error().code, "calls.device_unknown");
    EXPECT_EQ(dial(DeviceId{99}, "ben").error().code, "calls.device_unknown");
    EXPECT_EQ(dial(kAnnaBrowser, "nobody").error().code, "calls.target_unknown");
    on_line(kAnnaPhone);
    for (int i = 0; i < 10; ++i) EXPECT_TRUE(dial(kAnnaPhone, "ben"));
    EXPECT_EQ(dial(kAnnaPhone, "ben").error().code, "calls.too_many");
}

}  // namespace
}  // namespace sidetone::calls::testing
