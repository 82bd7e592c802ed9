#include "base/timer_wheel.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <vector>

namespace sidetone::base {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

const Time kStart{seconds{1'790'000'000}};

std::vector<int> fired_by(TimerWheel<int>& wheel, Time now) {
    std::vector<int> fired;
    wheel.advance(now, [&](int&& payload) { fired.push_back(payload); });
    return fired;
}

TEST(TimerWheel, FiresNeverEarlyAndAtMostOneTickLate) {
    TimerWheel<int> wheel;
    wheel.schedule(kStart + microseconds{1}, 1);
    EXPECT_TRUE(fired_by(wheel, kStart).empty());
    EXPECT_TRUE(fired_by(wheel, kStart + milliseconds{9}).empty());
    EXPECT_EQ(fired_by(wheel, kStart + milliseconds{10}), std::vector<int>{1});
    EXPECT_EQ(wheel.size(), 0U);
}

TEST(TimerWheel, TellsTheDeadlineOfTheEarliestTimer) {
    TimerWheel<int> wheel;
    EXPECT_FALSE(wheel.next());
    wheel.schedule(kStart + hours{5}, 1);
    wheel.schedule(kStart + seconds{3}, 2);
    EXPECT_EQ(wheel.next(), kStart + seconds{3});
    EXPECT_EQ(fired_by(wheel, *wheel.next()), std::vector<int>{2});
    EXPECT_EQ(wheel.next(), kStart + hours{5});
}

TEST(TimerWheel, FiresEqualDeadlinesInTheOrderOfScheduling) {
    TimerWheel<int> wheel;
    for (int i = 0; i < 5; ++i) wheel.schedule(kStart + seconds{100}, i);
    fired_by(wheel, kStart + seconds{99});
    for (int i = 5; i < 9; ++i) wheel.schedule(kStart + seconds{100}, i);
    EXPECT_EQ(fired_by(wheel, kStart + seconds{100}), (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8}));
}

TEST(TimerWheel, CancelsOnceAndNeverAnotherTimerInTheSamePlace) {
    TimerWheel<int> wheel;
    const auto first = wheel.schedule(kStart, 1);
    EXPECT_TRUE(wheel.cancel(first));
    EXPECT_FALSE(wheel.cancel(first));
    const auto second = wheel.schedule(kStart, 2);
    EXPECT_NE(first, second);
    EXPECT_FALSE(wheel.cancel(first));
    EXPECT_EQ(fired_by(wheel, kStart), std::vector<int>{2});
    EXPECT_FALSE(wheel.cancel(second));
    EXPECT_FALSE(wheel.cancel(0));
    EXPECT_FALSE(wheel.cancel(99));
}

TEST(TimerWheel, LetsAFiringTimerScheduleAndCancel) {
    TimerWheel<int> wheel;
    std::vector<int> fired;
    TimerId victim = 0;
    wheel.schedule(kStart, 1);
    victim = wheel.schedule(kStart, 2);
    wheel.advance(kStart + seconds{1}, [&](int&& payload) {
        fired.push_back(payload);
        if (payload == 1) {
            wheel.cancel(victim);
            wheel.schedule(kStart, 3);  // has passed: fires with the next tick, which this call still covers
            wheel.schedule(kStart + seconds{2}, 4);
        }
    });
    EXPECT_EQ(fired, (std::vector<int>{1, 3}));
    EXPECT_EQ(wheel.next(), kStart + seconds{2});
}

TEST(TimerWheel, FiresWhatLiesBeyondAnyDateWithoutHarm) {
    TimerWheel<int> wheel;
    wheel.schedule(Time::max(), 1);
    wheel.schedule(Time::min(), 2);
    EXPECT_EQ(fired_by(wheel, kStart), std::vector<int>{2});
    EXPECT_EQ(wheel.size(), 1U);
}

TEST(TimerWheel, AgreesWithASortedListOverThousandsOfRandomSteps) {
    std::mt19937_64 random{7};
    TimerWheel<int> wheel;
    std::multimap<std::int64_t, std::pair<TimerId, int>>
        expected;  // by tick; equal keys stay in the order of insertion
    Time now = kStart;
    fired_by(wheel, now);
    for (int step = 0; step < 20'000; ++step) {
        const auto choice = random() % 10;
        if (choice < 6) {
            const auto span = std::int64_t{1} << (random() % 34);
            const Time at =
                now + microseconds{static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(span)) + 1};
            expected.emplace((at.time_since_epoch().count() + 9'999) / 10'000,
                             std::pair{wheel.schedule(at, step), step});
        } else if (choice == 6 && !expected.empty()) {
            auto victim = expected.begin();
            std::advance(victim, static_cast<std::ptrdiff_t>(random() % expected.size()));
            EXPECT_TRUE(wheel.cancel(victim->second.first));
            expected.erase(victim);
        } else {
            now += microseconds{static_cast<std::int64_t>(random() % (std::uint64_t{1} << (random() % 32)))};
            std::vector<int> due;
            while (!expected.empty() && expected.begin()->first <= now.time_since_epoch().count() / 10'000) {
                due.push_back(expected.begin()->second.second);
                expected.erase(expected.begin());
            }
            ASSERT_EQ(fired_by(wheel, now), due) << "step " << step;
        }
        ASSERT_EQ(wheel.size(), expected.size());
        if (!expected.empty()) {
            ASSERT_LE(*wheel.next(), Time{microseconds{expected.begin()->first * 10'000}});
            ASSERT_GT(*wheel.next(), Time{microseconds{now.time_since_epoch().count() / 10'000 * 10'000}});
        }
    }
}

}  // namespace
}  // namespace sidetone::base
