// Keep-alives of phones over UDP (RFC 5626 4.4.2): a STUN binding request is answered with the address it came from
// (RFC 5389). Nothing else of STUN is spoken here. Pure functions, any thread.
#pragma once

#include <netinet/in.h>

#include <string>
#include <string_view>

namespace sidetone::net {

/// By its first bytes; no SIP message begins that way.
[[nodiscard]] bool looks_like_stun(std::string_view datagram);

/// The answer to a binding request from `from`; empty if it is none, or broken.
[[nodiscard]] std::string stun_answer(std::string_view datagram, const sockaddr_storage& from);

}  // namespace sidetone::net
