// `sidetone init`: makes a data folder: configuration, certificates, secrets, a database with a seeded office. Never
// touches one that exists.
#pragma once

#include <string>

namespace sidetone::app {

struct InitOptions {
    std::string data;
    /// System name: SIP domain and digest realm.
    std::string system_name = "tragwerk.example";
    /// Host name or address under which browsers and phones reach this machine. Anything but localhost also opens the
    /// ports there.
    std::string host = "localhost";
};

/// The exit code; says on stderr why not.
int run_init(const InitOptions& options);

}  // namespace sidetone::app
