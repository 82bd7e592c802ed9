// For tests of access: the office with a door. The password of everyone who has one is "right"; the test says what the
// hasher found. One thread.
#pragma once

#include <gtest/gtest.h>

#include "core/access/access.h"
#include "core/directory/testing/office.h"

namespace sidetone::access::testing {

using namespace directory::testing;
using namespace std::chrono_literals;

struct RememberingAccessStore final : AccessStore {
    std::vector<std::string>& lines;
    explicit RememberingAccessStore(std::vector<std::string>& shared) : lines(shared) {}
    void save_sign_in(const SignIn& sign_in) override {
        lines.push_back("sign-in " + std::to_string(sign_in.id.value));
    }
    void remove_sign_in(SignInId id) override { lines.push_back("no sign-in " + std::to_string(id.value)); }
};

struct DoorTest : ::testing::Test {
    DoorTest() {
        directory.load(some_users(), {}, {a_phone(DeviceId{7}, kAnna, "anna-1")});
        access.sign_in_changed.subscribe([this](const SignInChanged& news) { changed.push_back(news); });
        access.sign_in_ended.subscribe([this](const SignInEnded& news) { ended.push_back(news); });
    }
    static TokenHash token(std::uint8_t n) {
        TokenHash hash{};
        hash.fill(n);
        return hash;
    }
    /// Both steps, as the edge does them.
    base::Result<SignInId> login(std::string_view name, bool right, std::uint8_t token_number = 1,
                                 std::string_view address = "192.0.2.1") {
        const auto check = access.begin_login(name, address, now);
        if (!check) return check.error();
        return access.finish_login(check->check, right, "Mozilla/5.0 (X11; Linux x86_64) Chrome/142.0 Safari/537.36",
                                   token(token_number), now);
    }
    RememberingStore store;
    RememberingAccessStore access_store{store.lines};
    directory::Directory directory{store};
    Access access{AccessConfig{}, directory, access_store, "decoy"};
    std::vector<SignInChanged> changed;
    std::vector<SignInEnded> ended;
    base::Time now{1'000'000s};
};

}  // namespace sidetone::access::testing
