#include "core/directory/directory.h"

#include <gtest/gtest.h>

#include "core/directory/testing/office.h"

namespace sidetone::directory {
namespace {

using namespace testing;

struct DirectoryTest : ::testing::Test {
    DirectoryTest() {
        directory.load(some_users(), {{.id = GroupId{1}, .name = "Office", .members = {{kAnna}, {kTomas}}}},
                       {a_phone(DeviceId{7}, kAnna, "anna-1")});
        directory.device_changed.subscribe([this](const DeviceChanged& news) { heard.push_back(news); });
    }
    RememberingStore store;
    Directory directory{store};
    std::vector<DeviceChanged> heard;
};

TEST_F(DirectoryTest, a_user_is_found_by_each_address) {
    ASSERT_NE(directory.find_user_by_short_name("ANNA"), nullptr);
    EXPECT_EQ(directory.find_user_by_short_name("ANNA")->id, kAnna);
    ASSERT_NE(directory.find_user_by_number("34"), nullptr);
    EXPECT_EQ(directory.find_user_by_number("34")->id, kTomas);
    ASSERT_NE(directory.find_user_by_email("A.Berg@Tragwerk.example"), nullptr);
    EXPECT_EQ(directory.find_user_by_email(""), nullptr);
    EXPECT_EQ(directory.find_user_by_number(""), nullptr);
}

TEST_F(DirectoryTest, groups_and_devices_of_a_user_are_known) {
    EXPECT_EQ(directory.groups_of(kAnna), std::vector<GroupId>{GroupId{1}});
    EXPECT_TRUE(directory.groups_of(kRoom).empty());
    EXPECT_EQ(directory.devices_of(kAnna), std::vector<DeviceId>{DeviceId{7}});
    EXPECT_TRUE(directory.devices_of(UserId{99}).empty());
    ASSERT_NE(directory.find_device_by_auth_user("anna-1"), nullptr);
}

TEST_F(DirectoryTest, a_new_device_gets_a_free_name_and_is_saved_and_told) {
    const auto id = directory.add_device({.owner = kAnna, .name = "Küche"});
    ASSERT_TRUE(id);
    EXPECT_EQ(*id, DeviceId{8});
    EXPECT_EQ(directory.find_device(*id)->auth_user, "anna-2");
    EXPECT_EQ(store.lines, std::vector<std::string>{"device 8"});
    ASSERT_EQ(heard.size(), 1U);
    EXPECT_EQ(heard[0].owner, kAnna);
}

TEST_F(DirectoryTest, a_user_has_at_most_twenty_phones_but_further_softphones) {
    for (int i = 0; i < 19; ++i) ASSERT_TRUE(directory.add_device({.owner = kAnna, .name = "Phone"}));
    EXPECT_EQ(directory.add_device({.owner = kAnna, .name = "Phone"}).error().code, "devices.too_many");
    EXPECT_TRUE(directory.add_device(
        {.owner = kAnna, .kind = DeviceKind::Softphone, .name = "Browser", .sign_in = SignInId{1}}));
}

TEST_F(DirectoryTest, a_device_name_is_short_printable_text) {
    const auto refusal = [&](std::string name) {
        return directory.add_device({.owner = kAnna, .name = std::move(name)}).has_error();
    };
    EXPECT_TRUE(refusal(""));
    EXPECT_TRUE(refusal("   "));
    EXPECT_TRUE(refusal("two\nlines"));
    EXPECT_TRUE(refusal(std::string(65, 'x')));
    EXPECT_FALSE(refusal("Ⓑüro " + std::string(58, 'x')));
    EXPECT_EQ(directory.rename_device(DeviceId{7}, "").error().code, "devices.name_invalid");
    EXPECT_EQ(directory.rename_device(DeviceId{70}, "Desk").error().code, "devices.unknown");
}

TEST_F(DirectoryTest, a_device_of_nobody_is_refused) {
    EXPECT_EQ(directory.add_device({.owner = UserId{99}, .name = "Phone"}).error().code, "devices.owner_unknown");
}

TEST_F(DirectoryTest, a_new_secret_is_told_as_such) {
    ASSERT_TRUE(directory.set_device_secret(DeviceId{7}, "m", "s", std::nullopt));
    EXPECT_EQ(directory.find_device(DeviceId{7})->ha1_sha256, "s");
    ASSERT_EQ(heard.size(), 1U);
    EXPECT_TRUE(heard[0].secret_changed);
}

TEST_F(DirectoryTest, a_removed_device_is_gone_everywhere) {
    directory.remove_device(DeviceId{7});
    directory.remove_device(DeviceId{7});
    EXPECT_EQ(directory.find_device(DeviceId{7}), nullptr);
    EXPECT_EQ(directory.find_device_by_auth_user("anna-1"), nullptr);
    EXPECT_TRUE(directory.devices_of(kAnna).empty());
    ASSERT_EQ(heard.size(), 1U);
    EXPECT_TRUE(heard[0].gone);
    EXPECT_EQ(heard[0].owner, kAnna);
    EXPECT_EQ(store.lines, std::vector<std::string>{"no device 7"});
}

TEST_F(DirectoryTest, loading_again_forgets_what_was) {
    directory.load({some_users()[1]}, {}, {});
    EXPECT_EQ(directory.find_user(kAnna), nullptr);
    EXPECT_TRUE(directory.search("anna", 5).empty());
    EXPECT_EQ(directory.find_device(DeviceId{7}), nullptr);
    EXPECT_TRUE(heard.empty());
}

}  // namespace
}  // namespace sidetone::directory
