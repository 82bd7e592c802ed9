// Which device sent a request: digest against the HA1s of the directory. Unknown names get equal answers for equal
// work. Core strand only.
#pragma once

#include <optional>
#include <string>

#include "base/random.h"
#include "base/time.h"
#include "core/directory/directory.h"
#include "edge/net/log_gate.h"
#include "edge/signalling/strangers.h"
#include "sip/auth/digest.h"
#include "sip/endpoint_types.h"
#include "sip/message/message.h"

namespace sidetone::signalling {

/// REGISTER is answered by its registrar (401), everything else by a proxy (407), so that phones use the right header.
enum class Role : std::uint8_t { Registrar, Proxy };

struct Authenticated {
    /// None: the request is to be answered with `status` and `headers`.
    core::DeviceId device;
    int status = 0;
    sip::ExtraHeaders headers;
};

struct AuthenticatorCounters {
    std::uint64_t wrong = 0;      ///< unknown names and wrong secrets
    std::uint64_t replayed = 0;   ///< a nonce count that was used before
    std::uint64_t malformed = 0;  ///< of a kind that was not asked for
};

class Authenticator {
public:
    Authenticator(std::string realm, std::string nonce_key, const directory::Directory& directory, base::Random& random,
                  Strangers& strangers, net::LogGate& complaints);

    /// `from`: the sender's address, for people.
    Authenticated check(const sip::Message& message, Role role, std::string_view from, base::Time now);
    [[nodiscard]] const AuthenticatorCounters& counters() const { return counters_; }
    [[nodiscard]] sip::DigestServer& digest() { return digest_; }

private:
    void complain(const sip::Message& message, std::string_view from, std::string_view what, base::Time now);
    [[nodiscard]] Authenticated challenge(const sip::Message& message, Role role, base::Time now, bool stale);

    const directory::Directory& directory_;
    sip::DigestServer digest_;
    Strangers& strangers_;
    net::LogGate& complaints_;
    AuthenticatorCounters counters_;
};

}  // namespace sidetone::signalling
