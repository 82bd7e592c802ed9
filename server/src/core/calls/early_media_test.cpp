// What the caller hears before the answer.
#include "core/calls/testing/desk.h"

namespace sidetone::calls::testing {
namespace {

using Lines = std::vector<std::string>;

class EarlyMediaTest : public DeskTest {
protected:
    void ring_both() {
        on_line(kBenPhone);
        on_line(kBenBrowser, Transport::Wss);
        call_from(kAnnaPhone, "11");
        engine();
        seen();
    }
};

TEST_F(EarlyMediaTest, the_first_device_with_early_media_is_heard_and_the_second_is_not) {
    ring_both();
    calls_.on_progress(LegId{2}, "early-2", now_);
    calls_.on_progress(LegId{3}, "early-3", now_);
    engine();
    EXPECT_EQ(seen(), (Lines{"media 1 answer of 2 for 1", "progress 1 with A1[early-2]"}));
    EXPECT_EQ(own_of(kAnna).state, CallState::Alerting);
}

TEST_F(EarlyMediaTest, when_the_device_that_is_heard_leaves_another_may_be_heard) {
    ring_both();
    calls_.on_progress(LegId{2}, "early-2", now_);
    calls_.on_progress(LegId{3}, "early-3", now_);
    engine();
    seen();
    calls_.on_ended(LegId{2}, EndCause::Failed, now_);
    engine();
    EXPECT_EQ(seen(), (Lines{"media 1 release", "media 2 answer of 3 for 1", "progress 1 with A2[early-3]"}));
}

TEST_F(EarlyMediaTest, when_no_early_media_is_left_the_caller_makes_its_own_ring_back_again) {
    ring_both();
    calls_.on_ringing(LegId{3}, false, now_);
    calls_.on_progress(LegId{2}, "early-2", now_);
    engine();
    seen();
    calls_.on_ended(LegId{2}, EndCause::Failed, now_);
    EXPECT_EQ(seen(), (Lines{"media 1 release", "ring 1"}));
}

TEST_F(EarlyMediaTest, the_device_that_is_heard_answers) {
    ring_both();
    calls_.on_progress(LegId{2}, "early-2", now_);
    engine();
    seen();
    answered(LegId{2}, "sdp-b");
    engine();
    EXPECT_EQ(seen(), (Lines{"media 2 release", "end 3 CompletedElsewhere", "media 1 answer of 2 for 1",
                             "accept 1 with A1[sdp-b]"}));
}

TEST_F(EarlyMediaTest, when_another_device_answers_the_caller_gets_the_early_answer_again_and_then_the_right_one) {
    ring_both();
    calls_.on_progress(LegId{2}, "early-2", now_);
    engine();
    seen();
    answered(LegId{3}, "sdp-b");
    engine();
    EXPECT_EQ(seen(), (Lines{"media 1 release", "end 2 CompletedElsewhere", "accept 1 with A1[early-2]",
                             "media 2 answer of 3 for 1", "reoffer 1 with A2[sdp-b]"}));
    EXPECT_EQ(own_of(kAnna).state, CallState::Alerting);
    calls_.on_reoffer_answered(LegId{1}, "sdp-a", now_);
    EXPECT_EQ(own_of(kAnna).state, CallState::Talking);
    EXPECT_TRUE(seen().empty());
}

TEST_F(EarlyMediaTest, the_caller_gets_its_last_early_answer_again_though_another_device_was_about_to_be_heard) {
    ring_both();
    calls_.on_progress(LegId{2}, "early-2", now_);
    engine();
    calls_.on_progress(LegId{3}, "early-3", now_);
    calls_.on_ended(LegId{2}, EndCause::Failed, now_);
    seen();
    answered(LegId{3}, "sdp-b");  // before the engine has made its early answer
    EXPECT_TRUE(has_seen("accept 1 with A1[early-2]"));
}

TEST_F(EarlyMediaTest, a_device_that_is_heard_and_registers_anew_rings_again_and_so_does_the_caller) {
    ring_both();
    calls_.on_ringing(LegId{3}, false, now_);
    calls_.on_ended(LegId{3}, EndCause::Failed, now_);
    calls_.on_progress(LegId{2}, "early-2", now_);
    engine();
    lose_flow(kBenBrowser);
    on_line(kBenBrowser, Transport::Wss);
    engine();
    seen();
    calls_.on_ended(LegId{2}, EndCause::Failed, now_);
    calls_.on_ringing(LegId{4}, false, now_);
    EXPECT_TRUE(has_seen("ring 1"));
}

}  // namespace
}  // namespace sidetone::calls::testing
