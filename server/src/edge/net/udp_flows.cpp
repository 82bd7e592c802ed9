#include "edge/net/udp_flows.h"

#include <algorithm>
#include <cstring>

namespace sidetone::net {

namespace {

// Of UdpAddress::bytes.
constexpr std::size_t kScopeAt = 16;
constexpr std::size_t kPortAt = 20;
constexpr std::size_t kFamilyAt = 22;

// Of an id: the mark, the slot, how often the slot was used.
constexpr unsigned kSlotAt = 8;
constexpr unsigned kGenerationAt = 32;
constexpr std::size_t kMostSlots = std::size_t{1} << (kGenerationAt - kSlotAt);

}  // namespace

UdpAddress UdpAddress::of(const sockaddr_storage& address) {
    UdpAddress out;
    if (address.ss_family == AF_INET) {
        sockaddr_in in{};
        std::memcpy(&in, &address, sizeof in);
        std::memcpy(out.bytes.data(), &in.sin_addr, sizeof in.sin_addr);
        std::memcpy(out.bytes.data() + kPortAt, &in.sin_port, sizeof in.sin_port);
    } else if (address.ss_family == AF_INET6) {
        sockaddr_in6 in{};
        std::memcpy(&in, &address, sizeof in);
        std::memcpy(out.bytes.data(), &in.sin6_addr, sizeof in.sin6_addr);
        std::memcpy(out.bytes.data() + kScopeAt, &in.sin6_scope_id, sizeof in.sin6_scope_id);
        std::memcpy(out.bytes.data() + kPortAt, &in.sin6_port, sizeof in.sin6_port);
    }
    out.bytes[kFamilyAt] = static_cast<unsigned char>(address.ss_family);
    return out;
}

socklen_t UdpAddress::write(sockaddr_storage& out) const {
    if (bytes[kFamilyAt] == AF_INET6) {
        sockaddr_in6 in{};
        in.sin6_family = AF_INET6;
        std::memcpy(&in.sin6_addr, bytes.data(), sizeof in.sin6_addr);
        std::memcpy(&in.sin6_scope_id, bytes.data() + kScopeAt, sizeof in.sin6_scope_id);
        std::memcpy(&in.sin6_port, bytes.data() + kPortAt, sizeof in.sin6_port);
        std::memcpy(&out, &in, sizeof in);
        return sizeof in;
    }
    sockaddr_in in{};
    in.sin_family = AF_INET;
    std::memcpy(&in.sin_addr, bytes.data(), sizeof in.sin_addr);
    std::memcpy(&in.sin_port, bytes.data() + kPortAt, sizeof in.sin_port);
    std::memcpy(&out, &in, sizeof in);
    return sizeof in;
}

UdpFlows::UdpFlows(std::size_t bound, std::uint8_t mark, std::uint64_t hash_key,
                   std::function<void(base::FlowId)> on_gone)
    : bound_(std::clamp<std::size_t>(bound, 1, kMostSlots)),
      mark_(mark),
      on_gone_(std::move(on_gone)),
      by_path_(0, PathHash{base::KeyedHash{hash_key}}) {}

base::FlowId UdpFlows::id_of(std::uint32_t slot) const {
    return base::FlowId{(std::uint64_t{flows_[slot].generation} << kGenerationAt) | (std::uint64_t{slot} << kSlotAt) |
                        mark_};
}

std::uint32_t UdpFlows::slot_of(base::FlowId id) const {
    const auto slot = static_cast<std::uint32_t>(id.value) >> kSlotAt;
    return slot < flows_.size() && flows_[slot].open && id_of(slot) == id ? slot : kNone;
}

void UdpFlows::put_first(std::uint32_t slot) {
    auto& flow = flows_[slot];
    flow.newer = kNone;
    flow.older = newest_;
    (newest_ == kNone ? oldest_ : flows_[newest_].newer) = slot;
    newest_ = slot;
}

void UdpFlows::take_out(std::uint32_t slot) {
    const auto& flow = flows_[slot];
    (flow.newer == kNone ? newest_ : flows_[flow.newer].older) = flow.older;
    (flow.older == kNone ? oldest_ : flows_[flow.older].newer) = flow.newer;
}

base::FlowId UdpFlows::touch(const UdpPath& path, base::Time now) {
    const auto found = by_path_.find(path);
    if (found == by_path_.end()) return {};
    const auto slot = found->second;
    flows_[slot].seen = now;
    if (slot != newest_) {
        take_out(slot);
        put_first(slot);
    }
    return id_of(slot);
}

base::FlowId UdpFlows::add(const UdpPath& path, base::Time now) {
    if (by_path_.size() >= bound_) close(id_of(oldest_));
    std::uint32_t slot = 0;
    if (free_.empty()) {
        slot = static_cast<std::uint32_t>(flows_.size());
        flows_.emplace_back();
    } else {
        slot = free_.back();
        free_.pop_back();
    }
    auto& flow = flows_[slot];
    flow.path = path;
    flow.seen = now;
    flow.open = true;
    ++flow.generation;
    put_first(slot);
    by_path_.emplace(path, slot);
    return id_of(slot);
}

void UdpFlows::close(base::FlowId id) {
    const auto slot = slot_of(id);
    if (slot == kNone) return;
    by_path_.erase(flows_[slot].path);
    take_out(slot);
    flows_[slot].open = false;
    free_.push_back(slot);
    on_gone_(id);
}

const UdpPath* UdpFlows::find(base::FlowId id) const {
    const auto slot = slot_of(id);
    return slot == kNone ? nullptr : &flows_[slot].path;
}

void UdpFlows::expire(base::Time since) {
    while (oldest_ != kNone && flows_[oldest_].seen < since) close(id_of(oldest_));
}

}  // namespace sidetone::net
