// The sessions of the web client (api/session.yaml): JSON-RPC requests become commands of core, news of core become
// events, rendered once for all who may see the same. Owns sessions and what they may have missed. Core strand only,
// save on_web_socket(), which is on net threads. Decides nothing: who may see what is visibility's, what a call does is
// calls'.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/figures.h"
#include "base/random.h"
#include "core/access/types.h"
#include "core/calls/events.h"
#include "core/calls/ports.h"
#include "core/directory/directory.h"
#include "core/presence/presence.h"
#include "core/registrar/types.h"
#include "edge/net/core_loop.h"
#include "edge/net/web_socket.h"

namespace sidetone::access {
class Access;
}
namespace sidetone::calls {
class Calls;
class Commands;
}  // namespace sidetone::calls
namespace sidetone::registrar {
class Registrar;
}
namespace sidetone::net {
class WorkerPool;
}

namespace sidetone::live {

struct LiveConfig {
    /// SIP domain, digest realm, name shown.
    std::string system_name;
    /// What a phone needs to be told; a port of 0 is off.
    std::string sip_host;
    std::uint16_t udp_port = 0;
    std::uint16_t tcp_port = 0;
    std::uint16_t tls_port = 0;
    /// A session without a connection is kept this long for a resume, with at most so many events or bytes.
    base::Duration keep_broken = std::chrono::seconds{120};
    std::size_t max_missed_events = 512;
    std::size_t max_missed_bytes = std::size_t{256} * 1024;
    /// Answers kept per session, for requests that are sent again.
    std::size_t kept_answers = 64;
    std::size_t max_requests_at_once = 50;
    std::size_t max_sessions = 20'000;
    std::size_t max_sessions_per_user = 50;
    /// Requests on their way to the core strand.
    std::size_t max_waiting = 10'000;
    base::Duration ping_after = std::chrono::seconds{240};
    /// Between two events for who watches the whole system.
    base::Duration watch_interval = std::chrono::seconds{1};
};

struct LiveParts {
    net::NetThreads& threads;
    net::CoreLoop& core;
    net::WorkerPool& workers;
    const base::Clock& clock;
    base::Random& random;
    directory::Directory& directory;
    access::Access& access;
    const registrar::Registrar& registrar;
    /// How the server is, for administrators. Core strand.
    std::function<base::Figures()> figures = {};
};

struct LiveCounters {
    std::size_t sessions = 0;
    std::size_t connected = 0;
    std::uint64_t requests = 0;
    std::uint64_t events = 0;
    std::uint64_t resumed = 0;
    std::uint64_t resume_failed = 0;
};

class Live final : public calls::Softphones, public net::WebSocketService {
public:
    Live(LiveConfig config, LiveParts parts);
    ~Live() override;

    /// Calls and Live need each other; wired once, before the first connection.
    void set_calls(const calls::Calls& calls, const presence::Presence& presence, calls::Commands& commands);

    // --- news, as wired in app
    void on_state_changed(const presence::StateChanged& news);
    void on_own_call_changed(const calls::OwnCallChanged& news);
    void on_own_call_ended(const calls::OwnCallEnded& news);
    void on_registration(const registrar::RegistrationChanged& news);
    void on_user_changed(const directory::UserChanged& news);
    void on_group_changed(const directory::GroupChanged& news);
    void on_device_changed(const directory::DeviceChanged& news);
    void on_sign_in_changed(const access::SignInChanged& news);
    void on_sign_in_ended(const access::SignInEnded& news);

    // --- calls::Softphones
    void dial(core::DeviceId softphone, const std::string& uri) override;
    void answer(core::DeviceId softphone, calls::OwnCallId call) override;
    void send_digits(core::DeviceId softphone, calls::OwnCallId call, const std::string& digits) override;

    /// The server stops: every connection is closed as going away (RFC 6455 7.4.1); clients come back by themselves.
    void close_all();

    // --- deadlines of broken sessions
    void on_deadline(base::Time now);
    [[nodiscard]] std::optional<base::Time> next_deadline() const;
    [[nodiscard]] LiveCounters counters() const;

    // --- net::WebSocketService
    std::unique_ptr<net::WebSocketHandler> on_web_socket(const net::UpgradeInfo& who) override;
    [[nodiscard]] net::WebSocketLimits web_socket_limits() const override;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace sidetone::live
