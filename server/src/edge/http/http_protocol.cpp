#include "edge/http/http_protocol.h"

#include <spdlog/fmt/fmt.h>

#include "edge/http/login.h"
#include "edge/http/upgrade.h"
#include "edge/net/shard.h"
#include "edge/net/web_socket_protocol.h"

namespace sidetone::http {

namespace {

constexpr std::size_t kLongestUserAgent = 256;
/// For an answer to be taken, and for the last one before closing.
constexpr std::chrono::seconds kAnswerTime{120};
constexpr std::chrono::seconds kLastWords{5};
/// Nothing more is answered while more than this waits for a browser that does not read.
constexpr std::size_t kAnswersWaiting = std::size_t{64} * 1024;
/// Answers are shared files; this bounds how many of them one connection may ask for at once.
constexpr std::size_t kWriteLimit = std::size_t{64} * 1024 * 1024;

Answer method_not_allowed(const char* allowed) {
    auto answer = problem(405, "request.method_not_allowed");
    answer.headers.emplace_back("Allow", allowed);
    return answer;
}

std::string render_health(const std::vector<std::string>& ailments) {
    if (ailments.empty()) return "{\"status\":\"ok\"}";
    std::string text = "{\"status\":\"degraded\",\"failing\":[";
    for (const auto& ailment : ailments) text += (text.back() == '[' ? "\"" : ",\"") + ailment + "\"";
    return text + "]}";
}

}  // namespace

void HttpProtocol::on_open(net::Connection& connection) {
    connection.set_write_limit(kWriteLimit);
    connection.set_deadline(connection.shard().now() + site_->config.request_time);
}

void HttpProtocol::on_bytes(net::Connection& connection, std::string_view bytes) {
    const auto most = std::size_t{site_->config.max_header} + site_->config.max_body + 65536;
    if (pending_.size() + bytes.size() > most)
        return connection.close(net::Closed::ProtocolError);  // sends while its request is away
    pending_.append(bytes);
    go_on(connection);
}

void HttpProtocol::go_on(net::Connection& connection) {
    // Becoming a WebSocket replaces this protocol; it lives until the connection's turn ends.
    while (!busy_ && !pending_.empty() && !connection.is_closed() && &connection.protocol() == this) {
        if (connection.queued() > kAnswersWaiting) return;  // on_written() goes on
        if (!parser_) {
            parser_.emplace(site_->config.max_header, site_->config.max_body);
            connection.set_deadline(connection.shard().now() + site_->config.request_time);
        }
        const auto state = parser_->feed(pending_);
        if (state == RequestParser::State::NeedMore) return;
        if (state == RequestParser::State::Refused) {
            context_ = {{}, connection.secure(), false, false};
            pending_.clear();
            complain(connection, parser_->status());
            return answer(connection, problem(parser_->status(), "request.invalid"));
        }
        const auto request = parser_->take();
        parser_.reset();
        handle(connection, request);
    }
}

void HttpProtocol::handle(net::Connection& connection, const Request& request) {
    const auto host = request.header("Host");
    context_ = {is_host(host) ? std::string(host) : std::string{}, connection.secure(), request.keep_alive,
                request.method == "HEAD"};
    if (context_.host.empty()) {
        context_.keep_alive = false;
        return refuse(connection, 400, "request.invalid");
    }
    const auto path = safe_path(request.target);
    if (path.empty()) return refuse(connection, 400, "request.invalid");
    if (path == "/session") return upgrade(connection, request, site_->parts.sessions, {});
    if (path == "/sip") return upgrade(connection, request, site_->parts.sip, "sip");
    if (path.starts_with("/api/")) return handle_api(connection, request, path);
    if (request.method != "GET" && request.method != "HEAD") return answer(connection, method_not_allowed("GET, HEAD"));
    answer(connection, site_->files.answer(request));
}

void HttpProtocol::handle_api(net::Connection& connection, const Request& request, const std::string& path) {
    if (path == "/api/v1/login") {
        if (request.method != "POST") return answer(connection, method_not_allowed("POST"));
        return start_login(connection, request);
    }
    if (path == "/api/v1/health") {
        if (request.method != "GET" && request.method != "HEAD")
            return answer(connection, method_not_allowed("GET, HEAD"));
        return ask_health(connection);
    }
    answer(connection, problem(404, "request.not_found"));
}

void HttpProtocol::start_login(net::Connection& connection, const Request& request) {
    // A form of a foreign page can send text, but not this type without asking, and its origin is refused anyway.
    const auto type = request.header("Content-Type");
    if (!equal_ignoring_case(type.substr(0, type.find(';')), "application/json"))
        return refuse(connection, 415, "request.invalid");
    if (!is_own_origin(request, connection.secure())) return refuse(connection, 403, "request.foreign_origin");
    LoginRequest login;
    if (!read_login(request.body, login)) return refuse(connection, 400, "request.invalid");
    login.address = connection.addresses().remote_host;
    login.user_agent = std::string(request.header("User-Agent").substr(0, kLongestUserAgent));
    log_in(site_->parts, std::move(login), answer_later(connection));
}

void HttpProtocol::ask_health(net::Connection& connection) {
    site_->parts.core.post([site = site_, done = answer_later(connection)] {
        const auto ailments = site->parts.ailments ? site->parts.ailments() : std::vector<std::string>{};
        done(json(ailments.empty() ? 200 : 503, render_health(ailments)));
    });
}  // NOLINT(clang-analyzer-cplusplus.NewDeleteLeaks): the analyzer loses sight of what is posted

std::function<void(Answer)> HttpProtocol::answer_later(net::Connection& connection) {
    busy_ = true;
    connection.clear_deadline();
    // While busy this protocol stays the connection's.
    return [site = site_, &shard = connection.shard(), id = connection.id()](Answer answer) {
        shard.post([&shard, id, site, answer = std::move(answer)] {
            shard.with(id, [&](net::Connection& open) {
                static_cast<HttpProtocol&>(open.protocol()).on_answer(open, answer);
            });
        });
    };
}

void HttpProtocol::on_answer(net::Connection& connection, const Answer& later) {
    busy_ = false;
    answer(connection, later);
    go_on(connection);
}

void HttpProtocol::upgrade(net::Connection& connection, const Request& request, net::WebSocketService& service,
                           std::string_view subprotocol) {
    if (const int refused = check_upgrade(request, connection.secure(), subprotocol); refused != 0) {
        complain(connection, refused);
        auto refusal = problem(refused, refused == 403 ? "request.foreign_origin" : "request.invalid");
        if (refused == 426)
            refusal.headers.insert(refusal.headers.end(), {{"Upgrade", "websocket"}, {"Sec-WebSocket-Version", "13"}});
        return answer(connection, refusal);
    }
    const auto addresses = connection.addresses();
    net::UpgradeInfo who;
    who.connection = connection.id();
    who.secure = connection.secure();
    who.local_host = addresses.local_host;
    who.local_port = addresses.local_port;
    who.remote_host = addresses.remote_host;
    who.remote_port = addresses.remote_port;
    who.user_agent = std::string(request.header("User-Agent").substr(0, kLongestUserAgent));
    auto handler = service.on_web_socket(who);
    if (!handler) return answer(connection, problem(503, "request.too_many"));
    connection.write(upgrade_answer(request, subprotocol));
    const auto rest = std::move(pending_);
    auto& protocol =
        connection.become(std::make_unique<net::WebSocketProtocol>(std::move(handler), service.web_socket_limits()));
    protocol.on_open(connection);
    if (!rest.empty()) protocol.on_bytes(connection, rest);
}

void HttpProtocol::complain(net::Connection& connection, int status) {
    auto& shard = connection.shard();
    shard.web_complaints().note(shard.now(), [&] {
        return fmt::format("a request from {} is answered with {}", connection.addresses().remote_host, status);
    });
}

void HttpProtocol::refuse(net::Connection& connection, int status, std::string_view code) {
    complain(connection, status);
    answer(connection, problem(status, code));
}

void HttpProtocol::answer(net::Connection& connection, const Answer& what) {
    const auto now = connection.shard().now();
    if (connection.is_crowded()) context_.keep_alive = false;
    connection.write(head_of(what, context_), context_.head_only ? nullptr : what.body);
    if (!context_.keep_alive) {
        pending_.clear();  // what was sent after the last request is not done
        return connection.finish(now + kLastWords);
    }
    const bool large = what.body && what.body->size() > 65536;
    connection.set_deadline(now + (large ? base::Duration{kAnswerTime} : site_->config.keep_alive));
}

void HttpProtocol::on_written(net::Connection& connection) {
    go_on(connection);
}

void HttpProtocol::on_deadline(net::Connection& connection) {
    connection.close(net::Closed::Timeout);
}

}  // namespace sidetone::http
