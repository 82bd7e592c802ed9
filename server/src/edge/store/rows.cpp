#include "edge/store/detail/rows.h"

#include <array>
#include <stdexcept>
#include <utility>

namespace sidetone::store {

namespace {

using soci::use;

template <class Enum, std::size_t N>
struct Words {
    std::array<std::pair<Enum, const char*>, N> all;

    [[nodiscard]] std::string word(Enum value) const {
        for (const auto& [known, text] : all) {
            if (known == value) return text;
        }
        throw std::logic_error("a value without a word for the database");
    }
    [[nodiscard]] Enum value(const std::string& word) const {
        for (const auto& [known, text] : all) {
            if (word == text) return known;
        }
        throw std::runtime_error("the database has an unknown word: " + word);
    }
};

constexpr Words<directory::UserKind, 3> kUserKinds{{{{directory::UserKind::Person, "person"},
                                                     {directory::UserKind::Room, "room"},
                                                     {directory::UserKind::Reception, "reception"}}}};
constexpr Words<directory::DeviceKind, 2> kDeviceKinds{
    {{{directory::DeviceKind::Phone, "phone"}, {directory::DeviceKind::Softphone, "softphone"}}}};
constexpr Words<directory::MediaSecurity, 3> kMedia{{{{directory::MediaSecurity::Auto, "auto"},
                                                      {directory::MediaSecurity::Rtp, "rtp"},
                                                      {directory::MediaSecurity::Srtp, "srtp"}}}};

long long as_row_id(std::uint64_t id) {
    return static_cast<long long>(id);
}

std::uint64_t as_id(long long row_id) {
    if (row_id <= 0) throw std::runtime_error("the database has an id of " + std::to_string(row_id));
    return static_cast<std::uint64_t>(row_id);
}

/// SQLite gives what was declared bigint as long long, integer as int.
long long number(const soci::row& row, std::size_t column) {
    switch (row.get_properties(column).get_data_type()) {
        case soci::dt_integer:
            return row.get<int>(column);
        case soci::dt_long_long:
            return row.get<long long>(column);
        default:
            throw std::runtime_error("the database has no number in " + row.get_properties(column).get_name());
    }
}

bool is_null(const soci::row& row, std::size_t column) {
    return row.get_indicator(column) == soci::i_null;
}

std::string text(const soci::row& row, std::size_t column) {
    return row.get<std::string>(column);
}

std::string to_hex(const access::TokenHash& bytes) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string hex;
    for (const auto byte : bytes) {
        hex.push_back(kDigits[byte >> 4U]);
        hex.push_back(kDigits[byte & 15U]);
    }
    return hex;
}

access::TokenHash from_hex(const std::string& hex) {
    access::TokenHash bytes{};
    if (hex.size() != 2 * bytes.size() || hex.find_first_not_of("0123456789abcdef") != std::string::npos) {
        throw std::runtime_error("the database has a token hash that is none");
    }
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes.at(i) = static_cast<std::uint8_t>(std::stoul(hex.substr(2 * i, 2), nullptr, 16));
    return bytes;
}

}  // namespace

void write(soci::session& sql, const directory::User& user) {
    const auto id = as_row_id(user.id.value);
    const auto kind = kUserKinds.word(user.kind);
    const int may_change = user.may_change_password ? 1 : 0;
    const int administrator = user.administrator ? 1 : 0;
    sql << "insert into pbx_user (id, kind, short_name, display_name, number, email, department, location, "
           "password_hash, may_change_password, administrator)"
           " values (:id, :kind, :short_name, :display_name, :number, :email, :department, :location, :password_hash, "
           ":may_change_password, :administrator)"
           " on conflict (id) do update set kind = excluded.kind, short_name = excluded.short_name, display_name = "
           "excluded.display_name,"
           " number = excluded.number, email = excluded.email, department = excluded.department, location = "
           "excluded.location,"
           " password_hash = excluded.password_hash, may_change_password = excluded.may_change_password,"
           " administrator = excluded.administrator",
        use(id), use(kind), use(user.short_name), use(user.display_name), use(user.number), use(user.email),
        use(user.department), use(user.location), use(user.password_hash), use(may_change), use(administrator);
}

