#include <gtest/gtest.h>

#include "core/directory/testing/office.h"

namespace sidetone::directory {
namespace {

using namespace testing;
using Found = std::vector<UserId>;

struct Search : ::testing::Test {
    Search() { directory.load(some_users(), {}, {}); }
    [[nodiscard]] Found search(std::string_view text, std::size_t limit = 20) const {
        return directory.search(text, limit);
    }
    RememberingStore store;
    Directory directory{store};
};

TEST_F(Search, finds_the_beginning_of_any_word_of_a_name) {
    EXPECT_EQ(search("dvo"), Found{kTomas});
    EXPECT_EQ(search("BERG"), Found{kAnna});
    EXPECT_TRUE(search("erg").empty());
}

TEST_F(Search, does_not_ask_for_accents) {
    EXPECT_EQ(search("tomas dvorak"), Found{kTomas});
    EXPECT_EQ(search("Tomáš"), Found{kTomas});
    EXPECT_EQ(search("ostergaard"), Found{kFreya});
    EXPECT_EQ(search("oestergaard"), Found{kFreya});
}

TEST_F(Search, takes_the_words_in_any_order_and_all_must_match) {
    EXPECT_EQ(search("berg an"), Found{kAnna});
    EXPECT_TRUE(search("berg tom").empty());
}

TEST_F(Search, finds_by_number_department_and_mail_address) {
    EXPECT_EQ(search("34"), Found{kTomas});
    EXPECT_EQ(search("surv"), Found{kTomas});
    EXPECT_EQ(search(" t.dvorak@tra "), Found{kTomas});
    EXPECT_EQ(search("bim anything"), Found{});
}

TEST_F(Search, shows_the_best_match_first) {
    auto users = some_users();
    users.push_back(
        {.id = UserId{5}, .short_name = "ben", .display_name = "Ben Okafor", .number = "11", .department = "Annex"});
    users.push_back({.id = UserId{6}, .short_name = "carl", .display_name = "Carl Anders", .number = "12"});
    directory.load(users, {}, {});
    EXPECT_EQ(search("an"), (Found{kAnna, UserId{6}, UserId{5}}));
    EXPECT_EQ(search("an", 1), Found{kAnna});
}

TEST_F(Search, nothing_typed_finds_nobody) {
    EXPECT_TRUE(search("").empty());
    EXPECT_TRUE(search(" .,-").empty());
    EXPECT_TRUE(search("@ ").empty());
    EXPECT_TRUE(search("a b c d e f g h i").empty());
}

TEST_F(Search, endures_text_of_any_length_and_no_utf8) {
    EXPECT_TRUE(search(std::string(100'000, 'a')).empty());
    EXPECT_TRUE(search("\xFF\xC3\x28").empty());
}

}  // namespace
}  // namespace sidetone::directory
