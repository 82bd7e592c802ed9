#include "edge/live/live.h"

#include <boost/json/serialize.hpp>

#include "edge/live/detail/impl.h"
#include "edge/live/detail/views.h"
#include "edge/net/shard.h"

namespace sidetone::live {

namespace json = boost::json;

Live::Impl::Impl(LiveConfig config, LiveParts parts)
    : config_(std::move(config)),
      parts_(std::move(parts)),
      epoch_(base::random_token(parts_.random, 16)),
      inbox_(Inbox::make(
          parts_.core, config_.max_waiting, [this](FromClient&& news) { on_client(std::move(news)); },
          [&threads = parts_.threads] {
              for (std::size_t i = 0; i < threads.size(); ++i)
                  threads.shard(i).post([&shard = threads.shard(i)] { shard.resume_paused(); });
          })) {}

Live::Impl::~Impl() {
    inbox_->stop();
}

void Live::Impl::set_calls(const calls::Calls& calls, const presence::Presence& presence, calls::Commands& commands) {
    commands_ = &commands;
    calls_ = &calls;
    presence_ = &presence;
}

std::unique_ptr<net::WebSocketHandler> Live::Impl::on_web_socket(const net::UpgradeInfo& who) {
    return std::make_unique<SessionSocket>(inbox_, who);
}

/// All of an event but its number, which is each session's own and stands last.
SharedBody Live::Impl::event_body(std::string_view type, const json::object& data) {
    return std::make_shared<const std::string>(R"({"jsonrpc":"2.0","method":"event","params":{"type":)" +
                                               json::serialize(json::string(type)) + R"(,"data":)" +
                                               json::serialize(data) + R"(,"seq":)");
}

void Live::Impl::send_event(net::ConnectionId connection, const SharedBody& body, std::uint64_t seq) {
    send({connection, {}, body, 0, std::to_string(seq) + "}}"});
}

void Live::Impl::push(Session& session, const SharedBody& body) {
    ++session.seq;
    ++counters_.events;
    session.missed.push_back(body);
    session.missed_bytes += body->size();
    while (session.missed.size() > config_.max_missed_events || session.missed_bytes > config_.max_missed_bytes) {
        session.missed_bytes -= session.missed.front()->size();
        session.missed.pop_front();
    }
    if (session.connection) send_event(session.connection, body, session.seq);
}

void Live::Impl::push_to_user(core::UserId user, const SharedBody& body) {
    const auto found = sessions_of_.find(user);
    if (found == sessions_of_.end()) return;
    for (auto* session : found->second) push(*session, body);
}

bool Live::Impl::is_connected(core::SignInId sign_in) const {
    const auto* known = parts_.access.find_sign_in(sign_in);
    const auto found = known ? sessions_of_.find(known->user) : sessions_of_.end();
    if (found == sessions_of_.end()) return false;
    for (const auto* session : found->second) {
        if (session->sign_in == sign_in && session->connection) return true;
    }
    return false;
}

/// Everything one piece of news causes goes out as one batch per net thread; where it is news for thousands, the net
/// threads begin while the rest is still being made.
void Live::Impl::send(net::Outgoing message) {
    constexpr std::size_t kLargeBatch = 512;
    outgoing_.push_back(std::move(message));
    if (outgoing_.size() >= kLargeBatch) parts_.threads.send(std::exchange(outgoing_, {}));
    if (std::exchange(flush_posted_, true)) return;
    parts_.core.post([this, alive = std::weak_ptr(alive_)] {
        if (!alive.expired()) flush();
    });
}

void Live::Impl::flush() {
    flush_posted_ = false;
    parts_.threads.send(std::exchange(outgoing_, {}));
}

void Live::Impl::close_all() {
    constexpr std::uint16_t kGoingAway = 1001;
    for (const auto& [connection, client] : clients_) send({connection, {}, {}, kGoingAway});
    flush();
}

void Live::Impl::on_deadline(base::Time now) {
    expiries_.advance(now, [this](const std::string& key) { forget(key); });
    if (watch_.next && *watch_.next <= now) tell_watchers(now);
}

std::optional<base::Time> Live::Impl::next_deadline() const {
    const auto expiry = expiries_.next();
    if (!expiry || !watch_.next) return expiry ? expiry : watch_.next;
    return std::min(*expiry, *watch_.next);
}

LiveCounters Live::Impl::counters() const {
    auto counters = counters_;
    counters.sessions = sessions_.size();
    counters.connected = connected_;
    return counters;
}

Live::Live(LiveConfig config, LiveParts parts) : impl_(std::make_unique<Impl>(std::move(config), std::move(parts))) {}
Live::~Live() = default;

void Live::set_calls(const calls::Calls& calls, const presence::Presence& presence, calls::Commands& commands) {
    impl_->set_calls(calls, presence, commands);
}
void Live::on_state_changed(const presence::StateChanged& news) {
    impl_->on_state_changed(news);
}
void Live::on_own_call_changed(const calls::OwnCallChanged& news) {
    impl_->on_own_call_changed(news);
}
void Live::on_own_call_ended(const calls::OwnCallEnded& news) {
    impl_->on_own_call_ended(news);
}
void Live::on_registration(const registrar::RegistrationChanged& news) {
    impl_->on_registration(news);
}
void Live::on_user_changed(const directory::UserChanged& news) {
    impl_->on_user_changed(news);
}
void Live::on_group_changed(const directory::GroupChanged& news) {
    impl_->on_group_changed(news);
}
void Live::on_device_changed(const directory::DeviceChanged& news) {
    impl_->on_device_changed(news);
}
void Live::on_sign_in_changed(const access::SignInChanged& news) {
    impl_->on_sign_in_changed(news.sign_in);
}
void Live::on_sign_in_ended(const access::SignInEnded& news) {
    impl_->on_sign_in_ended(news);
}

void Live::dial(core::DeviceId softphone, const std::string& uri) {
    impl_->command_softphone(softphone, {{"action", "dial"}, {"uri", uri}});
}

void Live::send_digits(core::DeviceId softphone, calls::OwnCallId call, const std::string& digits) {
    impl_->command_softphone(softphone, {{"action", "send_digits"}, {"callId", wire_id(call)}, {"digits", digits}});
}

void Live::answer(core::DeviceId softphone, calls::OwnCallId call) {
    impl_->command_softphone(softphone, {{"action", "answer"}, {"callId", wire_id(call)}});
}

void Live::close_all() {
    impl_->close_all();
}
void Live::on_deadline(base::Time now) {
    impl_->on_deadline(now);
}
std::optional<base::Time> Live::next_deadline() const {
    return impl_->next_deadline();
}
LiveCounters Live::counters() const {
    return impl_->counters();
}

std::unique_ptr<net::WebSocketHandler> Live::on_web_socket(const net::UpgradeInfo& who) {
    return impl_->on_web_socket(who);
}

net::WebSocketLimits Live::web_socket_limits() const {
    net::WebSocketLimits limits;
    limits.ping_after = impl_->config().ping_after;
    limits.write_queue = std::size_t{4} * 1024 * 1024;
    limits.sends_text_only = true;
    return limits;
}

}  // namespace sidetone::live
