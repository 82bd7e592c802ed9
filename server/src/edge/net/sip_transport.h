// SIP over UDP, TCP, TLS and WebSocket: listeners, flows, framing and parsing. UDP is read and written on the core
// strand itself, connections live on the net threads; SipSink is called on the core strand and send() is called from
// it. A full way to the core stops reading streams; datagrams wait in the socket's buffer as long as there is room.
// Leaves what a message means to whoever is the sink, WebSocket upgrades to ../http.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/random.h"
#include "base/time.h"
#include "edge/net/net_threads.h"
#include "edge/net/web_socket.h"
#include "sip/endpoint_types.h"
#include "sip/message/message.h"

namespace sidetone::net {

class CoreLoop;
class TlsContext;

/// The bit of a flow's id that says it is of UDP; below it the index of the socket.
inline constexpr std::uint64_t kUdpFlow = 0x80;

/// On the core strand. Per flow: opened, then messages in order, then closed; nothing after.
class SipSink {
public:
    virtual ~SipSink() = default;
    virtual void on_flow_opened(const sip::FlowInfo& flow) = 0;
    virtual void on_message(base::FlowId flow, sip::Message&& message) = 0;
    virtual void on_malformed(base::FlowId flow, const sip::ParseFailure& failure) = 0;
    virtual void on_flow_closed(base::FlowId flow) = 0;
};

/// Where SIP messages go. Core strand.
class SipOut {
public:
    virtual ~SipOut() = default;
    virtual void send(std::vector<sip::Send> messages) = 0;
    /// Who sends on it has shown who they are.
    virtual void trust(base::FlowId flow) { (void)flow; }
};

/// Udp, Tcp or Tls at one address. Port 0: the system chooses; see listening().
struct SipListen {
    sip::Transport transport = sip::Transport::Udp;
    std::string address;
    std::uint16_t port = 0;
};

struct SipTransportConfig {
    std::vector<SipListen> listen;
    /// Code point of signalling (C17), 0..63.
    std::uint8_t dscp = 24;
    /// Messages on their way to the core strand.
    std::size_t max_waiting = 10'000;
    /// A UDP flow is one remote address at one of our sockets. When the table is full the one silent for longest goes.
    std::size_t max_udp_flows = 100'000;
    /// Well above the longest registration: whoever refreshes keeps the flow.
    base::Duration udp_idle = std::chrono::hours{2};
    base::Duration stream_idle = std::chrono::hours{2};
    /// TLS handshake and first whole message of a stream; also a started message must be whole within it.
    base::Duration first_message = std::chrono::seconds{32};
    /// A stream must show who it is within it: trust().
    base::Duration untrusted = std::chrono::minutes{2};
    std::size_t write_queue = std::size_t{1024} * 1024;
};

struct SipTransportCounters {
    std::uint64_t received = 0;
    std::uint64_t malformed = 0;
    std::uint64_t dropped_full = 0;    ///< UDP, the strand did not keep up and the socket's buffer was full
    std::uint64_t dropped_unsent = 0;  ///< UDP, no way to the peer, or no room in the socket's buffer
    std::size_t udp_flows = 0;
};

class SipTransport final : public SipOut, public WebSocketService {
public:
    /// `tls` may be null if no Tls listener is asked for.
    SipTransport(SipTransportConfig config, NetThreads& threads, const TlsContext* tls, CoreLoop& core,
                 base::Random& random);
    ~SipTransport() override;

    /// Once, before start().
    void set_sink(SipSink& sink);
    /// Binds. Throws std::system_error that names the address. On the core strand or before it runs;
    /// NetThreads::start() may come before or after.
    void start();
    /// No new connections from here on; the flows that are there go on.
    void stop_listening();
    /// No datagrams either. Core strand or after it; before NetThreads::stop().
    void stop();
    /// As configured, with the real ports.
    [[nodiscard]] std::vector<SipListen> listening() const;

    // --- core strand
    void send(std::vector<sip::Send> messages) override;
    void trust(base::FlowId flow) override;
    void close(base::FlowId flow);
    [[nodiscard]] SipTransportCounters counters() const;
    /// About how many messages wait for the strand.
    [[nodiscard]] std::size_t waiting() const;
    /// UDP flows end when they are silent for too long.
    [[nodiscard]] std::optional<base::Time> next_deadline() const;
    void on_deadline(base::Time now);

    // --- WebSocketService: SIP over WebSocket (RFC 7118), subprotocol "sip"
    std::unique_ptr<WebSocketHandler> on_web_socket(const UpgradeInfo& who) override;
    [[nodiscard]] WebSocketLimits web_socket_limits() const override;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace sidetone::net
