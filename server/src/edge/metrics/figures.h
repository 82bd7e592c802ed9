// Which figures there are, by name, and where each comes from. The names are those of Prometheus; the page and the
// command line use the same. Core strand: a read of what the rooms count anyway.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "base/figures.h"
#include "base/time.h"
#include "core/access/access.h"
#include "core/calls/calls.h"
#include "core/registrar/types.h"
#include "edge/net/net_threads.h"
#include "edge/net/sip_transport.h"
#include "sip/counters.h"
#include "sip/endpoint_types.h"

namespace sidetone::metrics {

/// What the rooms say of themselves, as app hands it over.
struct Sources {
    std::string version;
    base::Time started_at{};
    bool media_works = false;
    bool store_works = false;
    std::optional<base::Time> certificate_expires;
    std::array<std::size_t, registrar::kTransports> registrations{};
    calls::CallsCounters calls;
    std::size_t sessions = 0;  ///< connected
    std::array<std::size_t, sip::kTransports> flows{};
    sip::EndpointCounters sip;
    net::SipTransportCounters transport;
    net::NetCounters net;
    access::AccessCounters logins;
    std::uint64_t digest_wrong = 0;
    std::uint64_t digest_replayed = 0;
    std::uint64_t digest_malformed = 0;
    std::uint64_t digest_uncompared = 0;  ///< not looked at, after many wrong ones
    std::size_t recording = 0;            ///< bytes of the one that runs
    std::uint64_t strangers_ignored = 0;  ///< requests beyond what a host may send that nobody has signed in from
};

base::Figures figures_of(const Sources& sources);
/// What the system says of this process, for the end of the list. Any thread.
void add_process_figures(base::Figures& figures, base::Time started_at);

}  // namespace sidetone::metrics
