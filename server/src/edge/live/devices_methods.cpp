// devices.* and softphone.start: one's own devices. A secret is generated here, given once, and kept only as its HA1
// (A2).
#include "edge/live/detail/impl.h"
#include "edge/live/detail/views.h"
#include "edge/net/crypto.h"

namespace sidetone::live {

namespace json = boost::json;

namespace {

const Refusal kUnknownDevice{-32000, "devices.unknown", "deviceId"};

}  // namespace

std::string Live::Impl::aor(core::UserId user) const {
    const auto* owner = parts_.directory.find_user(user);
    return "sip:" + (owner ? owner->short_name : std::string{}) + "@" + config_.system_name;
}

const directory::Device* Live::Impl::own_device(const Session& session, std::string_view id) const {
    const auto* device = parts_.directory.find_device(device_id(id));
    return device && device->owner == session.user ? device : nullptr;
}

json::object Live::Impl::give_secret(const directory::Device& device) {
    const auto id = device.id;
    const auto auth_user = device.auth_user;
    const auto owner = device.owner;
    const auto secret = net::make_device_secret(parts_.random);
    auto ha1 = net::make_ha1(auth_user, config_.system_name, secret);
    const auto expires = device.kind == directory::DeviceKind::Softphone
                             ? std::optional(parts_.access.softphone_expiry(parts_.clock.now()))
                             : std::nullopt;
    (void)parts_.directory.set_device_secret(id, std::move(ha1.md5), std::move(ha1.sha256), expires);
    return {{"deviceId", wire_id(id)}, {"uri", aor(owner)}, {"authUser", auth_user}, {"secret", secret}};
}

Outcome Live::Impl::start_softphone(Request& request) {
    if (const auto refusal = request.params.done()) return *refusal;
    const auto device = parts_.access.ensure_softphone(request.session.sign_in);
    if (!device) return Refusal{-32000, device.error().code, {}};
    const auto* softphone = parts_.directory.find_device(*device);
    const auto* owner = parts_.directory.find_user(request.session.user);
    if (!softphone || !owner) return kUnknownDevice;
    auto result = give_secret(*softphone);
    result["expiresAt"] = base::to_unix_ms(parts_.access.softphone_expiry(parts_.clock.now()));
    result["path"] = "/sip";
    result["displayName"] = owner->display_name;
    return result;
}

Outcome Live::Impl::add_device(Request& request) {
    auto name = request.params.text("name", 1, 64);
    if (const auto refusal = request.params.done()) return *refusal;
    directory::Device device;
    device.owner = request.session.user;
    device.name = std::move(name);
    const auto added = parts_.directory.add_device(std::move(device));
    if (!added) return Refusal{-32000, added.error().code, std::string(added.error().field)};
    const auto* known = parts_.directory.find_device(*added);
    if (!known) return kUnknownDevice;
    return give_secret(*known);
}

Outcome Live::Impl::rename_device(Request& request) {
    const auto id = request.params.text("deviceId", 1, 64);
    auto name = request.params.text("name", 1, 64);
    if (const auto refusal = request.params.done()) return *refusal;
    const auto* device = own_device(request.session, id);
    if (!device) return kUnknownDevice;
    return outcome_of(parts_.directory.rename_device(device->id, std::move(name)));
}

Outcome Live::Impl::new_device_secret(Request& request) {
    const auto id = request.params.text("deviceId", 1, 64);
    if (const auto refusal = request.params.done()) return *refusal;
    const auto* device = own_device(request.session, id);
    if (!device || device->kind != directory::DeviceKind::Phone) return kUnknownDevice;
    return give_secret(*device);
}

Outcome Live::Impl::remove_device(Request& request) {
    const auto id = request.params.text("deviceId", 1, 64);
    if (const auto refusal = request.params.done()) return *refusal;
    const auto* device = own_device(request.session, id);
    if (!device || device->kind != directory::DeviceKind::Phone) return kUnknownDevice;
    parts_.directory.remove_device(device->id);
    return json::object{};
}

}  // namespace sidetone::live
