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
    facts.lines = description->media().size();
    return facts;
}

std::string stand_in_offer(std::string_view host, bool ipv6) {
    // Port 9 is "discard": the other side's first packets, before the answer is here, are for nobody.
    const auto address = (ipv6 ? "IN IP6 " : "IN IP4 ") + std::string(host);
    return "v=0\r\no=- 1 1 " + address + "\r\ns=-\r\nc=" + address +
           "\r\nt=0 0\r\nm=audio 9 RTP/AVP 8 0 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\n"
           "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=sendrecv\r\n";
}

std::string with_lines_of(const std::string& peers, const std::string& sdp) {
    if (peers.empty()) return sdp;
    const auto wanted = sip::SessionDescription::parse(peers);
    auto given = sip::SessionDescription::parse(sdp);
    if (!wanted || !given || given->media().size() >= wanted->media().size()) return sdp;
    auto lines = std::move(given->media());
    given->media().clear();
    std::size_t next = 0;
    for (const auto& line : wanted->media()) {
        if (next < lines.size() && lines[next].kind() == line.kind()) {
            given->media().push_back(std::move(lines[next++]));
        } else {
            given->media().emplace_back(line).reject();
        }
    }
    return given->text();
}

std::string with_direction(const std::string& sdp, calls::Direction direction) {
    auto description = sip::SessionDescription::parse(sdp);
    if (!description) return sdp;
    description->set_direction(to_sip(direction));
    return description->text();
}

}  // namespace sidetone::signalling
