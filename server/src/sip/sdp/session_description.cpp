#include "sip/sdp/session_description.h"

#include <algorithm>
#include <stdexcept>

#include "sip/sdp/sdp_lines.h"
#include "sip/sdp/sdp_reader.h"

namespace sidetone::sip {

std::string_view to_text(MediaDirection direction) {
    switch (direction) {
        case MediaDirection::SendRecv:
            return "sendrecv";
        case MediaDirection::SendOnly:
            return "sendonly";
        case MediaDirection::RecvOnly:
            return "recvonly";
        case MediaDirection::Inactive:
            break;
    }
    return "inactive";
}

MediaDirection reversed(MediaDirection direction) {
    if (direction == MediaDirection::SendOnly) return MediaDirection::RecvOnly;
    return direction == MediaDirection::RecvOnly ? MediaDirection::SendOnly : direction;
}

SdpResult SessionDescription::parse(std::string_view text, const SdpLimits& limits) {
    return SdpReader{text, limits}.run();
}

std::string SessionDescription::text() const {
    std::size_t size = 0;
    const auto measure = [&](const std::vector<SdpLine>& lines) {
        for (const SdpLine& line : lines) size += line.value.size() + 4;
    };
    measure(lines_);
    for (const MediaSection& media : media_) {
        size += media.kind_.size() + media.protocol_.size() + media.port_count_.size() + 12;
        for (const std::string& format : media.formats_) size += format.size() + 1;
        measure(media.lines_);
    }
    std::string result;
    result.reserve(size);
    for (const SdpLine& line : lines_) result.append(1, line.type).append("=").append(line.value).append("\r\n");
    for (const MediaSection& media : media_) media.append_to(result);
    return result;
}

std::optional<std::size_t> SessionDescription::audio_index() const {
    std::optional<std::size_t> refused;
    for (std::size_t i = 0; i < media_.size(); ++i) {
        if (!media_[i].is_audio()) continue;
        if (media_[i].port() != 0) return i;
        if (!refused) refused = i;
    }
    return refused;
}

const MediaSection* SessionDescription::audio() const {
    const auto index = audio_index();
    return index ? &media_[*index] : nullptr;
}

std::string_view SessionDescription::address_of(const MediaSection& media) const {
    for (const auto* lines : {&media.lines_, &lines_}) {
        for (const SdpLine& line : *lines) {
            if (line.type != 'c') continue;
            std::string_view rest = line.value;
            sdp_lines::next_word(rest);
            sdp_lines::next_word(rest);
            return sdp_lines::next_word(rest);
        }
    }
    return {};
}

MediaDirection SessionDescription::direction(const MediaSection& media) const {
    auto direction = sdp_lines::find_direction(media.lines_);
    if (!direction) direction = sdp_lines::find_direction(lines_);
    const MediaDirection said = direction.value_or(MediaDirection::SendRecv);
    // RFC 3264 8.4. An ICE offer has 0.0.0.0 too, before its candidates are known (RFC 8840 4.1.1).
    if (address_of(media) != "0.0.0.0" || media.attribute("ice-ufrag") || attribute("ice-ufrag")) return said;
    if (said == MediaDirection::SendRecv) return MediaDirection::SendOnly;
    return said == MediaDirection::RecvOnly ? MediaDirection::Inactive : said;
}

MediaDirection SessionDescription::audio_direction() const {
    const MediaSection* section = audio();
    return section == nullptr || section->port() == 0 ? MediaDirection::Inactive : direction(*section);
}

void SessionDescription::set_direction(MediaDirection direction) {
    sdp_lines::remove_directions(lines_);
    for (MediaSection& media : media_) {
        sdp_lines::remove_directions(media.lines_);
        if (media.port() != 0) media.lines_.push_back({'a', std::string{to_text(direction)}});
    }
}

void SessionDescription::reject_all_but_audio() {
    const auto kept = audio_index();
    for (std::size_t i = 0; i < media_.size(); ++i) {
        if (!kept || i != *kept) media_[i].reject();
    }
}

void SessionDescription::remove_all_but_audio() {
    const auto kept = audio_index();
    if (media_.size() == (kept ? 1U : 0U)) return;
    std::vector<MediaSection> remaining;
    if (kept) remaining.push_back(std::move(media_[*kept]));
    media_ = std::move(remaining);
    const auto mid = media_.empty() ? std::nullopt : media_.front().attribute("mid");
    std::erase_if(lines_, [](const SdpLine& line) {
        return sdp_lines::is_attribute(line, "group") && !line.value.starts_with("group:BUNDLE");
    });
    for (SdpLine& line : lines_) {
        if (sdp_lines::is_attribute(line, "group"))
            line.value = mid ? "group:BUNDLE " + std::string{*mid} : std::string{"group:BUNDLE"};
    }
}

std::uint64_t SessionDescription::version() const {
    for (const SdpLine& line : lines_) {
        if (line.type != 'o') continue;
        std::string_view rest = line.value;
        sdp_lines::next_word(rest);
        sdp_lines::next_word(rest);
        return sdp_lines::to_number<std::uint64_t>(sdp_lines::next_word(rest)).value_or(0);
    }
    return 0;
}

void SessionDescription::set_version(std::uint64_t version) {
    for (SdpLine& line : lines_) {
        if (line.type != 'o') continue;
        std::string_view rest = line.value;
        std::string origin{sdp_lines::next_word(rest)};
        origin.append(" ").append(sdp_lines::next_word(rest)).append(" ").append(std::to_string(version));
        sdp_lines::next_word(rest);
        line.value = origin.append(rest);
        return;
    }
}

bool SessionDescription::same_media_as(const SessionDescription& other) const {
    return media_ == other.media_ &&
           std::equal(lines_.begin(), lines_.end(), other.lines_.begin(), other.lines_.end(),
                      [](const SdpLine& a, const SdpLine& b) { return a == b || (a.type == 'o' && b.type == 'o'); });
}

std::optional<std::string_view> SessionDescription::attribute(std::string_view name) const {
    return sdp_lines::find_attribute(lines_, name);
}

bool same_media(std::string_view a, std::string_view b) {
    if (a == b) return true;
    const auto left = SessionDescription::parse(a);
    const auto right = SessionDescription::parse(b);
    return left && right && left->same_media_as(*right);
}

void throw_exception_from_error(const SdpFailure& failure, const boost::source_location&) {
    throw std::logic_error("an SDP failure was taken for a description: " + std::string{failure.what});
}

}  // namespace sidetone::sip
