// The way from the net threads to the core strand: values in order, taken in small batches so that sending and timers
// get their turn. push() on any thread, the rest on the core strand. Never refuses; its users look at full() and drop
// (UDP) or stop reading (streams).
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

#include "edge/net/bell.h"

namespace sidetone::net {

template <class Item>
class CoreQueue : public std::enable_shared_from_this<CoreQueue<Item>> {
public:
    /// `on_room`: full() was seen and there is room again.
    static std::shared_ptr<CoreQueue> make(boost::asio::io_context& core, std::size_t bound,
                                           std::function<void(Item&&)> take, std::function<void()> on_room) {
        std::shared_ptr<CoreQueue> queue(new CoreQueue(core, bound, std::move(take), std::move(on_room)));
        queue->wait();
        return queue;
    }

    /// False: full; whoever sees it and stops will be woken by on_room.
    bool push(Item item) {
        const auto count = ++count_;
        bool ring = false;
        {
            const std::lock_guard lock(mutex_);
            waiting_.push_back(std::move(item));
            ring = !std::exchange(rung_, true);
        }
        if (ring) bell_.ring();
        return count < bound_ || !mark_full();
    }
    [[nodiscard]] bool full() const { return count_ >= bound_; }

    /// Core strand: nothing is taken any more.
    void stop() {
        take_ = nullptr;
        on_room_ = nullptr;
        bell_.stop();
    }

private:
    static constexpr std::size_t kBatch = 64;

    CoreQueue(boost::asio::io_context& core, std::size_t bound, std::function<void(Item&&)> take,
              std::function<void()> on_room)
        : core_(core), bound_(bound), take_(std::move(take)), on_room_(std::move(on_room)), bell_(core) {}

    void wait() {
        bell_.wait([self = this->shared_from_this()] {
            self->take_some();
            self->wait();
        });
    }
    bool mark_full() {
        seen_full_ = true;
        return true;
    }
    void take_some() {
        std::deque<Item> batch;
        bool more = false;
        {
            const std::lock_guard lock(mutex_);
            if (waiting_.size() <= kBatch) {
                batch.swap(waiting_);
            } else {
                for (std::size_t i = 0; i < kBatch; ++i) {
                    batch.push_back(std::move(waiting_.front()));
                    waiting_.pop_front();
                }
            }
            more = rung_ = !waiting_.empty();
        }
        for (auto& item : batch) {
            if (take_) take_(std::move(item));
        }
        count_ -= batch.size();
        if (seen_full_ && count_ < bound_ / 2 && seen_full_.exchange(false) && on_room_) on_room_();
        if (more) boost::asio::post(core_, [self = this->shared_from_this()] { self->take_some(); });
    }

    boost::asio::io_context& core_;
    const std::size_t bound_;
    std::function<void(Item&&)> take_;
    std::function<void()> on_room_;
    std::mutex mutex_;
    std::deque<Item> waiting_;
    bool rung_ = false;  ///< take_some() is sure to come
    std::atomic<std::size_t> count_{0};
    std::atomic<bool> seen_full_{false};
    Bell bell_;
};

}  // namespace sidetone::net
