#include "edge/signalling/sdp_facts.h"

#include "sip/sdp/session_description.h"

namespace sidetone::signalling {

namespace {

calls::Direction from_sip(sip::MediaDirection direction) {
    switch (direction) {
        case sip::MediaDirection::SendRecv:
            return calls::Direction::SendRecv;
        case sip::MediaDirection::SendOnly:
            return calls::Direction::SendOnly;
        case sip::MediaDirection::RecvOnly:
            return calls::Direction::RecvOnly;
        case sip::MediaDirection::Inactive:
            return calls::Direction::Inactive;
    }
    return calls::Direction::SendRecv;
}

sip::MediaDirection to_sip(calls::Direction direction) {
    switch (direction) {
        case calls::Direction::SendRecv:
            return sip::MediaDirection::SendRecv;
        case calls::Direction::SendOnly:
            return sip::MediaDirection::SendOnly;
        case calls::Direction::RecvOnly:
            return sip::MediaDirection::RecvOnly;
        case calls::Direction::Inactive:
            return sip::MediaDirection::Inactive;
    }
    return sip::MediaDirection::SendRecv;
}

}  // namespace

std::optional<SdpFacts> read_sdp(std::string_view sdp) {
    const auto description = sip::SessionDescription::parse(sdp);
    if (!description) return std::nullopt;
    const auto* audio = description->audio();
    if (!audio || audio->port() == 0) return std::nullopt;
    SdpFacts facts;
    facts.profile = audio->is_webrtc() ? calls::MediaProfile::Web
                    : audio->is_sdes() ? calls::MediaProfile::Srtp
                                       : calls::MediaProfile::Rtp;
    facts.direction = from_sip(description->audio_direction());
    facts.codec = std::string(audio->first_codec_name());
    return facts;
}

std::string with_direction(const std::string& sdp, calls::Direction direction) {
    auto description = sip::SessionDescription::parse(sdp);
    if (!description) return sdp;
    description->set_direction(to_sip(direction));
    return description->text();
}

}  // namespace sidetone::signalling
