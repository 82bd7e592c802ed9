// `sidetone replay`: makes a recording happen again and says whether every decision was the same.
#pragma once

#include <string>

namespace sidetone::app {

struct ReplayOptions {
    std::string file;
    bool accept = false;  ///< write the file anew with the decisions of today
};

/// The exit code: 0 when all is as it was, 1 when not.
int run_replay(const ReplayOptions& options);

}  // namespace sidetone::app
