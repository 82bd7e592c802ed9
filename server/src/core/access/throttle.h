// Brute force brake: one bucket of attempts for each key, refilled over time. Bounded: when full, the key touched
// longest ago is forgotten. Core strand only. Leaves to Access what an attempt is.
#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/time.h"

namespace sidetone::access {

struct ThrottleConfig {
    /// Attempts at once after a long rest.
    std::uint32_t burst = 10;
    /// One more attempt after each.
    base::Duration refill = std::chrono::seconds{20};
    std::size_t max_keys = 10'000;
};

class Throttle {
public:
    explicit Throttle(ThrottleConfig config) : config_(config) {}

    /// How long until an attempt is allowed; zero: now.
    [[nodiscard]] base::Duration wait(const std::string& key, base::Time now) const;
    void take(const std::string& key, base::Time now);
    /// The attempt was honest after all.
    void give_back(const std::string& key);
    [[nodiscard]] std::size_t size() const { return buckets_.size(); }
    /// base/archive.h; not the configuration.
    template <class Archive>
    void archive(Archive& archive) {
        archive(order_);
        buckets_.clear();
        for (auto at = order_.begin(); at != order_.end(); ++at) buckets_.emplace(at->key, at);
    }

private:
    /// The bucket as one moment: it is full again at `full_at`; each attempt moves that later by one refill.
    struct Bucket {
        std::string key;
        base::Time full_at{};

        template <class Archive>
        void archive(Archive& archive) {
            archive(key, full_at);
        }
    };
    ThrottleConfig config_;
    std::list<Bucket> order_;  ///< touched last in front
    std::unordered_map<std::string_view, std::list<Bucket>::iterator> buckets_;
};

/// What counts as one address: an IPv4 address, or the /64 an IPv6 address is in, for one household has that many.
std::string throttle_key(std::string_view address);

}  // namespace sidetone::access
