// What is kept for administrators who watch the whole system: who they are, what they know, and which phones were lost.
// Core strand only.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "base/figures.h"
#include "base/time.h"
#include "core/ids.h"
#include "core/registrar/types.h"

namespace sidetone::live {

struct Session;

struct LostDevice {
    core::DeviceId device;
    registrar::Change why = registrar::Change::Expired;
    base::Time at{};
};

struct Watch {
    /// Calls shown at once: who looks at more sees none.
    static constexpr std::size_t kShown = 200;
    /// Lost devices remembered, the newest.
    static constexpr std::size_t kLost = 200;
    static constexpr std::chrono::hours kLostFor{1};

    std::vector<Session*> sessions;
    std::optional<base::Time> next;
    /// The calls that were told, or are about to be; true: it has changed since.
    std::map<core::CallId, bool> calls;
    base::Figures figures;  ///< as told last
    /// Kept also while nobody watches. Oldest first.
    std::deque<LostDevice> lost;
    bool lost_changed = false;
};

}  // namespace sidetone::live
