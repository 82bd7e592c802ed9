// Hold, mute and digits from a session, for whatever device the call is on.
#include "core/calls/testing/desk.h"

namespace sidetone::calls::testing {
namespace {

using Lines = std::vector<std::string>;

class ControlTest : public DeskTest {
protected:
    base::Result<void> hold(UserId user, bool on) { return calls_.hold({user, own_of(user).id, on}, now_); }
    base::Result<void> mute(UserId user, bool on) { return calls_.mute({user, own_of(user).id, on}, now_); }
};

TEST_F(ControlTest, the_held_peer_hears_music_and_the_holding_device_nothing) {
    talk_plainly();
    EXPECT_TRUE(hold(kAnna, true));
    EXPECT_EQ(seen(), (Lines{"media 1 block 1", "media 1 block 2", "media 1 2 hears music"}));
    EXPECT_TRUE(own_of(kAnna).held_by_me);
    EXPECT_TRUE(own_of(kBen).held_by_peer);
    EXPECT_EQ(own_of(kAnna).actions, (std::vector{Action::HangUp, Action::Retrieve, Action::Mute}));
    EXPECT_TRUE(hold(kAnna, false));
    EXPECT_EQ(seen(), (Lines{"media 1 2 hears no sound", "media 1 unblock 1", "media 1 unblock 2"}));
    EXPECT_EQ(changed_.size(), 4U);
}

TEST_F(ControlTest, when_both_hold_nobody_hears_anything_until_one_retrieves) {
    talk_plainly();
    EXPECT_TRUE(hold(kAnna, true));
    (void)seen();
    EXPECT_TRUE(hold(kBen, true));
    EXPECT_EQ(seen(), Lines{"media 1 2 hears no sound"});
    EXPECT_TRUE(hold(kAnna, false));
    EXPECT_EQ(seen(), Lines{"media 1 1 hears music"});
    EXPECT_TRUE(hold(kBen, false));
    EXPECT_EQ(seen(), (Lines{"media 1 1 hears no sound", "media 1 unblock 1", "media 1 unblock 2"}));
}

TEST_F(ControlTest, a_hold_twice_is_one_hold) {
    talk_plainly();
    EXPECT_TRUE(hold(kAnna, true));
    (void)seen();
    EXPECT_TRUE(hold(kAnna, true));
    EXPECT_TRUE(seen().empty());
}

TEST_F(ControlTest, mute_stops_what_the_own_device_sends_and_outlives_a_hold) {
    talk_plainly();
    EXPECT_TRUE(mute(kBen, true));
    EXPECT_EQ(seen(), Lines{"media 1 block 2"});
    EXPECT_TRUE(own_of(kBen).muted);
    EXPECT_FALSE(own_of(kAnna).muted);
    EXPECT_TRUE(hold(kBen, true));
    EXPECT_TRUE(hold(kBen, false));
    EXPECT_EQ(seen(),
              (Lines{"media 1 block 1", "media 1 1 hears music", "media 1 1 hears no sound", "media 1 unblock 1"}));
    EXPECT_TRUE(mute(kBen, false));
    EXPECT_EQ(seen(), Lines{"media 1 unblock 2"});
}

TEST_F(ControlTest, digits_are_sent_by_the_browser_and_nonsense_is_not) {
    on_line(kBenBrowser, Transport::Wss);
    call_from(kAnnaBrowser, "11", MediaProfile::Web);
    engine();
    answered(LegId{2}, "sdp-b");
    engine();
    EXPECT_EQ(own_of(kAnna).actions, (std::vector{Action::HangUp, Action::Hold, Action::Mute, Action::SendDigits}));
    (void)seen();
    EXPECT_TRUE(calls_.send_digits({kAnna, own_of(kAnna).id, "12#"}, now_));
    EXPECT_EQ(seen(), Lines{"softphone 12 sends 12#"});
    EXPECT_FALSE(calls_.send_digits({kAnna, own_of(kAnna).id, "1x"}, now_));
    EXPECT_FALSE(calls_.send_digits({kAnna, own_of(kAnna).id, ""}, now_));
    EXPECT_FALSE(calls_.send_digits({kAnna, own_of(kAnna).id, std::string(33, '1')}, now_));
    EXPECT_TRUE(seen().empty());
}

TEST_F(ControlTest, for_a_desk_phone_the_engine_sends_the_digits) {
    talk_plainly();
    (void)seen();
    EXPECT_TRUE(calls_.send_digits({kAnna, own_of(kAnna).id, "1#"}, now_));
    EXPECT_EQ(seen(), Lines{"media 1 digits 1# of 1 sdp-a to 2 sdp-b"});
    EXPECT_TRUE(calls_.send_digits({kBen, own_of(kBen).id, "2"}, now_));
    EXPECT_EQ(seen(), Lines{"media 1 digits 2 of 2 sdp-b to 1 sdp-a"});
}

TEST_F(ControlTest, no_digits_from_a_muted_desk_phone) {
    talk_plainly();
    EXPECT_TRUE(mute(kAnna, true));
    EXPECT_EQ(calls_.send_digits({kAnna, own_of(kAnna).id, "1"}, now_).error().code, "calls.not_possible");
    EXPECT_TRUE(calls_.send_digits({kBen, own_of(kBen).id, "1"}, now_));
}

TEST_F(ControlTest, no_digits_to_or_from_who_is_held) {
    talk_plainly();
    EXPECT_TRUE(hold(kAnna, true));
    EXPECT_EQ(calls_.send_digits({kAnna, own_of(kAnna).id, "1"}, now_).error().code, "calls.not_possible");
    EXPECT_EQ(calls_.send_digits({kBen, own_of(kBen).id, "1"}, now_).error().code, "calls.not_possible");
    EXPECT_TRUE(hold(kAnna, false));
    EXPECT_TRUE(calls_.send_digits({kBen, own_of(kBen).id, "1"}, now_));
}

TEST_F(ControlTest, nothing_can_be_held_or_muted_before_the_answer) {
    on_line(kBenPhone);
    call_from(kAnnaPhone, "11");
    engine();
    EXPECT_EQ(hold(kAnna, true).error().code, "calls.not_possible");
    EXPECT_EQ(mute(kBen, true).error().code, "calls.not_possible");
}

}  // namespace
}  // namespace sidetone::calls::testing
