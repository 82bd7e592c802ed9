// Distinct id types, so that a leg can never be passed where a call is meant. Plain values, any thread.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace sidetone::base {

/// An id of one kind of thing. 0 means "none".
template <class Tag>
struct Id {
    std::uint64_t value = 0;

    explicit constexpr operator bool() const { return value != 0; }
    auto operator<=>(const Id&) const = default;
};

/// A flow is the way back: a UDP address pair, or the TCP, TLS, WebSocket connection a message came on (RFC 5626).
using FlowId = Id<struct FlowTag>;

}  // namespace sidetone::base

template <class Tag>
struct std::hash<sidetone::base::Id<Tag>> {
    std::size_t operator()(sidetone::base::Id<Tag> id) const noexcept { return std::hash<std::uint64_t>{}(id.value); }
};
