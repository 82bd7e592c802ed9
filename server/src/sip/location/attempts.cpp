#include "sip/location/attempts.h"

#include <algorithm>

namespace sidetone::sip::location {

namespace {

/// Without a word of its own: timer B, so that one that is down costs a call at most that long once in a while.
constexpr std::chrono::seconds kOut{32};
/// No server stays out for longer on its own word.
constexpr std::chrono::seconds kLongest{600};

/// The place it is at; the name it was found by does not matter.
bool is_same(const Target& a, const Target& b) {
    return a.transport == b.transport && a.port == b.port && a.address == b.address;
}

}  // namespace

void Outages::report(const Target& target, Failure why, std::chrono::seconds retry_after, base::Time now) {
    clear(target);
    const bool told = why == Failure::Unavailable && retry_after.count() > 0;
    outages_.push_back({target, now + (told ? std::min(retry_after, kLongest) : kOut)});
    if (outages_.size() > bound_) outages_.pop_front();
}

void Outages::clear(const Target& target) {
    std::erase_if(outages_, [&](const Outage& one) { return is_same(one.target, target); });
}

bool Outages::is_out(const Target& target, base::Time now) const {
    return std::any_of(outages_.begin(), outages_.end(),
                       [&](const Outage& one) { return one.until > now && is_same(one.target, target); });
}

std::vector<Target> Outages::sorted(std::vector<Target> targets, base::Time now) const {
    std::stable_partition(targets.begin(), targets.end(), [&](const Target& one) { return !is_out(one, now); });
    return targets;
}

}  // namespace sidetone::sip::location
