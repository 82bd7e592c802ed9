// Where a request for a URI goes (RFC 3263 4): the URI goes in, questions to the DNS come out, answers go in, and at
// the end there is a list of targets in the order they are to be tried. Without I/O and deterministic: chance is handed
// in. One owner. Leaves asking to edge/dns, and what happens when a target fails to attempts.h.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "sip/endpoint_types.h"
#include "sip/location/dns.h"
#include "sip/message/uri.h"

namespace sidetone::sip::location {

struct LocationConfig {
    /// What we can send over, the one we like best first: Udp, Tcp, Tls.
    std::vector<Transport> transports{Transport::Udp, Transport::Tcp, Transport::Tls};
    bool ipv4 = true;
    bool ipv6 = true;
    /// Whose addresses come first where a host has both.
    bool prefers_ipv6 = false;
    /// Bounds of what strangers' zones can make us ask and try.
    std::size_t max_hosts = 16;
    std::size_t max_targets = 32;
};

struct Target {
    Transport transport = Transport::Udp;
    std::string address;  ///< numeric; IPv6 without brackets
    std::uint16_t port = 0;
    /// Whom a certificate must be for (RFC 5922 7): the host of the URI, whatever the DNS says.
    std::string host;
    bool operator==(const Target&) const = default;
};

class Location {
public:
    Location(const Uri& uri, LocationConfig config, base::Random& random);

    /// To be answered next, all of them; empty: done.
    [[nodiscard]] const std::vector<Question>& questions() const { return questions_; }
    /// Each once; one that was not asked is ignored.
    void on_answer(const Question& question, Answer answer);
    [[nodiscard]] bool is_done() const { return questions_.empty(); }
    /// When done. Empty: see failed().
    [[nodiscard]] const std::vector<Target>& targets() const { return targets_; }
    /// There may be targets another time: the DNS did not answer. Otherwise there are none.
    [[nodiscard]] bool failed() const { return targets_.empty() && dns_failed_; }

private:
    /// A way of sending with its port, and whose addresses are wanted.
    struct Host {
        Transport transport = Transport::Udp;
        std::string name;
        std::uint16_t port = 0;
    };
    struct Service {
        Transport transport = Transport::Udp;
        std::string name;  ///< of its SRV records
    };
    using Step = void (Location::*)();

    void begin(const Uri& uri);
    [[nodiscard]] bool takes(Transport transport) const;
    [[nodiscard]] Transport fallback() const;
    void take_naptr();
    void ask_services(std::vector<Service> services, bool falls_back);
    void take_services();
    void ask_hosts(std::vector<Host> hosts);
    void take_hosts();
    void ask(std::vector<Question> questions, Step then);
    void add_target(const Host& host, const std::string& address);
    [[nodiscard]] const Answer& answer(RecordType type, const std::string& name) const;

    const LocationConfig config_;
    base::Random& random_;
    bool secure_ = false;
    std::string host_;
    std::vector<Question> questions_;
    std::map<Question, Answer> answers_;
    Step then_ = nullptr;
    std::vector<Service> services_;
    bool falls_back_ = false;  ///< without SRV records the host itself is asked for
    std::vector<Host> hosts_;
    bool dns_failed_ = false;
    std::vector<Target> targets_;
};

/// As RFC 2782 says: by priority, by chance in proportion to the weights among equals.
[[nodiscard]] std::vector<Srv> in_order(std::vector<Srv> records, base::Random& random);

/// The port without one in the URI or the DNS.
[[nodiscard]] constexpr std::uint16_t default_port(Transport transport) {
    return transport == Transport::Tls ? 5061 : 5060;
}

}  // namespace sidetone::sip::location
