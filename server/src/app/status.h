// `sidetone status`: asks the server that runs with a data folder how it is, over the socket in that folder.
#pragma once

#include <string>

namespace sidetone::app {

struct StatusOptions {
    std::string data = "data";
    bool json = false;
    bool watch = false;  ///< again every second, until it is interrupted
};

/// The exit code: 0, or 1 with a sentence on stderr when there is no server to ask.
int run_status(const StatusOptions& options);

}  // namespace sidetone::app
