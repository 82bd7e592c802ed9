#include "edge/net/sources.h"

#include <algorithm>
#include <random>

namespace sidetone::net {

namespace {

/// IPv4 lies where no network is assigned (0000::/8), so one word tells both apart.
constexpr SourceKey kIPv4 = 0x0000'ffff'0000'0000;

/// What a stranger chooses addresses by must not be known to him.
std::uint64_t make_seed() {
    std::random_device source;
    return (std::uint64_t{source()} << 32U) | source();
}

ConnectionLimits within_reason(ConnectionLimits limits) {
    limits.untrusted = std::clamp<std::size_t>(limits.untrusted, 1, std::max<std::size_t>(limits.open / 4, 1));
    limits.per_second = std::max(limits.per_second, 1U);
    limits.burst = std::max(limits.burst, 1U);
    return limits;
}

}  // namespace

SourceKey source_of(const boost::asio::ip::address& address) {
    using namespace boost::asio::ip;
    if (address.is_v4()) return kIPv4 | address.to_v4().to_uint();
    const auto v6 = address.to_v6();
    if (v6.is_v4_mapped()) return kIPv4 | make_address_v4(v4_mapped, v6).to_uint();
    SourceKey prefix = 0;
    const auto bytes = v6.to_bytes();
    for (std::size_t i = 0; i < 8; ++i) prefix = (prefix << 8U) | bytes[i];
    return prefix;
}

std::string to_text(SourceKey source) {
    using namespace boost::asio::ip;
    if ((source & ~0xffff'ffffULL) == kIPv4) return address_v4(static_cast<std::uint32_t>(source)).to_string();
    address_v6::bytes_type bytes{};
    for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<unsigned char>(source >> (56 - 8 * i));
    return address_v6(bytes).to_string() + "/64";
}

void Sources::Place::swap(Place& other) noexcept {
    std::swap(sources_, other.sources_);
    std::swap(key_, other.key_);
    std::swap(turn_, other.turn_);
    std::swap(trusted_, other.trusted_);
}

void Sources::Place::trust() {
    if (trusted_ || !sources_) return;
    trusted_ = true;
    sources_->trust(key_);
}

Sources::Sources(ConnectionLimits limits)
    : limits_(within_reason(limits)),
      each_(base::Duration{std::chrono::seconds{1}} / limits_.per_second),
      sources_(0, Hash{make_seed()}) {}

/// The finalizer of splitmix64.
std::size_t Sources::Hash::operator()(SourceKey key) const noexcept {
    key = (key ^ seed) + 0x9e3779b97f4a7c15U;
    key = (key ^ (key >> 30U)) * 0xbf58476d1ce4e5b9U;
    key = (key ^ (key >> 27U)) * 0x94d049bb133111ebU;
    return key ^ (key >> 31U);
}

bool Sources::is_full_for(const Source& source) const {
    const auto reserve = limits_.open / 8;
    if (open_ >= limits_.open) return true;
    return source.open >= limits_.few && open_ + reserve >= limits_.open;
}

Sources::Verdict Sources::judge(const Source& source) const {
    if (is_full_for(source)) return Verdict::Full;
    return source.untrusted < limits_.untrusted ? Verdict::Admitted : Verdict::TooManyUntrusted;
}

Sources::Admission Sources::admit(SourceKey key, base::Time now) {
    const std::lock_guard lock(mutex_);
    const auto found = sources_.find(key);
    const auto verdict = judge(found == sources_.end() ? Source{} : found->second);
    if (verdict != Verdict::Admitted)
        return {verdict, {}, found == sources_.end() || !std::exchange(found->second.refused, true)};
    auto& source = found == sources_.end() ? sources_[key] : found->second;
    ++open_;
    ++source.open;
    ++source.untrusted;
    // One that fits into the burst has its turn in the past.
    source.spent = std::max(source.spent, now - each_ * limits_.burst) + each_;
    return {verdict, Place(shared_from_this(), key, source.spent)};
}

void Sources::release(SourceKey key, bool trusted) {
    const std::lock_guard lock(mutex_);
    const auto found = sources_.find(key);
    auto& source = found->second;
    --open_;
    --source.open;
    if (!trusted) --source.untrusted;
    if (source.open > 0) return;
    source.refused = false;
    if (source.leaving) return;
    source.leaving = true;
    leaving_.push_back(key);
    forget_idle();
}

void Sources::forget_idle() {
    while (leaving_.size() > limits_.remembered) {
        const auto found = sources_.find(leaving_.front());
        leaving_.pop_front();
        found->second.leaving = false;
        if (found->second.open == 0) sources_.erase(found);
    }
}

void Sources::trust(SourceKey key) {
    const std::lock_guard lock(mutex_);
    auto& source = sources_.find(key)->second;
    --source.untrusted;
    source.spent -= each_;  // its turn cost its source nothing
}

bool Sources::is_crowded(SourceKey key) const {
    const std::lock_guard lock(mutex_);
    return sources_.find(key)->second.untrusted > limits_.untrusted / 4;
}

std::size_t Sources::open() const {
    const std::lock_guard lock(mutex_);
    return open_;
}

std::size_t Sources::known() const {
    const std::lock_guard lock(mutex_);
    return sources_.size();
}

}  // namespace sidetone::net
