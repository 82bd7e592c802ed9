// How the server is, as people read it in a terminal: first what may need somebody, then the figures. Pure functions.
#pragma once

#include <boost/json/object.hpp>
#include <string>

namespace sidetone::app {

/// Of what the server answers to GET /status (edge/metrics/status.h).
std::string status_text(const boost::json::object& status, bool colour);
/// "41 d 2 h", "3 h 5 min", "12 s": the two largest units.
std::string duration_text(std::int64_t seconds);

}  // namespace sidetone::app
