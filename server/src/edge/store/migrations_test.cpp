#include "edge/store/migrations.h"

#include <gtest/gtest.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <array>
#include <string>
#include <vector>

namespace sidetone::store {
namespace {

struct Migrations : ::testing::Test {
    [[nodiscard]] int version() {
        int number = 0;
        sql << "select max(version) from schema_version", soci::into(number);
        return number;
    }
    soci::session sql{soci::sqlite3, ":memory:"};
};

TEST_F(Migrations, are_numbered_from_one_without_gaps) {
    int expected = 1;
    for (const auto& migration : migrations()) EXPECT_EQ(migration.version, expected++) << migration.name;
}

TEST_F(Migrations, run_once_each) {
    migrate(sql, migrations());
    migrate(sql, migrations());
    EXPECT_EQ(version(), static_cast<int>(migrations().size()));
    int steps = 0;
    sql << "select count(*) from schema_version", soci::into(steps);
    EXPECT_EQ(steps, static_cast<int>(migrations().size()));
}

TEST_F(Migrations, change_the_rows_that_are_there) {
    constexpr std::array kSteps{
        Migration{1, "0001_first", "create table t (a text);\ninsert into t values ('a;b');\n"},
        Migration{2, "0002_second",
                  "-- a comment;\nalter table t add column b text;\n\nupdate t\n set b = a || '!';\n"}};
    migrate(sql, std::span(kSteps).first(1));
    migrate(sql, kSteps);
    std::string b;
    sql << "select b from t", soci::into(b);
    EXPECT_EQ(b, "a;b!");
    EXPECT_EQ(version(), 2);
}

TEST_F(Migrations, the_first_who_can_sign_in_is_the_administrator_of_an_office_that_had_none) {
    migrate(sql, migrations().first(1));
    for (const auto* row : {"(1, 'room', 'isar', '')", "(2, 'person', 'mei', '')", "(3, 'person', 'anna', 'hash')",
                            "(4, 'person', 'jonas', 'hash')"}) {
        sql << "insert into pbx_user (display_name, number, email, department, location, may_change_password, id, "
               "kind, "
               "short_name, password_hash) select '', '', '', '', '', 1, column1, column2, column3, column4 from "
               "(values " +
                   std::string(row) + ")";
    }
    migrate(sql, migrations());
    std::vector<std::string> administrators(8);
    sql << "select short_name from pbx_user where administrator = 1", soci::into(administrators);
    EXPECT_EQ(administrators, std::vector<std::string>{"anna"});
}

TEST_F(Migrations, one_that_fails_leaves_the_database_as_it_was) {
    constexpr std::array kSteps{Migration{1, "0001_first", "create table t (a text);\n"},
                                Migration{2, "0002_broken", "create table u (a text);\nno sql at all;\n"}};
    EXPECT_THROW(migrate(sql, kSteps), std::runtime_error);
    EXPECT_EQ(version(), 1);
    int tables = 0;
    sql << "select count(*) from sqlite_master where name = 'u'", soci::into(tables);
    EXPECT_EQ(tables, 0);
}

TEST_F(Migrations, a_database_of_a_newer_program_is_not_touched) {
    migrate(sql, migrations());
    sql << "insert into schema_version (version) values (99)";
    EXPECT_THROW(migrate(sql, migrations()), std::runtime_error);
    EXPECT_EQ(version(), 99);
}

}  // namespace
}  // namespace sidetone::store
