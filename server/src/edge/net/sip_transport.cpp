#include "edge/net/sip_transport.h"

#include <stdexcept>
#include <utility>

#include "edge/net/core_loop.h"
#include "edge/net/listener.h"
#include "edge/net/log_gate.h"
#include "edge/net/shard.h"
#include "edge/net/sip_stream.h"
#include "edge/net/sip_web_socket.h"
#include "edge/net/udp_socket.h"

namespace sidetone::net {

namespace {
/// How often it is looked whose flow was silent for too long.
constexpr std::chrono::seconds kSweep{30};
}  // namespace

class SipTransport::Impl {
public:
    Impl(SipTransportConfig the_config, NetThreads& the_threads, const TlsContext* the_tls, CoreLoop& the_core,
         base::Random& the_random)
        : config(std::move(the_config)),
          threads(the_threads),
          tls(the_tls),
          core(the_core),
          random(the_random),
          next_sweep(core.clock().now() + kSweep) {
        way.figures = std::make_shared<SipFigures>();
        way.inbox = SipInbox::make(
            core, config.max_waiting, [this](SipNews&& news) { take(std::move(news)); },
            [this] {
                for (std::size_t i = 0; i < threads.size(); ++i)
                    threads.shard(i).post([&shard = threads.shard(i)] { shard.resume_paused(); });
            });
    }

    void take(SipNews&& news) const {
        if (sink == nullptr) return;
        if (auto* info = std::get_if<sip::FlowInfo>(&news.what)) return sink->on_flow_opened(*info);
        if (auto* message = std::get_if<sip::Message>(&news.what))
            return sink->on_message(news.flow, std::move(*message));
        if (auto* failure = std::get_if<sip::ParseFailure>(&news.what)) return sink->on_malformed(news.flow, *failure);
        sink->on_flow_closed(news.flow);
    }

    [[nodiscard]] UdpSocket* socket_of(base::FlowId flow) const {
        const auto index = flow.value & (kUdpFlow - 1);
        return index < sockets.size() ? sockets[index].get() : nullptr;
    }

    void open(const SipListen& listen);
    std::uint16_t open_udp(const SipListen& listen);
    std::uint16_t open_streams(const SipListen& listen);

