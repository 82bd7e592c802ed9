// Devices whose connection was lost a moment ago. Such a one is often back at once: a page is loaded again, another tab
// becomes the telephone, a network changes. Holds no more than was lost within the time given. A value.
#pragma once

#include <deque>
#include <optional>
#include <unordered_map>
#include <utility>

#include "base/time.h"
#include "core/ids.h"

namespace sidetone::calls::detail {

class Returning {
public:
    /// Expected back until then; `now` and `until` never go back.
    void lost(DeviceId device, base::Time now, base::Time until) {
        while (!order_.empty() && order_.front().first <= now) {
            const auto [time, former] = order_.front();
            order_.pop_front();
            if (const auto known = until_.find(former); known != until_.end() && known->second == time)
                until_.erase(known);
        }
        order_.emplace_back(until, device);
        until_[device] = until;
    }
    void back(DeviceId device) { until_.erase(device); }
    /// None: not expected.
    [[nodiscard]] std::optional<base::Time> until(DeviceId device, base::Time now) const {
        const auto known = until_.find(device);
        return known == until_.end() || known->second <= now ? std::nullopt : std::optional{known->second};
    }
    template <class Archive>
    void archive(Archive& archive);

private:
    std::deque<std::pair<base::Time, DeviceId>> order_;
    std::unordered_map<DeviceId, base::Time> until_;
};

}  // namespace sidetone::calls::detail
