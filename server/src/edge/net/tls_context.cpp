#include "edge/net/tls_context.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <spdlog/spdlog.h>

#include <stdexcept>
#include <string>

namespace sidetone::net {

namespace {

[[noreturn]] void fail(const std::string& what) {
    char text[256] = "";
    ERR_error_string_n(ERR_get_error(), text, sizeof text);
    ERR_clear_error();
    throw std::runtime_error(what + ": " + text);
}

void set_versions_and_modes(SSL_CTX* context) {
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_NO_COMPRESSION);
    // Idle connections keep no buffers; a write may be repeated from another place in memory.
    SSL_CTX_set_mode(context,
                     SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    // Resumption by stateless tickets; no cache that grows.
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context, 1);
    static constexpr unsigned char kId[] = "sidetone";
    SSL_CTX_set_session_id_context(context, kId, sizeof kId - 1);
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

}  // namespace

TlsContext::TlsContext(TlsFiles files) : files_(std::move(files)), context_(load()) {}

std::shared_ptr<SSL_CTX> TlsContext::load() const {
    std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    if (!context) throw std::bad_alloc();
    set_versions_and_modes(context.get());
    if (SSL_CTX_use_certificate_chain_file(context.get(), files_.certificate.c_str()) != 1)
        fail(files_.certificate.string());
    if (SSL_CTX_use_PrivateKey_file(context.get(), files_.key.c_str(), SSL_FILETYPE_PEM) != 1)
        fail(files_.key.string());
    if (SSL_CTX_check_private_key(context.get()) != 1)
        fail(files_.key.string() + " does not belong to " + files_.certificate.string());
    return context;
}

bool TlsContext::reload_certificate() {
    try {
        auto fresh = load();
        const std::lock_guard lock(mutex_);
        context_ = std::move(fresh);
        return true;
    } catch (const std::runtime_error& error) {
        spdlog::error("net: the certificate in use stays: {}", error.what());
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
