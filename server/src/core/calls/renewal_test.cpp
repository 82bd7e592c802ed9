// The media engine dies and comes back under calls of browsers.
#include "core/calls/testing/desk.h"

namespace sidetone::calls::testing {
namespace {

using Lines = std::vector<std::string>;

class RenewalTest : public DeskTest {
protected:
    /// Anna's phone or browser (leg 1) talks to Ben's browser (leg 2).
    void talk_to_browser(DeviceId caller) {
        on_line(kBenBrowser, Transport::Wss);
        const bool web = caller == kAnnaBrowser;
        on_line(caller, web ? Transport::Wss : Transport::Udp);
        call_from(caller, "11", web ? MediaProfile::Web : MediaProfile::Rtp);
        engine();
        web_answered(LegId{2}, "sdp-b");
        engine();
        seen();
    }
    void web_answered(LegId leg, const std::string& sdp, bool needs_answer = false) {
        calls_.on_answered(
            {.leg = leg, .sdp = sdp, .needs_answer = needs_answer, .codec = "opus", .profile = MediaProfile::Web},
            now_);
    }
    void restart_engine() {
        for (auto& outcome : ports_.outcomes) outcome.sdp = base::Error{"media.unavailable"};
        engine();
        calls_.on_media_lost(now_);
        calls_.on_media_ready(now_);
    }
};

TEST_F(RenewalTest, a_browser_gets_a_new_dialog_and_its_phone_a_reinvite) {
    talk_to_browser(kAnnaPhone);
    restart_engine();
    engine();
    EXPECT_EQ(seen(), (Lines{"media 1 release", "media 2 offer 1 Rtp to 2 Web", "replace 2 by 3 with O2[sdp-a]"}));
    web_answered(LegId{3}, "sdp-b3");
    engine();
    EXPECT_EQ(seen(), (Lines{"media 2 answer of 3 for 1", "reoffer 1 with A2[sdp-b3]"}));
    calls_.on_reoffer_answered(LegId{1}, "sdp-a", now_);
    EXPECT_EQ(own_of(kBen).devices, std::vector{kBenBrowser});
    calls_.on_ended(LegId{2}, EndCause::HungUp, now_);  // the browser's, after it took the new one
    EXPECT_TRUE(seen().empty());
    calls_.on_ended(LegId{3}, EndCause::HungUp, now_);
    EXPECT_EQ(seen(), (Lines{"end 1 HungUp", "media 2 release"}));
}

TEST_F(RenewalTest, of_two_browsers_the_second_makes_an_offer_first) {
    talk_to_browser(kAnnaBrowser);
    restart_engine();
    EXPECT_EQ(seen(), (Lines{"media 1 release", "replace 2 by 3 with no offer"}));
    web_answered(LegId{3}, "offer-b", true);
    engine();
    EXPECT_EQ(seen(), (Lines{"media 2 offer 3 Web to 1 Web", "replace 1 by 4 with O2[offer-b]"}));
    web_answered(LegId{4}, "sdp-a4");
    engine();
    EXPECT_EQ(seen(), (Lines{"media 2 answer of 4 for 3", "confirm 3 with A2[sdp-a4]"}));
    EXPECT_EQ(own_of(kAnna).state, CallState::Talking);
    calls_.hang_up({kAnna, own_of(kAnna).id}, now_);
    EXPECT_EQ(seen(), (Lines{"end 4 HungUp", "end 1 HungUp", "end 3 HungUp", "end 2 HungUp", "media 2 release"}));
}

TEST_F(RenewalTest, the_engine_dies_again_in_between_and_nothing_is_asked_twice) {
    talk_to_browser(kAnnaBrowser);
    restart_engine();
    restart_engine();
    EXPECT_EQ(seen(), (Lines{"media 1 release", "replace 2 by 3 with no offer"}));
    web_answered(LegId{3}, "offer-b", true);
    engine();
    seen();
    restart_engine();  // the browser that is asked answers first
    web_answered(LegId{4}, "sdp-a4");
    engine();
    EXPECT_EQ(seen(), (Lines{"media 2 release", "media 3 offer 3 Web to 4 Web", "replace 4 by 5 with O3[offer-b]"}));
}

TEST_F(RenewalTest, a_browser_that_is_away_is_asked_when_it_is_back) {
    talk_to_browser(kAnnaPhone);
    restart_engine();
    engine();
    seen();
    calls_.on_ended(LegId{3}, EndCause::NotReachable, now_);
    EXPECT_EQ(seen(), Lines{"media 2 release"});
    pass(5s);
    engine();
    EXPECT_TRUE(has_seen("replace 2 by 4 with O3[sdp-a]"));
}

TEST_F(RenewalTest, a_browser_that_says_nothing_is_asked_again) {
    talk_to_browser(kAnnaBrowser);
    restart_engine();
    seen();
    pass(5s);
    EXPECT_EQ(seen(), (Lines{"end 3 Cancelled", "replace 2 by 4 with no offer"}));
}

TEST_F(RenewalTest, a_browser_that_refuses_ends_the_call) {
    talk_to_browser(kAnnaPhone);
    restart_engine();
    engine();
    seen();
    calls_.on_ended(LegId{3}, EndCause::Failed, now_);
    EXPECT_EQ(seen(), (Lines{"end 1 Failed", "end 2 Failed", "media 2 release"}));
}

TEST_F(RenewalTest, an_answer_without_an_offer_where_one_was_asked_for_ends_the_call) {
    talk_to_browser(kAnnaBrowser);
    restart_engine();
    seen();
    web_answered(LegId{3}, "", true);
    EXPECT_TRUE(calls_.own_calls(kAnna).empty());
}

TEST_F(RenewalTest, a_caller_that_waits_still_gets_its_answer_in_the_200) {
    on_line(kBenBrowser, Transport::Wss);
    on_line(kAnnaBrowser, Transport::Wss);
    call_from(kAnnaBrowser, "11", MediaProfile::Web);
    engine();
    calls_.on_ringing(LegId{2}, false, now_);
    restart_engine();
    seen();
    web_answered(LegId{2}, "sdp-b");
    engine();
    EXPECT_EQ(seen(), (Lines{"media 2 offer 1 Web to 2 Web", "replace 2 by 3 with O2[sdp-a]"}));
    web_answered(LegId{3}, "sdp-b3");
    engine();
    EXPECT_EQ(seen(), (Lines{"media 2 answer of 3 for 1", "accept 1 with A2[sdp-b3]"}));
}

TEST_F(RenewalTest, a_browser_that_heard_another_branch_before_the_answer_gets_a_new_dialog) {
    on_line(kBenPhone);
    on_line(kBenSecure, Transport::Tls);
    on_line(kAnnaBrowser, Transport::Wss);
    call_from(kAnnaBrowser, "11", MediaProfile::Web);
    engine();
    calls_.on_progress(LegId{2}, "early-b", now_);
    engine();
    seen();
    answered(LegId{3}, "sdp-c");
    EXPECT_EQ(seen(), (Lines{"media 1 release", "end 2 CompletedElsewhere", "accept 1 with A1[early-b]",
                             "media 2 release", "replace 1 by 4 with no offer"}));
    web_answered(LegId{4}, "offer-a", true);
    engine();
    EXPECT_EQ(seen(), (Lines{"media 3 offer 4 Web to 3 Srtp", "reoffer 3 with O3[offer-a]"}));
    calls_.on_reoffer_answered(LegId{3}, "sdp-c2", now_);
    engine();
    EXPECT_EQ(seen(), (Lines{"media 3 answer of 3 for 4", "confirm 4 with A3[sdp-c2]"}));
}

}  // namespace
}  // namespace sidetone::calls::testing
