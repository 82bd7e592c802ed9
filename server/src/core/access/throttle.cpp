#include "core/access/throttle.h"

#include <algorithm>
#include <array>
#include <optional>

namespace sidetone::access {

namespace {

using Groups = std::array<std::uint16_t, 8>;

/// The first four groups of an IPv6 address count, so an embedded IPv4 part at the end needs no reading of its own.
std::optional<Groups> read_ipv6(std::string_view text) {
    Groups groups{};
    std::size_t count = 0;
    while (!text.empty() && count < 4) {
        if (text.front() == ':') {  // "::": zeros from here to the last groups, which do not matter
            return groups;
        }
        const auto end = std::min(text.find(':'), text.size());
        unsigned value = 0;
        for (const char c : text.substr(0, end)) {
            const unsigned digit = c >= '0' && c <= '9'   ? static_cast<unsigned>(c - '0')
                                   : c >= 'a' && c <= 'f' ? static_cast<unsigned>(c - 'a') + 10U
                                   : c >= 'A' && c <= 'F' ? static_cast<unsigned>(c - 'A') + 10U
                                                          : 16U;
            if (digit > 15 || value > 0xFFFU) return std::nullopt;
            value = value * 16 + digit;
        }
        groups.at(count++) = static_cast<std::uint16_t>(value);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return groups;
}

}  // namespace

std::string throttle_key(std::string_view address) {
    static constexpr std::string_view kMapped = "::ffff:";
    static constexpr std::size_t kLongest = 64;
    if (address.starts_with(kMapped) && address.find('.') != std::string_view::npos)
        address.remove_prefix(kMapped.size());
    if (address.find(':') == std::string_view::npos) return std::string(address.substr(0, kLongest));
    const auto groups = read_ipv6(address);
    if (!groups) return std::string(address.substr(0, kLongest));
    std::string key;
    for (std::size_t i = 0; i < 4; ++i) key += std::to_string(groups->at(i)) + ":";
    return key;
}

base::Duration Throttle::wait(const std::string& key, base::Time now) const {
    const auto found = buckets_.find(key);
    if (found == buckets_.end()) return base::Duration::zero();
    const auto spare = config_.refill * static_cast<base::Duration::rep>(config_.burst - 1);
    return std::max(found->second->full_at - now - spare, base::Duration::zero());
}

void Throttle::take(const std::string& key, base::Time now) {
    auto found = buckets_.find(key);
    if (found == buckets_.end()) {
        if (buckets_.size() >= config_.max_keys) {
            buckets_.erase(order_.back().key);
            order_.pop_back();
        }
        order_.push_front({.key = key, .full_at = now});
        found = buckets_.emplace(order_.front().key, order_.begin()).first;
    }
    order_.splice(order_.begin(), order_, found->second);
    auto& bucket = *found->second;
    bucket.full_at = std::max(bucket.full_at, now) + config_.refill;
}

void Throttle::give_back(const std::string& key) {
    if (const auto found = buckets_.find(key); found != buckets_.end()) found->second->full_at -= config_.refill;
}

}  // namespace sidetone::access
