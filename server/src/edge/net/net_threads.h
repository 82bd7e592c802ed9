// The threads that do socket I/O, TLS, framing and parsing; each owns an io_context and the connections placed on it,
// so a connection needs no lock. Ids of connections and flows carry their thread: the core strand sends without a
// look-up, one post per thread and batch. Leaves what the bytes mean to the protocol of each connection
// (sip_transport.h, ../http/server.h).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "edge/net/sources.h"

namespace sidetone::net {

/// A TCP, TLS or WebSocket connection. Of a SIP connection it has the value of its FlowId.
using ConnectionId = base::Id<struct ConnectionTag>;

/// One message to a connection: `head`, `body` and `tail`, framed as the connection's protocol does. `body` may be
/// shared by thousands; what is each one's own is best a short tail, which costs no allocation.
struct Outgoing {
    ConnectionId connection;
    std::string head;
    std::shared_ptr<const std::string> body;
    /// Not 0: nothing more is sent after this; the connection is closed when all is written (WebSocket: with this code,
    /// RFC 6455 7.4).
    std::uint16_t close_code = 0;
    std::string tail = {};
};

struct NetCounters {
    std::uint64_t accepted = 0;
    std::uint64_t refused_full = 0;     ///< beyond the bound of all: closed at once
    std::uint64_t refused_source = 0;   ///< beyond the bound of their source: closed at once
    std::uint64_t delayed = 0;          ///< many of their source at once: they waited for their turn
    std::uint64_t closed_slow = 0;      ///< did not read what was written to them
    std::uint64_t closed_timeout = 0;   ///< handshake, first message, silence
    std::uint64_t closed_protocol = 0;  ///< broke the protocol's framing
    std::size_t open = 0;
    std::size_t sources = 0;  ///< remembered addresses
};

/// The defaults, within what the system lets this process open. Raises that as far as it may.
ConnectionLimits limits_of_this_process();

class Shard;

class NetThreads {
public:
    /// The limits are of all threads together.
    NetThreads(std::size_t threads, ConnectionLimits limits, const base::Clock& clock);
    NetThreads(std::size_t threads, std::size_t max_connections, const base::Clock& clock)
        : NetThreads(threads, ConnectionLimits{.open = max_connections}, clock) {}
    ~NetThreads();
    NetThreads(const NetThreads&) = delete;
    NetThreads& operator=(const NetThreads&) = delete;

    void start();
    /// Closes every connection and joins the threads. Handlers hear on_closed first. With `drain` each connection says
    /// goodbye in its protocol's way, is written empty and waits for its peer to close, all of it within that time.
    void stop(base::Duration drain = {});

    /// Any thread; grouped into one post per net thread. Messages to connections that are gone are dropped.
    void send(std::vector<Outgoing> messages);
    void close(ConnectionId connection);
    /// Any thread: whoever is at its other end has shown who they are (Sources).
    void trust(ConnectionId connection);
    [[nodiscard]] NetCounters counters() const;

    // --- for this folder and ../http
    [[nodiscard]] std::size_t size() const { return shards_.size(); }
    [[nodiscard]] Shard& shard(std::size_t index) { return *shards_[index]; }
    /// Where the next accepted connection goes.
    [[nodiscard]] Shard& next_shard();
    /// A place for a connection from there; none: it is to be closed at once.
    [[nodiscard]] std::optional<Sources::Place> admit(const boost::asio::ip::address& source);

private:
    friend class Shard;
    struct Shared;
    std::unique_ptr<Shared> shared_;
    std::vector<std::unique_ptr<Shard>> shards_;
};

}  // namespace sidetone::net
