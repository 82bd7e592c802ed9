#include "edge/net/tls_context.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <stdexcept>
#include <string_view>

#include "edge/net/ticket_keys.h"

namespace sidetone::net {

namespace {

using Context = std::shared_ptr<SSL_CTX>;

/// What a default context carries along; goes with it.
struct Names {
    explicit Names(std::function<base::Time()> now) : tickets(std::move(now)) {}
    TicketKeys tickets;
    std::map<std::string, Context, std::less<>> contexts;
};

int index_of_names() {
    static const int index = SSL_CTX_get_ex_new_index(
        0, nullptr, nullptr, nullptr,
        [](void*, void* names, CRYPTO_EX_DATA*, int, long, void*) { delete static_cast<Names*>(names); });
    return index;
}

[[noreturn]] void fail(const std::string& what) {
    char text[256] = "";
    ERR_error_string_n(ERR_get_error(), text, sizeof text);
    ERR_clear_error();
    throw std::runtime_error(what + ": " + text);
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : static_cast<char>(c);
    });
    return out;
}

void set_versions_and_modes(SSL_CTX* context) {
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_NO_COMPRESSION |
                                     SSL_OP_PRIORITIZE_CHACHA);
    // Idle connections keep no buffers; a write may be repeated from another place in memory.
    SSL_CTX_set_mode(context,
                     SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    // Resumption by stateless tickets; no cache that grows.
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context, 1);
    // A key with a passphrase is refused; nobody is there to be asked for it.
    SSL_CTX_set_default_passwd_cb(context, [](char*, int, int, void*) { return 0; });
    SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20");
    // Both protocols of the port are HTTP/1.1 (WebSocket needs it); SIP phones send no ALPN.
    SSL_CTX_set_alpn_select_cb(
        context,
        [](SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* in, unsigned int in_size,
           void*) {
            static constexpr unsigned char kHttp11[] = "\x08http/1.1";
            unsigned char* chosen = nullptr;
            if (SSL_select_next_proto(&chosen, out_size, kHttp11, sizeof kHttp11 - 1, in, in_size) !=
                OPENSSL_NPN_NEGOTIATED)
                return SSL_TLSEXT_ERR_NOACK;
            *out = chosen;
            return SSL_TLSEXT_ERR_OK;
        },
        nullptr);
}

/// `number` keeps the sessions of one name from being resumed under another (RFC 6066 3).
Context load_files(const TlsFiles& files, std::size_t number, TicketKeys& tickets) {
    Context context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    if (!context) throw std::bad_alloc();
    set_versions_and_modes(context.get());
    const auto id = "sidetone " + std::to_string(number);
    SSL_CTX_set_session_id_context(context.get(), reinterpret_cast<const unsigned char*>(id.data()),
                                   static_cast<unsigned>(id.size()));
    tickets.serve(context.get());
    if (SSL_CTX_use_certificate_chain_file(context.get(), files.certificate.c_str()) != 1)
        fail(files.certificate.string());
    if (SSL_CTX_use_PrivateKey_file(context.get(), files.key.c_str(), SSL_FILETYPE_PEM) != 1) fail(files.key.string());
    if (SSL_CTX_check_private_key(context.get()) != 1)
        fail(files.key.string() + " does not belong to " + files.certificate.string());
    return context;
}

void check_name(SSL_CTX* context, const TlsName& name) {
    const auto host = name.name.starts_with("*.") ? "any" + name.name.substr(1) : name.name;
    if (X509_check_host(SSL_CTX_get0_certificate(context), host.data(), host.size(), 0, nullptr) != 1)
        throw std::runtime_error(name.files.certificate.string() + " is no certificate for " + name.name);
}

/// The host name in a server_name extension; empty if there is none that can be read.
std::string_view read_server_name(const unsigned char* bytes, std::size_t size) {
    const auto number = [bytes](std::size_t at) { return std::size_t{bytes[at]} << 8U | bytes[at + 1]; };
    constexpr std::size_t kHead = 5;  // size of the list, type, size of the name
    if (size <= kHead || number(0) + 2 != size || bytes[2] != TLSEXT_NAMETYPE_host_name) return {};
    if (number(3) + kHead > size) return {};
    return {reinterpret_cast<const char*>(bytes) + kHead, number(3)};
}

SSL_CTX* find_context(const Names& names, std::string_view asked) {
    auto name = lower(asked);
    if (name.ends_with('.')) name.pop_back();
    auto found = names.contexts.find(name);
    if (const auto dot = name.find('.'); found == names.contexts.end() && dot != std::string::npos)
        found = names.contexts.find("*" + name.substr(dot));
    return found == names.contexts.end() ? nullptr : found->second.get();
}

/// Before anything of the hello is used, a ticket above all.
int on_client_hello(SSL* tls, int*, void* names) {
    const unsigned char* bytes = nullptr;
    std::size_t size = 0;
    if (SSL_client_hello_get0_ext(tls, TLSEXT_TYPE_server_name, &bytes, &size) != 1) return SSL_CLIENT_HELLO_SUCCESS;
    if (auto* context = find_context(*static_cast<const Names*>(names), read_server_name(bytes, size)))
        SSL_set_SSL_CTX(tls, context);
    return SSL_CLIENT_HELLO_SUCCESS;
}

base::Time steady_now() {
    return base::Time{std::chrono::duration_cast<base::Duration>(std::chrono::steady_clock::now().time_since_epoch())};
}

}  // namespace

TlsContext::TlsContext(TlsFiles files, std::vector<TlsName> names)
    : TlsContext(std::move(files), std::move(names), steady_now) {}

TlsContext::TlsContext(TlsFiles files, std::vector<TlsName> names, std::function<base::Time()> now)
    : files_(std::move(files)), names_(std::move(names)), now_(std::move(now)), context_(load()) {}

std::shared_ptr<SSL_CTX> TlsContext::load() const {
    auto names = std::make_unique<Names>(now_);
    auto context = load_files(files_, 0, names->tickets);
    std::size_t number = 0;
    for (const auto& name : names_) {
        auto own = load_files(name.files, ++number, names->tickets);
        check_name(own.get(), name);
        names->contexts[lower(name.name)] = std::move(own);
    }
    SSL_CTX_set_client_hello_cb(context.get(), on_client_hello, names.get());
    SSL_CTX_set_ex_data(context.get(), index_of_names(), names.release());
    return context;
}

bool TlsContext::reload_certificate() {
    try {
        auto fresh = load();
        const std::lock_guard lock(mutex_);
        context_ = std::move(fresh);
        spdlog::info("net: new connections get the certificate in {}, and {} others by the name they ask for",
                     files_.certificate.string(), names_.size());
        return true;
    } catch (const std::runtime_error& error) {
        spdlog::error("net: the certificates in use stay, all of them: {}", error.what());
        return false;
    }
}

SSL* TlsContext::new_connection() const {
    const std::lock_guard lock(mutex_);
    SSL* tls = SSL_new(context_.get());
    if (tls != nullptr) SSL_set_accept_state(tls);
    return tls;
}

}  // namespace sidetone::net
