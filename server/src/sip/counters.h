// Figures of the SIP stack: plain numbers, counted on its one thread and read there.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sip/message/method.h"

namespace sidetone::sip {

inline constexpr std::size_t kMethods = static_cast<std::size_t>(Method::Message) + 1;
/// Of responses: 1xx to 6xx; index 0 is not used.
inline constexpr std::size_t kStatusClasses = 7;

/// Why a message came to nothing.
enum class Drop : std::uint8_t {
    NoTransaction,  ///< a response to nothing
    NoDialog,       ///< an ACK to nothing
    NoFlow,         ///< its way back is closed
    ForeignTag,     ///< a response to a From that is not ours
    TooManyForks,
};
inline constexpr std::size_t kDrops = static_cast<std::size_t>(Drop::TooManyForks) + 1;

/// Messages on the wire, retransmissions included.
struct MessageCounters {
    std::array<std::uint64_t, kMethods> requests{};  ///< by method
    std::array<std::uint64_t, kStatusClasses> responses{};

    void note_request(Method method) { ++requests[static_cast<std::size_t>(method)]; }
    void note_response(int status) {
        if (status >= 100 && status < 700) ++responses[static_cast<std::size_t>(status) / 100];
    }
    /// A message of our own, by its first line.
    void note(std::string_view bytes);
};

struct EndpointCounters {
    std::size_t server_transactions = 0;  ///< with the finished ones
    std::size_t finished_transactions = 0;
    std::size_t client_transactions = 0;
    std::size_t invites = 0;  ///< INVITE sessions, from the first INVITE to the end
    std::size_t dialogs = 0;  ///< those of them that were answered
    MessageCounters received;
    MessageCounters sent;
    std::uint64_t retransmissions_sent = 0;
    std::uint64_t retransmissions_received = 0;
    std::uint64_t refused_overload = 0;  ///< answered with 503 and nothing else
    std::array<std::uint64_t, kDrops> drops{};

    void drop(Drop why) { ++drops[static_cast<std::size_t>(why)]; }
};

}  // namespace sidetone::sip
