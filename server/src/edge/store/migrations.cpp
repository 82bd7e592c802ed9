#include "edge/store/migrations.h"

#include <soci/soci.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace sidetone::store {

namespace {

/// A statement ends with a semicolon at the end of a line.
std::vector<std::string> statements_of(std::string_view text) {
    std::vector<std::string> statements;
    std::string statement;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.starts_with("--") || (line.empty() && statement.empty())) continue;
        statement.append(line).push_back('\n');
        if (line.ends_with(';')) statements.push_back(std::exchange(statement, {}));
    }
    if (!statement.empty()) statements.push_back(std::move(statement));
    return statements;
}

int version_of(soci::session& sql) {
    sql << "create table if not exists schema_version (version integer not null)";
    int version = 0;
    soci::indicator found = soci::i_null;
    sql << "select max(version) from schema_version", soci::into(version, found);
    return found == soci::i_ok ? version : 0;
}

}  // namespace

void migrate(soci::session& sql, std::span<const Migration> all) {
    const int newest = all.empty() ? 0 : all.back().version;
    const int version = version_of(sql);
    if (version > newest) {
        throw std::runtime_error("the database has version " + std::to_string(version) +
                                 ", this program knows versions up to " + std::to_string(newest) +
                                 ": it was used by a newer program");
    }
    for (const auto& migration : all) {
        if (migration.version <= version) continue;
        try {
            soci::transaction step(sql);
            for (const auto& statement : statements_of(migration.sql)) sql << statement;
            sql << "insert into schema_version (version) values (:version)", soci::use(migration.version);
            step.commit();
        } catch (const soci::soci_error& error) {
            throw std::runtime_error("migration " + std::string(migration.name) +
                                     " of the database failed: " + error.get_error_message());
        }
    }
}

}  // namespace sidetone::store
