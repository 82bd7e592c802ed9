// One row of each table, read and written. Used by the writer's thread, and by load() on the thread that opens the
// store.
#pragma once

#include <soci/soci.h>

#include "core/access/types.h"
#include "core/directory/types.h"

namespace sidetone::store {

// Each writes what is new or replaces what is there.
void write(soci::session& sql, const directory::User& user);
void write(soci::session& sql, const directory::Group& group);
void write(soci::session& sql, const directory::Device& device);
void write(soci::session& sql, const access::SignIn& sign_in);

// Each throws std::runtime_error for a row that makes no sense.
directory::User read_user(const soci::row& row);
directory::Group read_group(const soci::row& row);
directory::Device read_device(const soci::row& row);
access::SignIn read_sign_in(const soci::row& row);

inline constexpr const char* kSelectUsers =
    "select id, kind, short_name, display_name, number, email, department, location, password_hash, "
    "may_change_password, administrator from pbx_user order by id";
inline constexpr const char* kSelectGroups = "select id, name, default_visibility from user_group order by id";
inline constexpr const char* kSelectDevices =
    "select id, owner_id, kind, name, auth_user, ha1_md5, ha1_sha256, media, sign_in_id, secret_expires from device "
    "order by id";
inline constexpr const char* kSelectSignIns =
    "select id, user_id, token_hash, user_agent, address, created_at, seen_at from sign_in order by id";

}  // namespace sidetone::store
