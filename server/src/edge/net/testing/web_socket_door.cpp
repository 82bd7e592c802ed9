#include "edge/net/testing/web_socket_door.h"

#include "edge/net/web_socket_protocol.h"

namespace sidetone::net::testing {

namespace {

class Door final : public Protocol {
public:
    explicit Door(WebSocketService& service) : service_(service) {}
    void on_open(Connection&) override {}
    void on_bytes(Connection& connection, std::string_view bytes) override {
        head_ += bytes;
        const auto end = head_.find("\r\n\r\n");
        if (end == std::string::npos) return;
        const auto rest = head_.substr(end + 4);
        UpgradeInfo who;
        who.connection = connection.id();
        who.remote_host = connection.addresses().remote_host;
        connection.write("HTTP/1.1 101 Switching Protocols\r\n\r\n");
        auto& protocol = connection.become(
            std::make_unique<WebSocketProtocol>(service_.on_web_socket(who), service_.web_socket_limits()));
        protocol.on_open(connection);
        if (!rest.empty()) protocol.on_bytes(connection, rest);
    }
    void on_deadline(Connection& connection) override { connection.close(Closed::Timeout); }
    void on_send(Connection&, Outgoing&&) override {}
    void on_closed(Connection&, Closed) override {}

private:
    WebSocketService& service_;
    std::string head_;
};

}  // namespace

std::shared_ptr<Listener> open_web_socket_door(NetThreads& threads, WebSocketService& service) {
    ListenerConfig config;
    config.address = "127.0.0.1";
    config.make_protocol = [&service] { return std::make_unique<Door>(service); };
    auto listener = std::make_shared<Listener>(threads, std::move(config));
    listener->start();
    return listener;
}

}  // namespace sidetone::net::testing
