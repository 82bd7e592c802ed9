#include "edge/media/ng_messages.h"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/serializer.hpp>
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

/// What an SDP command is like but for its names and its SDP.
struct Kind {
    calls::MediaProfile receiver = calls::MediaProfile::Rtp;
    bool from_browser = false;
    bool ipv6 = false;
    bool inject = false;
    bool offer = false;
};
constexpr std::size_t kKinds = 3 * 2 * 2 * 2 * 2;

constexpr std::size_t index_of(const Kind& kind) {
    return (static_cast<std::size_t>(kind.receiver) << 4U) | (kind.from_browser ? 8U : 0U) | (kind.ipv6 ? 4U : 0U) |
           (kind.inject ? 2U : 0U) | (kind.offer ? 1U : 0U);
}

void add_profile(json::object& message, const Kind& kind) {
    message["address-family"] = kind.ipv6 ? "IP6" : "IP4";
    message["replace"] = list({"origin", "session-connection", "SDP-version"});
    message["endpoint-learning"] = list({"heuristic"});
    json::array flags;
    if (kind.receiver == calls::MediaProfile::Web) {
        message["transport-protocol"] = "UDP/TLS/RTP/SAVPF";
        message["ICE"] = "force";
        message["rtcp-mux"] = list({"offer", "require"});
        message["DTLS"] = "passive";
        message["SDES"] = list({"off"});
        flags = list({"trust-address", "generate-mid", "port-latching"});
    } else {
        const bool secure = kind.receiver == calls::MediaProfile::Srtp;
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
    if (!kind.from_browser) flags.emplace_back("strict-source");
    if (kind.inject) flags.emplace_back("inject-DTMF");
    message["flags"] = std::move(flags);
}

/// What an offer lacks is put behind what it has, so a codec of the other end is reached by transcoding only where none
/// is shared. With a phone in the call Opus comes last of all (it is taken out and put behind): few phones take
/// telephone events at its clock, so digits would be lost (RFC 4733 2.1), and G.722 needs no transcoding.
json::object codecs_of(const Kind& kind) {
    json::object codec{{"transcode", list({"PCMA", "PCMU", "G722", "opus"})}};
    if (!kind.from_browser || kind.receiver != calls::MediaProfile::Web) codec["mask"] = list({"opus"});
    return codec;
}

/// `"name":value,...` of each kind, made once: a call asks several times, and only names and SDP differ.
std::array<std::string, kKinds> make_kind_texts() {
    std::array<std::string, kKinds> texts;
    for (std::size_t bits = 0; bits < kKinds; ++bits) {
        const Kind kind{static_cast<calls::MediaProfile>(bits >> 4U), (bits & 8U) != 0, (bits & 4U) != 0,
                        (bits & 2U) != 0, (bits & 1U) != 0};
        json::object message;
        add_profile(message, kind);
        if (kind.offer) message["codec"] = codecs_of(kind);
        const auto text = json::serialize(message);
        texts[index_of(kind)] = text.substr(1, text.size() - 2);
    }
    return texts;
}

void append_quoted(std::string& out, std::string_view text) {
    json::serializer serializer;
    serializer.reset(text);
    std::array<char, 2048> buffer{};
    while (!serializer.done()) out.append(serializer.read(buffer.data(), buffer.size()));
}

/// `names` are ours: nothing in them needs an escape.
std::string make_sdp_command(std::string_view command, const Speech& speech, std::string_view names,
                             std::string_view sdp) {
    static const auto kTexts = make_kind_texts();
    const Kind kind{speech.receiver.profile, speech.speaker.profile == calls::MediaProfile::Web, speech.receiver.ipv6,
                    speech.inject, command == "offer"};
    std::string message;
    message.reserve(1024 + 2 * sdp.size());
    message.append(R"({"command":")").append(command).append(R"(",)").append(names);
    message.append(kTexts[index_of(kind)]).append(R"(,"sdp":)");
    append_quoted(message, kind.receiver == calls::MediaProfile::Web ? without_sources(sdp) : std::string(sdp));
    message.push_back('}');
    return message;
}

std::string member(std::string_view name, std::string_view value) {
    return "\"" + std::string(name) + "\":\"" + std::string(value) + "\",";
}

}  // namespace

std::string make_offer(const Names& names, const Speech& speech, std::string_view sdp) {
    auto said = member("call-id", names.bridge(speech.media)) + member("from-tag", Names::leg(speech.speaker.leg));
    if (!speech.to_tag.empty()) said += member("to-tag", speech.to_tag);
    return make_sdp_command("offer", speech, said, as_offer(sdp));
}

std::string make_answer(const Names& names, const Speech& speech, std::string_view sdp) {
    const auto said = member("call-id", names.bridge(speech.media)) +
                      member("from-tag", Names::leg(speech.receiver.leg)) +
                      member("to-tag", speech.to_tag.empty() ? Names::leg(speech.speaker.leg) : speech.to_tag);
    return make_sdp_command("answer", speech, said, sdp);
}

json::object make_leg_command(const Names& names, std::string_view command, calls::MediaId media, calls::LegId leg) {
    json::object message;
    message["command"] = command;
    message["call-id"] = names.bridge(media);
    message["from-tag"] = Names::leg(leg);
    return message;
}

std::string make_delete(const Names& names, calls::MediaId media) {
    // Never with a tag: that would leave the bridge alive while other tags exist.
    return R"({"command":"delete",)" + member("call-id", names.bridge(media)) + R"("delete-delay":0})";
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
