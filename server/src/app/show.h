// What people need to know to begin, read from a data folder: `sidetone show` and `sidetone phone-account`.
#pragma once

#include <string>

namespace sidetone::app {

struct ShowOptions {
    std::string data;
};
/// Prints the address of the web client, the seeded people with their passwords, the settings of a desk phone. The exit
/// code.
int run_show(const ShowOptions& options);

struct PhoneAccountOptions {
    std::string data;
    std::string name;
};
/// Prints the account of the first seeded phone of a person as key=value lines: name, uri, auth_user, secret, host,
/// udp_port, tcp_port, tls_port, ca_file. The exit code; 1 if there is no such person.
int run_phone_account(const PhoneAccountOptions& options);

}  // namespace sidetone::app