void write(soci::session& sql, const directory::Group& group) {
    const auto id = as_row_id(group.id.value);
    const int visibility = group.default_visibility;
    sql << "insert into user_group (id, name, default_visibility) values (:id, :name, :default_visibility)"
           " on conflict (id) do update set name = excluded.name, default_visibility = excluded.default_visibility",
        use(id), use(group.name), use(visibility);
    sql << "delete from group_member where group_id = :id", use(id);
    int position = 0;
    for (const auto& member : group.members) {
        const auto user = as_row_id(member.user.value);
        const int active = member.active ? 1 : 0;
        sql << "insert into group_member (group_id, user_id, position, is_active) values (:group_id, :user_id, "
               ":position, :is_active)",
            use(id), use(user), use(position), use(active);
        ++position;
    }
}

void write(soci::session& sql, const directory::Device& device) {
    const auto id = as_row_id(device.id.value);
    const auto owner = as_row_id(device.owner.value);
    const auto kind = kDeviceKinds.word(device.kind);
    const auto media = kMedia.word(device.media);
    const long long sign_in = device.sign_in ? as_row_id(device.sign_in->value) : 0;
    const long long expires = device.secret_expires ? base::to_unix_ms(*device.secret_expires) : 0;
    auto sign_in_there = device.sign_in ? soci::i_ok : soci::i_null;
    auto expires_there = device.secret_expires ? soci::i_ok : soci::i_null;
    sql << "insert into device (id, owner_id, kind, name, auth_user, ha1_md5, ha1_sha256, media, sign_in_id, "
           "secret_expires)"
           " values (:id, :owner_id, :kind, :name, :auth_user, :ha1_md5, :ha1_sha256, :media, :sign_in_id, "
           ":secret_expires)"
           " on conflict (id) do update set owner_id = excluded.owner_id, kind = excluded.kind, name = excluded.name,"
           " auth_user = excluded.auth_user, ha1_md5 = excluded.ha1_md5, ha1_sha256 = excluded.ha1_sha256, media = "
           "excluded.media,"
           " sign_in_id = excluded.sign_in_id, secret_expires = excluded.secret_expires",
        use(id), use(owner), use(kind), use(device.name), use(device.auth_user), use(device.ha1_md5),
        use(device.ha1_sha256), use(media), use(sign_in, sign_in_there), use(expires, expires_there);
}

void write(soci::session& sql, const access::SignIn& sign_in) {
    const auto id = as_row_id(sign_in.id.value);
    const auto user = as_row_id(sign_in.user.value);
    const auto hash = to_hex(sign_in.token_hash);
    const long long created = base::to_unix_ms(sign_in.created_at);
    const long long seen = base::to_unix_ms(sign_in.seen_at);
    sql << "insert into sign_in (id, user_id, token_hash, user_agent, address, created_at, seen_at)"
           " values (:id, :user_id, :token_hash, :user_agent, :address, :created_at, :seen_at)"
           " on conflict (id) do update set seen_at = excluded.seen_at",
        use(id), use(user), use(hash), use(sign_in.user_agent), use(sign_in.address), use(created), use(seen);
}

directory::User read_user(const soci::row& row) {
    return {.id = {as_id(number(row, 0))},
            .kind = kUserKinds.value(text(row, 1)),
            .short_name = text(row, 2),
            .display_name = text(row, 3),
            .number = text(row, 4),
            .email = text(row, 5),
            .department = text(row, 6),
            .location = text(row, 7),
            .password_hash = text(row, 8),
            .may_change_password = number(row, 9) != 0,
            .administrator = number(row, 10) != 0};
}

directory::Group read_group(const soci::row& row) {
    return {.id = {as_id(number(row, 0))},
            .name = text(row, 1),
            .members = {},
            .default_visibility = static_cast<directory::Rights>(number(row, 2))};
}

directory::Device read_device(const soci::row& row) {
    directory::Device device{.id = {as_id(number(row, 0))},
                             .owner = {as_id(number(row, 1))},
                             .kind = kDeviceKinds.value(text(row, 2)),
                             .name = text(row, 3),
                             .auth_user = text(row, 4),
                             .ha1_md5 = text(row, 5),
                             .ha1_sha256 = text(row, 6),
                             .media = kMedia.value(text(row, 7))};
    if (!is_null(row, 8)) device.sign_in = core::SignInId{as_id(number(row, 8))};
    if (!is_null(row, 9)) device.secret_expires = base::from_unix_ms(number(row, 9));
    return device;
}

access::SignIn read_sign_in(const soci::row& row) {
    return {.id = {as_id(number(row, 0))},
            .user = {as_id(number(row, 1))},
            .token_hash = from_hex(text(row, 2)),
            .user_agent = text(row, 3),
            .address = text(row, 4),
            .created_at = base::from_unix_ms(number(row, 5)),
            .seen_at = base::from_unix_ms(number(row, 6))};
}

}  // namespace sidetone::store
