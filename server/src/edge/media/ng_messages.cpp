#include "edge/media/ng_messages.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <initializer_list>

namespace sidetone::media {

namespace json = boost::json;

namespace {

/// Calls `line` for each line of an SDP, without its end.
template <class Line>
void for_each_line(std::string_view sdp, Line&& line) {
    while (!sdp.empty()) {
        const auto end = sdp.find('\n');
        auto text = sdp.substr(0, end);
        if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
        line(text);
        sdp.remove_prefix(end == std::string_view::npos ? sdp.size() : end + 1);
    }
}

/// Lists must be JSON arrays: a plain string is silently ignored by the engine.
json::array list(std::initializer_list<std::string_view> values) {
    json::array array;
    for (const auto value : values) array.emplace_back(value);
    return array;
}

void add_profile(json::object& message, const Speech& speech) {
    const auto& receiver = speech.receiver;
    message["address-family"] = receiver.ipv6 ? "IP6" : "IP4";
    message["replace"] = list({"origin", "session-connection", "SDP-version"});
    message["endpoint-learning"] = list({"heuristic"});
    json::array flags;
    if (receiver.profile == calls::MediaProfile::Web) {
        message["transport-protocol"] = "UDP/TLS/RTP/SAVPF";
        message["ICE"] = "force";
        message["rtcp-mux"] = list({"offer", "require"});
        message["DTLS"] = "passive";
        message["SDES"] = list({"off"});
        flags = list({"trust-address", "generate-mid", "port-latching"});
    } else {
        const bool secure = receiver.profile == calls::MediaProfile::Srtp;
        message["transport-protocol"] = secure ? "RTP/SAVP" : "RTP/AVP";
        message["ICE"] = "remove";
        message["rtcp-mux"] = list({"demux"});
        message["DTLS"] = "off";
        message["SDES"] =
            secure ? list({"pad", "no-AES_256_CM_HMAC_SHA1_80", "no-AES_256_CM_HMAC_SHA1_32"}) : list({"off"});
        flags = list({"trust-address", "strip-extmap", "no-rtcp-attribute", "port-latching"});
    }
    // A browser's offer is answered by an engine that waits for its DTLS hello; without this it had begun by itself and
    // both wait for ever.
    message["DTLS-reverse"] = "passive";
    // This one is about the speaker. A phone is held to its address; a browser goes over to a better way at any time
    // (RFC 8445), and its keys say who it is.
    if (speech.speaker.profile != calls::MediaProfile::Web) flags.emplace_back("strict-source");
    if (speech.inject) flags.emplace_back("inject-DTMF");
    message["flags"] = std::move(flags);
}

/// What an offer lacks is put behind what it has, so a codec of the other end is reached by transcoding only where none
/// is shared. With a phone in the call Opus comes last of all (it is taken out and put behind): few phones take
/// telephone events at its clock, so digits would be lost (RFC 4733 2.1), and G.722 needs no transcoding.
json::object codecs_of(const Speech& speech) {
    json::object codec{{"transcode", list({"PCMA", "PCMU", "G722", "opus"})}};
    const bool browsers =
        speech.speaker.profile == calls::MediaProfile::Web && speech.receiver.profile == calls::MediaProfile::Web;
    if (!browsers) codec["mask"] = list({"opus"});
    return codec;
}

json::object make_sdp_command(const Names& names, std::string_view command, const Speech& speech,
                              std::string_view sdp) {
    json::object message;
    message["command"] = command;
    message["call-id"] = names.bridge(speech.media);
    if (!speech.to_tag.empty()) message["to-tag"] = speech.to_tag;
    add_profile(message, speech);
    message["sdp"] = speech.receiver.profile == calls::MediaProfile::Web ? without_sources(sdp) : std::string(sdp);
    return message;
}

}  // namespace

json::object make_offer(const Names& names, const Speech& speech, std::string_view sdp) {
    auto message = make_sdp_command(names, "offer", speech, as_offer(sdp));
    message["from-tag"] = Names::leg(speech.speaker.leg);
    message["codec"] = codecs_of(speech);
    return message;
}

json::object make_answer(const Names& names, const Speech& speech, std::string_view sdp) {
    auto message = make_sdp_command(names, "answer", speech, sdp);
    message["from-tag"] = Names::leg(speech.receiver.leg);
    if (speech.to_tag.empty()) message["to-tag"] = Names::leg(speech.speaker.leg);
    return message;
}

json::object make_leg_command(const Names& names, std::string_view command, calls::MediaId media, calls::LegId leg) {
    json::object message;
    message["command"] = command;
    message["call-id"] = names.bridge(media);
    message["from-tag"] = Names::leg(leg);
    return message;
}

json::object make_delete(const Names& names, calls::MediaId media) {
    json::object message;
    message["command"] = "delete";
    // Never with a tag: that would leave the bridge alive while other tags exist.
    message["call-id"] = names.bridge(media);
    message["delete-delay"] = 0;
    return message;
}

std::string made_up_answer(std::string_view offer) {
    std::string answer = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n";
    int media_line = 0;
    for_each_line(offer, [&](std::string_view line) {
        if (line.starts_with("m=")) {
            if (++media_line > 1 || !line.starts_with("m=audio ")) return;
            const auto protocol = line.find(' ', 8);
            if (protocol != std::string_view::npos) answer += "m=audio 9" + std::string(line.substr(protocol)) + "\r\n";
        } else if (media_line == 1 && (line.starts_with("a=rtpmap:") || line.starts_with("a=fmtp:"))) {
            answer += std::string(line) + "\r\n";
        }
    });
    return answer + "a=sendonly\r\n";
}

std::string as_offer(std::string_view sdp) {
    static constexpr std::string_view kInactive = "\na=inactive";
    std::string text(sdp);
    for (auto at = text.find(kInactive); at != std::string::npos; at = text.find(kInactive, at + 1)) {
        const auto end = at + kInactive.size();
        if (end == text.size() || text[end] == '\r' || text[end] == '\n')
            text.replace(at, kInactive.size(), "\na=sendonly");
    }
    return text;
}

std::string without_sources(std::string_view sdp) {
    std::string rest;
    for_each_line(sdp, [&](std::string_view line) {
        if (!line.starts_with("a=ssrc:")) rest.append(line).append("\r\n");
    });
    return rest;
}

std::string_view fit_for_log(std::string_view line) {
    const bool begins = line.size() > 2 && line[0] == '[' && line[1] >= '0' && line[1] <= '9';
    if (!begins) return {};
    line = line.substr(0, line.find('{'));
    for (const std::string_view secret : {"inline:", "ice-pwd", "v=0"}) line = line.substr(0, line.find(secret));
    return line.substr(0, 500);
}

std::string as_answer(std::string_view sdp) {
    static constexpr std::string_view kActPass = "a=setup:actpass";
    std::string text(sdp);
    for (auto at = text.find(kActPass); at != std::string::npos; at = text.find(kActPass, at)) {
        text.replace(at, kActPass.size(), "a=setup:active");
    }
    return text;
}

std::string with_opus_last(std::string_view sdp) {
    static constexpr std::string_view kMap = "a=rtpmap:";
    std::string opus = " ";  // payload types between blanks
    for_each_line(sdp, [&](std::string_view line) {
        const auto blank = line.find(' ');
        if (!line.starts_with(kMap) || blank == std::string_view::npos) return;
        if (line.substr(blank + 1).starts_with("opus/"))
            opus.append(line.substr(kMap.size(), blank - kMap.size())) += ' ';
    });
    std::string changed;
    bool found = false;
    for_each_line(sdp, [&](std::string_view line) {
        const bool first = !found && line.starts_with("m=audio ");
        found = found || first;
        const auto protocol = first ? line.find(' ', 8) : std::string_view::npos;
        const auto formats = protocol == std::string_view::npos ? protocol : line.find(' ', protocol + 1);
        if (formats == std::string_view::npos) return (void)changed.append(line).append("\r\n");
        std::string last;
        changed.append(line.substr(0, formats));
        for (auto rest = line.substr(formats + 1); !rest.empty();) {
            const auto type = std::string(rest.substr(0, rest.find(' ')));
            rest.remove_prefix(std::min(rest.size(), type.size() + 1));
            auto& place = opus.find(" " + type + " ") == std::string::npos ? changed : last;
            if (!type.empty()) place.append(" ").append(type);
        }
        changed.append(last).append("\r\n");
    });
    return changed;
}

std::string first_codec(std::string_view sdp) {
    std::string format;
    std::string codec;
    for_each_line(sdp, [&](std::string_view line) {
        if (format.empty() && line.starts_with("m=audio ")) {
            const auto protocol = line.find(' ', 8);
            const auto formats = protocol == std::string_view::npos ? protocol : line.find(' ', protocol + 1);
            if (formats == std::string_view::npos) return;
            const auto rest = line.substr(formats + 1);
            format = std::string(rest.substr(0, rest.find(' ')));
        } else if (codec.empty() && !format.empty() && line.starts_with("a=rtpmap:" + format + " ")) {
            const auto name = line.substr(10 + format.size());
            codec = std::string(name.substr(0, name.find('/')));
        }
    });
    if (!codec.empty()) return codec;
    // RFC 3551 table 4: these need no rtpmap.
    if (format == "0") return "PCMU";
    if (format == "8") return "PCMA";
    if (format == "9") return "G722";
    return codec;
}

}  // namespace sidetone::media
