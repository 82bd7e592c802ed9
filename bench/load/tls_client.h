// A small TLS client socket for load generation: thousands of connections in one thread. Blocking connect, handshake
// and read_until(); after detach_reading() the bytes are taken from the socket undecrypted, with the time at which the
// kernel got them, and are decrypted when there is leisure. Only for benchmarks on loopback.
#pragma once

#include <openssl/ssl.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace bench {

struct SslFree {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};

/// The clock of the kernel's timestamps.
using WireClock = std::chrono::system_clock;

class TlsClient {
public:
    /// Throws std::runtime_error when the server does not answer.
    TlsClient(SSL_CTX* context, const std::string& host, std::uint16_t port);
    ~TlsClient();
    TlsClient(const TlsClient&) = delete;
    TlsClient& operator=(const TlsClient&) = delete;

    void write(std::string_view bytes);
    /// Blocks until `until` is contained in what was read.
    std::string read_until(std::string_view until);

    /// From here on the socket is only read by receive().
    void detach_reading();
    /// Takes what is there, as it is. When the last byte of it arrived at this socket; nothing if there was none.
    std::optional<WireClock::time_point> receive();
    /// Decrypts what was received.
    std::string decrypt();
    [[nodiscard]] int fd() const { return fd_; }

private:
    int fd_ = -1;
    std::unique_ptr<SSL, SslFree> ssl_;
};

}  // namespace bench
