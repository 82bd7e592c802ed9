#include "edge/metrics/status.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cmath>

namespace sidetone::metrics {

namespace json = boost::json;

namespace {

std::string_view state_of(const Status& status) {
    if (status.stopping) return "stopping";
    return status.ailments.empty() ? "ready" : "degraded";
}

/// Whole numbers as such: who reads them need not guess what 3E0 means.
json::value number(double value) {
    constexpr double kExact = 9007199254740992.0;
    if (std::abs(value) < kExact && std::trunc(value) == value) return static_cast<std::int64_t>(value);
    return value;
}

}  // namespace

std::string prometheus_text(const base::Figures& figures) {
    std::string text;
    const base::FigureFamily* last = nullptr;
    for (const auto& figure : figures) {
        const auto& family = *figure.family;
        if (&family != last) {
            const auto* type = family.kind == base::FigureFamily::Kind::Counter ? "counter" : "gauge";
            text.append("# HELP ").append(family.name).append(" ").append(family.help).append("\n");
            text.append("# TYPE ").append(family.name).append(" ").append(type).append("\n");
            last = &family;
        }
        text.append(base::name_of(figure)).append(" ").append(base::text_of(figure.value)).append("\n");
    }
    return text;
}

std::string json_text(const Status& status) {
    json::array ailments;
    for (const auto& part : status.ailments) ailments.emplace_back(part);
    json::object figures;
    for (const auto& figure : status.figures) figures[base::name_of(figure)] = number(figure.value);
    return json::serialize(json::object{{"name", status.name},
                                        {"version", status.version},
                                        {"state", state_of(status)},
                                        {"ailments", std::move(ailments)},
                                        {"startedAt", base::to_unix_ms(status.started_at)},
                                        {"now", base::to_unix_ms(status.now)},
                                        {"figures", std::move(figures)}}) +
           "\n";
}

}  // namespace sidetone::metrics
