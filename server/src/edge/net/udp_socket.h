// SIP over UDP at one address: reads and writes datagrams in batches, keeps their flows, answers from the address that
// was written to. Core strand. What the strand does not get to read waits in the socket's buffer, and what does not fit
// there is dropped by the system and counted here: SIP repeats it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "edge/net/udp_flows.h"
#include "sip/endpoint_types.h"
#include "sip/message/message.h"

namespace sidetone::net {

class CoreLoop;
class LogGate;
class SipSink;

struct UdpConfig {
    std::string address;
    std::uint16_t port = 0;
    std::uint8_t dscp = 0;
    std::size_t max_flows = 100'000;
    base::Duration idle{};
    /// Tells the sockets' flows apart, 0..127.
    std::uint8_t index = 0;
    std::uint64_t hash_key = 0;
};

struct UdpCounters {
    std::uint64_t received = 0;
    std::uint64_t malformed = 0;
    std::uint64_t overflowed = 0;  ///< dropped by the system: the strand did not keep up
    std::uint64_t unsent = 0;      ///< no way, or the socket's buffer was full
    std::size_t flows = 0;
};

class UdpSocket {
public:
    UdpSocket(CoreLoop& loop, LogGate& complaints, UdpConfig config);
    ~UdpSocket();
    UdpSocket(const UdpSocket&) = delete;
    UdpSocket& operator=(const UdpSocket&) = delete;

    /// Binds and reads from now on. Throws std::system_error that names the address.
    void start(SipSink& sink);
    void stop();
    [[nodiscard]] std::uint16_t port() const { return port_; }

    /// Waits in the batch; its bytes must stay until flush(). Of a flow that is gone it is dropped.
    void send(base::FlowId flow, std::string_view bytes);
    /// What the system does not take is dropped and counted.
    void flush();
    void close(base::FlowId flow) { flows_.close(flow); }
    [[nodiscard]] UdpCounters counters() const;
    /// About how many datagrams waited in the socket's buffer when it was last read.
    [[nodiscard]] std::size_t waiting() const { return waiting_; }
    /// Ends the flows that are silent for too long.
    void sweep(base::Time now) { flows_.expire(now - config_.idle); }

private:
    struct In;
    struct Out;

    void open();
    void read();
    [[nodiscard]] std::size_t count_waiting() const;
    void take(std::size_t index, base::Time now);
    void on_message(const UdpPath& path, std::string_view bytes, base::Time now);
    void put(const UdpPath& path, std::string_view bytes);
    [[nodiscard]] base::FlowId flow_of(const UdpPath& path, base::Time now);

    CoreLoop& loop_;
    LogGate& complaints_;
    UdpConfig config_;
    SipSink* sink_ = nullptr;
    UdpFlows flows_;
    UdpCounters counters_;
    std::size_t waiting_ = 0;
    std::unique_ptr<In> in_;
    std::unique_ptr<Out> out_;
    int socket_ = -1;
    std::uint16_t port_ = 0;
    bool wildcard_ = false;  ///< bound to all addresses: each datagram says which one it was for
};

}  // namespace sidetone::net
