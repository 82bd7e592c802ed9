// The loop of the one strand that owns core and sip: a thread that sleeps until a descriptor is readable, another
// thread hands work over, or a deadline is due; then it does all of that, a bounded piece of each, and flushes what is
// to be sent. What is hot is read here and not on another thread: a datagram is worth less than waking somebody for it.
// No asio, which needs two system calls more for each of those turns (docs/adr/0008-the-strand-reads-datagrams.md).
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/clock.h"

namespace sidetone::net {

class CoreLoop {
public:
    explicit CoreLoop(const base::Clock& clock);
    ~CoreLoop();
    CoreLoop(const CoreLoop&) = delete;
    CoreLoop& operator=(const CoreLoop&) = delete;

    // --- any thread
    /// In order. What is not done when the loop stops is dropped.
    void post(std::function<void()> work);
    /// run() returns after the turn it is in.
    void stop();

    // --- on the strand, or before it runs
    /// Calls `readable` in each turn in which the descriptor has something to read, until unwatch(), which comes before
    /// the descriptor is closed. It need not read everything.
    void watch(int descriptor, std::function<void()> readable);
    void unwatch(int descriptor);
    /// A room with deadlines: when it wants to be called next, and the call.
    void add_room(std::function<std::optional<base::Time>()> next_deadline,
                  std::function<void(base::Time)> on_deadline);
    /// Called at the end of each turn, before it sleeps.
    void set_flush(std::function<void()> flush) { flush_ = std::move(flush); }
    /// The time of the turn, read once in each: what is on the strand sees one time in all of a turn. Strand only.
    [[nodiscard]] const base::Clock& clock() const { return turn_; }

    /// Until stop(); on the calling thread.
    void run();

private:
    struct Room {
        std::function<std::optional<base::Time>()> next_deadline;
        std::function<void(base::Time)> on_deadline;
    };
    using Readable = std::shared_ptr<const std::function<void()>>;

    void ring() const;
    [[nodiscard]] int patience();
    void read_ready();
    void do_posted();
    void meet_deadlines();

    struct TurnClock final : base::Clock {
        [[nodiscard]] base::Time now() const override { return time; }
        base::Time time{};
    };

    const base::Clock& clock_;
    TurnClock turn_;
    int epoll_ = -1;
    int bell_ = -1;
    std::vector<Readable> watched_;  ///< by descriptor
    std::vector<Room> rooms_;
    std::function<void()> flush_;

    std::atomic<bool> stopped_{false};
    std::mutex mutex_;
    std::vector<std::function<void()>> posted_;
    bool asleep_ = false;  ///< or about to be: whoever posts must ring
};

}  // namespace sidetone::net
