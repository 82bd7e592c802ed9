// The web port with a page, one user and echoing WebSockets, on real sockets on loopback.
#pragma once

#include <gtest/gtest.h>

#include <fstream>

#include "core/access/access.h"
#include "core/directory/directory.h"
#include "edge/http/server.h"
#include "edge/net/crypto.h"
#include "edge/net/testing/edge_bench.h"
#include "edge/net/tls_context.h"
#include "edge/net/worker_pool.h"

namespace sidetone::http::testing {

class NoStore final : public directory::DirectoryStore, public access::AccessStore {
public:
    void save_device(const directory::Device&) override {}
    void remove_device(core::DeviceId) override {}
    void save_password_hash(core::UserId, const std::string&) override {}
    void save_sign_in(const access::SignIn&) override {}
    void remove_sign_in(core::SignInId) override {}
};

/// Sends each message back.
class EchoService final : public net::WebSocketService {
public:
    explicit EchoService(net::NetThreads& threads) : threads_(threads) {}
    std::unique_ptr<net::WebSocketHandler> on_web_socket(const net::UpgradeInfo& who) override {
        return std::make_unique<Handler>(threads_, who.connection, closed);
    }
    net::WebSocketLimits web_socket_limits() const override { return limits; }
    net::WebSocketLimits limits;
    net::testing::Inbox<int> closed;

private:
    class Handler final : public net::WebSocketHandler {
    public:
        Handler(net::NetThreads& threads, net::ConnectionId id, net::testing::Inbox<int>& closed)
            : threads_(threads), id_(id), closed_(closed) {}
        Verdict on_message(std::string message) override {
            if (message == "violate") return Verdict::Violation;
            threads_.send({{id_, std::move(message), {}, 0}});
            return Verdict::Continue;
        }
        void on_closed() override { closed_.push(1); }

    private:
        net::NetThreads& threads_;
        net::ConnectionId id_;
        net::testing::Inbox<int>& closed_;
    };
    net::NetThreads& threads_;
};

class WebPort : public ::testing::Test {
protected:
    WebPort() {
        std::filesystem::create_directories(folder.path() / "web");
        std::ofstream(folder.path() / "web/index.html") << "<!doctype html>";
        directory::User anna;
        anna.id = core::UserId{1};
        anna.short_name = "anna";
        anna.password_hash = net::hash_password("right-horse-battery");
        directory.load({anna}, {}, {});
    }
    void open(bool with_tls = false) {
        ServerConfig config;
        config.listen = {{"127.0.0.1", 0}};
        config.web_root = folder.path() / "web";
        config.request_time = request_time;
        if (with_tls) tls = std::make_unique<net::TlsContext>(net::testing::make_certificate(folder.path()));
        server = std::make_unique<Server>(config, ServerParts{threads, tls.get(), core.loop(), access, workers, clock,
                                                              random, sessions, sip, [this] { return ailments; }});
        threads.start();
        server->start();
    }
    void TearDown() override {
        server->stop();
        threads.stop();
        workers.stop();
        core.stop();
    }
    std::uint16_t port() const { return server->listening().front().port; }
    /// Head and body of the answer to one request; the server closes.
    std::string ask(const std::string& request) {
        net::testing::Client client(port(), tls != nullptr);
        client.send(request);
        return client.read_to_end();
    }
    std::string get(const std::string& target, const std::string& more = {}) {
        return ask("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + more + "\r\n");
    }
    std::string login(const std::string& body, const std::string& more = "Content-Type: application/json\r\n") {
        return ask("POST /api/v1/login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + more +
                   "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    }
    static int status_of(const std::string& answer) { return answer.size() < 12 ? 0 : std::stoi(answer.substr(9, 3)); }
    static std::string body_of(const std::string& answer) { return answer.substr(answer.find("\r\n\r\n") + 4); }

    base::Duration request_time = std::chrono::seconds{15};
    net::testing::TemporaryFolder folder;
    net::testing::RealClock clock;
    net::testing::CoreThread core;
    net::OsRandom random;
    NoStore store;
    directory::Directory directory{store};
    access::Access access{{}, directory, store, net::make_decoy_hash()};
    net::WorkerPool workers{1, 8};
    net::NetThreads threads{1, 100, clock};
    EchoService sessions{threads};
    EchoService sip{threads};
    std::vector<std::string> ailments;
    std::unique_ptr<net::TlsContext> tls;
    std::unique_ptr<Server> server;
};

}  // namespace sidetone::http::testing
