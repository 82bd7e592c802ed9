#include "core/directory/folding.h"

#include <gtest/gtest.h>

namespace sidetone::directory {
namespace {

TEST(Folding, accents_and_case_do_not_count) {
    EXPECT_EQ(fold("Tomáš DVOŘÁK"), "tomas dvorak");
    EXPECT_EQ(fold("Nguyễn Aydın"), "nguyen aydin");
    EXPECT_EQ(fold("Łódź Çelik Ñandú"), "lodz celik nandu");
}

TEST(Folding, letters_that_stand_for_two_become_two) {
    EXPECT_EQ(fold("Straße GROẞ"), "strasse gross");
    EXPECT_EQ(fold("Æbleskiver Þór"), "aebleskiver thor");
}

TEST(Folding, a_mark_of_its_own_after_the_letter_is_dropped) {
    EXPECT_EQ(fold("Tomas\xCC\x8C"), "tomas");
}

TEST(Folding, umlauts_can_be_spelt_out) {
    EXPECT_EQ(fold("Köhler Østergaard"), "kohler ostergaard");
    EXPECT_EQ(fold_spelt_out("Köhler Østergaard"), "koehler oestergaard");
}

TEST(Folding, other_scripts_get_small_letters) {
    EXPECT_EQ(fold("Ελένη ΠΑΠΑΔΑΚΗ"), "ελενη παπαδακη");
    EXPECT_EQ(fold("ЁЛКА Жук"), "ёлка жук");
    EXPECT_EQ(fold("田中"), "田中");
}

TEST(Folding, broken_utf8_is_left_out) {
    EXPECT_EQ(fold("a\xC3"), "a");
    EXPECT_EQ(fold("\xFF\xFE"
                   "b\xE2\x82"),
              "b");
    EXPECT_EQ(fold("\x80\xBF"), "");
}

TEST(Folding, words_are_runs_of_letters_and_digits) {
    EXPECT_EQ(words_of("  freifrau von hohenstein-wallersdorf, 2. og"),
              (std::vector<std::string>{"freifrau", "von", "hohenstein", "wallersdorf", "2", "og"}));
    EXPECT_TRUE(words_of(" - ").empty());
}

TEST(Folding, characters_are_counted_not_bytes) {
    EXPECT_EQ(count_characters("Tomáš"), 5U);
    EXPECT_EQ(count_characters("\xFF\xFF"), 2U);
}

}  // namespace
}  // namespace sidetone::directory
