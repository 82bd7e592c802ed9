// HTTP on one connection: reads a request, routes it, writes the answer, one after the other; becomes a WebSocket when
// asked well. On the connection's net thread.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "edge/http/answer.h"
#include "edge/http/request.h"
#include "edge/http/server.h"
#include "edge/http/static_files.h"
#include "edge/net/connection.h"

namespace sidetone::http {

/// What all connections of a server use.
struct Site {
    Site(ServerConfig the_config, ServerParts the_parts)
        : config(std::move(the_config)), parts(std::move(the_parts)), files(config.web_root) {}
    ServerConfig config;
    ServerParts parts;
    StaticFiles files;
};

class HttpProtocol final : public net::Protocol {
public:
    explicit HttpProtocol(std::shared_ptr<Site> site) : site_(std::move(site)) {}

    void on_open(net::Connection& connection) override;
    void on_bytes(net::Connection& connection, std::string_view bytes) override;
    void on_deadline(net::Connection& connection) override;
    void on_written(net::Connection& connection) override;
    void on_send(net::Connection&, net::Outgoing&&) override {}
    void on_closed(net::Connection&, net::Closed) override {}

    /// The answer to the request that was sent away.
    void on_answer(net::Connection& connection, const Answer& answer);

private:
    void go_on(net::Connection& connection);
    void handle(net::Connection& connection, const Request& request);
    void handle_api(net::Connection& connection, const Request& request, const std::string& path);
    void start_login(net::Connection& connection, const Request& request);
    void ask_health(net::Connection& connection);
    void upgrade(net::Connection& connection, const Request& request, net::WebSocketService& service,
                 std::string_view subprotocol);
    void answer(net::Connection& connection, const Answer& answer);
    /// With a line in the log: a browser of ours never asks that way.
    void refuse(net::Connection& connection, int status, std::string_view code);
    static void complain(net::Connection& connection, int status);
    [[nodiscard]] std::function<void(Answer)> answer_later(net::Connection& connection);

    std::shared_ptr<Site> site_;
    std::optional<RequestParser> parser_;
    std::string pending_;
    AnswerContext context_;
    bool busy_ = false;  ///< a request is away; the next ones wait
};

}  // namespace sidetone::http
