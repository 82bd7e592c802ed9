#include "tls_client.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace bench {

TlsClient::TlsClient(SSL_CTX* context, const std::string& host, std::uint16_t port) : ssl_(SSL_new(context)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    if (inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1)
        throw std::runtime_error("not an IPv4 address: " + host);
    fd_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd_ < 0) throw std::runtime_error("socket: out of descriptors?");
    const int one = 1;
    setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("connect failed");
    SSL_set_fd(ssl_.get(), fd_);
    if (SSL_connect(ssl_.get()) != 1) throw std::runtime_error("TLS handshake failed");
}

TlsClient::~TlsClient() {
    if (fd_ >= 0) close(fd_);
}

void TlsClient::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const int written = SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
        if (written <= 0) throw std::runtime_error("TLS write failed");
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

bool TlsClient::read_available(std::string& into) {
    char buffer[16384];
    for (;;) {
        const int count = SSL_read(ssl_.get(), buffer, sizeof buffer);
        if (count > 0) {
            into.append(buffer, static_cast<std::size_t>(count));
            continue;
        }
        return SSL_get_error(ssl_.get(), count) == SSL_ERROR_WANT_READ;
    }
}

std::string TlsClient::read_until(std::string_view until) {
    std::string text;
    char buffer[16384];
    while (text.find(until) == std::string::npos) {
        const int count = SSL_read(ssl_.get(), buffer, sizeof buffer);
        if (count <= 0) throw std::runtime_error("the server closed the connection: " + text.substr(0, 200));
        text.append(buffer, static_cast<std::size_t>(count));
    }
    return text;
}

void TlsClient::set_non_blocking() {
    fcntl(fd_, F_SETFL, fcntl(fd_, F_GETFL) | O_NONBLOCK);
}

}  // namespace bench
