// Finds out where requests for a URI go: runs sip::location over /etc/hosts and the DNS servers of this machine
// (c-ares), keeps what they said for as long as it is good, and remembers which targets failed of late. Lives on one
// net thread; the answer comes on the core strand. Leaves what is sent to the targets to whoever asked.
// /etc/resolv.conf is read once.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "sip/location/attempts.h"
#include "sip/location/dns_cache.h"
#include "sip/location/location.h"

namespace sidetone::net {
class CoreLoop;
class Shard;
}  // namespace sidetone::net

namespace sidetone::dns {

struct ResolverConfig {
    sip::location::LocationConfig location;
    sip::location::DnsCacheConfig cache;
    /// "192.0.2.1:53,[2001:db8::1]"; empty: those of the machine.
    std::string servers;
    /// For one server to answer, and how often each is asked.
    base::Duration patience = std::chrono::seconds{2};
    int tries = 2;
    /// Searches at once; one more fails at once.
    std::size_t max_searches = 1'000;
};

struct Located {
    /// In the order they are to be tried; for sip::location::Attempts.
    std::vector<sip::location::Target> targets;
    /// None, because the DNS did not answer: another time there may be some. Else there are none.
    bool failed = false;
};

struct ResolverCounters {
    std::uint64_t searches = 0;
    std::uint64_t asked = 0;   ///< questions that went to a server
    std::uint64_t cached = 0;  ///< questions that did not have to
    std::uint64_t failed = 0;  ///< questions nobody answered
};

class Resolver {
public:
    using Done = std::function<void(Located)>;

    /// `random`: used on the thread of `shard` alone. Throws std::runtime_error.
    Resolver(net::Shard& shard, net::CoreLoop& core, const base::Clock& clock, std::unique_ptr<base::Random> random,
             ResolverConfig config);
    ~Resolver();
    Resolver(const Resolver&) = delete;
    Resolver& operator=(const Resolver&) = delete;

    /// Any thread. `done` comes on the core strand, never from within this call. After stop() it does not come.
    void resolve(std::string uri, Done done);
    /// Any thread: a target that was tried failed, or answered.
    void report(sip::location::Target target, sip::location::Failure why, std::chrono::seconds retry_after = {});
    void report_answer(sip::location::Target target);
    /// Before NetThreads::stop(), and this ends before those do.
    void stop();
    [[nodiscard]] ResolverCounters counters() const;

private:
    class Inside;
    net::Shard& shard_;
    std::shared_ptr<Inside> inside_;
};

}  // namespace sidetone::dns
