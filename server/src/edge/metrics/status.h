// How the server is, at one moment, and the two texts made of it: Prometheus and JSON. Values, any thread.
#pragma once

#include <string>
#include <vector>

#include "base/figures.h"
#include "base/time.h"

namespace sidetone::metrics {

struct Status {
    std::string name;  ///< system name
    std::string version;
    bool stopping = false;
    std::vector<std::string> ailments;  ///< parts that do not work
    base::Time started_at{};
    base::Time now{};
    base::Figures figures;
};

/// The text format of Prometheus, version 0.0.4.
std::string prometheus_text(const base::Figures& figures);
/// {"name", "version", "state": ready|degraded|stopping, "ailments", "startedAt", "now" (Unix ms), "figures": {name:
/// value}}
std::string json_text(const Status& status);

}  // namespace sidetone::metrics
