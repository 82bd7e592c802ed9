// What transactions and sessions share: configuration, randomness, flows, timers, the time of the current call, and the
// two queues that the endpoint is drained by. One thread; owned by the endpoint.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/random.h"
#include "base/timer_wheel.h"
#include "sip/endpoint_types.h"
#include "sip/events.h"
#include "sip/transaction/flow_table.h"

namespace sidetone::sip {

/// Names after RFC 3261 table 4 and RFC 6026 where there is one.
enum class TimerKind : std::uint8_t {
    None,
    ClientRetransmit,  // A, E
    ClientTimeout,     // B, F
    ClientLinger,      // D, K, M
    CancelTimeout,     // RFC 3261 9.1: 64*T1 after CANCEL
    ServerRetransmit,  // G
    ServerTimeout,     // H, and the end of an unanswered non-INVITE transaction
    ServerLinger,      // I, J, L; one for all of them
    SessionAnswer,     // retransmission of a 2xx until its ACK
    SessionReliable,   // retransmission of a reliable provisional response until its PRACK
    SessionRefresh,
    SessionExpiry,
    SessionReoffer,  // retry after 491
    FlowGrace,       // of a lost flow
};

struct Timer {
    TimerKind kind = TimerKind::None;
    std::uint64_t id = 0;  ///< of a transaction or an InviteId
};

struct Context {
    Context(EndpointConfig configuration, base::Random& source) : config(std::move(configuration)), random(source) {}

    EndpointConfig config;
    base::Random& random;
    base::Time now{};
    base::TimerWheel<Timer> timers;
    FlowTable flows;
    std::vector<Send> sends;
    std::vector<Event> events;
    EndpointCounters counters;
    bool refuses_new = false;    ///< the server stops
    bool refuses_calls = false;  ///< it has too much to do

    base::TimerId after(base::Duration delay, TimerKind kind, std::uint64_t id) {
        return timers.schedule(now + delay, Timer{kind, id});
    }
    void stop(base::TimerId& timer) { timers.cancel(std::exchange(timer, 0)); }
    void send(base::FlowId flow, std::string bytes) {
        counters.sent.note(bytes);
        sends.push_back({flow, std::move(bytes)});
    }
    template <class What>
    void tell(What&& what) {
        events.emplace_back(std::forward<What>(what));
    }
    /// 75 bits; no longer, so that it needs no allocation.
    std::string new_tag() { return base::random_token(random, 15); }
    std::string new_branch() { return "z9hG4bK" + base::random_token(random, 16); }
};

}  // namespace sidetone::sip
