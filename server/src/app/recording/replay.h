// Makes a recording happen again: rooms like those of the server, with its state, its seed and its times, are given
// what came in, and must say byte for byte what went out. One thread, no I/O.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sidetone::app::recording {

struct ReplayOutcome {
    std::size_t entries = 0;  ///< that came in
    std::size_t decisions = 0;
    /// The first line, counted from 1, that is not as it was; 0: all are.
    std::size_t line = 0;
    std::string expected;
    std::string got;
    std::string accepted;  ///< with ReplayOptions::accept
    [[nodiscard]] bool same() const { return line == 0; }
};

struct ReplayOptions {
    /// The recording as it is with today's decisions: for one that is kept as a test, when they are meant to differ.
    bool accept = false;
    /// After every turn new rooms go on with the state of the old ones: nothing may be lost by that.
    bool renew = false;
};

/// Throws std::runtime_error when `file` is no recording that this build can replay.
[[nodiscard]] ReplayOutcome replay(std::string_view file, std::string_view build, const ReplayOptions& options = {});

}  // namespace sidetone::app::recording
