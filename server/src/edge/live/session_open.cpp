// session.open: a token becomes a session with a snapshot, or a session goes on where it was. Sessions whose connection
// broke are kept for a while.
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <set>

#include "core/directory/directory.h"
#include "core/visibility/reveal.h"
#include "edge/live/detail/impl.h"
#include "edge/live/detail/views.h"
#include "edge/net/crypto.h"

namespace sidetone::live {

namespace json = boost::json;

namespace {

constexpr std::uint16_t kNormalClosure = 1000;
constexpr std::size_t kKeyCharacters = 26;

std::string result_text(const std::string& id, const json::object& result) {
    return R"({"jsonrpc":"2.0","id":)" + id + R"(,"result":)" + json::serialize(result) + "}";
}

}  // namespace

void Live::Impl::open(Client& client, const std::string& id, const json::object* params) {
    Params reader(params);
    const auto token = reader.text("token", 1, 128);
    std::string key;
    std::string epoch;
    std::uint64_t seq = 0;
    if (auto resume_params = reader.object("resume")) {
        key = resume_params->text("session", 1, 64);
        epoch = resume_params->text("epoch", 1, 64);
        seq = resume_params->number("seq");
        if (const auto refusal = resume_params->done()) return refuse(client.connection, id, *refusal);
    }
    if (const auto refusal = reader.done()) return refuse(client.connection, id, *refusal);
    if (!client.session.empty()) return refuse(client.connection, id, {-32600, "request.invalid", {}});
    const auto* sign_in = parts_.access.find_sign_in(net::hash_token(token));
    if (!sign_in) return refuse(client.connection, id, {-32000, "session.token_invalid", "token"});
    if (auto* session = key.empty() ? nullptr : find_resumable(key, epoch, seq, sign_in->id))
        return resume(client, *session, id, seq);
    if (!make_room(sign_in->user)) return refuse(client.connection, id, {-32000, "request.too_many", {}});

    auto session = std::make_unique<Session>();
    session->key = base::random_token(parts_.random, kKeyCharacters);
    session->user = sign_in->user;
    session->sign_in = sign_in->id;
    auto& opened = *session;
    sessions_of_[opened.user].push_back(&opened);
    sessions_.emplace(opened.key, std::move(session));
    const bool was_connected = attach(client, opened);
    send({client.connection,
          result_text(id, {{"session", opened.key},
                           {"epoch", epoch_},
                           {"seq", opened.seq},
                           {"resumed", false},
                           {"snapshot", snapshot(opened)}}),
          {},
          0});
    announce(opened, was_connected);
}

Session* Live::Impl::find_resumable(const std::string& key, const std::string& epoch, std::uint64_t seq,
                                    core::SignInId sign_in) {
    const auto found = epoch == epoch_ ? sessions_.find(key) : sessions_.end();
    if (found == sessions_.end() || found->second->sign_in != sign_in) {
        ++counters_.resume_failed;
        return nullptr;
    }
    auto& session = *found->second;
    const auto oldest = session.seq - session.missed.size();  // the last number whose successors are all kept
    if (seq >= oldest && seq <= session.seq) return &session;
    ++counters_.resume_failed;
    if (session.connection) send({session.connection, {}, {}, kNormalClosure});
    forget(session.key);
    return nullptr;
}

void Live::Impl::resume(Client& client, Session& session, const std::string& id, std::uint64_t seq) {
    ++counters_.resumed;
    // A connection that looks alive here is dead at the client, or it would not have come by another.
    if (session.connection) send({session.connection, {}, {}, kNormalClosure});
    const bool was_connected = attach(client, session);
    send({client.connection,
          result_text(id, {{"session", session.key}, {"epoch", epoch_}, {"seq", seq}, {"resumed", true}}),
          {},
          0});
    const auto first = session.seq - session.missed.size() + 1;
    for (auto number = seq + 1; number <= session.seq; ++number) {
        send_event(client.connection, session.missed[static_cast<std::size_t>(number - first)], number);
    }
    announce(session, was_connected);
}

bool Live::Impl::make_room(core::UserId user) {
    const auto found = sessions_of_.find(user);
    const auto of_user = found == sessions_of_.end() ? 0 : found->second.size();
    if (of_user < config_.max_sessions_per_user && sessions_.size() < config_.max_sessions) return true;
    if (found == sessions_of_.end()) return false;
    // One whose connection broke is the least loss.
    const auto broken =
        std::find_if(found->second.begin(), found->second.end(), [](const Session* one) { return !one->connection; });
    if (broken == found->second.end()) return false;
    forget((*broken)->key);
    return true;
}

/// Whether the sign-in was connected before. Who must hear of it hears after the answer.
bool Live::Impl::attach(Client& client, Session& session) {
    const bool was_connected = is_connected(session.sign_in);
    if (session.expiry != 0) expiries_.cancel(session.expiry);
    session.expiry = 0;
    if (const auto old = clients_.find(session.connection); old != clients_.end()) old->second.session.clear();
    if (!session.connection) ++connected_;
    session.connection = client.connection;
    client.session = session.key;
    parts_.threads.trust(client.connection);
    return was_connected;
}

void Live::Impl::announce(const Session& session, bool was_connected) {
    const auto sign_in = session.sign_in;
    if (!was_connected) on_sign_in_changed(sign_in);
    parts_.access.touch(sign_in, parts_.clock.now());
}

void Live::Impl::detach(Session& session) {
    if (std::exchange(session.connection, {})) --connected_;
    session.expiry = expiries_.schedule(parts_.clock.now() + config_.keep_broken, session.key);
    if (!is_connected(session.sign_in)) on_sign_in_changed(session.sign_in);
}

void Live::Impl::forget(const std::string& key) {
    auto node = sessions_.extract(key);
    if (node.empty()) return;
    auto& session = *node.mapped();
    stop_watching(session);
    if (session.connection) --connected_;
    if (session.expiry != 0) expiries_.cancel(session.expiry);
    if (const auto client = clients_.find(session.connection); client != clients_.end()) client->second.session.clear();
    auto& of_user = sessions_of_[session.user];
    std::erase(of_user, &session);
    if (of_user.empty()) sessions_of_.erase(session.user);
}

json::array Live::Impl::people_of(core::UserId user) const {
    std::set<core::UserId> seen{user};
    std::vector<core::UserId> order{user};
    for (const auto group_id : parts_.directory.groups_of(user)) {
        const auto* group = parts_.directory.find_group(group_id);
        if (!group) continue;
        for (const auto& member : group->members) {
            if (seen.insert(member.user).second) order.push_back(member.user);
        }
    }
    json::array people;
    for (const auto id : order) {
        const auto* person = parts_.directory.find_user(id);
        if (!person) continue;
        people.push_back(to_json(*person, visibility::reveal(parts_.directory, user, id, presence_->state_of(id))));
    }
    return people;
}

json::object Live::Impl::snapshot(const Session& session) const {
    const auto* me = parts_.directory.find_user(session.user);
    json::array groups;
    for (const auto id : parts_.directory.groups_of(session.user)) {
        if (const auto* group = parts_.directory.find_group(id)) groups.push_back(to_json(*group));
    }
    json::array calls;
    for (const auto& call : calls_->own_calls(session.user)) calls.push_back(to_json(call));
    json::array devices;
    for (const auto id : parts_.directory.devices_of(session.user)) {
        if (const auto* device = parts_.directory.find_device(id))
            devices.push_back(to_json(*device, parts_.registrar.find_binding(id)));
    }
    json::array sign_ins;
    for (const auto* sign_in : parts_.access.sign_ins_of(session.user))
        sign_ins.push_back(to_json(*sign_in, is_connected(sign_in->id)));
    const auto& policy = parts_.access.policy();
    return {{"serverTime", base::to_unix_ms(parts_.clock.now())},
            {"me",
             {{"personId", wire_id(session.user)},
              {"signInId", wire_id(session.sign_in)},
              {"mayChangePassword", me && me->may_change_password},
              {"administrator", me && me->administrator}}},
            {"people", people_of(session.user)},
            {"groups", std::move(groups)},
            {"calls", std::move(calls)},
            {"devices", std::move(devices)},
            {"signIns", std::move(sign_ins)},
            {"system",
             {{"name", config_.system_name},
              {"sip",
               {{"host", config_.sip_host},
                {"udpPort", config_.udp_port},
                {"tcpPort", config_.tcp_port},
                {"tlsPort", config_.tls_port}}},
              {"passwordPolicy", {{"minLength", policy.min_length}, {"minClasses", policy.min_classes}}}}}};
}

}  // namespace sidetone::live
