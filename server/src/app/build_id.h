// What tells this program from one of other sources: the build id the linker gave it.
#pragma once

#include <string>

namespace sidetone::app {

/// In hex; "unknown" for a program that was linked without one.
[[nodiscard]] std::string build_id();

}  // namespace sidetone::app
