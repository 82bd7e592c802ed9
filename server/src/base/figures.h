// Figures of the running server as named numbers: one list for the page, the command line and Prometheus. Values.
// Leaves which figures there are, and where they come from, to edge/metrics.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sidetone::base {

/// What a name means. One object per name, for the whole run.
struct FigureFamily {
    enum class Kind : std::uint8_t { Gauge, Counter };
    std::string_view name;  ///< as Prometheus wants it: base unit last, counters end in _total
    Kind kind = Kind::Gauge;
    std::string_view help;        ///< one line
    std::string_view label = {};  ///< what tells the figures of a family apart; empty: there is one
};

struct Figure {
    const FigureFamily* family = nullptr;
    std::string label_value;
    double value = 0;
};

/// In the order they are shown, those of a family together.
using Figures = std::vector<Figure>;

/// As in Prometheus: `name`, or `name{label="value"}`.
std::string name_of(const Figure& figure);
/// A whole number without a point, anything else as short as it can be read back.
std::string text_of(double value);

}  // namespace sidetone::base
