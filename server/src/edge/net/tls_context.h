// The server's TLS: certificates, versions, tickets. TLS 1.2 and 1.3 only; one context for page, sessions and SIP. A
// client that names a host of ours gets that host's certificate, every other one the default. Any thread. Certificates
// that are loaded anew serve new connections, old ones go on as they are.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/time.h"

using SSL_CTX = struct ssl_ctx_st;
using SSL = struct ssl_st;

namespace sidetone::net {

struct TlsFiles {
    std::filesystem::path certificate;  ///< PEM, leaf first
    std::filesystem::path key;
};

/// For clients that ask for `name` (RFC 6066 3), which the certificate must be for. "*.example.org" is every host with
/// one label more.
struct TlsName {
    std::string name;
    TlsFiles files;
};

class TlsContext {
public:
    /// Throws std::runtime_error when the files cannot be used.
    explicit TlsContext(TlsFiles files, std::vector<TlsName> names = {});
    /// With a clock for the life of ticket keys.
    TlsContext(TlsFiles files, std::vector<TlsName> names, std::function<base::Time()> now);

    /// For SIGHUP: reads all files again. False, with a line in the log, leaves all the old ones in use.
    bool reload_certificate();
    /// A new server-side connection, to be freed with SSL_free; null if there is no memory.
    [[nodiscard]] SSL* new_connection() const;

private:
    std::shared_ptr<SSL_CTX> load() const;
    const TlsFiles files_;
    const std::vector<TlsName> names_;
    const std::function<base::Time()> now_;
    mutable std::mutex mutex_;
    std::shared_ptr<SSL_CTX> context_;
};

}  // namespace sidetone::net
