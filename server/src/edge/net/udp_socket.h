// SIP over UDP at one address: reads and writes datagrams in batches, keeps their flows, answers from the address that
// was written to. Lives on one net thread. When the core strand does not keep up datagrams are dropped and counted: SIP
// repeats them.
#pragma once

#include <boost/asio/ip/udp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>
#include <vector>

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

    // --- on the net thread
    [[nodiscard]] bool has(base::FlowId flow) const { return flows_.find(flow) != nullptr; }
    void send(const std::vector<const sip::Send*>& messages);
    void close(base::FlowId flow) { flows_.close(flow); }

private:
    struct Batch;

    void wait();
    void read();
    void take(std::size_t index);
    void on_message(const UdpPath& path, std::string_view bytes);
    [[nodiscard]] base::FlowId flow_of(const UdpPath& path);
    void answer_directly(const UdpPath& path, const std::string& bytes);
    void send_batch(const sip::Send* const* messages, std::size_t count);
    void sweep();

    Shard& shard_;
    SipWay way_;
    UdpConfig config_;
    boost::asio::ip::udp::socket socket_;
    boost::asio::steady_timer sweeper_;
    UdpFlows flows_;
    std::unique_ptr<Batch> batch_;
    std::uint16_t port_ = 0;
    bool wildcard_ = false;  ///< bound to all addresses: each datagram says which one it was for
};

}  // namespace sidetone::net
