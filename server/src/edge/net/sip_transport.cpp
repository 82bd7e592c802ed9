#include "edge/net/sip_transport.h"

#include <spdlog/spdlog.h>

#include <array>
#include <stdexcept>
#include <unordered_map>
#include <utility>

#include "edge/net/listener.h"
#include "edge/net/shard.h"
#include "edge/net/sip_stream.h"
#include "edge/net/sip_web_socket.h"
#include "edge/net/udp_socket.h"

namespace sidetone::net {

class SipTransport::Impl {
public:
    Impl(SipTransportConfig the_config, NetThreads& the_threads, const TlsContext* the_tls,
         boost::asio::io_context& core)
        : config(std::move(the_config)), threads(the_threads), tls(the_tls) {
        way.figures = std::make_shared<SipFigures>();
        way.inbox = SipInbox::make(
            core, config.max_waiting, [this](SipNews&& news) { take(std::move(news)); },
            [this] {
                for (std::size_t i = 0; i < threads.size(); ++i)
                    threads.shard(i).post([&shard = threads.shard(i)] { shard.resume_paused(); });
            });
    }

    void take(SipNews&& news) {
        if (auto* opened = std::get_if<std::unique_ptr<UdpFlowOpened>>(&news.what)) {
            const auto& udp = **opened;
            udp_ways.insert_or_assign(news.flow, UdpWay{udp.socket, udp.path});
            if (sink != nullptr) sink->on_flow_opened(udp.info);
            return;
        }
        if (std::holds_alternative<FlowClosed>(news.what)) udp_ways.erase(news.flow);
        if (sink == nullptr) return;
        if (auto* info = std::get_if<sip::FlowInfo>(&news.what)) return sink->on_flow_opened(*info);
        if (auto* message = std::get_if<sip::Message>(&news.what))
            return sink->on_message(news.flow, std::move(*message));
        if (auto* failure = std::get_if<sip::ParseFailure>(&news.what)) return sink->on_malformed(news.flow, *failure);
        sink->on_flow_closed(news.flow);
    }

    void open(const SipListen& listen);
    void send_datagrams(const std::vector<sip::Send>& messages);

    struct UdpWay {
        UdpSocket* socket = nullptr;
        UdpPath path;
    };
    SipTransportConfig config;
    NetThreads& threads;
    const TlsContext* tls;
    SipSink* sink = nullptr;
    /// Core strand. The sockets live as long as this.
    std::unordered_map<base::FlowId, UdpWay> udp_ways;
    SipWay way;
    std::vector<SipListen> open_at;
    std::vector<std::shared_ptr<Listener>> listeners;
    /// By net thread.
    std::vector<std::vector<std::shared_ptr<UdpSocket>>> sockets;
    std::size_t next_socket = 0;
};

void SipTransport::Impl::open(const SipListen& listen) {
    SipListen opened = listen;
    if (listen.transport == sip::Transport::Udp) {
        const auto thread = next_socket++ % threads.size();
        const UdpConfig udp{listen.address, listen.port, config.dscp, config.max_udp_flows, config.udp_idle};
        auto socket = std::make_shared<UdpSocket>(threads.shard(thread), way, udp);
        socket->start();
        opened.port = socket->port();
        sockets[thread].push_back(std::move(socket));
    } else {
        const bool secure = listen.transport == sip::Transport::Tls;
        if (secure && tls == nullptr) throw std::invalid_argument("SIP over TLS needs a certificate");
        ListenerConfig tcp;
        tcp.address = listen.address;
        tcp.port = listen.port;
        tcp.tls = secure ? tls : nullptr;
        tcp.dscp = config.dscp;
        tcp.write_limit = config.write_queue;
        tcp.handshake = config.first_message;
        tcp.make_protocol = [own_way = way, times = SipStreamTimes{config.first_message, config.stream_idle}] {
            return std::make_unique<SipStream>(own_way, times);
        };
        auto listener = std::make_shared<Listener>(threads, std::move(tcp));
        listener->start();
        opened.port = listener->port();
        listeners.push_back(std::move(listener));
    }
    open_at.push_back(std::move(opened));
}

void SipTransport::Impl::send_datagrams(const std::vector<sip::Send>& messages) {
    std::array<UdpSocket::Datagram, UdpSocket::kBatch> batch{};
    std::size_t count = 0;
    UdpSocket* socket = nullptr;
    for (const auto& message : messages) {
        const auto found = udp_ways.find(message.flow);
        if (found == udp_ways.end()) continue;
        if (socket != nullptr && (count == batch.size() || found->second.socket != socket))
            socket->send(batch.data(), std::exchange(count, 0));
        socket = found->second.socket;
        batch[count++] = {&found->second.path, message.bytes};
    }
    if (socket != nullptr) socket->send(batch.data(), count);
}

SipTransport::SipTransport(SipTransportConfig config, NetThreads& threads, const TlsContext* tls,
                           boost::asio::io_context& core, const base::Clock&)
    : impl_(std::make_unique<Impl>(std::move(config), threads, tls, core)) {
    impl_->sockets.resize(threads.size());
}

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
    for (const auto& sockets : impl_->sockets) {
        for (const auto& socket : sockets) socket->stop();
    }
}

std::vector<SipListen> SipTransport::listening() const {
    return impl_->open_at;
}

void SipTransport::send(std::vector<sip::Send> messages) {
    std::vector<sip::Send> datagrams;
    std::vector<Outgoing> streams;
    for (auto& message : messages) {
        if (is_udp(message.flow.value)) {
            datagrams.push_back(std::move(message));
        } else {
            streams.push_back({ConnectionId{message.flow.value}, std::move(message.bytes), {}, 0});
        }
    }
    if (!datagrams.empty()) impl_->send_datagrams(datagrams);
    impl_->threads.send(std::move(streams));
}

void SipTransport::close(base::FlowId flow) {
    if (!is_udp(flow.value)) return impl_->threads.send({{ConnectionId{flow.value}, {}, {}, 1000}});
    const auto thread = thread_of(flow.value);
    if (thread >= impl_->sockets.size()) return;
    impl_->threads.shard(thread).post([own = impl_->sockets[thread], flow] {
        for (const auto& socket : own) socket->close(flow);
    });
}

SipTransportCounters SipTransport::counters() const {
    const auto& figures = *impl_->way.figures;
    return {figures.received, figures.malformed, figures.dropped_full, figures.dropped_unsent, figures.udp_flows};
}

std::unique_ptr<WebSocketHandler> SipTransport::on_web_socket(const UpgradeInfo& who) {
    return std::make_unique<SipWebSocket>(impl_->way, impl_->threads, who);
}

WebSocketLimits SipTransport::web_socket_limits() const {
    WebSocketLimits limits;
    limits.write_queue = impl_->config.write_queue;
    limits.first_message = impl_->config.first_message;
    limits.silence = impl_->config.stream_idle;
    return limits;
}

}  // namespace sidetone::net
