// Answers who asks how the server is: over a Unix socket that only the owner of the data folder can open, and, where
// configured, over HTTP at one address. Requests are small, few at once and short-lived. On a thread of its own; leaves
// the answer to whoever it asks.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "edge/metrics/status.h"

namespace sidetone::metrics {

struct ServerConfig {
    /// The Unix socket; GET /status, GET /metrics, and POST /command/WORDS-WITH-DASHES. Mode 0600. Empty: none.
    std::string socket;
    /// An address of this machine for HTTP, without TLS: GET /metrics. Empty: none.
    std::string address;
    std::uint16_t port = 0;
    /// At once, on each of both; one more is closed.
    std::size_t max_exchanges = 16;
    /// For a request to be whole, and again for its answer to be taken.
    std::chrono::milliseconds patience{5000};
};

/// Of a command.
struct Outcome {
    bool done = false;
    std::string text;  ///< for people
};

class Server {
public:
    /// Calls back once, on any thread; never, if the server is stopping.
    using Ask = std::function<void(std::function<void(Status)>)>;
    /// Likewise. Of whoever can open the Unix socket alone.
    using Command = std::function<void(const std::string& command, std::function<void(Outcome)>)>;

    Server(ServerConfig config, Ask ask, Command command = {});
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Throws std::runtime_error when the address cannot be had, or another server owns the socket.
    void start();
    /// Ends what is under way. Harmless twice.
    void stop();
    /// The real one, of HTTP.
    [[nodiscard]] std::uint16_t port() const;

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace sidetone::metrics
