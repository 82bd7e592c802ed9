// The UDP flows of one socket: a remote address (and, on a socket bound to all addresses, the local one it wrote to) is
// a flow. Bounded: when full the flow silent for longest goes. Found by address with one look into a table whose hash
// is keyed, by id with none. Core strand.
#pragma once

#include <netinet/in.h>

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <functional>
#include <vector>

#include "base/id.h"
#include "base/keyed_hash.h"
#include "base/time.h"

namespace sidetone::net {

/// An IPv4 or IPv6 address with port and scope, without what pads a sockaddr. All zero: none.
struct UdpAddress {
    std::array<unsigned char, 24> bytes{};

    static UdpAddress of(const sockaddr_storage& address);
    /// Its size; `out` is whole.
    socklen_t write(sockaddr_storage& out) const;
    [[nodiscard]] bool is_none() const { return bytes[22] == 0; }
    bool operator==(const UdpAddress&) const = default;
};

struct UdpPath {
    UdpAddress remote;
    /// The address the remote wrote to; none on a socket bound to one address.
    UdpAddress local;
    bool operator==(const UdpPath&) const = default;
};

class UdpFlows {
public:
    /// `mark` is the low byte of every id.
    UdpFlows(std::size_t bound, std::uint8_t mark, std::uint64_t hash_key, std::function<void(base::FlowId)> on_gone);

    /// The flow of a datagram, touched; 0 if there is none yet.
    base::FlowId touch(const UdpPath& path, base::Time now);
    base::FlowId add(const UdpPath& path, base::Time now);
    void close(base::FlowId id);
    /// Where it leads; null if it is gone. Valid until the next call that is not const.
    [[nodiscard]] const UdpPath* find(base::FlowId id) const;
    /// Ends those that were silent since before `since`.
    void expire(base::Time since);
    [[nodiscard]] std::size_t size() const { return by_path_.size(); }

private:
    static constexpr std::uint32_t kNone = 0xffffffff;
    struct Flow {
        UdpPath path;
        std::uint32_t generation = 0;
        std::uint32_t newer = kNone;
        std::uint32_t older = kNone;
        base::Time seen{};
        bool open = false;
    };
    struct PathHash {
        using is_avalanching = void;
        base::KeyedHash hash;
        std::size_t operator()(const UdpPath& path) const noexcept {
            return hash({reinterpret_cast<const char*>(&path), sizeof path});
        }
    };
    static_assert(sizeof(UdpPath) == 48, "hashed as bytes: nothing in between");

    [[nodiscard]] base::FlowId id_of(std::uint32_t slot) const;
    [[nodiscard]] std::uint32_t slot_of(base::FlowId id) const;
    void put_first(std::uint32_t slot);
    void take_out(std::uint32_t slot);

    std::size_t bound_;
    std::uint8_t mark_;
    std::function<void(base::FlowId)> on_gone_;
    std::vector<Flow> flows_;
    std::vector<std::uint32_t> free_;
    boost::unordered_flat_map<UdpPath, std::uint32_t, PathHash> by_path_;
    std::uint32_t newest_ = kNone;
    std::uint32_t oldest_ = kNone;
};

}  // namespace sidetone::net
