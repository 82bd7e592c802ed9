// SIP over UDP at one address: reads and writes datagrams in batches, keeps their flows, answers from the address that
// was written to. Lives on one net thread, save send(): a datagram is gone in less time than waking that thread takes.
// When the core strand does not keep up datagrams are dropped and counted: SIP repeats them.
#pragma once

#include <boost/asio/ip/udp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "edge/net/sip_inbox.h"
#include "edge/net/udp_flows.h"
#include "sip/endpoint_types.h"

namespace sidetone::net {

class Shard;

struct UdpConfig {
    std::string address;
    std::uint16_t port = 0;
    std::uint8_t dscp = 0;
    std::size_t max_flows = 100'000;
    base::Duration idle{};
};

class UdpSocket : public std::enable_shared_from_this<UdpSocket> {
public:
    UdpSocket(Shard& shard, SipWay way, UdpConfig config);
    ~UdpSocket();

    /// Binds and reads from now on. Throws std::system_error that names the address.
    void start();
    /// Any thread.
    void stop();
    [[nodiscard]] std::uint16_t port() const { return port_; }

    struct Datagram {
        const UdpPath* path = nullptr;
        std::string_view bytes;
    };
    static constexpr std::size_t kBatch = 32;
    /// Any thread, never waits; at most kBatch. What the system does not take is dropped and counted.
    void send(const Datagram* datagrams, std::size_t count);

    // --- on the net thread
    void close(base::FlowId flow) { flows_.close(flow); }

private:
    struct Batch;

    void wait();
    void read();
    void take(std::size_t index);
    void on_message(const UdpPath& path, std::string_view bytes);
    [[nodiscard]] base::FlowId flow_of(const UdpPath& path);
    void sweep();

    Shard& shard_;
    SipWay way_;
    UdpConfig config_;
    boost::asio::ip::udp::socket socket_;
    std::mutex closing_;  ///< nobody sends while the socket is closed
    boost::asio::steady_timer sweeper_;
    UdpFlows flows_;
    std::unique_ptr<Batch> batch_;
    std::uint16_t port_ = 0;
    bool wildcard_ = false;  ///< bound to all addresses: each datagram says which one it was for
};

}  // namespace sidetone::net
