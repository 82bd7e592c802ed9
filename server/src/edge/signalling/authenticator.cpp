#include "edge/signalling/authenticator.h"

#include <spdlog/spdlog.h>

namespace sidetone::signalling {

Authenticator::Authenticator(std::string realm, std::string nonce_key, const directory::Directory& directory,
                             base::Random& random)
    : directory_(directory), digest_({.realm = std::move(realm), .key = std::move(nonce_key)}, random) {}

Authenticated Authenticator::check(const sip::Message& message, Role role, base::Time now) {
    const auto header = role == Role::Registrar ? sip::HeaderName::Authorization : sip::HeaderName::ProxyAuthorization;
    const auto credentials = sip::find_credentials(message, header, digest_.realm());
    if (!credentials) return challenge(role, now, false);
    const auto* device = directory_.find_device_by_auth_user(sip::plain(credentials->username));
    if (device && device->secret_expires && *device->secret_expires <= now) device = nullptr;
    const auto ha1s = device ? std::optional(sip::Ha1s{device->ha1_md5, device->ha1_sha256}) : std::nullopt;
    switch (digest_.check(*credentials, message.method_text(), ha1s ? &*ha1s : nullptr, now)) {
        case sip::Verdict::Ok:
            return {.device = device->id};
        case sip::Verdict::Stale:
        case sip::Verdict::Replayed:
            return challenge(role, now, true);
        case sip::Verdict::Malformed:
            return {.status = 400};
        case sip::Verdict::Wrong:
            break;
    }
    spdlog::info("signalling: wrong credentials in {}", sip::to_text(message.method()));
    return challenge(role, now, false);
}

Authenticated Authenticator::challenge(Role role, base::Time now, bool stale) {
    Authenticated refused{.status = role == Role::Registrar ? 401 : 407};
    const auto* name = role == Role::Registrar ? "WWW-Authenticate" : "Proxy-Authenticate";
    for (auto& value : digest_.challenge(now, stale)) refused.headers.emplace_back(name, std::move(value));
    return refused;
}

}  // namespace sidetone::signalling
