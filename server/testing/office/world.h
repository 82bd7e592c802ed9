// What all models of a simulated office share: the seeded dice, the agenda that is its time, and the trace of what
// happened. One thread. The same seed gives the same office and the same decisions.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/random.h"
#include "base/time.h"

namespace sidetone::testing {

using namespace std::chrono_literals;

/// An invariant does not hold. Ends the run.
class Broken : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// splitmix64: small, and good enough to roll dice.
class Dice final : public base::Random {
public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next() override;
    std::uint64_t below(std::uint64_t bound) { return next() % bound; }
    bool chance(unsigned percent) { return below(100) < percent; }
    base::Duration between(base::Duration low, base::Duration high);
    template <class T>
    const T& pick(const std::vector<T>& from) {
        return from[below(from.size())];
    }

private:
    std::uint64_t state_;
};

/// What will happen when; equal times in the order of planning.
class Agenda {
public:
    base::Time now = base::from_unix_ms(1'000'000'000'000);

    void after(base::Duration delay, std::function<void()> what) {
        plans_.emplace(std::pair{now + delay, ++last_}, std::move(what));
    }
    [[nodiscard]] std::optional<base::Time> next() const;
    void run_next();

private:
    std::map<std::pair<base::Time, std::uint64_t>, std::function<void()>> plans_;
    std::uint64_t last_ = 0;
};

struct World {
    Dice dice;
    Agenda agenda;
    bool traced = false;
    std::vector<std::string> trace;

    template <class... Words>
    void note(const Words&... words) {
        if (!traced) return;
        std::ostringstream line;
        line << base::to_unix_ms(agenda.now) % 100'000'000;
        ((line << ' ' << words), ...);
        trace.push_back(line.str());
    }
};

template <class... Words>
[[noreturn]] void broken(const Words&... words) {
    std::ostringstream text;
    const char* gap = "";
    ((text << gap << words, gap = " "), ...);
    throw Broken(text.str());
}

}  // namespace sidetone::testing
