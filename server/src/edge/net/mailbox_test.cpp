#include "edge/net/mailbox.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <thread>
#include <vector>

namespace sidetone::net {
namespace {

TEST(Mailbox, work_of_several_threads_is_done_on_the_contexts_thread_and_each_ones_in_order) {
    constexpr std::size_t kThreads = 4;
    constexpr std::size_t kEach = 2'000;
    boost::asio::io_context context{1};
    Mailbox mailbox(context);
    std::vector<std::vector<std::size_t>> done(kThreads);
    std::size_t left = kThreads * kEach;
    bool elsewhere = false;
    const auto here = std::this_thread::get_id();
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < kThreads; ++t) {
        threads.emplace_back([&, t] {
            for (std::size_t i = 0; i < kEach; ++i) {
                mailbox.post([&, t, i] {
                    elsewhere = elsewhere || std::this_thread::get_id() != here;
                    done[t].push_back(i);
                    if (--left == 0) context.stop();
                });
            }
        });
    }
    context.run();
    for (auto& thread : threads) thread.join();
    EXPECT_FALSE(elsewhere);
    for (const auto& order : done) {
        ASSERT_EQ(order.size(), kEach);
        EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
    }
}

TEST(Mailbox, work_may_post_more_and_what_was_posted_before_the_context_runs_is_done) {
    boost::asio::io_context context{1};
    Mailbox mailbox(context);
    int steps = 0;
    mailbox.post([&] {
        ++steps;
        mailbox.post([&] {
            ++steps;
            context.stop();
        });
    });
    context.run();
    EXPECT_EQ(steps, 2);
}

TEST(Mailbox, what_waits_when_the_mailbox_goes_is_dropped) {
    boost::asio::io_context context{1};
    auto told = std::make_shared<int>(0);
    {
        Mailbox mailbox(context);
        mailbox.post([told] { ++*told; });
    }
    context.run();
    EXPECT_EQ(*told, 0);
    EXPECT_EQ(told.use_count(), 1);
}

}  // namespace
}  // namespace sidetone::net
