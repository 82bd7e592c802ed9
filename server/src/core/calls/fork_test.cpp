// Ringing: all devices of the callee, the first answer, refusals, registrations that come and go meanwhile.
#include "core/calls/testing/desk.h"

namespace sidetone::calls::testing {
namespace {

using Lines = std::vector<std::string>;
class ForkTest : public DeskTest {};

TEST_F(ForkTest, all_devices_of_the_callee_ring_each_with_a_bridge_of_its_own) {
    on_line(kAnnaPhone);
    on_line(kBenPhone);
    on_line(kBenBrowser, Transport::Wss);
    on_line(kBenSecure, Transport::Tls);
    call_from(kAnnaPhone, "ben");
    EXPECT_EQ(seen(),
              (Lines{"media 1 offer 1 Rtp to 2 Rtp", "media 2 offer 1 Rtp to 3 Web", "media 3 offer 1 Rtp to 4 Srtp"}));
    engine();
    EXPECT_EQ(seen(), (Lines{"invite 2 device 21 with O1[sdp-a]", "invite 3 device 22 with O2[sdp-a]",
                             "invite 4 device 23 with O3[sdp-a]"}));
    EXPECT_EQ(ports_.last_invitation.from.name, "Anna Berg");
    EXPECT_EQ(ports_.last_invitation.dialled, "ben");
    EXPECT_EQ(own_of(kBen).devices, (std::vector{kBenPhone, kBenBrowser, kBenSecure}));
}

TEST_F(ForkTest, every_device_is_told_how_often_the_call_may_still_be_passed_on) {
    on_line(kBenPhone);
    calls_.on_incoming(
        {.leg = calls_.next_leg(), .device = kAnnaPhone, .dialled = "ben", .sdp = "sdp-a", .hops_left = 3}, now_);
    engine();
    EXPECT_EQ(ports_.last_invitation.hops_left, 3U);
}

TEST_F(ForkTest, the_calling_device_does_not_ring_when_people_call_themselves) {
    on_line(kBenPhone);
    on_line(kBenBrowser, Transport::Wss);
    call_from(kBenPhone, "11");
    engine();
    EXPECT_TRUE(has_seen("invite 2 device 22 with O1[sdp-a]"));
    EXPECT_EQ(calls_.own_calls(kBen).size(), 2U);
    calls_.on_ended(LegId{1}, EndCause::Cancelled, now_);
    EXPECT_TRUE(calls_.own_calls(kBen).empty());
    EXPECT_EQ(ended_.size(), 2U);
}

TEST_F(ForkTest, the_caller_hears_ringing_once_however_many_devices_ring) {
    on_line(kBenPhone);
    on_line(kBenBrowser, Transport::Wss);
    call_from(kAnnaPhone, "11");
    engine();
    EXPECT_EQ(own_of(kAnna).state, CallState::Calling);
    seen();
    calls_.on_ringing(LegId{2}, false, now_);
    calls_.on_ringing(LegId{3}, false, now_);
    EXPECT_EQ(seen(), Lines{"ring 1"});
    EXPECT_EQ(own_of(kAnna).state, CallState::Alerting);
}

TEST_F(ForkTest, the_first_answer_wins_and_the_others_learn_that_it_was_answered_elsewhere) {
    on_line(kBenPhone);
    on_line(kBenBrowser, Transport::Wss);
    call_from(kAnnaPhone, "11");
    engine();
    seen();
    answered(LegId{3}, "sdp-b");
    EXPECT_EQ(seen(), (Lines{"media 1 release", "end 2 CompletedElsewhere", "media 2 answer of 3 for 1"}));
    engine();
    EXPECT_EQ(seen(), Lines{"accept 1 with A2[sdp-b]"});
    EXPECT_EQ(own_of(kBen).state, CallState::Talking);
    EXPECT_EQ(own_of(kBen).devices, std::vector{kBenBrowser});
    EXPECT_EQ(own_of(kAnna).answered_at, now_);
    EXPECT_TRUE(ended_.empty());
    answered(LegId{2}, "late");  // its id is dead
    EXPECT_TRUE(seen().empty());
}

TEST_F(ForkTest, a_callee_without_registered_device_is_not_reachable) {
    call_from(kAnnaPhone, "11");
    EXPECT_EQ(seen(), Lines{"end 1 NotReachable"});
    ASSERT_EQ(ended_.size(), 1U);
    EXPECT_EQ(ended_[0].cause, EndCause::NotReachable);
    EXPECT_EQ(calls_.size(), 0U);
}

TEST_F(ForkTest, an_unknown_target_is_refused_and_leaves_no_call) {
    call_from(kAnnaPhone, "99");
    EXPECT_EQ(seen(), Lines{"end 1 UnknownTarget"});
    EXPECT_TRUE(ended_.empty());
}

TEST_F(ForkTest, a_person_who_rejects_at_one_device_ends_the_ringing_of_all_and_the_caller_hears_busy) {
    on_line(kBenPhone);
    on_line(kBenBrowser, Transport::Wss);
    call_from(kAnnaPhone, "11");
    engine();
    calls_.on_ringing(LegId{2}, false, now_);
    seen();
    calls_.on_ended(LegId{2}, EndCause::Busy, now_);
    EXPECT_EQ(seen(), (Lines{"media 1 release", "media 2 release", "end 3 Busy", "end 1 Busy"}));
    ASSERT_EQ(ended_.size(), 2U);
    EXPECT_EQ(ended_[0].cause, EndCause::Busy);
    EXPECT_TRUE(ended_[1].by_me);
}

TEST_F(ForkTest, a_device_that_is_busy_before_it_rang_only_leaves_the_ringing) {
    on_line(kBenPhone);
    on_line(kBenBrowser, Transport::Wss);
    call_from(kAnnaPhone, "11");
    engine();
    calls_.on_ended(LegId{2}, EndCause::Busy, now_);
    EXPECT_EQ(own_of(kBen).devices, std::vector{kBenBrowser});
    calls_.on_ended(LegId{3}, EndCause::Failed, now_);
    EXPECT_TRUE(has_seen("end 1 Busy"));  // says more about Ben than the failure
    EXPECT_EQ(calls_.size(), 0U);
}

TEST_F(ForkTest, nobody_answers_within_the_ring_time) {
    on_line(kBenPhone);
    call_from(kAnnaPhone, "11");
    engine();
    calls_.on_ringing(LegId{2}, false, now_);
    seen();
    pass(120s);
    EXPECT_EQ(seen(), (Lines{"media 1 release", "end 2 NoAnswer", "end 1 NoAnswer"}));
    EXPECT_EQ(ended_[0].cause, EndCause::NoAnswer);
    EXPECT_EQ(ended_[1].cause, EndCause::Cancelled);
    EXPECT_EQ(calls_.next_deadline(), std::nullopt);
}

TEST_F(ForkTest, a_device_that_registers_while_it_rings_joins_the_ringing) {
    on_line(kBenPhone);
    call_from(kAnnaPhone, "11");
    engine();
    seen();
    on_line(kBenBrowser, Transport::Wss);
    engine();
    EXPECT_TRUE(has_seen("invite 3 device 22 with O2[sdp-a]"));
    answered(LegId{3}, "sdp-b");
    engine();
    EXPECT_EQ(own_of(kBen).devices, std::vector{kBenBrowser});
}

TEST_F(ForkTest, a_device_whose_flow_is_lost_leaves_the_ringing_and_joins_again_when_it_is_back) {
    on_line(kBenPhone);
    on_line(kBenBrowser, Transport::Wss);
    call_from(kAnnaPhone, "11");
    engine();
    seen();
    lose_flow(kBenBrowser);
    EXPECT_EQ(seen(), (Lines{"media 2 release", "end 3 Cancelled"}));
    on_line(kBenBrowser, Transport::Wss);
    engine();
    EXPECT_TRUE(has_seen("invite 4 device 22 with O3[sdp-a]"));
}

TEST_F(ForkTest, a_call_rings_on_for_the_only_device_while_another_tab_takes_over) {
    on_line(kBenBrowser, Transport::Wss);
    call_from(kAnnaPhone, "11");
    engine();
    calls_.on_ringing(LegId{2}, false, now_);
    seen();
    lose_flow(kBenBrowser);
    EXPECT_EQ(seen(), (Lines{"media 1 release", "end 2 Cancelled"}));
    EXPECT_TRUE(own_of(kBen).answer_on.empty());
    pass(4s);
    on_line(kBenBrowser, Transport::Wss);
    engine();
    EXPECT_TRUE(has_seen("invite 3 device 22 with O2[sdp-a]"));
    calls_.on_ringing(LegId{3}, false, now_);
    EXPECT_EQ(own_of(kBen).answer_on, std::vector{kBenBrowser});
    pass(5s);
    EXPECT_TRUE(ended_.empty());
}

TEST_F(ForkTest, a_call_that_comes_while_the_only_device_is_away_for_a_moment_rings_when_it_is_back) {
    on_line(kBenBrowser, Transport::Wss);
    lose_flow(kBenBrowser);
    call_from(kAnnaPhone, "11");
    EXPECT_TRUE(seen().empty());
    on_line(kBenBrowser, Transport::Wss);
    engine();
    EXPECT_TRUE(has_seen("invite 2 device 22 with O1[sdp-a]"));
}

TEST_F(ForkTest, a_device_that_does_not_come_back_is_not_reachable_and_is_waited_for_once) {
    on_line(kBenBrowser, Transport::Wss);
    call_from(kAnnaPhone, "11");
    engine();
    seen();
    lose_flow(kBenBrowser);
    pass(5s);
    EXPECT_TRUE(has_seen("end 1 NotReachable"));
    EXPECT_EQ(calls_.size(), 0U);
    seen();
    call_from(kAnnaPhone, "11");
    EXPECT_EQ(seen(), Lines{"end 3 NotReachable"});
    EXPECT_EQ(calls_.next_deadline(), std::nullopt);
}

TEST_F(ForkTest, a_caller_who_gives_up_while_nothing_rings_ends_the_call) {
    on_line(kBenBrowser, Transport::Wss);
    lose_flow(kBenBrowser);
    const auto caller = call_from(kAnnaPhone, "11");
    calls_.on_ended(caller, EndCause::Cancelled, now_);
    EXPECT_EQ(calls_.size(), 0U);
    on_line(kBenBrowser, Transport::Wss);
    EXPECT_TRUE(seen().empty());
}

TEST_F(ForkTest, the_calling_device_is_not_waited_for) {
    on_line(kBenBrowser, Transport::Wss);
    lose_flow(kBenBrowser);
    call_from(kBenBrowser, "11");
    EXPECT_EQ(seen(), Lines{"end 1 NotReachable"});
}

TEST_F(ForkTest, a_phone_over_tls_that_refuses_srtp_is_offered_plain_rtp) {
    on_line(kBenSecure, Transport::Tls);
    call_from(kAnnaPhone, "11");
    engine();
    seen();
    calls_.on_ended(LegId{2}, EndCause::NotAcceptable, now_);
    EXPECT_EQ(seen(), (Lines{"media 2 offer 1 Rtp to 3 Rtp", "media 1 release"}));
    engine();
    seen();
    calls_.on_ended(LegId{3}, EndCause::NotAcceptable, now_);
    EXPECT_EQ(seen(), (Lines{"media 2 release", "end 1 NotAcceptable"}));
}

TEST_F(ForkTest, too_many_calls_of_a_person_are_busy_and_too_many_of_all_overload) {
    Calls small({.system_name = "pbx.test", .max_calls = 2, .max_calls_per_user = 1}, directory_, registrar_, ports_,
                ports_, ports_);
    on_line(kBenPhone);
    small.on_incoming({.leg = small.next_leg(), .device = kAnnaPhone, .dialled = "11", .sdp = "x"}, now_);
    small.on_incoming({.leg = small.next_leg(), .device = kAnnaPhone, .dialled = "11", .sdp = "x"}, now_);
    EXPECT_EQ(small.size(), 1U);
    EXPECT_TRUE(has_seen("end 3 Busy"));
}

TEST_F(ForkTest, an_engine_without_ports_overloads_the_call) {
    on_line(kBenPhone);
    call_from(kAnnaPhone, "11");
    seen();
    engine_refuses("media.no_ports");
    EXPECT_EQ(seen(), (Lines{"media 1 release", "end 1 Overloaded"}));
}

TEST_F(ForkTest, an_engine_that_is_silent_for_too_long_fails_the_call) {
    on_line(kBenPhone);
    call_from(kAnnaPhone, "11");
    seen();
    pass(5s);
    EXPECT_EQ(seen(), (Lines{"media 1 release", "end 1 Overloaded"}));
    engine();  // too late, and nobody asks any more
    EXPECT_TRUE(seen().empty());
}

}  // namespace
}  // namespace sidetone::calls::testing
