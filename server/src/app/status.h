// `sidetone status` and `sidetone record`: ask the server that runs with a data folder how it is, or to record what it
// does, over the socket in that folder.
#pragma once

#include <string>

namespace sidetone::app {

struct StatusOptions {
    std::string data = "data";
    bool json = false;
    bool watch = false;  ///< again every second, until it is interrupted
};

struct RecordOptions {
    std::string data = "data";
    std::string action;  ///< start, stop, state
    unsigned megabytes = 64;
};

/// The exit codes: 0, or 1 with a sentence on stderr when there is no server to ask.
int run_status(const StatusOptions& options);
int run_record(const RecordOptions& options);

}  // namespace sidetone::app
