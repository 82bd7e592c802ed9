#include "sip/transaction/finished_transactions.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sidetone::sip {
namespace {

using namespace std::chrono_literals;

constexpr base::FlowId kFlow{7};

class FinishedTransactionsTest : public testing::Test {
protected:
    static TransactionKey key(std::uint64_t number) { return {number * 0x9e3779b97f4a7c15ULL, number}; }
    void add(FinishedTransactions& to, std::uint64_t number, const std::string& response) const {
        to.add(key(number), number, kFlow, response, now_);
    }

    base::Time now_{1h};
    std::vector<std::uint64_t> gone_;
    FinishedTransactions kept_{32s, 1 << 20, [this](std::uint64_t merge_key) { gone_.push_back(merge_key); }};
};

TEST_F(FinishedTransactionsTest, AResponseIsKeptForItsTimeAndNoLonger) {
    add(kept_, 1, "SIP/2.0 200 OK");
    EXPECT_EQ(kept_.next(), now_ + 32s);
    kept_.expire(now_ + 32s - 1us);
    ASSERT_TRUE(kept_.find(key(1)));
    EXPECT_EQ(kept_.find(key(1))->response, "SIP/2.0 200 OK");
    EXPECT_EQ(kept_.find(key(1))->flow, kFlow);
    EXPECT_FALSE(kept_.find(key(2)));
    kept_.expire(now_ + 32s);
    EXPECT_FALSE(kept_.find(key(1)));
    EXPECT_EQ(gone_, (std::vector<std::uint64_t>{1}));
    EXPECT_EQ(kept_.next(), std::nullopt);
    EXPECT_EQ(kept_.size(), 0U);
}

TEST_F(FinishedTransactionsTest, OneWithoutAResponseOnlyAbsorbs) {
    add(kept_, 1, "");
    ASSERT_TRUE(kept_.find(key(1)));
    EXPECT_TRUE(kept_.find(key(1))->response.empty());
}

TEST_F(FinishedTransactionsTest, KeysThatMeetInTheTableAreToldApart) {
    add(kept_, 1, "one");
    auto other = key(1);
    other.check = 99;
    EXPECT_FALSE(kept_.find(other));
}

TEST_F(FinishedTransactionsTest, EachOfManyIsFoundUntilItsTurnComes) {
    for (std::uint64_t i = 1; i <= 1000; ++i) {
        add(kept_, i, "response " + std::to_string(i));
        now_ += 10ms;
    }
    kept_.expire(base::Time{1h} + 32s + 5s);  // those of the first five seconds are over
    for (std::uint64_t i = 1; i <= 1000; ++i) {
        const auto found = kept_.find(key(i));
        ASSERT_EQ(found.has_value(), i > 501) << i;
        EXPECT_EQ(found ? found->response : std::string_view{}, found ? "response " + std::to_string(i) : "");
    }
}

TEST_F(FinishedTransactionsTest, MemoryIsBoundedAndTheOldestGoFirst) {
    constexpr std::size_t kBound = 200'000;
    FinishedTransactions bounded{32s, kBound, [](std::uint64_t) {}};
    for (std::uint64_t i = 1; i <= 5000; ++i) {
        add(bounded, i, std::string(500, 'x'));
        // A piece of memory is taken whole.
        ASSERT_LE(bounded.bytes(), kBound + 64 * 1024);
    }
    EXPECT_TRUE(bounded.find(key(5000)));
    EXPECT_FALSE(bounded.find(key(1)));
    EXPECT_GT(bounded.size(), 100U);
}

TEST_F(FinishedTransactionsTest, AResponseLargerThanAPieceIsKeptWhole) {
    const std::string large(100'000, 'y');
    add(kept_, 1, "small");
    add(kept_, 2, large);
    add(kept_, 3, "small again");
    EXPECT_EQ(kept_.find(key(1))->response, "small");
    EXPECT_EQ(kept_.find(key(2))->response, large);
    EXPECT_EQ(kept_.find(key(3))->response, "small again");
}

TEST_F(FinishedTransactionsTest, MemoryIsGivenBackWithTheLast) {
    for (std::uint64_t i = 1; i <= 500; ++i) add(kept_, i, std::string(1000, 'z'));
    kept_.expire(now_ + 1min);
    EXPECT_EQ(kept_.bytes(), 0U);
}

}  // namespace
}  // namespace sidetone::sip
