// The keys of TLS session tickets (RFC 5077, RFC 8446 4.6.1): in memory alone, made anew after each life, taken for one
// more. They end with their certificates, so a session of a certificate that was replaced is never resumed. Any thread.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <mutex>

#include "base/time.h"

using SSL_CTX = struct ssl_ctx_st;

namespace sidetone::net {

class TicketKeys {
public:
    /// As long as a session may be resumed.
    static constexpr std::chrono::hours kLife{2};

    explicit TicketKeys(std::function<base::Time()> now);
    ~TicketKeys();
    TicketKeys(const TicketKeys&) = delete;
    TicketKeys& operator=(const TicketKeys&) = delete;

    /// Lets `context` use them; it must live shorter.
    void serve(SSL_CTX* context);

    struct Key {
        std::array<unsigned char, 16> name{};
        std::array<unsigned char, 32> cipher{};
        std::array<unsigned char, 32> mac{};
        base::Time made{};
    };
    /// To seal a new ticket with.
    [[nodiscard]] Key current();
    /// False: that key is not known any more. `renew`: it is the one before.
    [[nodiscard]] bool find(const unsigned char* name, Key& key, bool& renew);

private:
    void rotate();

    const std::function<base::Time()> now_;
    std::mutex mutex_;
    Key current_;
    Key previous_;
};

}  // namespace sidetone::net
