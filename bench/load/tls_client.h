// A small TLS client socket on epoll for load generation: thousands of connections in one thread. Blocking connect and
// handshake, then non-blocking reads. Only for benchmarks on loopback.
#pragma once

#include <openssl/ssl.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace bench {

struct SslFree {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};

class TlsClient {
public:
    /// Throws std::runtime_error when the server does not answer.
    TlsClient(SSL_CTX* context, const std::string& host, std::uint16_t port);
    ~TlsClient();
    TlsClient(const TlsClient&) = delete;
    TlsClient& operator=(const TlsClient&) = delete;

    void write(std::string_view bytes);
    /// Appends what is there now; false when the peer closed.
    bool read_available(std::string& into);
    /// Blocks until `until` is contained in what was read.
    std::string read_until(std::string_view until);
    void set_non_blocking();
    [[nodiscard]] int fd() const { return fd_; }

private:
    int fd_ = -1;
    std::unique_ptr<SSL, SslFree> ssl_;
};

}  // namespace bench
