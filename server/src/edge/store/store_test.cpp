// The contract of every store, run on SQLite; and what is particular to a store on a disk.
#include "edge/store/store.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <future>

namespace sidetone::store {
namespace {

using namespace std::chrono_literals;

/// A folder of its own for each test; a blank and an umlaut in the path, as people have them.
class StoreContract : public ::testing::Test {
protected:
    StoreContract() {
        auto pattern = (std::filesystem::temp_directory_path() / "sidetone störe XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
        open();
    }
    ~StoreContract() override {
        store_.reset();
        std::filesystem::remove_all(folder_);
    }
    void open() {
        store_.reset();
        store_ = std::make_unique<Store>(
            StoreConfig{.path = path(), .on_failure = [this](const std::string& what) { failure_.set_value(what); }});
    }
    /// As after a restart.
    Loaded reloaded() {
        open();
        return store_->load();
    }
    [[nodiscard]] std::string path() const { return folder_ / "office.sqlite"; }
    static directory::User anna() {
        return {.id = {1},
                .short_name = "anna",
                .display_name = "Anna Berg",
                .number = "10",
                .email = "a.berg@tragwerk.example",
                .department = "Reception",
                .location = "Munich",
                .password_hash = "$argon2id$x",
                .may_change_password = false,
                .administrator = true};
    }
    static directory::User room() {
        return {
            .id = {2}, .kind = directory::UserKind::Room, .short_name = "isar", .display_name = "Meeting room Isar"};
    }
    static directory::Device phone() {
        return {.id = {5},
                .owner = {1},
                .name = "Küche 'hinten'",
                .auth_user = "anna-1",
                .ha1_md5 = "aa",
                .ha1_sha256 = "bb",
                .media = directory::MediaSecurity::Srtp};
    }
    static access::SignIn sign_in() {
        access::SignIn made{.id = {9}, .user = {1}, .user_agent = "Mozilla", .address = "192.0.2.1"};
        for (std::size_t i = 0; i < made.token_hash.size(); ++i)
            made.token_hash.at(i) = static_cast<std::uint8_t>(i * 8);
        made.created_at = base::from_unix_ms(1'795'000'000'000);
        made.seen_at = base::from_unix_ms(1'795'000'000'123);
        return made;
    }
    std::filesystem::path folder_;
    std::promise<std::string> failure_;
    std::unique_ptr<Store> store_;
};

TEST_F(StoreContract, an_empty_store_holds_nothing) {
    const auto loaded = store_->load();
    EXPECT_TRUE(loaded.users.empty() && loaded.groups.empty() && loaded.devices.empty() && loaded.sign_ins.empty());
}

TEST_F(StoreContract, users_come_back_as_they_were) {
    store_->save_user(anna());
    store_->save_user(room());
    const auto users = reloaded().users;
    ASSERT_EQ(users.size(), 2U);
    const auto expected = anna();
    EXPECT_EQ(users[0].id, expected.id);
    EXPECT_EQ(users[0].kind, expected.kind);
    EXPECT_EQ(users[0].short_name, expected.short_name);
    EXPECT_EQ(users[0].display_name, expected.display_name);
    EXPECT_EQ(users[0].number, expected.number);
    EXPECT_EQ(users[0].email, expected.email);
    EXPECT_EQ(users[0].department, expected.department);
    EXPECT_EQ(users[0].location, expected.location);
    EXPECT_EQ(users[0].password_hash, expected.password_hash);
    EXPECT_FALSE(users[0].may_change_password);
    EXPECT_TRUE(users[0].administrator);
    EXPECT_FALSE(users[1].administrator);
    EXPECT_EQ(users[1].kind, directory::UserKind::Room);
    EXPECT_TRUE(users[1].number.empty() && users[1].email.empty());
}

TEST_F(StoreContract, a_user_saved_again_is_changed) {
    store_->save_user(anna());
    auto married = anna();
    married.display_name = "Anna Berg-Weidenfeller";
    store_->save_user(married);
    store_->save_password_hash(married.id, "$argon2id$new");
    const auto users = reloaded().users;
    ASSERT_EQ(users.size(), 1U);
    EXPECT_EQ(users[0].display_name, "Anna Berg-Weidenfeller");
    EXPECT_EQ(users[0].password_hash, "$argon2id$new");
}

TEST_F(StoreContract, groups_keep_the_order_of_their_members) {
    store_->save_user(anna());
    store_->save_user(room());
    store_->save_group({.id = {1},
                        .name = "Office",
                        .members = {{.user = {2}, .active = false}, {.user = {1}}},
                        .default_visibility = 7});
    auto groups = reloaded().groups;
    ASSERT_EQ(groups.size(), 1U);
    EXPECT_EQ(groups[0].name, "Office");
    EXPECT_EQ(groups[0].default_visibility, 7);
    ASSERT_EQ(groups[0].members.size(), 2U);
    EXPECT_EQ(groups[0].members[0].user.value, 2U);
    EXPECT_FALSE(groups[0].members[0].active);
    EXPECT_TRUE(groups[0].members[1].active);
    groups[0].members.erase(groups[0].members.begin());
    store_->save_group(groups[0]);
    EXPECT_EQ(reloaded().groups.at(0).members.size(), 1U);
}

TEST_F(StoreContract, devices_come_back_as_they_were_until_they_are_removed) {
    store_->save_user(anna());
    store_->save_sign_in(sign_in());
    store_->save_device(phone());
    auto browser = phone();
    browser.id = {6};
    browser.auth_user = "anna-2";
    browser.kind = directory::DeviceKind::Softphone;
    browser.sign_in = core::SignInId{9};
    browser.secret_expires = base::from_unix_ms(1'795'000'000'500);
    store_->save_device(browser);
    const auto devices = reloaded().devices;
    ASSERT_EQ(devices.size(), 2U);
    EXPECT_EQ(devices[0].owner.value, 1U);
    EXPECT_EQ(devices[0].name, phone().name);
    EXPECT_EQ(devices[0].auth_user, "anna-1");
    EXPECT_EQ(devices[0].ha1_md5, "aa");
    EXPECT_EQ(devices[0].ha1_sha256, "bb");
    EXPECT_EQ(devices[0].media, directory::MediaSecurity::Srtp);
    EXPECT_FALSE(devices[0].sign_in || devices[0].secret_expires);
    EXPECT_EQ(devices[1].kind, directory::DeviceKind::Softphone);
    EXPECT_EQ(devices[1].sign_in, browser.sign_in);
    EXPECT_EQ(devices[1].secret_expires, browser.secret_expires);
    store_->remove_device({5});
    store_->remove_device({77});
    EXPECT_EQ(reloaded().devices.size(), 1U);
}

TEST_F(StoreContract, sign_ins_come_back_as_they_were_until_they_are_removed) {
    store_->save_user(anna());
    store_->save_sign_in(sign_in());
    ASSERT_EQ(reloaded().sign_ins, std::vector{sign_in()});
    auto seen = sign_in();
    seen.seen_at += 1h;
    store_->save_sign_in(seen);
    ASSERT_EQ(reloaded().sign_ins, std::vector{seen});
    store_->remove_sign_in(seen.id);
    EXPECT_TRUE(reloaded().sign_ins.empty());
}

TEST_F(StoreContract, texts_are_values_whatever_is_in_them) {
    auto odd = anna();
    odd.display_name = "'); drop table pbx_user; -- \" \\ Ünï 田中";
    store_->save_user(odd);
    EXPECT_EQ(reloaded().users.at(0).display_name, odd.display_name);
}

TEST_F(StoreContract, a_write_that_cannot_be_done_is_told_and_ends_the_writing) {
    store_->save_user(anna());
    store_->flush();
    EXPECT_TRUE(store_->healthy());
    auto orphan = phone();
    orphan.owner = {99};
    orphan.ha1_md5 = "secret-of-the-device";
    store_->save_device(orphan);
    const auto what = failure_.get_future().get();
    EXPECT_EQ(what.find("secret-of-the-device"), std::string::npos) << "values do not reach the log: " << what;
    EXPECT_FALSE(store_->healthy());
    store_->save_user(room());
    store_->flush();
    failure_ = {};
    EXPECT_EQ(reloaded().users.size(), 1U) << "what was confirmed before is there, what came after is not";
}

TEST_F(StoreContract, two_users_never_have_the_same_address) {
    store_->save_user(anna());
    auto other = room();
    other.email = "A.BERG@tragwerk.example";
    store_->save_user(other);
    EXPECT_FALSE(failure_.get_future().get().empty());
}

TEST_F(StoreContract, many_writes_arrive_in_order_although_the_queue_is_short) {
    store_.reset();
    store_ = std::make_unique<Store>(StoreConfig{.path = path(), .max_queue = 4});
    store_->save_user(anna());
    auto user = anna();
    for (int i = 0; i < 2000; ++i) {
        user.display_name = std::to_string(i);
        store_->save_user(user);
    }
    EXPECT_EQ(reloaded().users.at(0).display_name, "1999");
}

TEST_F(StoreContract, a_database_that_is_none_is_refused_at_the_start) {
    EXPECT_THROW(Store(StoreConfig{.path = (folder_ / "missing" / "office.sqlite").string()}), std::runtime_error);
    EXPECT_THROW(Store(StoreConfig{.path = folder_.string()}), std::runtime_error);
}

}  // namespace
}  // namespace sidetone::store
