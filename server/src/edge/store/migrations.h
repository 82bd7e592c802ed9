// The shape of the database over time: numbered migrations from server/migrations/, embedded at build. Runs on the
// thread that opens the store.
#pragma once

#include <span>
#include <string_view>

namespace soci {
class session;
}

namespace sidetone::store {

struct Migration {
    int version = 0;
    std::string_view name;
    std::string_view sql;
};

/// All there are, in rising order from 1 without gaps.
std::span<const Migration> migrations();

/// Brings the database to the newest version, each step in a transaction of its own. Throws std::runtime_error when a
/// step fails (the database keeps the version before it) and when the database is newer than the program.
void migrate(soci::session& sql, std::span<const Migration> all);

}  // namespace sidetone::store
