// Accepts TCP connections at one address and places them on the net threads in turn. Owns the acceptor, which lives on
// the first net thread. Leaves what is spoken to the Protocol it asks its owner for.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>

#include "edge/net/connection.h"
#include "edge/net/net_threads.h"

namespace sidetone::net {

struct ListenerConfig {
    std::string address;
    std::uint16_t port = 0;
    const TlsContext* tls = nullptr;
    std::uint8_t dscp = 0;
    std::size_t write_limit = std::size_t{1024} * 1024;
    base::Duration handshake = std::chrono::seconds{15};
    /// On any net thread.
    std::function<std::unique_ptr<Protocol>()> make_protocol;
};

class Listener : public std::enable_shared_from_this<Listener> {
public:
    Listener(NetThreads& threads, ListenerConfig config);

    /// Binds and accepts from now on. Throws std::system_error that names the address.
    void start();
    /// Any thread.
    void stop();
    [[nodiscard]] std::uint16_t port() const { return port_; }

private:
    void accept();
    void admit(Shard& shard, boost::asio::ip::tcp::socket socket);
    void take(Shard& shard, boost::asio::ip::tcp::socket socket, Sources::Place place);

    NetThreads& threads_;
    ListenerConfig config_;
    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::ip::tcp::endpoint peer_;  ///< of the connection that is being accepted
    boost::asio::steady_timer pause_;
    std::uint16_t port_ = 0;
};

/// Class selector of packets of this socket (RFC 2474); for IPv4 and IPv6.
void set_dscp(int socket, bool ipv6, std::uint8_t dscp);

}  // namespace sidetone::net
