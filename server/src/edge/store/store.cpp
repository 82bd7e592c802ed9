#include "edge/store/store.h"

#include "edge/store/detail/rows.h"
#include "edge/store/detail/writer.h"

namespace sidetone::store {

namespace {

/// Writes one value, a copy of it: the caller's is of now, the write is of later.
template <class T>
auto writing(const T& value) {
    return [value](soci::session& sql) { write(sql, value); };
}

template <class Id>
auto removing(const char* statement, Id id) {
    return [statement, row_id = static_cast<long long>(id.value)](soci::session& sql) {
        sql << statement, soci::use(row_id);
    };
}

}  // namespace

Store::Store(StoreConfig config) : writer_(std::make_unique<Writer>(std::move(config))) {}

Store::~Store() = default;

void Store::save_device(const directory::Device& device) {
    writer_->add(writing(device));
}

void Store::remove_device(core::DeviceId id) {
    writer_->add(removing("delete from device where id = :id", id));
}

void Store::save_password_hash(core::UserId id, const std::string& hash) {
    writer_->add([row_id = static_cast<long long>(id.value), hash](soci::session& sql) {
        sql << "update pbx_user set password_hash = :hash where id = :id", soci::use(hash), soci::use(row_id);
    });
}

void Store::save_sign_in(const access::SignIn& sign_in) {
    writer_->add(writing(sign_in));
}

void Store::remove_sign_in(core::SignInId id) {
    writer_->add(removing("delete from sign_in where id = :id", id));
}

void Store::save_user(const directory::User& user) {
    writer_->add(writing(user));
}

void Store::save_group(const directory::Group& group) {
    writer_->add(writing(group));
}

void Store::flush() {
    writer_->flush();
}

bool Store::healthy() const {
    return writer_->healthy();
}

}  // namespace sidetone::store
