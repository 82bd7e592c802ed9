#include "edge/net/log_gate.h"

#include <gtest/gtest.h>

namespace sidetone::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const base::Time kStart{std::chrono::hours{24 * 365 * 56}};

int lines_of(LogGate& gate, base::Time now, int tries) {
    int lines = 0;
    for (int i = 0; i < tries; ++i) lines += gate.pass(now) ? 1 : 0;
    return lines;
}

TEST(LogGate, LetsABurstThroughAndThenOneLineASecond) {
    LogGate gate("test");
    EXPECT_EQ(lines_of(gate, kStart, 1000), 20);
    EXPECT_EQ(lines_of(gate, kStart + milliseconds{999}, 1000), 0);
    EXPECT_EQ(lines_of(gate, kStart + seconds{1}, 1000), 1);
    EXPECT_EQ(lines_of(gate, kStart + seconds{4}, 1000), 3);
}

TEST(LogGate, CountsWhatItLeftOut) {
    LogGate gate("test");
    lines_of(gate, kStart, 25);
    EXPECT_EQ(gate.pass(kStart + seconds{1}), 5U);
    EXPECT_EQ(gate.pass(kStart + seconds{2}), 0U);
}

TEST(LogGate, IsFullAgainAfterAQuietTimeAndNoFuller) {
    LogGate gate("test");
    lines_of(gate, kStart, 25);
    EXPECT_EQ(lines_of(gate, kStart + std::chrono::hours{1}, 1000), 20);
}

TEST(LogGate, MakesNoTextThatIsNotWritten) {
    LogGate gate("test");
    int made = 0;
    for (int i = 0; i < 100; ++i) {
        gate.note(kStart, [&] {
            ++made;
            return std::string("line");
        });
    }
    EXPECT_EQ(made, 20);
}

}  // namespace
}  // namespace sidetone::net
