// The inside of Live: tables of clients and sessions, one member per method of the contract, one per news of core. Core
// strand only.
#pragma once

#include <functional>
#include <memory>
#include <unordered_map>
#include <variant>
#include <vector>

#include "base/timer_wheel.h"
#include "core/access/access.h"
#include "core/calls/calls.h"
#include "core/registrar/registrar.h"
#include "core/visibility/administrator.h"
#include "edge/live/detail/session.h"
#include "edge/live/detail/session_socket.h"
#include "edge/live/detail/watch.h"
#include "edge/live/live.h"
#include "edge/live/params.h"
#include "edge/net/log_gate.h"

namespace sidetone::live {

/// What a method gives back: a result, a refusal, or nothing yet (the answer follows by answer()).
struct Later {};
using Outcome = std::variant<boost::json::object, Refusal, Later>;

struct Request {
    /// JSON text of the id.
    std::string id;
    Session& session;
    Params params;
};

class Live::Impl {
public:
    Impl(LiveConfig config, LiveParts parts);
    ~Impl();
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    void set_calls(const calls::Calls& calls, const presence::Presence& presence, calls::Commands& commands);
    std::unique_ptr<net::WebSocketHandler> on_web_socket(const net::UpgradeInfo& who);

    // news.cpp
    void on_state_changed(const presence::StateChanged& news);
    void on_own_call_changed(const calls::OwnCallChanged& news);
    void on_own_call_ended(const calls::OwnCallEnded& news);
    void on_registration(const registrar::RegistrationChanged& news);
    void on_user_changed(const directory::UserChanged& news);
    void on_group_changed(const directory::GroupChanged& news);
    void on_device_changed(const directory::DeviceChanged& news);
    void on_sign_in_changed(core::SignInId sign_in);
    void on_sign_in_ended(const access::SignInEnded& news);
    void command_softphone(core::DeviceId softphone, boost::json::object data);

    void close_all();
    void on_deadline(base::Time now);
    [[nodiscard]] std::optional<base::Time> next_deadline() const;
    [[nodiscard]] LiveCounters counters() const;
    [[nodiscard]] const LiveConfig& config() const { return config_; }

private:
    struct Method {
        Outcome (Impl::*run)(Request&) = nullptr;
        bool administrator = false;  ///< for nobody else
    };

    // requests.cpp
    void on_client(FromClient&& news);
    void on_request(Client& client, const boost::json::value& value);
    void run(Client& client, std::string id, const std::string& method, const boost::json::object* params);
    void answer(Session& session, const std::string& id, const Outcome& outcome);
    void complain(net::ConnectionId connection, const Refusal& refusal);
    void refuse(net::ConnectionId connection, const std::string& id, const Refusal& refusal);

    // session_open.cpp
    void open(Client& client, const std::string& id, const boost::json::object* params);
    Session* find_resumable(const std::string& key, const std::string& epoch, std::uint64_t seq,
                            core::SignInId sign_in);
    void resume(Client& client, Session& session, const std::string& id, std::uint64_t seq);
    [[nodiscard]] bool make_room(core::UserId user);
    [[nodiscard]] boost::json::object snapshot(const Session& session) const;
    [[nodiscard]] boost::json::array people_of(core::UserId user) const;
    [[nodiscard]] bool attach(Client& client, Session& session);
    void announce(const Session& session, bool was_connected);
    void detach(Session& session);
    void forget(const std::string& key);

    // methods of the contract, one file per feature
    Outcome sign_out(Request& request);
    Outcome end_sign_in(Request& request);
    Outcome end_other_sign_ins(Request& request);
    Outcome search(Request& request);
    Outcome dial(Request& request);
    Outcome answer_call(Request& request);
    Outcome reject(Request& request);
    Outcome hang_up(Request& request);
    Outcome hold(Request& request);
    Outcome retrieve(Request& request);
    Outcome mute(Request& request);
    Outcome send_digits(Request& request);
    Outcome start_softphone(Request& request);
    Outcome add_device(Request& request);
    Outcome rename_device(Request& request);
    Outcome new_device_secret(Request& request);
    Outcome remove_device(Request& request);
    Outcome change_password(Request& request);
    Outcome watch(Request& request);
    Outcome unwatch(Request& request);
    static const std::unordered_map<std::string_view, Method>& methods();
    Outcome set_hold(Request& request, bool on);
    [[nodiscard]] const directory::Device* own_device(const Session& session, std::string_view id) const;
    boost::json::object give_secret(const directory::Device& device);
    [[nodiscard]] std::string aor(core::UserId user) const;

    // watch.cpp: administrators
    void stop_watching(Session& session);
    void note_call(core::CallId call);
    void note_registration(const registrar::RegistrationChanged& news);
    void fill_shown_calls();
    [[nodiscard]] boost::json::object changes_for(const visibility::AdministratorSight& sight);
    void tell_watchers(base::Time now);

    // events (live.cpp)
    static SharedBody event_body(std::string_view type, const boost::json::object& data);
    void push(Session& session, const SharedBody& body);
    void push_to_user(core::UserId user, const SharedBody& body);
    [[nodiscard]] bool is_listening(core::UserId user) const { return sessions_of_.contains(user); }
    [[nodiscard]] bool is_connected(core::SignInId sign_in) const;
    void send_event(net::ConnectionId connection, const SharedBody& body, std::uint64_t seq);
    void send(net::Outgoing message);
    void flush();

    LiveConfig config_;
    LiveParts parts_;
    const calls::Calls* calls_ = nullptr;
    calls::Commands* commands_ = nullptr;
    const presence::Presence* presence_ = nullptr;
    const std::string epoch_;
    std::shared_ptr<Inbox> inbox_;
    net::LogGate complaints_{"session"};
    std::unordered_map<net::ConnectionId, Client> clients_;
    std::unordered_map<std::string, std::unique_ptr<Session>> sessions_;
    std::unordered_map<core::UserId, std::vector<Session*>> sessions_of_;
    base::TimerWheel<std::string> expiries_;
    std::vector<net::Outgoing> outgoing_;
    bool flush_posted_ = false;
    Watch watch_;
    /// Work of other threads that comes back after our end finds this gone.
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    LiveCounters counters_;
    std::size_t connected_ = 0;
};

template <class T>
Outcome outcome_of(const base::Result<T>& result) {
    if (result) return boost::json::object{};
    return Refusal{-32000, result.error().code, std::string(result.error().field)};
}

}  // namespace sidetone::live
