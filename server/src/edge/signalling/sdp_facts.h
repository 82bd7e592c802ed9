// The few facts of an SDP that the rules are told, and the one change signalling makes to one. Bounded by sip/sdp.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/calls/types.h"

namespace sidetone::signalling {

struct SdpFacts {
    calls::MediaProfile profile = calls::MediaProfile::Rtp;
    calls::Direction direction = calls::Direction::SendRecv;
    /// First codec of the audio, e.g. "opus"; empty if unknown.
    std::string codec;
    std::size_t lines = 1;  ///< m= lines, audio or not
};

/// Nothing if it is no SDP or has no audio.
std::optional<SdpFacts> read_sdp(std::string_view sdp);

/// What stands for the offer of a caller that gave none (RFC 3261 13.2.1) until its answer comes: the codecs every
/// telephone has, and nobody listening at its address.
std::string stand_in_offer(std::string_view host, bool ipv6);

/// With a line for each of `peers`, the peer's last with several, in its order: those that are missing are refused (RFC
/// 3264 6 and 8). Media other than audio is lost on the way when the other phone leaves it out of its answer.
std::string with_lines_of(const std::string& peers, const std::string& sdp);

/// The same SDP with the audio's direction set to what answers `device`'s own direction (RFC 3264 6.1).
std::string with_direction(const std::string& sdp, calls::Direction direction);

}  // namespace sidetone::signalling
