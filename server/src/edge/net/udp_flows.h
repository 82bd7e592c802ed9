// The UDP flows of one socket: a remote address (and, on a socket bound to all addresses, the local one it wrote to) is
// a flow. Bounded: when full the flow silent for longest goes. On the socket's net thread.
#pragma once

#include <netinet/in.h>

#include <cstdint>
#include <functional>
#include <list>
#include <string_view>
#include <unordered_map>

#include "base/id.h"
#include "base/time.h"

namespace sidetone::net {

struct UdpPath {
    sockaddr_storage remote{};
    /// The address the remote wrote to; AF_UNSPEC on a socket bound to one address.
    sockaddr_storage local{};
    bool operator==(const UdpPath& other) const;
};

struct UdpPathHash {
    std::size_t operator()(const UdpPath& path) const noexcept;
};

class UdpFlows {
public:
    UdpFlows(std::size_t bound, std::function<void(base::FlowId)> on_gone)
        : bound_(bound), on_gone_(std::move(on_gone)) {}

    /// The flow of a datagram, touched; 0 if there is none yet.
    base::FlowId touch(const UdpPath& path, base::Time now);
    void add(base::FlowId id, const UdpPath& path, base::Time now);
    void close(base::FlowId id);
    /// Ends those that were silent since before `since`.
    void expire(base::Time since);
    [[nodiscard]] std::size_t size() const { return by_id_.size(); }

private:
    struct Flow {
        base::FlowId id;
        UdpPath path;
        base::Time seen{};
    };
    using Order = std::list<Flow>;  ///< heard last in front

    const std::size_t bound_;
    std::function<void(base::FlowId)> on_gone_;
    Order order_;
    std::unordered_map<UdpPath, Order::iterator, UdpPathHash> by_path_;
    std::unordered_map<base::FlowId, Order::iterator> by_id_;
};

}  // namespace sidetone::net
