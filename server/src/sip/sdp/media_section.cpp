#include <array>

#include "sip/sdp/sdp_lines.h"
#include "sip/sdp/session_description.h"

namespace sidetone::sip {
namespace {

struct StaticPayload {
    std::string_view payload;
    std::string_view name;
    std::uint32_t clock_rate;
};

/// Audio of RFC 3551 table 4; these need no rtpmap.
constexpr std::array kStaticPayloads{
    StaticPayload{"0", "PCMU", 8000},  StaticPayload{"3", "GSM", 8000},   StaticPayload{"4", "G723", 8000},
    StaticPayload{"8", "PCMA", 8000},  StaticPayload{"9", "G722", 8000},  StaticPayload{"13", "CN", 8000},
    StaticPayload{"15", "G728", 8000}, StaticPayload{"18", "G729", 8000},
};

SdpCodec static_codec(std::string_view payload) {
    for (const StaticPayload& known : kStaticPayloads) {
        if (known.payload == payload) return {payload, known.name, known.clock_rate};
    }
    return {payload, {}, 0};
}

bool same_name(std::string_view a, std::string_view lower_b) {
    if (a.size() != lower_b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const char c = a[i] >= 'A' && a[i] <= 'Z' ? static_cast<char>(a[i] | 0x20) : a[i];
        if (c != lower_b[i]) return false;
    }
    return true;
}

}  // namespace

std::vector<SdpCodec> MediaSection::codecs() const {
    // By payload number, so that many formats with many rtpmap lines cost no product of both.
    std::array<SdpCodec, 128> mapped{};
    for (const SdpLine& line : lines_) {
        if (!sdp_lines::is_attribute(line, "rtpmap") || line.value.size() < 8) continue;
        std::string_view rest = std::string_view{line.value}.substr(7);
        const std::string_view payload = sdp_lines::next_word(rest);
        const auto number = sdp_lines::to_number<std::uint8_t>(payload);
        if (!number || *number >= mapped.size() || !mapped[*number].payload.empty()) continue;
        const std::string_view encoding = sdp_lines::next_word(rest);
        const std::size_t slash = encoding.find('/');
        const std::string_view rate = slash == std::string_view::npos ? std::string_view{} : encoding.substr(slash + 1);
        mapped[*number] = {payload, encoding.substr(0, slash),
                           sdp_lines::to_number<std::uint32_t>(rate.substr(0, rate.find('/'))).value_or(0)};
    }
    std::vector<SdpCodec> result;
    result.reserve(formats_.size());
    for (const std::string& format : formats_) {
        const auto number = sdp_lines::to_number<std::uint8_t>(format);
        const bool is_mapped = number && *number < mapped.size() && !mapped[*number].payload.empty();
        result.push_back(is_mapped ? SdpCodec{format, mapped[*number].name, mapped[*number].clock_rate}
                                   : static_codec(format));
    }
    return result;
}

std::string_view MediaSection::first_codec_name() const {
    for (const SdpCodec& codec : codecs()) {
        if (!same_name(codec.name, "telephone-event") && !same_name(codec.name, "cn")) return codec.name;
    }
    return {};
}

bool MediaSection::is_webrtc() const {
    return protocol_ == "UDP/TLS/RTP/SAVPF" || protocol_ == "UDP/TLS/RTP/SAVP";
}
bool MediaSection::is_sdes() const {
    return protocol_ == "RTP/SAVP" || protocol_ == "RTP/SAVPF";
}

std::optional<std::string_view> MediaSection::attribute(std::string_view name) const {
    return sdp_lines::find_attribute(lines_, name);
}

void MediaSection::set_attribute(std::string_view name, std::string_view value) {
    std::string text{name};
    if (!value.empty()) text.append(":").append(value);
    bool placed = false;
    std::erase_if(lines_, [&](SdpLine& line) {
        if (!sdp_lines::is_attribute(line, name)) return false;
        if (placed) return true;
        line.value = text;
        placed = true;
        return false;
    });
    if (!placed) lines_.push_back({'a', std::move(text)});
}

void MediaSection::remove_attribute(std::string_view name) {
    std::erase_if(lines_, [&](const SdpLine& line) { return sdp_lines::is_attribute(line, name); });
}

void MediaSection::append_to(std::string& text) const {
    text.append("m=")
        .append(kind_)
        .append(" ")
        .append(std::to_string(port_))
        .append(port_count_)
        .append(" ")
        .append(protocol_);
    for (const std::string& format : formats_) text.append(" ").append(format);
    text.append("\r\n");
    for (const SdpLine& line : lines_) text.append(1, line.type).append("=").append(line.value).append("\r\n");
}

}  // namespace sidetone::sip
