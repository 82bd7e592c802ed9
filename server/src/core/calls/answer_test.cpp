// Answer, reject and hang up from a session.
#include "core/calls/testing/desk.h"

namespace sidetone::calls::testing {
namespace {

using Lines = std::vector<std::string>;

class AnswerTest : public DeskTest {
protected:
    void ring() {
        on_line(kBenPhone);
        on_line(kBenBrowser, Transport::Wss);
        on_line(kBenSecure, Transport::Udp, true);
        call_from(kAnnaPhone, "11");
        engine();
        seen();
    }
    base::Result<void> answer_on(DeviceId device) { return calls_.answer({kBen, own_of(kBen).id, device}, now_); }
};

TEST_F(AnswerTest, a_softphone_is_answered_by_its_browser) {
    ring();
    EXPECT_TRUE(answer_on(kBenBrowser));
    EXPECT_EQ(seen(), Lines{"softphone 22 answers 1 b"});
}

TEST_F(AnswerTest, the_call_as_a_whole_has_the_device_of_each_side_and_all_that_ring) {
    ring();
    EXPECT_EQ(calls_.ids(), std::vector{CallId{1}});
    EXPECT_FALSE(calls_.view(CallId{2}).has_value());
    EXPECT_EQ(calls_.counters().setting_up, 1U);
    EXPECT_EQ(calls_.counters().established, 0U);
    calls_.on_ringing(LegId{2}, false, now_);
    auto call = *calls_.view(CallId{1});
    EXPECT_EQ(call.state, CallState::Alerting);
    EXPECT_EQ(call.from.user, kAnna);
    EXPECT_EQ(call.to.user, kBen);
    ASSERT_EQ(call.legs.size(), 4U);
    EXPECT_EQ(call.legs[0].device, kAnnaPhone);
    EXPECT_EQ(call.legs[0].side, Side::A);
    EXPECT_EQ(call.legs[0].state, LegView::State::Calling);
    EXPECT_EQ(call.legs[1].device, kBenPhone);
    EXPECT_EQ(call.legs[1].state, LegView::State::Ringing);
    EXPECT_EQ(call.legs[2].device, kBenBrowser);
    EXPECT_EQ(call.legs[2].profile, MediaProfile::Web);
    EXPECT_EQ(call.legs[2].state, LegView::State::Calling);

    answered(LegId{2}, "b");
    engine();
    call = *calls_.view(CallId{1});
    EXPECT_EQ(call.state, CallState::Talking);
    EXPECT_EQ(call.answered_at, now_);
    ASSERT_EQ(call.legs.size(), 2U);
    EXPECT_EQ(call.legs[1].device, kBenPhone);
    EXPECT_EQ(call.legs[1].state, LegView::State::Talking);
    EXPECT_EQ(call.legs[1].codec, "PCMA");
    EXPECT_EQ(calls_.counters().setting_up, 0U);
    EXPECT_EQ(calls_.counters().established, 1U);

    EXPECT_TRUE(calls_.hold({kBen, own_of(kBen).id, true}, now_));
    EXPECT_TRUE(calls_.mute({kAnna, own_of(kAnna).id, true}, now_));
    call = *calls_.view(CallId{1});
    EXPECT_TRUE(call.legs[1].held);
    EXPECT_FALSE(call.legs[0].held);
    EXPECT_TRUE(call.legs[0].muted);
    EXPECT_TRUE(calls_.hang_up({kBen, own_of(kBen).id}, now_));
    EXPECT_EQ(calls_.counters().established, 0U);
    EXPECT_EQ(calls_.counters().started, 1U);
    EXPECT_TRUE(calls_.ids().empty());
}

TEST_F(AnswerTest, a_phone_that_takes_talk_is_answered_as_soon_as_it_rings) {
    ring();
    EXPECT_EQ(own_of(kBen).answer_on, std::vector{kBenBrowser});
    EXPECT_EQ(answer_on(kBenSecure).error().code, "calls.not_possible");
    calls_.on_ringing(LegId{4}, true, now_);
    EXPECT_EQ(own_of(kBen).answer_on, (std::vector{kBenBrowser, kBenSecure}));
    seen();
    EXPECT_TRUE(answer_on(kBenSecure));
    EXPECT_EQ(seen(), Lines{"talk 4"});
}

TEST_F(AnswerTest, a_phone_that_does_not_take_talk_is_not_offered) {
    ring();
    calls_.on_ringing(LegId{2}, false, now_);
    EXPECT_EQ(answer_on(kBenPhone).error().code, "calls.not_possible");
}

TEST_F(AnswerTest, what_is_not_ringing_or_not_ones_own_is_refused) {
    ring();
    const auto call = own_of(kBen).id;
    EXPECT_EQ(calls_.answer({kAnna, call, kBenBrowser}, now_).error().code, "calls.unknown");
    EXPECT_EQ(calls_.answer({kBen, {CallId{77}, Side::B}, kBenBrowser}, now_).error().code, "calls.unknown");
    EXPECT_EQ(answer_on(kAnnaPhone).error().code, "calls.device_unknown");
    EXPECT_EQ(calls_.answer({kAnna, own_of(kAnna).id, kAnnaPhone}, now_).error().code, "calls.not_possible");
}

TEST_F(AnswerTest, a_rejection_ends_the_ringing_everywhere_and_the_caller_hears_busy) {
    ring();
    EXPECT_EQ(own_of(kBen).actions, (std::vector{Action::Answer, Action::Reject}));
    EXPECT_TRUE(calls_.reject({kBen, own_of(kBen).id}, now_));
    EXPECT_EQ(seen(), (Lines{"media 1 release", "end 2 Rejected", "media 2 release", "end 3 Rejected",
                             "media 3 release", "end 4 Rejected", "end 1 Busy"}));
    ASSERT_EQ(ended_.size(), 2U);
    EXPECT_EQ(ended_[0].cause, EndCause::Busy);
    EXPECT_FALSE(ended_[0].by_me);
    EXPECT_EQ(ended_[1].cause, EndCause::Rejected);
    EXPECT_TRUE(ended_[1].by_me);
}

TEST_F(AnswerTest, the_caller_hangs_up_from_its_session_while_it_rings) {
    ring();
    EXPECT_TRUE(calls_.hang_up({kAnna, own_of(kAnna).id}, now_));
    EXPECT_TRUE(has_seen("end 1 Cancelled"));
    EXPECT_TRUE(has_seen("end 4 Cancelled"));
    EXPECT_EQ(ended_[0].cause, EndCause::Cancelled);
    EXPECT_TRUE(ended_[0].by_me);
    EXPECT_EQ(ended_[1].cause, EndCause::Cancelled);
    EXPECT_FALSE(ended_[1].by_me);
}

TEST_F(AnswerTest, hanging_up_what_rings_here_rejects_it) {
    ring();
    EXPECT_TRUE(calls_.hang_up({kBen, own_of(kBen).id}, now_));
    EXPECT_TRUE(has_seen("end 1 Busy"));
}

TEST_F(AnswerTest, a_session_ends_an_answered_call_for_both_devices) {
    talk_plainly();
    EXPECT_TRUE(calls_.hang_up({kBen, own_of(kBen).id}, now_));
    EXPECT_EQ(seen(), (Lines{"end 1 HungUp", "end 2 HungUp", "media 1 release"}));
    EXPECT_TRUE(ended_[1].by_me);
    EXPECT_TRUE(ended_[1].was_answered);
    EXPECT_TRUE(calls_.own_calls(kAnna).empty());
    EXPECT_TRUE(calls_.own_calls(kBen).empty());
}

}  // namespace
}  // namespace sidetone::calls::testing
