// A real DNS server (dnsmasq) on loopback that serves what a test says and nothing else.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace sidetone::dns::testing {

class DnsServer {
public:
    /// Options of dnsmasq; ready when this returns. Throws std::runtime_error.
    explicit DnsServer(const std::vector<std::string>& options);
    ~DnsServer();
    DnsServer(const DnsServer&) = delete;
    DnsServer& operator=(const DnsServer&) = delete;

    /// As ResolverConfig::servers takes it.
    [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
    void stop();

private:
    /// False: it ended instead, because somebody took the port.
    bool start(std::vector<std::string> options);
    std::uint16_t port_ = 0;
    pid_t process_ = -1;
    int log_ = -1;
};

/// A port nobody has at this moment, for UDP and TCP.
std::uint16_t free_port();

}  // namespace sidetone::dns::testing
