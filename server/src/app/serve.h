// `sidetone serve`: reads the configuration, builds the office, runs until SIGINT or SIGTERM. SIGHUP loads the
// certificate anew.
#pragma once

#include <string>

namespace sidetone::app {

struct ServeOptions {
    std::string data;
    /// Built web client; empty: the one installed beside the program.
    std::string web;
    bool without_media_engine = false;
    bool record = false;  ///< from the first moment on
};

/// The exit code.
int run_serve(const ServeOptions& options);

}  // namespace sidetone::app
