#include "edge/signalling/authenticator.h"

#include <spdlog/fmt/fmt.h>

#include "sip/message/text.h"

namespace sidetone::signalling {

namespace {

/// RFC 8760 2.4 wants the strongest first, and real phones want otherwise: many read the first row only and know MD5
/// alone.
enum class Order : std::uint8_t { Md5First, Sha256First, Md5Only };

Order order_for(const sip::Message& request) {
    const auto user_agent = request.header(sip::HeaderName::UserAgent);
    // COMPAT(baresip up to 1.x, libre): a challenge with a row of another algorithm than MD5 ends the registration.
    // COMPAT(JsSIP): the first row only, MD5 only; a second row is noise.
    // COMPAT(SIP.js): the last row only, MD5 only.
    for (const auto* name : {"baresip", "JsSIP", "SIP.js"}) {
        if (user_agent.starts_with(name)) return Order::Md5Only;
    }
    // Whoever builds on the last two gives it a name of their own.
    const auto transport = request.top_via().transport;
    if (sip::text::iequals(transport, "WS") || sip::text::iequals(transport, "WSS")) return Order::Md5Only;
    // Known to choose by RFC 8760.
    for (const auto* name : {"Linphone", "LinphoneiOS", "Sidetone"}) {
        if (user_agent.starts_with(name)) return Order::Sha256First;
    }
    return Order::Md5First;
}

}  // namespace

Authenticator::Authenticator(std::string realm, std::string nonce_key, const directory::Directory& directory,
                             base::Random& random, Strangers& strangers, net::LogGate& complaints)
    : directory_(directory),
      digest_({.realm = std::move(realm), .key = std::move(nonce_key)}, random),
      strangers_(strangers),
      complaints_(complaints) {}

Authenticated Authenticator::check(const sip::Message& message, Role role, std::string_view from, base::Time now) {
    const auto header = role == Role::Registrar ? sip::HeaderName::Authorization : sip::HeaderName::ProxyAuthorization;
    const auto credentials = sip::find_credentials(message, header, digest_.realm());
    if (!credentials) return challenge(message, role, now, false);
    const auto account = sip::plain(credentials->username);
    if (!strangers_.may_guess(from, account, now)) return challenge(message, role, now, false);
    const auto* device = directory_.find_device_by_auth_user(account);
    if (device && device->secret_expires && *device->secret_expires <= now) device = nullptr;
    const auto ha1s = device ? std::optional(sip::Ha1View{device->ha1_md5, device->ha1_sha256}) : std::nullopt;
    switch (digest_.check(*credentials, message.method_text(), ha1s, now)) {
        case sip::Verdict::Ok:
            return {.device = device ? device->id : core::DeviceId{}};  // never Ok without a device
        case sip::Verdict::Stale:
            return challenge(message, role, now, true);  // ordinary: the nonce's time was over
        case sip::Verdict::Replayed:
            ++counters_.replayed;
            complain(message, from, "a nonce count that was used before", now);
            return challenge(message, role, now, true);
        case sip::Verdict::Malformed:
            ++counters_.malformed;
            complain(message, from, "credentials of a kind that was not asked for", now);
            return {.status = 400};
        case sip::Verdict::Wrong:
            break;
    }
    strangers_.was_wrong(from, account, now);
    ++counters_.wrong;
    complain(message, from, "wrong credentials", now);
    return challenge(message, role, now, false);
}

void Authenticator::complain(const sip::Message& message, std::string_view from, std::string_view what,
                             base::Time now) {
    complaints_.note(now, [&] { return fmt::format("{} from {} has {}", message.method_text(), from, what); });
}

Authenticated Authenticator::challenge(const sip::Message& message, Role role, base::Time now, bool stale) {
    Authenticated refused{.status = role == Role::Registrar ? 401 : 407};
    const auto* name = role == Role::Registrar ? "WWW-Authenticate" : "Proxy-Authenticate";
    auto [sha256, md5] = digest_.challenge(now, stale);
    const auto order = order_for(message);
    if (order == Order::Sha256First) refused.headers.emplace_back(name, sha256);
    refused.headers.emplace_back(name, std::move(md5));
    if (order == Order::Md5First) refused.headers.emplace_back(name, std::move(sha256));
    return refused;
}

}  // namespace sidetone::signalling