    SipTransportConfig config;
    NetThreads& threads;
    const TlsContext* tls;
    CoreLoop& core;
    base::Random& random;
    SipSink* sink = nullptr;
    SipWay way;
    std::vector<SipListen> open_at;
    std::vector<std::shared_ptr<Listener>> listeners;
    std::vector<std::unique_ptr<UdpSocket>> sockets;
    LogGate complaints{"sip"};
    base::Time next_sweep;
};

void SipTransport::Impl::open(const SipListen& listen) {
    SipListen opened = listen;
    opened.port = listen.transport == sip::Transport::Udp ? open_udp(listen) : open_streams(listen);
    open_at.push_back(std::move(opened));
}

std::uint16_t SipTransport::Impl::open_udp(const SipListen& listen) {
    if (sockets.size() >= kUdpFlow) throw std::invalid_argument("more than 128 addresses for SIP over UDP");
    UdpConfig udp{listen.address, listen.port, config.dscp, config.max_udp_flows, config.udp_idle};
    udp.index = static_cast<std::uint8_t>(sockets.size());
    udp.hash_key = random.next();
    auto socket = std::make_unique<UdpSocket>(core, complaints, std::move(udp));
    socket->start(*sink);
    sockets.push_back(std::move(socket));
    return sockets.back()->port();
}

std::uint16_t SipTransport::Impl::open_streams(const SipListen& listen) {
    const bool secure = listen.transport == sip::Transport::Tls;
    if (secure && tls == nullptr) throw std::invalid_argument("SIP over TLS needs a certificate");
    ListenerConfig tcp;
    tcp.address = listen.address;
    tcp.port = listen.port;
    tcp.tls = secure ? tls : nullptr;
    tcp.dscp = config.dscp;
    tcp.write_limit = config.write_queue;
    tcp.handshake = config.first_message;
    tcp.make_protocol = [own_way = way,
                         times = SipStreamTimes{config.first_message, config.stream_idle, config.untrusted}] {
        return std::make_unique<SipStream>(own_way, times);
    };
    auto listener = std::make_shared<Listener>(threads, std::move(tcp));
    listener->start();
    listeners.push_back(std::move(listener));
    return listeners.back()->port();
}

SipTransport::SipTransport(SipTransportConfig config, NetThreads& threads, const TlsContext* tls, CoreLoop& core,
                           base::Random& random)
    : impl_(std::make_unique<Impl>(std::move(config), threads, tls, core, random)) {}

SipTransport::~SipTransport() {
    stop();
    impl_->way.inbox->stop();
}

void SipTransport::set_sink(SipSink& sink) {
    impl_->sink = &sink;
}

void SipTransport::start() {
    for (const auto& listen : impl_->config.listen) impl_->open(listen);
}

void SipTransport::stop_listening() {
    for (const auto& listener : std::exchange(impl_->listeners, {})) listener->stop();
}

void SipTransport::stop() {
    stop_listening();
    for (const auto& socket : impl_->sockets) socket->stop();
}

std::vector<SipListen> SipTransport::listening() const {
    return impl_->open_at;
}

void SipTransport::send(std::vector<sip::Send> messages) {
    std::vector<Outgoing> streams;
    for (auto& message : messages) {
        if ((message.flow.value & kUdpFlow) == 0) {
            streams.push_back({ConnectionId{message.flow.value}, std::move(message.bytes), {}, 0});
        } else if (auto* socket = impl_->socket_of(message.flow)) {
            socket->send(message.flow, message.bytes);
        }
    }
    for (const auto& socket : impl_->sockets) socket->flush();
    impl_->threads.send(std::move(streams));
}

void SipTransport::trust(base::FlowId flow) {
    if ((flow.value & kUdpFlow) == 0) impl_->threads.trust(ConnectionId{flow.value});
}

void SipTransport::close(base::FlowId flow) {
    if ((flow.value & kUdpFlow) == 0) return impl_->threads.send({{ConnectionId{flow.value}, {}, {}, 1000}});
    if (auto* socket = impl_->socket_of(flow)) socket->close(flow);
}

SipTransportCounters SipTransport::counters() const {
    const auto& figures = *impl_->way.figures;
    SipTransportCounters all{.received = figures.received, .malformed = figures.malformed};
    for (const auto& socket : impl_->sockets) {
        const auto udp = socket->counters();
        all.received += udp.received;
        all.malformed += udp.malformed;
        all.dropped_full += udp.overflowed;
        all.dropped_unsent += udp.unsent;
        all.udp_flows += udp.flows;
    }
    return all;
}

std::size_t SipTransport::waiting() const {
    std::size_t all = impl_->way.inbox->size();
    for (const auto& socket : impl_->sockets) all += socket->waiting();
    return all;
}

std::optional<base::Time> SipTransport::next_deadline() const {
    return impl_->next_sweep;
}

void SipTransport::on_deadline(base::Time now) {
    impl_->next_sweep = now + kSweep;
    for (const auto& socket : impl_->sockets) socket->sweep(now);
}

std::unique_ptr<WebSocketHandler> SipTransport::on_web_socket(const UpgradeInfo& who) {
    return std::make_unique<SipWebSocket>(impl_->way, impl_->threads, who);
}

WebSocketLimits SipTransport::web_socket_limits() const {
    WebSocketLimits limits;
    limits.write_queue = impl_->config.write_queue;
    limits.first_message = impl_->config.first_message;
    limits.untrusted = impl_->config.untrusted;
    limits.silence = impl_->config.stream_idle;
    return limits;
}

}  // namespace sidetone::net
