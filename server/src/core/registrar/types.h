// Where a device can be reached now. Values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "core/ids.h"

namespace sidetone::registrar {

enum class Transport : std::uint8_t { Udp, Tcp, Tls, Ws, Wss };
inline constexpr std::size_t kTransports = 5;

/// One registration of one device (C1: at most one). A contact is a text here; only signalling reads it.
struct Binding {
    core::DeviceId device;
    std::string contact;            ///< the contact URI as registered
    std::vector<std::string> path;  ///< RFC 3327, topmost first
    base::FlowId flow;
    Transport transport = Transport::Udp;
    std::string remote_address;  ///< "192.0.2.5:5060", for people
    std::string user_agent;
    std::string instance;  ///< +sip.instance, may be empty
    std::string call_id;   ///< of the REGISTER, for the order of CSeq (RFC 3261 10.3)
    std::uint32_t cseq = 0;
    bool ipv6 = false;        ///< the device is spoken to over IPv6, media too
    bool takes_talk = false;  ///< says it understands NOTIFY "talk" (Allow-Events)
    base::Time since{};
    base::Time expires{};
};

/// A REGISTER that names no interval; the registrar chooses (RFC 3261 10.2.1.1).
inline constexpr std::uint32_t kUnasked = 0xFFFF'FFFF;

struct Register {
    core::DeviceId device;
    /// Empty contact with expires 0 = "Contact: *", ends all.
    Binding binding;
    /// Seconds, 0 = unregister, or kUnasked.
    std::uint32_t expires_seconds = 0;
};

enum class Change : std::uint8_t { Added, Refreshed, Replaced, Expired, Unregistered, FlowLost, Removed };

/// News of the registrar. `open` counts: the user's first registration opens, the last closes (P2).
struct RegistrationChanged {
    core::DeviceId device;
    core::UserId user;
    Change change = Change::Added;
};

}  // namespace sidetone::registrar
