// Lines about what comes from outside: enough to tell, too few to fill a disk. Each gate lets a burst through and then
// one line a second; what was left out is counted in the next line. Any thread. Leaves out nothing that is said
// elsewhere: figures are counters.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "base/time.h"

namespace sidetone::net {

class LogGate {
public:
    /// `topic` begins each line.
    explicit LogGate(std::string topic) : topic_(std::move(topic)) {}

    /// `text` makes the line, and is asked only if it is written. It must have no control characters of a peer's.
    template <class Text>
    void note(base::Time now, Text text) {
        if (const auto left_out = pass(now)) write(text(), *left_out);
    }
    /// Whether a line may be written, and how many were not since the last one.
    [[nodiscard]] std::optional<std::uint64_t> pass(base::Time now);

private:
    void write(const std::string& text, std::uint64_t left_out) const;

    const std::string topic_;
    std::mutex mutex_;
    /// The time up to which lines are spent: a full gate is `kBurst` behind now.
    base::Time spent_{};
    std::uint64_t left_out_ = 0;
};

}  // namespace sidetone::net
