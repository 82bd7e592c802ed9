// Which of the targets of a request is tried next when one fails (RFC 3263 4.3). A value; one owner. Leaves the timers
// and the sending to whoever sends.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "base/time.h"
#include "sip/location/location.h"

namespace sidetone::sip::location {

enum class Failure : std::uint8_t {
    Transport,    ///< no connection, or it broke before an answer; ICMP said no
    Timeout,      ///< timer B or F
    Unavailable,  ///< 503
};

/// Every other final response is the answer, whatever it says.
[[nodiscard]] constexpr bool fails_over(int status) {
    return status == 503;
}

class Attempts {
public:
    explicit Attempts(std::vector<Target> targets) : targets_(std::move(targets)) {}

    /// To be tried now, with a new branch (4.3); null: there are no more.
    [[nodiscard]] const Target* current() const { return at_ < targets_.size() ? &targets_[at_] : nullptr; }
    /// It failed; the next one.
    const Target* next() {
        if (at_ < targets_.size()) ++at_;
        return current();
    }
    [[nodiscard]] std::size_t left() const { return targets_.size() - at_; }

private:
    std::vector<Target> targets_;
    std::size_t at_ = 0;
};

/// Targets that failed a while ago are tried last, so that not every call waits for a timer first. Bounded; the oldest
/// goes.
class Outages {
public:
    explicit Outages(std::size_t bound = 256) : bound_(bound) {}

    /// `retry_after`: what a 503 said, 0 if nothing did.
    void report(const Target& target, Failure why, std::chrono::seconds retry_after, base::Time now);
    /// It answered.
    void clear(const Target& target);
    /// The same targets, those that are out at last; otherwise in their order.
    [[nodiscard]] std::vector<Target> sorted(std::vector<Target> targets, base::Time now) const;
    [[nodiscard]] std::size_t size() const { return outages_.size(); }

private:
    struct Outage {
        Target target;
        base::Time until{};
    };
    [[nodiscard]] bool is_out(const Target& target, base::Time now) const;

    const std::size_t bound_;
    std::deque<Outage> outages_;
};

}  // namespace sidetone::sip::location
