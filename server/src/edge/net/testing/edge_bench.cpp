#include "edge/net/testing/edge_bench.h"

#include <arpa/inet.h>
#include <malloc.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <stdexcept>
#include <utility>

#ifdef __SANITIZE_ADDRESS__
extern "C" std::size_t __sanitizer_get_current_allocated_bytes();  // NOLINT: the runtime's name; it has no header here
#endif

namespace sidetone::net::testing {

TemporaryFolder::TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "sidetone-test-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
    path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

TlsFiles make_certificate(const std::filesystem::path& folder, const std::string& common_name) {
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), X509_free);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 86400);
    X509_set_pubkey(certificate.get(), key.get());
    auto* name = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(common_name.c_str()),
                               -1, -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    TlsFiles files{folder / "server.pem", folder / "server.key"};
    auto* out = std::fopen(files.certificate.c_str(), "w");
    PEM_write_X509(out, certificate.get());
    std::fclose(out);
    out = std::fopen(files.key.c_str(), "w");
    PEM_write_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(out);
    return files;
}

namespace {

socklen_t read_address(const std::string& text, std::uint16_t port, sockaddr_storage& out) {
    auto& in = reinterpret_cast<sockaddr_in&>(out);
    auto& in6 = reinterpret_cast<sockaddr_in6&>(out);
    if (::inet_pton(AF_INET, text.c_str(), &in.sin_addr) == 1) {
        in.sin_family = AF_INET;
        in.sin_port = htons(port);
        return sizeof in;
    }
    ::inet_pton(AF_INET6, text.c_str(), &in6.sin6_addr);
    in6.sin6_family = AF_INET6;
    in6.sin6_port = htons(port);
    return sizeof in6;
}

}  // namespace

std::size_t allocated_bytes() {
#ifdef __SANITIZE_ADDRESS__
    return __sanitizer_get_current_allocated_bytes();
#else
    return ::mallinfo2().uordblks;
#endif
}

int connect_to(std::uint16_t port, const std::string& address, const std::string& source) {
    sockaddr_storage to{};
    const auto size = read_address(address, port, to);
    const int socket = ::socket(to.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (!source.empty()) {
        const int late = 1;  // one port serves several destinations
        ::setsockopt(socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &late, sizeof late);
        sockaddr_storage from{};
        const auto from_size = read_address(source, 0, from);
        if (::bind(socket, reinterpret_cast<const sockaddr*>(&from), from_size) != 0) throw std::runtime_error("bind");
    }
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&to), size) != 0) throw std::runtime_error("connect");
    return socket;
}

Client::Client(std::uint16_t port, bool tls, const std::string& address, const std::string& source)
    : socket_(connect_to(port, address, source)) {
    if (!tls) return;
    context_ = std::shared_ptr<SSL_CTX>(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
    tls_ = SSL_new(context_.get());
    SSL_set_fd(tls_, socket_);
    if (SSL_connect(tls_) != 1) throw std::runtime_error("TLS handshake");
}

Client::~Client() {
    close();
}

void Client::close() {
    SSL_free(std::exchange(tls_, nullptr));
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
}

void Client::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = tls_ != nullptr ? SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()))
                                          : ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return;  // the other side has closed; the test sees it when it reads
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

bool Client::fill() {
    char bytes[16384];
    const auto got = tls_ != nullptr ? SSL_read(tls_, bytes, sizeof bytes) : ::recv(socket_, bytes, sizeof bytes, 0);
    if (got <= 0) return false;
    buffer_.append(bytes, static_cast<std::size_t>(got));
    return true;
}

std::string Client::read_exactly(std::size_t size) {
    while (buffer_.size() < size) {
        if (!fill()) throw std::runtime_error("closed before " + std::to_string(size) + " bytes came: " + buffer_);
    }
    auto out = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return out;
}

std::string Client::read_until(std::string_view end) {
    std::size_t at = 0;
    while ((at = buffer_.find(end)) == std::string::npos) {
        if (!fill()) throw std::runtime_error("closed before the end came: " + buffer_);
    }
    return read_exactly(at + end.size());
}

std::string Client::read_to_end() {
    while (fill()) {
    }
    return std::exchange(buffer_, {});
}

std::string Client::peer_common_name() const {
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(SSL_get1_peer_certificate(tls_), X509_free);
    char name[256] = "";
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name, sizeof name);
    return name;
}

std::string Client::tls_version() const {
    return SSL_get_version(tls_);
}

std::uint16_t Client::local_port() const {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    return address.ss_family == AF_INET6 ? ntohs(reinterpret_cast<sockaddr_in6&>(address).sin6_port)
                                         : ntohs(reinterpret_cast<sockaddr_in&>(address).sin_port);
}

std::string masked_frame(std::uint8_t opcode, std::string_view payload, bool fin) {
    std::string out(1, static_cast<char>((fin ? 0x80U : 0U) | opcode));
    if (payload.size() < 126) {
        out.push_back(static_cast<char>(0x80U | payload.size()));
    } else if (payload.size() <= 0xffff) {
        out.push_back(static_cast<char>(0x80U | 126U));
        out.push_back(static_cast<char>(payload.size() >> 8U));
        out.push_back(static_cast<char>(payload.size() & 0xffU));
    } else {
        out.push_back(static_cast<char>(0x80U | 127U));
        for (int shift = 56; shift >= 0; shift -= 8)
            out.push_back(static_cast<char>((std::uint64_t{payload.size()} >> shift) & 0xffU));
    }
    const std::string mask = "\x11\x22\x33\x44";
    out += mask;
    for (std::size_t i = 0; i < payload.size(); ++i) out.push_back(static_cast<char>(payload[i] ^ mask[i & 3U]));
    return out;
}

std::uint16_t ReceivedFrame::close_code() const {
    if (opcode != 8 || payload.size() < 2) return 0;
    return static_cast<std::uint16_t>((static_cast<unsigned char>(payload[0]) << 8U) |
                                      static_cast<unsigned char>(payload[1]));
}

ReceivedFrame read_frame(Client& client) {
    const auto head = client.read_exactly(2);
    ReceivedFrame frame;
    frame.opcode = static_cast<std::uint8_t>(head[0]) & 0x0fU;
    std::uint64_t size = static_cast<unsigned char>(head[1]);
    if (size >= 126) {
        std::uint64_t extended = 0;
        for (const auto byte : client.read_exactly(size == 126 ? 2 : 8))
            extended = (extended << 8U) | static_cast<unsigned char>(byte);
        size = extended;
    }
    frame.payload = client.read_exactly(size);
    return frame;
}

std::string open_web_socket(Client& client, const std::string& path, const std::string& more_headers) {
    client.send("GET " + path +
                " HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive, Upgrade\r\nUpgrade: "
                "websocket\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
                more_headers + "\r\n");
    return client.read_until("\r\n\r\n");
}

}  // namespace sidetone::net::testing
