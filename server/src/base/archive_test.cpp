#include "base/archive.h"

#include <gtest/gtest.h>

#include "base/timer_wheel.h"

namespace sidetone::base {
namespace {

struct Inner {
    std::string text;
    std::optional<std::uint32_t> number;
};
template <class Archive>
void archive(Archive& archive, Inner& inner) {
    auto& [text, number] = inner;
    archive(text, number);
}

struct Outer {
    FlowId flow;
    bool on = false;
    Time when{};
    std::deque<Inner> all;
    std::map<std::uint64_t, std::vector<std::string>> table;
    std::unique_ptr<Inner> own;
};
template <class Archive>
void archive(Archive& archive, Outer& outer) {
    auto& [flow, on, when, all, table, own] = outer;
    archive(flow, on, when, all, table, own);
}

std::string written(Outer& outer) {
    ArchiveWriter writer;
    writer(outer);
    return writer.take();
}

Outer example() {
    Outer outer{.flow = FlowId{7}, .on = true, .when = from_unix_ms(1234)};
    outer.all.push_back({"one", 1});
    outer.all.push_back({std::string("tw\0o", 4), {}});
    outer.table[3] = {"a", ""};
    outer.own = std::make_unique<Inner>(Inner{"own", 9});
    return outer;
}

TEST(Archive, WhatIsReadIsWhatWasWritten) {
    auto outer = example();
    const auto bytes = written(outer);
    ArchiveReader reader(bytes);
    Outer again;
    reader(again);
    EXPECT_TRUE(reader.done());
    EXPECT_EQ(again.all.at(1).text.size(), 4U);
    EXPECT_EQ(again.own->number, 9U);
    EXPECT_EQ(written(again), bytes);
}

TEST(Archive, BytesThatEndAnywhereAreRefused) {
    auto outer = example();
    const auto bytes = written(outer);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        ArchiveReader reader(std::string_view(bytes).substr(0, size));
        Outer again;
        EXPECT_THROW(reader(again), ArchiveError) << size;
    }
}

TEST(Archive, ATimerWheelGoesOnWhereItWas) {
    TimerWheel<int> wheel;
    const auto start = from_unix_ms(1'000'000);
    wheel.advance(start, [](int) {});
    wheel.schedule(start + std::chrono::seconds{5}, 1);
    const auto cancelled = wheel.schedule(start + std::chrono::seconds{5}, 2);
    wheel.schedule(start + std::chrono::seconds{5}, 3);
    wheel.schedule(start + std::chrono::minutes{5}, 4);

    ArchiveWriter writer;
    writer(wheel);
    const auto bytes = writer.take();
    ArchiveReader reader(bytes);
    TimerWheel<int> again;
    reader(again);

    EXPECT_TRUE(again.cancel(cancelled));
    again.schedule(start + std::chrono::seconds{5}, 5);
    std::vector<int> fired;
    again.advance(start + std::chrono::seconds{6}, [&](int payload) { fired.push_back(payload); });
    EXPECT_EQ(fired, (std::vector{1, 3, 5}));
    again.advance(start + std::chrono::minutes{6}, [&](int payload) { fired.push_back(payload); });
    EXPECT_EQ(fired.back(), 4);
}

}  // namespace
}  // namespace sidetone::base
