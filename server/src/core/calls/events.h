// What calls hears from signalling and media, and what it tells upward. Values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "core/calls/types.h"

namespace sidetone::calls {

/// An authenticated device calls. The leg's id was taken from Calls::next_leg().
struct IncomingLeg {
    LegId leg;
    DeviceId device;
    MediaProfile profile = MediaProfile::Rtp;
    /// Reached over IPv6: its media is spoken over IPv6 too.
    bool ipv6 = false;
    /// User part or whole URI as dialled.
    std::string dialled;
    std::string sdp;  ///< never empty: for an INVITE without an offer a stand-in of which little may be wrong
    /// It came without an offer: our SDP in the 200 is one, and on_reoffer_answered() follows with what the ACK brings.
    bool answers_by_ack = false;
    std::string codec = {};  ///< first audio codec of the SDP, for people
    /// How often the call may still be passed on (Max-Forwards); none: nothing was said of it.
    std::optional<std::uint32_t> hops_left = {};
};

struct LegAnswered {
    LegId leg;
    std::string sdp;
    bool needs_answer = false;
    std::string codec;  ///< first audio codec of the SDP, for people
    /// How the device speaks media by its SDP; without it what its binding suggests is assumed.
    std::optional<MediaProfile> profile = std::nullopt;
};

struct LegReoffered {
    LegId leg;
    std::string sdp;
    Direction direction = Direction::SendRecv;
};

struct MediaDone {
    MediaOpId op;
    base::Result<std::string> sdp;  ///< refusals: media.no_ports, media.unavailable, media.sdp_invalid, media.failed
    /// First audio codec of the SDP, for people; may be empty.
    std::string codec = {};
};

/// Upward: an own call is new or has changed (ask Calls::own_call), or it ended.
struct OwnCallChanged {
    OwnCallId id;
    UserId user;
};
struct OwnCallEnded {
    OwnCallId id;
    UserId user;
    /// As this side sees it.
    EndCause cause = EndCause::HungUp;
    bool by_me = false;
    bool was_answered = false;
    bool outgoing = false;
    base::Time at{};
};

}  // namespace sidetone::calls
