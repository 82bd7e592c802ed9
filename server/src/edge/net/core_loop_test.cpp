#include "edge/net/core_loop.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <thread>

#include "edge/net/testing/edge_bench.h"

namespace sidetone::net {
namespace {

using namespace std::chrono_literals;

class Pipe {
public:
    Pipe() { EXPECT_EQ(::pipe(ends_.data()), 0); }
    ~Pipe() {
        ::close(ends_[0]);
        ::close(ends_[1]);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    [[nodiscard]] int reader() const { return ends_[0]; }
    void put(char byte) const { EXPECT_EQ(::write(ends_[1], &byte, 1), 1); }
    [[nodiscard]] char take() const {
        char byte = 0;
        EXPECT_EQ(::read(ends_[0], &byte, 1), 1);
        return byte;
    }

private:
    std::array<int, 2> ends_{};
};

class CoreLoopTest : public ::testing::Test {
protected:
    testing::RealClock clock_;
    CoreLoop loop_{clock_};
};

TEST_F(CoreLoopTest, WorkIsDoneInTheOrderItWasHandedOver) {
    std::string done;
    loop_.post([&] { done += 'a'; });
    loop_.post([&] {
        done += 'b';
        loop_.post([&] {
            done += 'd';
            loop_.stop();
        });
    });
    loop_.post([&] { done += 'c'; });
    loop_.run();
    EXPECT_EQ(done, "abcd");
}

TEST_F(CoreLoopTest, WhoPostsFromElsewhereWakesIt) {
    int done = 0;
    std::thread other([&] {
        for (int i = 0; i < 10'000; ++i) loop_.post([&] { ++done; });
        loop_.post([&] { loop_.stop(); });
    });
    loop_.run();
    other.join();
    EXPECT_EQ(done, 10'000);
}

TEST_F(CoreLoopTest, ADescriptorIsReadAsLongAsThereIsSomething) {
    const Pipe pipe;
    std::string read;
    for (const char byte : {'x', 'y', 'z'}) pipe.put(byte);
    loop_.watch(pipe.reader(), [&] {
        read += pipe.take();  // one in a turn
        if (read.size() == 3) loop_.stop();
    });
    loop_.run();
    EXPECT_EQ(read, "xyz");
    loop_.unwatch(pipe.reader());
}

TEST_F(CoreLoopTest, OneThatIsReadMayEndAnotherOfTheSameTurn) {
    const Pipe first;
    const Pipe second;
    int read = 0;
    const auto only_one = [&] {
        ++read;
        loop_.unwatch(first.reader());
        loop_.unwatch(second.reader());
        loop_.post([&] { loop_.stop(); });
    };
    loop_.watch(first.reader(), only_one);
    loop_.watch(second.reader(), only_one);
    first.put('x');
    second.put('x');
    loop_.run();
    EXPECT_EQ(read, 1);
}

TEST_F(CoreLoopTest, ADeadlineIsMetWithTheTimeOfItsTurnAndFlushedAfterIt) {
    std::optional<base::Time> due = clock_.now() + 20ms;
    std::string order;
    base::Time met{};
    loop_.add_room([&] { return due; },
                   [&](base::Time now) {
                       met = now;
                       order += 'd';
                       EXPECT_EQ(loop_.clock().now(), now);
                       loop_.stop();
                   });
    loop_.set_flush([&] { order += 'f'; });
    const auto wanted = *due;
    loop_.run();
    EXPECT_GE(met, wanted);
    EXPECT_EQ(order.back(), 'f');
    EXPECT_EQ(order.find('d'), order.size() - 2);
}

TEST_F(CoreLoopTest, AStopFromAnotherThreadEndsItsSleep) {
    std::thread other([&] { loop_.stop(); });
    loop_.run();
    other.join();
}

}  // namespace
}  // namespace sidetone::net
