// Bounds of what the parser takes from outside. Plain data, any thread. A value beyond its bound is refused as a whole,
// never cut.
#pragma once

#include <cstddef>

namespace sidetone::sip {

struct Limits {
    /// Whole message, head and body.
    std::size_t message = std::size_t{64} * 1024;
    /// Header rows; at most 250 (rows are linked by one byte).
    std::size_t headers = 128;
    std::size_t method = 64;
    std::size_t request_uri = 4096;
    std::size_t reason = 512;
    /// Header names; at most 255.
    std::size_t header_name = 128;
    std::size_t header_value = 8192;
    /// Call-ID, tags, branch: they become keys of tables.
    std::size_t token = 512;
};

inline constexpr Limits kDefaultLimits{};

}  // namespace sidetone::sip
