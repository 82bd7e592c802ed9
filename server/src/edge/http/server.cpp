#include "edge/http/server.h"

#include "edge/http/http_protocol.h"
#include "edge/net/listener.h"

namespace sidetone::http {

class Server::Impl {
public:
    Impl(ServerConfig config, ServerParts parts) : site(std::make_shared<Site>(std::move(config), std::move(parts))) {}
    std::shared_ptr<Site> site;
    std::vector<std::shared_ptr<net::Listener>> listeners;
    std::vector<Listen> open_at;
};

Server::Server(ServerConfig config, ServerParts parts)
    : impl_(std::make_shared<Impl>(std::move(config), std::move(parts))) {}

Server::~Server() {
    stop();
}

void Server::start() {
    const auto site = impl_->site;
    for (const auto& listen : site->config.listen) {
        net::ListenerConfig config;
        config.address = listen.address;
        config.port = listen.port;
        config.tls = site->parts.tls;
        config.handshake = site->config.request_time;
        config.make_protocol = [site] { return std::make_unique<HttpProtocol>(site); };
        auto listener = std::make_shared<net::Listener>(site->parts.threads, std::move(config));
        listener->start();
        impl_->open_at.push_back({listen.address, listener->port()});
        impl_->listeners.push_back(std::move(listener));
    }
}

void Server::stop() {
    for (const auto& listener : std::exchange(impl_->listeners, {})) listener->stop();
}

std::vector<Listen> Server::listening() const {
    return impl_->open_at;
}

}  // namespace sidetone::http
