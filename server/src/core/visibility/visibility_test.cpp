#include "core/visibility/visibility.h"

#include <gtest/gtest.h>

#include <type_traits>

#include "core/directory/testing/office.h"
#include "core/visibility/reveal.h"

namespace sidetone::visibility {

/// A fact about a person for these tests: shown with the right Online only.
struct Shoe {
    int size = 0;
    bool operator==(const Shoe&) const = default;
};
Shoe hide(const Shoe& shoe, directory::Rights rights) {
    return has(rights, directory::Right::Online) ? shoe : Shoe{};
}

namespace {

using namespace directory::testing;
using core::GroupId;
using core::UserId;

struct Visibility : ::testing::Test {
    void groups(std::vector<directory::Group> all) { directory.load(some_users(), std::move(all), {}); }
    RememberingStore store;
    directory::Directory directory{store};
};

TEST_F(Visibility, everyone_sees_everything_of_oneself) {
    groups({});
    EXPECT_EQ(decide(directory, kAnna, kAnna).rights, directory::kAllRights);
    EXPECT_EQ(decide(directory, kAnna, kAnna).reason, "self");
    EXPECT_EQ(watchers_of(directory, kAnna), std::vector<UserId>{kAnna});
}

TEST_F(Visibility, without_a_common_group_nothing_is_seen) {
    groups({{.id = GroupId{1}, .members = {{kAnna}}}, {.id = GroupId{2}, .members = {{kTomas}}}});
    EXPECT_EQ(decide(directory, kAnna, kTomas).rights, 0);
    EXPECT_EQ(decide(directory, kAnna, kTomas).reason, "none");
}

TEST_F(Visibility, active_members_see_all_members_but_the_others_do_not_see_them) {
    groups({{.id = GroupId{1}, .members = {{kAnna, true}, {kTomas, false}}, .default_visibility = 15}});
    EXPECT_EQ(decide(directory, kAnna, kTomas).rights, 15);
    EXPECT_EQ(decide(directory, kAnna, kTomas).reason, "group");
    EXPECT_EQ(decide(directory, kTomas, kAnna).rights, 0);
    EXPECT_EQ(watchers_of(directory, kTomas), (std::vector<UserId>{kAnna, kTomas}));
    EXPECT_EQ(watchers_of(directory, kAnna), std::vector<UserId>{kAnna});
}

TEST_F(Visibility, the_rights_of_common_groups_add_up) {
    groups({{.id = GroupId{1}, .members = {{kAnna}, {kTomas}}, .default_visibility = 1},
            {.id = GroupId{2}, .members = {{kTomas}, {kAnna}}, .default_visibility = 4}});
    EXPECT_EQ(decide(directory, kAnna, kTomas).rights, 5);
}

TEST_F(Visibility, watchers_with_the_same_rights_are_one_audience) {
    groups({{.id = GroupId{1}, .members = {{kAnna}, {kTomas}, {kFreya}}, .default_visibility = 1},
            {.id = GroupId{2}, .members = {{kAnna}, {kRoom}}, .default_visibility = 15}});
    const auto audiences = audiences_of(directory, kAnna);
    ASSERT_EQ(audiences.size(), 3U);
    EXPECT_EQ(audiences[0].viewers(), std::vector<UserId>{kAnna});
    EXPECT_EQ(audiences[1].viewers(), std::vector<UserId>{kRoom});
    EXPECT_EQ(audiences[2].viewers(), (std::vector<UserId>{kTomas, kFreya}));
    EXPECT_EQ(audiences[2].rights(), 1);
}

TEST_F(Visibility, audiences_and_decisions_agree_about_everyone) {
    groups({{.id = GroupId{1}, .members = {{kAnna}, {kTomas, false}, {kFreya}}, .default_visibility = 7},
            {.id = GroupId{2}, .members = {{kAnna}, {kRoom}, {kTomas}}, .default_visibility = 9},
            {.id = GroupId{3}, .members = {{kFreya}, {kRoom}}, .default_visibility = 0}});
    for (const auto& [subject, user] : directory.users()) {
        std::vector<UserId> seen;
        for (const auto& audience : audiences_of(directory, subject)) {
            for (const auto viewer : audience.viewers()) {
                EXPECT_EQ(audience.rights(), decide(directory, viewer, subject).rights);
                seen.push_back(viewer);
            }
        }
        std::sort(seen.begin(), seen.end());
        EXPECT_EQ(seen, watchers_of(directory, subject));
        for (const auto& [viewer, other] : directory.users()) {
            const bool watches = std::find(seen.begin(), seen.end(), viewer) != seen.end();
            EXPECT_EQ(watches, decide(directory, viewer, subject).rights != 0);
        }
    }
}

TEST_F(Visibility, revealing_hides_what_the_viewer_may_not_see) {
    groups({{.id = GroupId{1}, .members = {{kAnna}, {kTomas}}, .default_visibility = 1}});
    EXPECT_EQ(reveal(directory, kAnna, kTomas, Shoe{41})->size, 41);
    EXPECT_EQ(reveal(directory, kFreya, kTomas, Shoe{41})->size, 0);
    EXPECT_EQ(reveal(audiences_of(directory, kTomas).front(), Shoe{41}), reveal(directory, kTomas, kTomas, Shoe{41}));
}

TEST(Visible, is_made_by_nobody_else) {
    static_assert(!std::is_constructible_v<Visible<Shoe>, Shoe>);
    static_assert(!std::is_default_constructible_v<Visible<Shoe>>);
    static_assert(!Hideable<int>);
}

}  // namespace
}  // namespace sidetone::visibility
