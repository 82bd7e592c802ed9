// The server's TLS: certificate, versions, tickets. TLS 1.2 and 1.3 only; one context for page, sessions and SIP. Any
// thread. A certificate that is loaded anew serves new connections, old ones go on as they are.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>

using SSL_CTX = struct ssl_ctx_st;
using SSL = struct ssl_st;

namespace sidetone::net {

struct TlsFiles {
    std::filesystem::path certificate;  ///< PEM, leaf first
    std::filesystem::path key;
};

class TlsContext {
public:
    /// Throws std::runtime_error when the files cannot be used.
    explicit TlsContext(TlsFiles files);

    /// For SIGHUP: reads the files again. False, with a line in the log, leaves the old certificate in use.
    bool reload_certificate();
    /// A new server-side connection, to be freed with SSL_free; null if there is no memory.
    [[nodiscard]] SSL* new_connection() const;

private:
    std::shared_ptr<SSL_CTX> load() const;
    TlsFiles files_;
    mutable std::mutex mutex_;
    std::shared_ptr<SSL_CTX> context_;
};

}  // namespace sidetone::net
