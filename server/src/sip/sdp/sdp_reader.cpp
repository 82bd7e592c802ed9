#include "sip/sdp/sdp_reader.h"

#include <algorithm>

#include "sip/sdp/sdp_lines.h"

namespace sidetone::sip {
namespace {

bool is_token(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return c > ' ' && c < 0x7f && std::string_view{"\"(),/:;<=>?@[\\]"}.find(c) == std::string_view::npos;
    });
}

bool is_protocol(std::string_view text) {
    while (true) {
        const std::size_t slash = text.find('/');
        if (!is_token(text.substr(0, slash))) return false;
        if (slash == std::string_view::npos) return true;
        text.remove_prefix(slash + 1);
    }
}

/// o=<user> <sess-id> <sess-version> IN IP4 <address>
bool is_origin(std::string_view value) {
    int words = 0;
    while (!sdp_lines::next_word(value).empty()) ++words;
    return words == 6;
}

}  // namespace

SdpResult SdpReader::run() {
    if (rest_.size() > limits_.bytes) return SdpFailure{"SDP too large"};
    if (rest_.find('\0') != std::string_view::npos) return SdpFailure{"NUL in SDP"};
    while (!rest_.empty()) {
        const std::size_t end = rest_.find('\n');
        std::string_view line = rest_.substr(0, end);
        rest_ = end == std::string_view::npos ? std::string_view{} : rest_.substr(end + 1);
        if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
        // Some phones end the body with an empty line.
        if (line.empty() && rest_.find_first_not_of("\r\n") == std::string_view::npos) break;
        const std::string_view what = read_line(line);
        if (!what.empty()) return SdpFailure{what};
    }
    const auto& lines = description_.lines_;
    if (lines.empty()) return SdpFailure{"empty SDP"};
    const bool has_origin =
        std::any_of(lines.begin(), lines.end(), [](const SdpLine& line) { return line.type == 'o'; });
    return has_origin ? SdpResult{std::move(description_)} : SdpResult{SdpFailure{"o= missing"}};
}

std::string_view SdpReader::read_line(std::string_view line) {
    if (line.size() < 2 || line[1] != '=' || line[0] < 'a' || line[0] > 'z') return "SDP line is not type=value";
    if (line.find('\r') != std::string_view::npos) return "carriage return in SDP line";
    if (++lines_ > limits_.lines) return "too many SDP lines";
    const char type = line[0];
    const std::string_view value = line.substr(2);
    if ((lines_ == 1) != (type == 'v')) return "v= is not the first SDP line";
    if (type == 'm') return read_media(value);
    if (type == 'a' && ++attributes_ > limits_.attributes) return "too many SDP attributes";
    if (type == 'c') {
        if (const std::string_view what = check_connection(value); !what.empty()) return what;
    }
    return description_.media_.empty() ? read_session_line(type, value) : read_media_line(type, value);
}

std::string_view SdpReader::read_session_line(char type, std::string_view value) {
    if (type == 'v' && value != "0") return "SDP version";
    if (type == 'o' && !is_origin(value)) return "SDP origin";
    description_.lines_.push_back({type, std::string{value}});
    return {};
}

std::string_view SdpReader::read_media_line(char type, std::string_view value) {
    if (std::string_view{"ost"}.find(type) != std::string_view::npos) return "session line in a media section";
    description_.media_.back().lines_.push_back({type, std::string{value}});
    return {};
}

std::string_view SdpReader::check_connection(std::string_view value) {
    const std::string_view network = sdp_lines::next_word(value);
    const std::string_view family = sdp_lines::next_word(value);
    const std::string_view address = sdp_lines::next_word(value);
    if (network != "IN" || (family != "IP4" && family != "IP6") || address.empty()) return "SDP connection";
    return {};
}

std::string_view SdpReader::read_media(std::string_view value) {
    if (description_.media_.size() == limits_.media) return "too many media lines";
    MediaSection media;
    media.kind_ = sdp_lines::next_word(value);
    const std::string_view port = sdp_lines::next_word(value);
    media.protocol_ = sdp_lines::next_word(value);
    const std::size_t slash = port.find('/');
    const auto number = sdp_lines::to_number<std::uint16_t>(port.substr(0, slash));
    if (!is_token(media.kind_) || !number || !is_protocol(media.protocol_)) return "media line";
    media.port_ = *number;
    if (slash != std::string_view::npos) {
        media.port_count_ = port.substr(slash);
        if (!sdp_lines::to_number<std::uint16_t>(port.substr(slash + 1))) return "media line";
    }
    for (std::string_view format = sdp_lines::next_word(value); !format.empty(); format = sdp_lines::next_word(value)) {
        if (media.formats_.size() == 256) return "too many formats";
        media.formats_.emplace_back(format);
    }
    if (media.formats_.empty()) return "media line";
    description_.media_.push_back(std::move(media));
    return {};
}

}  // namespace sidetone::sip
