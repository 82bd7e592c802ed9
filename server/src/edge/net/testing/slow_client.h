// A client that sends byte by byte, and one that speaks TLS with the bytes of its records in its hands. Loopback.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "edge/net/tls_context.h"

namespace sidetone::net::testing {

/// Sends a byte, looks a moment whether the other side has closed, sends the next. True: it has, before the last byte.
/// All of them take many times longer than the deadlines of the tests.
bool closes_while_trickling(int socket, std::string_view bytes);

class TlsBytes {
public:
    /// On a connected socket that it does not own. `version`: TLS1_2_VERSION or TLS1_3_VERSION.
    explicit TlsBytes(int socket, int version);
    ~TlsBytes();
    TlsBytes(const TlsBytes&) = delete;
    TlsBytes& operator=(const TlsBytes&) = delete;

    /// The first flight, unsent.
    std::string hello();
    /// Sends and reads until the handshake is done. False: the other side has closed.
    bool shake_hands();
    /// Records with this text, unsent.
    std::string seal(std::string_view text);
    [[nodiscard]] SSL* tls() { return tls_; }

private:
    std::string take();
    bool exchange();

    const int socket_;
    std::shared_ptr<SSL_CTX> context_;
    SSL* tls_;
};

}  // namespace sidetone::net::testing
