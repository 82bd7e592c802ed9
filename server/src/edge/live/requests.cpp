// JSON-RPC 2.0: from a client's message to a method and its answer. A request is idempotent by its id within a session.
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "edge/live/detail/impl.h"

namespace sidetone::live {

namespace json = boost::json;

namespace {

constexpr std::uint16_t kPolicyViolation = 1008;  // RFC 6455 7.4.1
constexpr std::size_t kLongestId = 64;
constexpr unsigned kMostRefusals = 3;

/// JSON text of a request's id; empty if it is none.
std::string id_text(const json::object& request) {
    const auto* id = request.if_contains("id");
    if (!id || !(id->is_string() || id->is_int64() || id->is_uint64())) return {};
    if (id->is_string() && id->get_string().size() > kLongestId) return {};
    return json::serialize(*id);
}

std::string error_text(const std::string& id, const Refusal& refusal) {
    json::object data{{"code", refusal.code}};
    if (!refusal.field.empty()) data["field"] = refusal.field;
    const json::object error{{"code", refusal.rpc_code}, {"message", refusal.code}, {"data", std::move(data)}};
    return R"({"jsonrpc":"2.0","id":)" + id + R"(,"error":)" + json::serialize(error) + "}";
}

}  // namespace

const std::unordered_map<std::string_view, Live::Impl::Method>& Live::Impl::methods() {
    static const std::unordered_map<std::string_view, Method> kMethods{
        {"session.sign_out", {&Impl::sign_out}},
        {"sign_ins.end", {&Impl::end_sign_in}},
        {"sign_ins.end_others", {&Impl::end_other_sign_ins}},
        {"directory.search", {&Impl::search}},
        {"calls.dial", {&Impl::dial}},
        {"calls.answer", {&Impl::answer_call}},
        {"calls.reject", {&Impl::reject}},
        {"calls.hang_up", {&Impl::hang_up}},
        {"calls.hold", {&Impl::hold}},
        {"calls.retrieve", {&Impl::retrieve}},
        {"calls.mute", {&Impl::mute}},
        {"calls.send_digits", {&Impl::send_digits}},
        {"softphone.start", {&Impl::start_softphone}},
        {"devices.add", {&Impl::add_device}},
        {"devices.rename", {&Impl::rename_device}},
        {"devices.new_secret", {&Impl::new_device_secret}},
        {"devices.remove", {&Impl::remove_device}},
        {"password.change", {&Impl::change_password}},
        {"live.watch", {&Impl::watch, true}},
        {"live.unwatch", {&Impl::unwatch, true}},
    };
    return kMethods;
}

void Live::Impl::on_client(FromClient&& news) {
    if (auto* opened = std::get_if<Opened>(&news.what)) {
        clients_[news.connection] = Client{news.connection, {}, 0, std::move(opened->remote_host)};
        return;
    }
    const auto found = clients_.find(news.connection);
    if (found == clients_.end()) return;
    if (std::holds_alternative<Closed>(news.what)) {
        const auto session = sessions_.find(found->second.session);
        if (session != sessions_.end() && session->second->connection == news.connection) detach(*session->second);
        clients_.erase(found);
    } else if (std::holds_alternative<NoJson>(news.what)) {
        refuse(news.connection, "null", {-32700, "request.invalid", {}});
    } else {
        on_request(found->second, std::get<json::value>(news.what));
    }
}

void Live::Impl::on_request(Client& client, const json::value& value) {
    const auto* request = value.if_object();
    const auto id = request ? id_text(*request) : std::string{};
    const auto* version = request ? request->if_contains("jsonrpc") : nullptr;
    const auto* method = request ? request->if_contains("method") : nullptr;
    const auto* params = request ? request->if_contains("params") : nullptr;
    const bool valid = !id.empty() && version && version->is_string() && version->get_string() == "2.0" && method &&
                       method->is_string() && (!params || params->is_object()) && request->size() == (params ? 4U : 3U);
    if (!valid) return refuse(client.connection, id.empty() ? "null" : id, {-32600, "request.invalid", {}});
    ++counters_.requests;
    run(client, id, std::string(method->get_string()), params ? &params->get_object() : nullptr);
}

void Live::Impl::run(Client& client, std::string id, const std::string& method, const json::object* params) {
    if (method == "session.open") return open(client, id, params);
    const auto found = sessions_.find(client.session);
    if (found == sessions_.end()) return refuse(client.connection, id, {-32000, "session.not_open", {}});
    auto& session = *found->second;
    const auto known =
        std::find_if(session.answered.begin(), session.answered.end(), [&](const auto& one) { return one.id == id; });
    if (known != session.answered.end()) return send({client.connection, {}, known->answer, 0});
    if (session.pending.contains(id)) return;  // its answer is on the way
    if (session.pending.size() >= config_.max_requests_at_once)
        return send({client.connection, {}, {}, kPolicyViolation});
    const auto handler = methods().find(method);
    if (handler == methods().end()) return answer(session, id, Refusal{-32601, "request.unknown_method", {}});
    if (handler->second.administrator && !parts_.directory.is_administrator(session.user))
        return answer(session, id, Refusal{-32000, "access.permission_denied", {}});
    parts_.access.touch(session.sign_in, parts_.clock.now());
    const auto key = session.key;
    Request request{id, session, Params(params)};
    const auto outcome = (this->*handler->second.run)(request);
    // A sign-out ends the session it came by; its answer has gone out before.
    if (const auto still = sessions_.find(key); still != sessions_.end()) answer(*still->second, id, outcome);
}

void Live::Impl::answer(Session& session, const std::string& id, const Outcome& outcome) {
    if (std::holds_alternative<Later>(outcome)) {
        session.pending.insert(id);
        return;
    }
    session.pending.erase(id);
    const auto* result = std::get_if<json::object>(&outcome);
    if (const auto* refusal = std::get_if<Refusal>(&outcome); refusal && refusal->rpc_code != -32000)
        complain(session.connection, *refusal);
    auto text = std::make_shared<const std::string>(result ? R"({"jsonrpc":"2.0","id":)" + id + R"(,"result":)" +
                                                                 json::serialize(*result) + "}"
                                                           : error_text(id, std::get<Refusal>(outcome)));
    session.answered.push_back({id, text});
    if (session.answered.size() > config_.kept_answers) session.answered.pop_front();
    if (session.connection) send({session.connection, {}, std::move(text), 0});
}

/// What a client of ours never sends.
void Live::Impl::complain(net::ConnectionId connection, const Refusal& refusal) {
    complaints_.note(parts_.clock.now(), [&] {
        const auto client = clients_.find(connection);
        return fmt::format("a request from {} is refused with {}",
                           client == clients_.end() ? std::string("a closed connection") : client->second.remote_host,
                           refusal.code);
    });
}

void Live::Impl::refuse(net::ConnectionId connection, const std::string& id, const Refusal& refusal) {
    // Who has no session and does not come to one does not keep the connection.
    const auto client = clients_.find(connection);
    complain(connection, refusal);
    const bool enough =
        client != clients_.end() && client->second.session.empty() && ++client->second.refusals >= kMostRefusals;
    send({connection, error_text(id, refusal), {}, enough ? kPolicyViolation : std::uint16_t{0}});
}

}  // namespace sidetone::live
