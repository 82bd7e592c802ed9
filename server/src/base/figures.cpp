#include "base/figures.h"

#include <array>
#include <charconv>
#include <cmath>

namespace sidetone::base {

std::string name_of(const Figure& figure) {
    std::string name(figure.family->name);
    if (figure.family->label.empty()) return name;
    name.append("{").append(figure.family->label).append("=\"");
    for (const char c : figure.label_value) {
        if (c == '\\' || c == '"') name.push_back('\\');
        if (c == '\n') {
            name.append("\\n");
        } else {
            name.push_back(c);
        }
    }
    return name.append("\"}");
}

std::string text_of(double value) {
    constexpr double kExact = 9007199254740992.0;  // whole numbers up to 2^53
    std::array<char, 32> text{};
    auto* const end = text.data() + text.size();
    const bool whole = std::abs(value) < kExact && std::trunc(value) == value;
    const auto written = whole ? std::to_chars(text.data(), end, static_cast<std::int64_t>(value))
                               : std::to_chars(text.data(), end, value);
    return {text.data(), written.ptr};
}

}  // namespace sidetone::base
