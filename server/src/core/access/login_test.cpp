#include "core/access/testing/door.h"

namespace sidetone::access {
namespace {

using namespace testing;
using Login = DoorTest;
using PasswordChange = DoorTest;

TEST_F(Login, the_right_password_makes_a_sign_in) {
    const auto id = login("Anna", true);
    ASSERT_TRUE(id);
    const auto* sign_in = access.find_sign_in(token(1));
    ASSERT_NE(sign_in, nullptr);
    EXPECT_EQ(sign_in->id, *id);
    EXPECT_EQ(sign_in->user, kAnna);
    EXPECT_EQ(sign_in->address, "192.0.2.1");
    EXPECT_EQ(sign_in->created_at, now);
    EXPECT_EQ(store.lines, std::vector<std::string>{"sign-in 1"});
    ASSERT_EQ(changed.size(), 1U);
}

TEST_F(Login, the_mail_address_is_as_good_as_the_short_name) {
    ASSERT_TRUE(login("A.Berg@tragwerk.example", true));
    EXPECT_EQ(access.find_sign_in(token(1))->user, kAnna);
}

TEST_F(Login, a_wrong_password_is_denied) {
    EXPECT_EQ(login("anna", false).error().code, "access.denied");
    EXPECT_EQ(access.find_sign_in(token(1)), nullptr);
}

TEST_F(Login, an_unknown_name_is_verified_against_the_decoy_and_denied_even_if_that_fits) {
    const auto check = access.begin_login("nobody", "192.0.2.1", now);
    ASSERT_TRUE(check);
    EXPECT_EQ(check->hash, "decoy");
    EXPECT_EQ(access.finish_login(check->check, true, "", token(1), now).error().code, "access.denied");
}

TEST_F(Login, a_user_without_a_password_cannot_sign_in) {
    EXPECT_EQ(access.begin_login("isar", "192.0.2.1", now)->hash, "decoy");
    EXPECT_EQ(login("isar", true).error().code, "access.denied");
}

TEST_F(Login, what_is_refused_is_counted_by_why) {
    (void)login("anna", true);
    (void)login("anna", false);
    (void)login("nobody", true);
    EXPECT_EQ(access.counters().refused, 2U);
    EXPECT_EQ(access.counters().throttled, 0U);
    for (int i = 0; i < 20; ++i) (void)access.begin_login("tomas", "192.0.2.77", now);
    EXPECT_EQ(access.counters().throttled, 10U);
}

TEST_F(Login, a_check_counts_once) {
    const auto check = access.begin_login("anna", "192.0.2.1", now);
    ASSERT_TRUE(access.finish_login(check->check, true, "", token(1), now));
    EXPECT_EQ(access.finish_login(check->check, true, "", token(2), now).error().code, "access.denied");
    EXPECT_EQ(access.finish_login(CheckId{999}, true, "", token(3), now).error().code, "access.denied");
}

TEST_F(Login, a_password_changed_meanwhile_is_not_the_one_that_was_verified) {
    const auto check = access.begin_login("anna", "192.0.2.1", now);
    directory.set_password_hash(kAnna, "another");
    EXPECT_EQ(access.finish_login(check->check, true, "", token(1), now).error().code, "access.denied");
}

TEST_F(Login, guessing_at_one_account_is_throttled_from_wherever_it_comes) {
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(login("anna", false, 1, "198.51.100." + std::to_string(i)).error().code, "access.denied");
    EXPECT_EQ(login("anna", true, 1, "203.0.113.1").error().code, "access.throttled");
    EXPECT_EQ(login("a.berg@tragwerk.example", true, 1, "203.0.113.1").error().code, "access.throttled")
        << "the same account by its other name";
    EXPECT_EQ(access.retry_after("anna", "203.0.113.1", now), 20U);
    EXPECT_TRUE(login("tomas", true, 2, "203.0.113.1"));
    now += 20s;
    EXPECT_TRUE(login("anna", true, 1, "203.0.113.1"));
}

TEST_F(Login, guessing_at_an_unknown_account_is_throttled_alike) {
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(login("nobody", false, 1, "198.51.100." + std::to_string(i)).error().code, "access.denied");
    EXPECT_EQ(login("Nobody", false, 1, "203.0.113.1").error().code, "access.throttled");
    EXPECT_EQ(access.retry_after("nobody", "203.0.113.1", now), 20U);
}

TEST_F(Login, guessing_from_one_address_is_throttled_whatever_the_account) {
    for (int i = 0; i < 30; ++i) EXPECT_EQ(login("name" + std::to_string(i), false).error().code, "access.denied");
    EXPECT_EQ(login("anna", true).error().code, "access.throttled");
    EXPECT_TRUE(login("anna", true, 1, "203.0.113.1"));
}

TEST_F(Login, whoever_knows_the_password_is_never_throttled) {
    for (std::uint8_t i = 0; i < 100; ++i) ASSERT_TRUE(login("anna", true, i));
    EXPECT_EQ(access.retry_after("anna", "192.0.2.1", now), 1U);
}

TEST_F(Login, checks_at_once_are_bounded_and_all_count_as_failures_until_they_succeed) {
    int open = 0;
    while (access.begin_login("anna", "192.0.2.1", now)) ++open;
    EXPECT_EQ(open, 10);
    for (std::uint64_t i = 1; i <= 10; ++i) access.abandon_check(CheckId{i});
    EXPECT_TRUE(login("anna", true)) << "an abandoned check was no attempt";
    std::uint64_t total = 0;
    while (total < 1000 &&
           access.begin_login("user" + std::to_string(total), "198.51.100." + std::to_string(total), now))
        ++total;
    EXPECT_EQ(total, 64U);
}

TEST_F(Login, what_the_browser_says_of_itself_is_cut_and_cleaned) {
    const auto check = access.begin_login("anna", "192.0.2.1", now);
    ASSERT_TRUE(access.finish_login(check->check, true, "a\r\nb" + std::string(251, 'x') + "ä", token(1), now));
    const auto& shown = access.find_sign_in(token(1))->user_agent;
    EXPECT_EQ(shown.substr(0, 3), "abx");
    EXPECT_EQ(shown.back(), 'x') << "no half character at the end";
}

TEST_F(PasswordChange, needs_the_old_one_and_ends_the_other_sign_ins) {
    const auto here = *login("anna", true, 1);
    const auto there = *login("anna", true, 2);
    const auto other = *login("tomas", true, 3);
    const auto check = access.begin_password_change(here, "fresh-Password-7", now);
    ASSERT_TRUE(check);
    EXPECT_EQ(check->hash, "hash of anna");
    ASSERT_TRUE(access.finish_password_change(check->check, true, "new hash", now));
    EXPECT_EQ(directory.find_user(kAnna)->password_hash, "new hash");
    EXPECT_NE(access.find_sign_in(here), nullptr);
    EXPECT_EQ(access.find_sign_in(there), nullptr);
    EXPECT_NE(access.find_sign_in(other), nullptr);
    ASSERT_EQ(ended.size(), 1U);
    EXPECT_EQ(ended[0].reason, EndReason::PasswordChanged);
    EXPECT_TRUE(directory.find_device(DeviceId{7})) << "device secrets are not touched";
}

TEST_F(PasswordChange, a_wrong_old_password_changes_nothing_and_counts) {
    const auto here = *login("anna", true, 1);
    for (int i = 0; i < 10; ++i) {
        const auto check = access.begin_password_change(here, "fresh-Password-7", now);
        ASSERT_TRUE(check);
        EXPECT_EQ(access.finish_password_change(check->check, false, "new hash", now).error().code,
                  "access.password_wrong");
    }
    EXPECT_EQ(access.begin_password_change(here, "fresh-Password-7", now).error().code, "access.throttled");
    EXPECT_EQ(directory.find_user(kAnna)->password_hash, "hash of anna");
}

TEST_F(PasswordChange, the_policy_comes_before_the_work) {
    const auto here = *login("anna", true, 1);
    EXPECT_EQ(access.begin_password_change(here, "short", now).error().code, "access.password_too_short");
    EXPECT_EQ(access.begin_password_change(here, "aaaaaaaaaaaa", now).error().code, "access.password_too_simple");
    EXPECT_EQ(access.begin_password_change(SignInId{99}, "fresh-Password-7", now).error().code,
              "session.token_invalid");
}

TEST_F(PasswordChange, may_be_forbidden_by_the_administrator) {
    const auto here = *login("freya", true, 1);
    EXPECT_EQ(access.begin_password_change(here, "fresh-Password-7", now).error().code, "access.not_allowed");
}

TEST_F(PasswordChange, a_login_check_is_none_for_a_change) {
    const auto here = *login("anna", true, 1);
    const auto check = access.begin_login("anna", "192.0.2.1", now);
    EXPECT_TRUE(access.finish_password_change(check->check, true, "new hash", now).has_error());
    const auto change = access.begin_password_change(here, "fresh-Password-7", now);
    EXPECT_TRUE(access.finish_login(change->check, true, "", token(2), now).has_error());
    EXPECT_EQ(directory.find_user(kAnna)->password_hash, "hash of anna");
}

}  // namespace
}  // namespace sidetone::access
