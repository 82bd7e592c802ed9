#include "edge/net/ticket_keys.h"

#include <gtest/gtest.h>

namespace sidetone::net {
namespace {

class TicketKeysTest : public ::testing::Test {
protected:
    base::Time now{std::chrono::hours{1000}};
    TicketKeys keys{[this] { return now; }};
    /// 0: not known, 1: known, 2: known and to be replaced.
    int look_up(const TicketKeys::Key& key) {
        TicketKeys::Key found;
        bool renew = false;
        if (!keys.find(key.name.data(), found, renew)) return 0;
        EXPECT_EQ(found.cipher, key.cipher);
        EXPECT_EQ(found.mac, key.mac);
        return renew ? 2 : 1;
    }
};

TEST_F(TicketKeysTest, AKeyLivesOneLifeAndIsTakenForOneMore) {
    const auto first = keys.current();
    now += TicketKeys::kLife - base::Duration{1};
    EXPECT_EQ(keys.current().name, first.name);
    EXPECT_EQ(look_up(first), 1);
    now += base::Duration{1};
    EXPECT_EQ(look_up(first), 2);
    const auto second = keys.current();
    EXPECT_NE(second.name, first.name);
    EXPECT_NE(second.cipher, first.cipher);
    EXPECT_EQ(look_up(second), 1);
    now += TicketKeys::kLife;
    EXPECT_EQ(look_up(first), 0);
    EXPECT_EQ(look_up(second), 2);
}

TEST_F(TicketKeysTest, AKeyThatWasIdleForLongIsNotTaken) {
    const auto first = keys.current();
    now += 2 * TicketKeys::kLife;
    EXPECT_EQ(look_up(first), 0);
}

TEST_F(TicketKeysTest, AStrangeNameIsNoKey) {
    EXPECT_EQ(look_up({}), 0);
    now += TicketKeys::kLife;
    EXPECT_EQ(look_up({}), 0);
}

}  // namespace
}  // namespace sidetone::net
