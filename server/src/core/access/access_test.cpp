#include "core/access/testing/door.h"

namespace sidetone::access {
namespace {

using namespace testing;
using SignIns = DoorTest;
using Softphone = DoorTest;

TEST_F(SignIns, of_a_user_are_listed_oldest_first) {
    const auto first = *login("anna", true, 1);
    const auto second = *login("anna", true, 2);
    *login("tomas", true, 3);
    const auto own = access.sign_ins_of(kAnna);
    ASSERT_EQ(own.size(), 2U);
    EXPECT_EQ(own[0]->id, first);
    EXPECT_EQ(own[1]->id, second);
    EXPECT_TRUE(access.sign_ins_of(kFreya).empty());
}

TEST_F(SignIns, a_revoked_token_opens_nothing) {
    const auto id = *login("anna", true, 1);
    access.revoke(id, EndReason::SignedOut);
    access.revoke(id, EndReason::SignedOut);
    EXPECT_EQ(access.find_sign_in(token(1)), nullptr);
    EXPECT_TRUE(access.sign_ins_of(kAnna).empty());
    ASSERT_EQ(ended.size(), 1U);
    EXPECT_EQ(ended[0].user, kAnna);
    EXPECT_EQ(store.lines.back(), "no sign-in 1");
}

TEST_F(SignIns, one_ends_ones_own_and_nobody_elses) {
    const auto id = *login("anna", true, 1);
    EXPECT_EQ(access.end(kTomas, id).error().code, "sign_ins.unknown");
    EXPECT_EQ(access.end(kAnna, SignInId{99}).error().code, "sign_ins.unknown");
    EXPECT_TRUE(access.end(kAnna, id));
    EXPECT_EQ(ended.at(0).reason, EndReason::EndedElsewhere);
}

TEST_F(SignIns, being_seen_is_saved_at_most_once_a_minute) {
    const auto id = *login("anna", true, 1);
    store.lines.clear();
    changed.clear();
    for (int i = 0; i < 59; ++i) access.touch(id, now + std::chrono::seconds{i});
    EXPECT_TRUE(store.lines.empty());
    EXPECT_EQ(access.find_sign_in(id)->seen_at, now + 58s);
    access.touch(id, now + 60s);
    access.touch(id, now + 61s);
    EXPECT_EQ(store.lines.size(), 1U);
    EXPECT_EQ(changed.size(), 1U);
}

TEST_F(SignIns, one_too_many_ends_the_one_seen_longest_ago) {
    for (std::uint8_t i = 0; i < 50; ++i) ASSERT_TRUE(login("anna", true, i));
    now += 1s;
    access.touch(access.find_sign_in(token(0))->id, now);
    ASSERT_TRUE(login("anna", true, 200));
    EXPECT_EQ(access.sign_ins_of(kAnna).size(), 50U);
    EXPECT_NE(access.find_sign_in(token(0)), nullptr);
    EXPECT_EQ(access.find_sign_in(token(1)), nullptr);
}

TEST_F(SignIns, end_with_their_user) {
    *login("anna", true, 1);
    *login("anna", true, 2);
    access.on_user_removed(kAnna);
    EXPECT_EQ(ended.size(), 2U);
    EXPECT_EQ(ended[0].reason, EndReason::UserRemoved);
}

TEST_F(SignIns, are_remembered_over_a_restart) {
    access.load({{.id = SignInId{41}, .user = kAnna, .token_hash = token(9), .seen_at = now},
                 {.id = SignInId{42}, .user = UserId{99}, .token_hash = token(8)}});
    ASSERT_NE(access.find_sign_in(token(9)), nullptr);
    EXPECT_EQ(access.find_sign_in(token(8)), nullptr) << "of a user who is gone";
    EXPECT_TRUE(changed.empty());
    EXPECT_EQ(login("anna", true, 1)->value, 43U);
}

TEST_F(Softphone, belongs_to_its_sign_in_and_goes_with_it) {
    const auto here = *login("anna", true, 1);
    EXPECT_FALSE(access.find_softphone(here));
    const auto device = access.ensure_softphone(here);
    ASSERT_TRUE(device);
    EXPECT_EQ(access.ensure_softphone(here).value(), *device) << "one for each sign-in";
    EXPECT_EQ(directory.find_device(*device)->name, "Chromium on Linux");
    EXPECT_EQ(directory.find_device(*device)->owner, kAnna);
    EXPECT_TRUE(directory.find_device(*device)->ha1_md5.empty()) << "its secret is set by the edge";
    const auto there = *login("anna", true, 2);
    EXPECT_NE(access.ensure_softphone(there).value(), *device);
    access.revoke(here, EndReason::SignedOut);
    EXPECT_EQ(directory.find_device(*device), nullptr);
    EXPECT_TRUE(access.find_softphone(there));
    EXPECT_EQ(directory.devices_of(kAnna).size(), 2U);
}

TEST_F(Softphone, needs_a_sign_in) {
    EXPECT_EQ(access.ensure_softphone(SignInId{5}).error().code, "session.token_invalid");
    EXPECT_EQ(access.softphone_expiry(now), now + 1h);
}

}  // namespace
}  // namespace sidetone::access
