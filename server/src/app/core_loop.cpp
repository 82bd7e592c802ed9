#include "app/core_loop.h"

#include <boost/asio/executor_work_guard.hpp>

namespace sidetone::app {

namespace {
/// Work taken in one batch before sending and timers get their turn: large enough to send in batches, small enough for
/// 1 ms of delay.
constexpr int kBatch = 64;
}  // namespace

SystemClock::SystemClock()
    : start_(std::chrono::duration_cast<base::Duration>(std::chrono::system_clock::now().time_since_epoch())),
      steady_start_(std::chrono::steady_clock::now()) {}

base::Time SystemClock::now() const {
    return start_ + std::chrono::duration_cast<base::Duration>(std::chrono::steady_clock::now() - steady_start_);
}

void CoreLoop::add_room(std::function<std::optional<base::Time>()> next_deadline,
                        std::function<void(base::Time)> on_deadline) {
    rooms_.push_back({std::move(next_deadline), std::move(on_deadline)});
}

void CoreLoop::run() {
    const auto guard = boost::asio::make_work_guard(context_);
    arm();
    while (context_.run_one() != 0) {
        for (int i = 1; i < kBatch && context_.poll_one() != 0; ++i) {
        }
        if (flush_) flush_();
        arm();
    }
}

void CoreLoop::stop() {
    context_.stop();
}

void CoreLoop::on_timer() {
    armed_.reset();
    const auto now = clock_.now();
    for (const auto& room : rooms_) {
        if (const auto next = room.next_deadline(); next && *next <= now) room.on_deadline(now);
    }
}

void CoreLoop::arm() {
    std::optional<base::Time> earliest;
    for (const auto& room : rooms_) {
        if (const auto next = room.next_deadline(); next && (!earliest || *next < *earliest)) earliest = next;
    }
    // A timer that fires too early costs one wake-up; one that is moved for every message costs much more.
    if (!earliest || (armed_ && *armed_ <= *earliest)) return;
    armed_ = earliest;
    timer_.expires_after(std::chrono::duration_cast<std::chrono::steady_clock::duration>(*earliest - clock_.now()));
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error) on_timer();
    });
}

}  // namespace sidetone::app
