#include "edge/net/listener.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <spdlog/spdlog.h>

#include <system_error>

#include "edge/net/shard.h"

namespace sidetone::net {

namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;

/// Unacknowledged bytes for this long mean that the peer is gone; longer than the break a session survives by itself.
constexpr unsigned kUserTimeoutMs = 30'000;

void tune(Tcp::socket& socket, std::uint8_t dscp) {
    boost::system::error_code ignored;
    socket.set_option(Tcp::no_delay(true), ignored);
    const unsigned timeout = kUserTimeoutMs;
    ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &timeout, sizeof timeout);
    if (dscp != 0) set_dscp(socket.native_handle(), socket.local_endpoint(ignored).address().is_v6(), dscp);
}

}  // namespace

void set_dscp(int socket, bool ipv6, std::uint8_t dscp) {
    const int field = dscp << 2;
    if (ipv6) {
        ::setsockopt(socket, IPPROTO_IPV6, IPV6_TCLASS, &field, sizeof field);
    } else {
        ::setsockopt(socket, IPPROTO_IP, IP_TOS, &field, sizeof field);
    }
}

Listener::Listener(NetThreads& threads, ListenerConfig config)
    : threads_(threads),
      config_(std::move(config)),
      acceptor_(threads.shard(0).context()),
      pause_(threads.shard(0).context()) {}

void Listener::start() {
    const auto name = config_.address + " port " + std::to_string(config_.port) + "/tcp";
    boost::system::error_code error;
    const auto address = asio::ip::make_address(config_.address, error);
    const auto check = [&](const char* what) {
        if (error) throw std::system_error(error.value(), std::generic_category(), name + ": cannot " + what);
    };
    check("read the address");
    const Tcp::endpoint endpoint{address, config_.port};
    acceptor_.open(endpoint.protocol(), error);
    check("open a socket");
    acceptor_.set_option(Tcp::acceptor::reuse_address(true), error);
    if (address.is_v6()) acceptor_.set_option(asio::ip::v6_only(true), error);
    acceptor_.bind(endpoint, error);
    check("listen");
    acceptor_.listen(1024, error);
    check("listen");
    port_ = acceptor_.local_endpoint().port();
    accept();
}

void Listener::stop() {
    threads_.shard(0).post([self = shared_from_this()] {
        boost::system::error_code ignored;
        self->acceptor_.close(ignored);
        self->pause_.cancel();
    });
}

void Listener::accept() {
    auto& shard = threads_.next_shard();
    acceptor_.async_accept(
        shard.context(), peer_,
        [self = shared_from_this(), &shard](const boost::system::error_code& error, Tcp::socket socket) {
            if (!self->acceptor_.is_open()) return;
            if (!error) {
                self->admit(shard, std::move(socket));
                return self->accept();
            }
            if (error == asio::error::connection_aborted) return self->accept();
            // Out of descriptors or memory: what is open goes on, new ones wait in the backlog for a moment.
            spdlog::warn("net: cannot accept: {}", error.message());
            self->pause_.expires_after(std::chrono::milliseconds{200});
            self->pause_.async_wait([self](const boost::system::error_code& cancelled) {
                if (!cancelled && self->acceptor_.is_open()) self->accept();
            });
        });
}

/// Whoever is refused costs nothing more than this: no TLS, no other thread, and no socket that the system keeps.
void Listener::admit(Shard& shard, Tcp::socket socket) {
    auto place = threads_.admit(peer_.address());
    if (!place) {
        boost::system::error_code ignored;
        socket.set_option(Tcp::socket::linger(true, 0), ignored);
        return;
    }
    auto accepted = std::make_shared<std::pair<Tcp::socket, Sources::Place>>(std::move(socket), std::move(*place));
    shard.post([self = shared_from_this(), accepted, &shard] {
        self->take(shard, std::move(accepted->first), std::move(accepted->second));
    });
}

/// On the thread of `shard`, which the socket was accepted for.
void Listener::take(Shard& shard, Tcp::socket socket, Sources::Place place) {
    tune(socket, config_.dscp);
    boost::system::error_code ignored;
    socket.native_non_blocking(true, ignored);
    shard.adopt(std::move(socket), std::move(place), config_.tls, config_.make_protocol(), config_.write_limit,
                config_.handshake);
}

}  // namespace sidetone::net
