#include "edge/net/testing/slow_client.h"

#include <openssl/bio.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>

namespace sidetone::net::testing {

bool closes_while_trickling(int socket, std::string_view bytes) {
    for (const char& byte : bytes) {
        if (::send(socket, &byte, 1, MSG_NOSIGNAL) != 1) return true;
        pollfd waits{socket, POLLRDHUP, 0};
        if (::poll(&waits, 1, 5) == 1 && (waits.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0) return true;
    }
    return false;
}

TlsBytes::TlsBytes(int socket, int version)
    : socket_(socket), context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free), tls_(nullptr) {
    SSL_CTX_set_min_proto_version(context_.get(), version);
    SSL_CTX_set_max_proto_version(context_.get(), version);
    tls_ = SSL_new(context_.get());
    SSL_set_bio(tls_, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_connect_state(tls_);
}

TlsBytes::~TlsBytes() {
    SSL_free(tls_);
}

std::string TlsBytes::take() {
    auto* out = SSL_get_wbio(tls_);
    std::string bytes(BIO_ctrl_pending(out), '\0');
    if (!bytes.empty()) BIO_read(out, bytes.data(), static_cast<int>(bytes.size()));
    return bytes;
}

std::string TlsBytes::hello() {
    SSL_do_handshake(tls_);
    return take();
}

bool TlsBytes::exchange() {
    const auto out = take();
    if (!out.empty()) ::send(socket_, out.data(), out.size(), MSG_NOSIGNAL);
    std::array<char, 16384> in{};
    const auto got = ::recv(socket_, in.data(), in.size(), 0);
    if (got <= 0) return false;
    BIO_write(SSL_get_rbio(tls_), in.data(), static_cast<int>(got));
    return true;
}

bool TlsBytes::shake_hands() {
    for (;;) {
        const int result = SSL_do_handshake(tls_);
        if (result == 1) break;
        if (SSL_get_error(tls_, result) != SSL_ERROR_WANT_READ || !exchange()) return false;
    }
    const auto last = take();
    return ::send(socket_, last.data(), last.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(last.size());
}

std::string TlsBytes::seal(std::string_view text) {
    SSL_write(tls_, text.data(), static_cast<int>(text.size()));
    return take();
}

}  // namespace sidetone::net::testing
