#include "edge/metrics/figures.h"

#include <sys/resource.h>
#include <unistd.h>

#include <fstream>

namespace sidetone::metrics {

namespace {

using base::FigureFamily;
constexpr auto kGauge = FigureFamily::Kind::Gauge;
constexpr auto kCounter = FigureFamily::Kind::Counter;

constexpr FigureFamily kBuild{"sidetone_build_info", kGauge, "The program that runs; always 1.", "version"};
constexpr FigureFamily kPart{"sidetone_part_up", kGauge, "Whether a part of the server works.", "part"};
constexpr FigureFamily kCertificate{"sidetone_certificate_expiry_timestamp_seconds", kGauge,
                                    "When the certificate in use ends, in seconds since the Unix epoch."};
constexpr FigureFamily kRecording{"sidetone_recording_bytes", kGauge, "Size of the recording that runs; 0: none does."};
constexpr FigureFamily kRegistrations{"sidetone_registrations", kGauge, "Devices that are registered.", "transport"};
constexpr FigureFamily kCalls{"sidetone_calls", kGauge, "Calls, before and after the answer.", "state"};
constexpr FigureFamily kStarted{"sidetone_calls_started_total", kCounter, "Calls that were begun."};
constexpr FigureFamily kSessions{"sidetone_sessions", kGauge, "Sessions of the web client that are connected."};
constexpr FigureFamily kFlows{"sidetone_sip_flows", kGauge, "Ways SIP messages come and go by.", "transport"};
constexpr FigureFamily kDialogs{"sidetone_sip_dialogs", kGauge, "INVITE dialogs that were answered."};
constexpr FigureFamily kInvites{"sidetone_sip_invites_in_progress", kGauge, "INVITEs without a final answer."};
constexpr FigureFamily kTransactions{
    "sidetone_sip_transactions", kGauge,
    "SIP transactions: of requests received and sent, and those kept only to answer repetitions.", "kind"};
constexpr FigureFamily kRequestsIn{"sidetone_sip_requests_received_total", kCounter, "SIP requests received.",
                                   "method"};
constexpr FigureFamily kRequestsOut{"sidetone_sip_requests_sent_total", kCounter, "SIP requests sent.", "method"};
constexpr FigureFamily kResponsesIn{"sidetone_sip_responses_received_total", kCounter, "SIP responses received.",
                                    "class"};
constexpr FigureFamily kResponsesOut{"sidetone_sip_responses_sent_total", kCounter, "SIP responses sent.", "class"};
constexpr FigureFamily kRepeated{"sidetone_sip_retransmissions_total", kCounter, "SIP messages that were repeated.",
                                 "direction"};
constexpr FigureFamily kDropped{"sidetone_sip_messages_dropped_total", kCounter,
                                "SIP messages that came to nothing, by why.", "reason"};
constexpr FigureFamily kRefused{"sidetone_logins_refused_total", kCounter,
                                "Logins of people (password) and devices (digest) that were refused, by why.",
                                "reason"};
constexpr FigureFamily kConnections{"sidetone_connections", kGauge, "TCP connections that are open."};
constexpr FigureFamily kAccepted{"sidetone_connections_accepted_total", kCounter, "TCP connections accepted."};
constexpr FigureFamily kDelayed{"sidetone_connections_delayed_total", kCounter,
                                "TCP connections that waited for their turn, for there were many of their source."};
constexpr FigureFamily kClosed{"sidetone_connections_closed_total", kCounter,
                               "TCP connections the server closed for a fault of the other end, by why.", "reason"};
constexpr FigureFamily kStartTime{"process_start_time_seconds", kGauge,
                                  "When the server started, in seconds since the Unix epoch."};
constexpr FigureFamily kCpu{"process_cpu_seconds_total", kCounter, "Processor time used, in seconds."};
constexpr FigureFamily kMemory{"process_resident_memory_bytes", kGauge, "Memory in use, in bytes."};

constexpr std::array<const char*, sip::kTransports> kTransportNames{"udp", "tcp", "tls", "ws", "wss"};
static_assert(registrar::kTransports == sip::kTransports);
constexpr std::array<const char*, sip::kDrops> kDropNames{"no_transaction", "no_dialog", "no_flow", "foreign_tag",
                                                          "too_many_forks"};

class List {
public:
    template <class Number>
    void add(const FigureFamily& family, Number value, std::string label_value = {}) {
        figures.push_back({&family, std::move(label_value), static_cast<double>(value)});
    }
    template <class Counts>
    void add_by_transport(const FigureFamily& family, const Counts& counts) {
        for (std::size_t i = 0; i < counts.size(); ++i) add(family, counts[i], kTransportNames[i]);
    }
    void add_requests(const FigureFamily& family, const sip::MessageCounters& messages) {
        for (std::size_t i = 1; i < messages.requests.size(); ++i)
            add(family, messages.requests[i], std::string(sip::to_text(static_cast<sip::Method>(i))));
        add(family, messages.requests[0], "other");
    }
    void add_responses(const FigureFamily& family, const sip::MessageCounters& messages) {
        for (std::size_t i = 1; i < messages.responses.size(); ++i)
            add(family, messages.responses[i], std::to_string(i) + "xx");
    }
    base::Figures figures;
};

double seconds(base::Time time) {
    return std::chrono::duration<double>(time.time_since_epoch()).count();
}

void add_sip(List& list, const Sources& sources) {
    const auto& sip = sources.sip;
    list.add_by_transport(kFlows, sources.flows);
    list.add(kDialogs, sip.dialogs);
    list.add(kInvites, sip.invites - sip.dialogs);
    list.add(kTransactions, sip.server_transactions - sip.finished_transactions, "server");
    list.add(kTransactions, sip.client_transactions, "client");
    list.add(kTransactions, sip.finished_transactions, "finished");
    list.add_requests(kRequestsIn, sip.received);
    list.add_responses(kResponsesIn, sip.received);
    list.add_requests(kRequestsOut, sip.sent);
    list.add_responses(kResponsesOut, sip.sent);
    list.add(kRepeated, sip.retransmissions_received, "received");
    list.add(kRepeated, sip.retransmissions_sent, "sent");
}

void add_refusals(List& list, const Sources& sources) {
    list.add(kDropped, sources.transport.malformed, "malformed");
    list.add(kDropped, sources.transport.dropped_full, "inbox_full");
    list.add(kDropped, sources.transport.dropped_unsent, "unsent");
    list.add(kDropped, sources.sip.refused_overload, "overload");
    list.add(kDropped, sources.strangers_ignored, "stranger_limit");
    for (std::size_t i = 0; i < sip::kDrops; ++i) list.add(kDropped, sources.sip.drops[i], kDropNames[i]);
    list.add(kRefused, sources.logins.refused, "password_wrong");
    list.add(kRefused, sources.logins.throttled, "password_throttled");
    list.add(kRefused, sources.digest_wrong, "digest_wrong");
    list.add(kRefused, sources.digest_uncompared, "digest_throttled");
    list.add(kRefused, sources.digest_replayed, "digest_replayed");
    list.add(kRefused, sources.digest_malformed, "digest_malformed");
    list.add(kConnections, sources.net.open);
    list.add(kAccepted, sources.net.accepted);
    list.add(kDelayed, sources.net.delayed);
    list.add(kClosed, sources.net.refused_full, "limit");
    list.add(kClosed, sources.net.refused_source, "source_limit");
    list.add(kClosed, sources.net.closed_slow, "slow_reader");
    list.add(kClosed, sources.net.closed_timeout, "timeout");
    list.add(kClosed, sources.net.closed_protocol, "protocol");
}

}  // namespace

base::Figures figures_of(const Sources& sources) {
    List list;
    list.figures.reserve(128);
    list.add(kBuild, 1, sources.version);
    list.add(kPart, sources.media_works, "media");
    list.add(kPart, sources.store_works, "store");
    if (sources.certificate_expires) list.add(kCertificate, seconds(*sources.certificate_expires));
    list.add(kRecording, sources.recording);
    list.add_by_transport(kRegistrations, sources.registrations);
    list.add(kCalls, sources.calls.setting_up, "setting_up");
    list.add(kCalls, sources.calls.established, "established");
    list.add(kStarted, sources.calls.started);
    list.add(kSessions, sources.sessions);
    add_sip(list, sources);
    add_refusals(list, sources);
    return std::move(list.figures);
}

void add_process_figures(base::Figures& figures, base::Time started_at) {
    ::rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds_of = [](const ::timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    std::uint64_t total_pages = 0;
    std::uint64_t resident_pages = 0;
    std::ifstream("/proc/self/statm") >> total_pages >> resident_pages;
    const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    figures.push_back({&kStartTime, {}, seconds(started_at)});
    figures.push_back({&kCpu, {}, seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime)});
    figures.push_back({&kMemory, {}, static_cast<double>(resident_pages * page)});
}

}  // namespace sidetone::metrics
