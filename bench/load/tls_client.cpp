#include "tls_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <stdexcept>

namespace bench {

namespace {

std::optional<WireClock::time_point> stamp_of(msghdr& message) {
    for (auto* control = CMSG_FIRSTHDR(&message); control != nullptr; control = CMSG_NXTHDR(&message, control)) {
        if (control->cmsg_level != SOL_SOCKET || control->cmsg_type != SCM_TIMESTAMPNS) continue;
        timespec at{};
        std::memcpy(&at, CMSG_DATA(control), sizeof at);
        return WireClock::time_point{std::chrono::duration_cast<WireClock::duration>(
            std::chrono::seconds{at.tv_sec} + std::chrono::nanoseconds{at.tv_nsec})};
    }
    return std::nullopt;
}

}  // namespace

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
    if (setsockopt(fd_, SOL_SOCKET, SO_TIMESTAMPNS, &one, sizeof one) != 0)
        throw std::runtime_error("the kernel gives no times of arrival");
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

std::string TlsClient::read_until(std::string_view until) {
    std::string text;
    std::array<char, 16384> buffer{};
    std::size_t searched = 0;
    while (text.find(until, searched) == std::string::npos) {
        searched = text.size() < until.size() ? 0 : text.size() - until.size();
        const int count = SSL_read(ssl_.get(), buffer.data(), buffer.size());
        if (count <= 0) throw std::runtime_error("the server closed the connection: " + text.substr(0, 200));
        text.append(buffer.data(), static_cast<std::size_t>(count));
    }
    return text;
}

void TlsClient::detach_reading() {
    BIO* received = BIO_new(BIO_s_mem());
    BIO_set_mem_eof_return(received, -1);  // empty is "later", not the end
    SSL_set0_rbio(ssl_.get(), received);
}

std::optional<WireClock::time_point> TlsClient::receive() {
    std::array<char, 65536> buffer;
    alignas(cmsghdr) std::array<char, 256> control{};
    std::optional<WireClock::time_point> last;
    for (;;) {
        iovec part{buffer.data(), buffer.size()};
        msghdr message{};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        const auto count = recvmsg(fd_, &message, MSG_DONTWAIT);
        if (count == 0) throw std::runtime_error("the server closed a session");
        if (count < 0) return last;
        last = stamp_of(message);
        if (!last) throw std::runtime_error("the kernel gave no time of arrival");
        BIO_write(SSL_get_rbio(ssl_.get()), buffer.data(), static_cast<int>(count));
    }
}

std::string TlsClient::decrypt() {
    std::string text;
    std::array<char, 16384> buffer;
    for (;;) {
        const int count = SSL_read(ssl_.get(), buffer.data(), buffer.size());
        if (count > 0) {
            text.append(buffer.data(), static_cast<std::size_t>(count));
        } else if (SSL_get_error(ssl_.get(), count) == SSL_ERROR_WANT_READ) {
            return text;
        } else {
            throw std::runtime_error("what the server sent cannot be decrypted");
        }
    }
}

}  // namespace bench
