// Helpers of the SDP files of this folder: attribute lines and numbers. Any thread.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <vector>

#include "sip/sdp/session_description.h"

namespace sidetone::sip::sdp_lines {

template <class Number>
[[nodiscard]] std::optional<Number> to_number(std::string_view digits) {
    Number value{};
    const char* end = digits.data() + digits.size();
    const auto [stopped, error] = std::from_chars(digits.data(), end, value);
    if (digits.empty() || error != std::errc{} || stopped != end) return std::nullopt;
    return value;
}

/// Cuts off what stands before the next blank; blanks before it are skipped.
std::string_view next_word(std::string_view& rest);

/// Whether the line is a=name or a=name:...
[[nodiscard]] bool is_attribute(const SdpLine& line, std::string_view name);
[[nodiscard]] std::optional<std::string_view> find_attribute(const std::vector<SdpLine>& lines, std::string_view name);
[[nodiscard]] std::optional<MediaDirection> find_direction(const std::vector<SdpLine>& lines);
void remove_directions(std::vector<SdpLine>& lines);

}  // namespace sidetone::sip::sdp_lines
