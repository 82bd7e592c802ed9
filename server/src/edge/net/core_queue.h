// The way from the net threads to the core strand: values in order, taken in small batches so that sending and timers
// get their turn. push() on any thread, the rest on the core strand. Never refuses; its users look at full() and drop
// (UDP) or stop reading (streams).
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

#include "edge/net/core_loop.h"

namespace sidetone::net {

template <class Item>
class CoreQueue : public std::enable_shared_from_this<CoreQueue<Item>> {
public:
    /// `on_room`: full() was seen and there is room again.
    static std::shared_ptr<CoreQueue> make(CoreLoop& core, std::size_t bound, std::function<void(Item&&)> take,
                                           std::function<void()> on_room) {
        return std::shared_ptr<CoreQueue>(new CoreQueue(core, bound, std::move(take), std::move(on_room)));
    }

    /// False: full; whoever sees it and stops will be woken by on_room.
    bool push(Item item) {
        const auto count = ++count_;
        bool first = false;
        {
            const std::lock_guard lock(mutex_);
            waiting_.push_back(std::move(item));
            first = !std::exchange(posted_, true);
        }
        if (first) post();
        return count < bound_ || !mark_full();
    }
    [[nodiscard]] bool full() const { return count_ >= bound_; }
    [[nodiscard]] std::size_t size() const { return count_; }

    /// Core strand: nothing is taken any more.
    void stop() {
        take_ = nullptr;
        on_room_ = nullptr;
    }

private:
    static constexpr std::size_t kBatch = 64;

    CoreQueue(CoreLoop& core, std::size_t bound, std::function<void(Item&&)> take, std::function<void()> on_room)
        : core_(core), bound_(bound), take_(std::move(take)), on_room_(std::move(on_room)) {}

    void post() {
        core_.post([self = this->shared_from_this()] { self->take_some(); });
    }
    /// Whether it is still full: it may have been emptied since it was counted, and then nobody would wake who stops.
    bool mark_full() {
        seen_full_ = true;
        return full();
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
            more = posted_ = !waiting_.empty();
        }
        for (auto& item : batch) {
            if (take_) take_(std::move(item));
        }
        count_ -= batch.size();
        if (seen_full_ && count_ < bound_ / 2 && seen_full_.exchange(false) && on_room_) on_room_();
        if (more) post();
    }

    CoreLoop& core_;
    const std::size_t bound_;
    std::function<void(Item&&)> take_;
    std::function<void()> on_room_;
    std::mutex mutex_;
    std::deque<Item> waiting_;
    bool posted_ = false;  ///< take_some() is sure to come
    std::atomic<std::size_t> count_{0};
    std::atomic<bool> seen_full_{false};
};

}  // namespace sidetone::net
