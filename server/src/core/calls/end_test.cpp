// How calls end from the devices' side.
#include "core/calls/testing/desk.h"

namespace sidetone::calls::testing {
namespace {

using Lines = std::vector<std::string>;
class EndTest : public DeskTest {};

TEST_F(EndTest, the_caller_gives_up_while_it_rings) {
    on_line(kBenPhone);
    call_from(kAnnaPhone, "11");
    engine();
    seen();
    calls_.on_ended(LegId{1}, EndCause::Cancelled, now_);
    EXPECT_EQ(seen(), (Lines{"media 1 release", "end 2 Cancelled"}));
    EXPECT_EQ(ended_[1].cause, EndCause::Cancelled);
}

TEST_F(EndTest, the_callers_flow_is_lost_while_it_rings) {
    on_line(kBenPhone);
    call_from(kAnnaPhone, "11");
    engine();
    seen();
    calls_.on_ended(LegId{1}, EndCause::ConnectionLost, now_);
    EXPECT_EQ(seen(), (Lines{"media 1 release", "end 2 Cancelled"}));
    EXPECT_EQ(ended_[0].cause, EndCause::ConnectionLost);
    EXPECT_EQ(ended_[1].cause, EndCause::Cancelled);
}

TEST_F(EndTest, the_caller_gives_up_before_the_engine_has_answered) {
    on_line(kBenPhone);
    call_from(kAnnaPhone, "11");
    seen();
    calls_.on_ended(LegId{1}, EndCause::Cancelled, now_);
    EXPECT_EQ(seen(), Lines{"media 1 release"});  // Ben's phone never heard of it
    EXPECT_EQ(ended_.size(), 1U);                 // nor did Ben
    engine();
    EXPECT_TRUE(seen().empty());
    EXPECT_EQ(calls_.next_deadline(), std::nullopt);
}

TEST_F(EndTest, the_caller_gives_up_between_the_answer_and_its_200) {
    on_line(kBenPhone);
    call_from(kAnnaPhone, "11");
    engine();
    answered(LegId{2}, "sdp-b");
    seen();
    calls_.on_ended(LegId{1}, EndCause::Cancelled, now_);
    EXPECT_EQ(seen(), (Lines{"end 2 HungUp", "media 1 release"}));
    EXPECT_EQ(calls_.size(), 0U);
}

TEST_F(EndTest, a_hang_up_of_one_device_ends_the_other) {
    talk_plainly();
    calls_.on_ended(LegId{2}, EndCause::HungUp, now_);
    EXPECT_EQ(seen(), (Lines{"end 1 HungUp", "media 1 release"}));
    EXPECT_EQ(ended_[0].cause, EndCause::HungUp);
    EXPECT_FALSE(ended_[0].by_me);
    EXPECT_TRUE(ended_[1].by_me);
}

TEST_F(EndTest, a_lost_connection_is_called_so_on_both_sides) {
    talk_plainly();
    calls_.on_ended(LegId{2}, EndCause::ConnectionLost, now_);
    EXPECT_EQ(seen(), (Lines{"end 1 ConnectionLost", "media 1 release"}));
    EXPECT_EQ(ended_[0].cause, EndCause::ConnectionLost);
    EXPECT_FALSE(ended_[1].by_me);
}

TEST_F(EndTest, media_that_cannot_be_agreed_on_ends_the_call) {
    on_line(kBenPhone);
    call_from(kAnnaPhone, "11");
    engine();
    answered(LegId{2}, "sdp-b");
    seen();
    engine_refuses("media.sdp_invalid");
    EXPECT_EQ(seen(), (Lines{"end 1 NotAcceptable", "end 2 NotAcceptable", "media 1 release"}));
}

TEST_F(EndTest, news_come_when_something_looks_different_and_only_then) {
    on_line(kBenPhone);
    call_from(kAnnaPhone, "11");
    EXPECT_EQ(changed_.size(), 1U);  // Anna calls; Ben's phone does not know yet
    engine();
    EXPECT_EQ(changed_.size(), 2U);  // rings at Ben
    calls_.on_ringing(LegId{2}, false, now_);
    EXPECT_EQ(changed_.size(), 3U);  // alerting at Anna; Ben's card looks the same
    calls_.on_ringing(LegId{2}, false, now_);
    EXPECT_EQ(changed_.size(), 3U);
}

}  // namespace
}  // namespace sidetone::calls::testing
