// The one strand that owns core and sip: a thread that runs posted work in batches, then flushes what signalling has to
// send and arms one timer for the earliest deadline of all rooms. Owns the io_context of the strand; leaves sockets to
// the net threads.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <optional>
#include <vector>

#include "base/clock.h"

namespace sidetone::app {

/// Wall time at start plus the steady clock since: never steps back (base/time.h). Any thread.
class SystemClock final : public base::Clock {
public:
    SystemClock();
    [[nodiscard]] base::Time now() const override;

private:
    base::Time start_;
    std::chrono::steady_clock::time_point steady_start_;
};

class CoreLoop {
public:
    explicit CoreLoop(const base::Clock& clock) : clock_(clock), timer_(context_) {}

    boost::asio::io_context& context() { return context_; }

    /// A room with deadlines: when it wants to be called next, and the call.
    void add_room(std::function<std::optional<base::Time>()> next_deadline,
                  std::function<void(base::Time)> on_deadline);
    /// Called after each batch of work, before the timer is armed.
    void set_flush(std::function<void()> flush) { flush_ = std::move(flush); }

    /// Until stop(); on the calling thread.
    void run();
    /// From any thread.
    void stop();

private:
    struct Room {
        std::function<std::optional<base::Time>()> next_deadline;
        std::function<void(base::Time)> on_deadline;
    };
    void on_timer();
    void arm();

    const base::Clock& clock_;
    boost::asio::io_context context_{1};
    boost::asio::steady_timer timer_;
    std::optional<base::Time> armed_;
    std::vector<Room> rooms_;
    std::function<void()> flush_;
};

}  // namespace sidetone::app
