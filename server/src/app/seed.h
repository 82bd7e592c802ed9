// A believable office to begin with: the engineers of Tragwerk. Passwords and device secrets are generated, written
// once to a file for the owner of the data folder, and kept in the database only as hashes.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/directory/types.h"

namespace sidetone::app {

/// What is told about a seeded person, once.
struct SeededAccount {
    std::string short_name;
    std::string display_name;
    std::string number;
    std::string auth_user;  ///< of the desk phone; empty: none
    std::string phone_secret;
    std::string password;
};

struct Seed {
    std::vector<directory::User> users;
    std::vector<directory::Group> groups;
    std::vector<directory::Device> devices;
    std::vector<SeededAccount> accounts;
};

/// Hashes some fifteen passwords: about a second.
Seed make_seed(const std::string& system_name);

/// One line each: short name, number, device, secret, password; '-' for none. Mode 0600.
void write_accounts(const std::filesystem::path& file, const std::vector<SeededAccount>& accounts);
/// Throws std::runtime_error.
std::vector<SeededAccount> read_accounts(const std::filesystem::path& file);

}  // namespace sidetone::app
