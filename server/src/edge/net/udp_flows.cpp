#include "edge/net/udp_flows.h"

#include <cstring>

namespace sidetone::net {

namespace {

/// Address, port and scope of a socket address as bytes; the rest of it is padding.
struct Key {
    unsigned char bytes[24] = {};
};

Key key_of(const sockaddr_storage& address) {
    Key key;
    if (address.ss_family == AF_INET) {
        sockaddr_in in{};
        std::memcpy(&in, &address, sizeof in);
        std::memcpy(key.bytes, &in.sin_addr, 4);
        std::memcpy(key.bytes + 20, &in.sin_port, 2);
    } else if (address.ss_family == AF_INET6) {
        sockaddr_in6 in{};
        std::memcpy(&in, &address, sizeof in);
        std::memcpy(key.bytes, &in.sin6_addr, 16);
        std::memcpy(key.bytes + 16, &in.sin6_scope_id, 4);
        std::memcpy(key.bytes + 20, &in.sin6_port, 2);
    }
    key.bytes[22] = static_cast<unsigned char>(address.ss_family);
    return key;
}

bool equal(const sockaddr_storage& a, const sockaddr_storage& b) {
    const auto left = key_of(a);
    const auto right = key_of(b);
    return std::memcmp(left.bytes, right.bytes, sizeof left.bytes) == 0;
}

std::size_t hash(const sockaddr_storage& address) {
    const auto key = key_of(address);
    return std::hash<std::string_view>{}({reinterpret_cast<const char*>(key.bytes), sizeof key.bytes});
}

}  // namespace

bool UdpPath::operator==(const UdpPath& other) const {
    return equal(remote, other.remote) && equal(local, other.local);
}

std::size_t UdpPathHash::operator()(const UdpPath& path) const noexcept {
    return hash(path.remote) * 31 + hash(path.local);
}

base::FlowId UdpFlows::touch(const UdpPath& path, base::Time now) {
    const auto found = by_path_.find(path);
    if (found == by_path_.end()) return {};
    found->second->seen = now;
    order_.splice(order_.begin(), order_, found->second);
    return found->second->id;
}

void UdpFlows::add(base::FlowId id, const UdpPath& path, base::Time now) {
    if (by_id_.size() >= bound_) close(order_.back().id);
    order_.push_front({id, path, now});
    by_path_.emplace(path, order_.begin());
    by_id_.emplace(id, order_.begin());
}

void UdpFlows::close(base::FlowId id) {
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) return;
    const auto at = found->second;
    by_path_.erase(at->path);
    by_id_.erase(found);
    order_.erase(at);
    on_gone_(id);
}

void UdpFlows::expire(base::Time since) {
    while (!order_.empty() && order_.back().seen < since) close(order_.back().id);
}

}  // namespace sidetone::net
