// The web port: the page's files, POST /api/v1/login, GET /api/v1/health, and the WebSockets /session and /sip, all on
// one listener over TLS. Connections live on the net threads; logins go to the core strand and a worker and come back.
// Leaves sessions to live, SIP to net.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "edge/net/core_loop.h"
#include "edge/net/net_threads.h"
#include "edge/net/web_socket.h"

namespace sidetone::access {
class Access;
}
namespace sidetone::net {
class TlsContext;
class WorkerPool;
}  // namespace sidetone::net

namespace sidetone::http {

struct Listen {
    std::string address;
    std::uint16_t port = 0;  ///< 0: the system chooses; see listening()
};

struct ServerConfig {
    std::vector<Listen> listen;
    /// Folder of the built web client, read when asked for. Beside a file its .br or .gz is sent if there is one and
    /// the browser takes it.
    std::filesystem::path web_root;
    /// Head of a request, and body (only login has one).
    std::uint32_t max_header = 16 * 1024;
    std::uint32_t max_body = 16 * 1024;
    /// TLS handshake and whole request, and the rest between two requests.
    base::Duration request_time = std::chrono::seconds{15};
    base::Duration keep_alive = std::chrono::seconds{60};
};

struct ServerParts {
    net::NetThreads& threads;
    /// Null: plain HTTP, for a reverse proxy on the same machine.
    const net::TlsContext* tls = nullptr;
    net::CoreLoop& core;     ///< the core strand's
    access::Access& access;  ///< core strand
    net::WorkerPool& workers;
    const base::Clock& clock;
    base::Random& random;  ///< core strand, the operating system's
    net::WebSocketService& sessions;
    net::WebSocketService& sip;
    /// On the core strand: what does not work now ("media", "store"); empty: all is well.
    std::function<std::vector<std::string>()> ailments;
};

class Server {
public:
    Server(ServerConfig config, ServerParts parts);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Binds. Throws std::system_error that names the address.
    void start();
    /// No new connections. Before NetThreads::stop().
    void stop();
    /// As configured, with the real ports.
    [[nodiscard]] std::vector<Listen> listening() const;

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace sidetone::http
