#include "base/keyed_hash.h"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string>

namespace sidetone::base {
namespace {

TEST(KeyedHash, IsTheSameForTheSameKeyAndText) {
    EXPECT_EQ(KeyedHash{1}("z9hG4bK-branch"), KeyedHash{1}("z9hG4bK-branch"));
    EXPECT_NE(KeyedHash{1}("z9hG4bK-branch"), KeyedHash{2}("z9hG4bK-branch"));
}

TEST(KeyedHash, TellsEveryLengthAndEveryByteApart) {
    const KeyedHash hash{42};
    std::set<std::size_t> seen;
    std::size_t texts = 0;
    for (std::size_t length = 0; length <= 70; ++length) {
        std::string text(length, 'a');
        seen.insert(hash(text));
        ++texts;
        for (std::size_t at = 0; at < length; ++at) {
            text[at] = 'b';
            seen.insert(hash(text));
            ++texts;
            text[at] = 'a';
        }
    }
    EXPECT_EQ(seen.size(), texts);
}

TEST(KeyedHash, OfSeveralTextsKnowsWhereOneEnds) {
    const KeyedHash hash{42};
    EXPECT_NE(hash.with(hash.with(0, "ab"), "c"), hash.with(hash.with(0, "a"), "bc"));
    EXPECT_NE(hash.with(hash.with(0, ""), "a"), hash.with(hash.with(0, "a"), ""));
}

TEST(KeyedHash, SpreadsNeighboursOverATable) {
    const KeyedHash hash{7};
    std::array<int, 256> buckets{};
    for (int i = 0; i < 256 * 64; ++i) ++buckets[hash("call-" + std::to_string(i)) & 255U];
    for (const int count : buckets) {
        EXPECT_GT(count, 20);
        EXPECT_LT(count, 130);
    }
}

}  // namespace
}  // namespace sidetone::base
