#include "sip/sdp/sdp_lines.h"

namespace sidetone::sip::sdp_lines {
namespace {

std::optional<MediaDirection> direction_of(const SdpLine& line) {
    if (line.type != 'a') return std::nullopt;
    for (const auto direction :
         {MediaDirection::SendRecv, MediaDirection::SendOnly, MediaDirection::RecvOnly, MediaDirection::Inactive}) {
        if (line.value == to_text(direction)) return direction;
    }
    return std::nullopt;
}

}  // namespace

std::string_view next_word(std::string_view& rest) {
    const std::size_t begin = rest.find_first_not_of(' ');
    if (begin == std::string_view::npos) {
        rest = {};
        return {};
    }
    const std::size_t end = rest.find(' ', begin);
    const std::string_view word = rest.substr(begin, end == std::string_view::npos ? end : end - begin);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end);
    return word;
}

bool is_attribute(const SdpLine& line, std::string_view name) {
    return line.type == 'a' && line.value.starts_with(name) &&
           (line.value.size() == name.size() || line.value[name.size()] == ':');
}

std::optional<std::string_view> find_attribute(const std::vector<SdpLine>& lines, std::string_view name) {
    for (const SdpLine& line : lines) {
        if (!is_attribute(line, name)) continue;
        const std::string_view value = line.value;
        return value.size() == name.size() ? std::string_view{} : value.substr(name.size() + 1);
    }
    return std::nullopt;
}

std::optional<MediaDirection> find_direction(const std::vector<SdpLine>& lines) {
    for (const SdpLine& line : lines) {
        if (const auto direction = direction_of(line)) return direction;
    }
    return std::nullopt;
}

void remove_directions(std::vector<SdpLine>& lines) {
    std::erase_if(lines, [](const SdpLine& line) { return direction_of(line).has_value(); });
}

}  // namespace sidetone::sip::sdp_lines
