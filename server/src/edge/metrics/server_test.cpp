#include "edge/metrics/server.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>
#include <optional>

#include "edge/net/testing/edge_bench.h"

namespace sidetone::metrics {
namespace {

namespace fs = std::filesystem;
using net::testing::Client;

class MetricsServer : public ::testing::Test {
protected:
    void start(ServerConfig config) {
        config.address = "127.0.0.1";
        server.emplace(std::move(config), [this](const auto& answer) {
            core.loop().post([answer] { answer({.name = "pbx.example", .figures = figures()}); });
        });
        server->start();
    }
    static base::Figures figures() {
        static constexpr base::FigureFamily kFamily{"sidetone_calls_started_total", base::FigureFamily::Kind::Counter,
                                                    "Calls."};
        return {{&kFamily, {}, 7}};
    }
    [[nodiscard]] std::string over_http(const std::string& request) const {
        Client client(server->port(), false);
        client.send(request);
        return client.read_to_end();
    }
    [[nodiscard]] std::string socket() const { return folder.path() / "sidetone.sock"; }
    static std::string over_socket(const std::string& path, const std::string& request) {
        const int handle = ::socket(AF_UNIX, SOCK_STREAM, 0);
        ::sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        EXPECT_EQ(::connect(handle, reinterpret_cast<const ::sockaddr*>(&address), sizeof address), 0);
        EXPECT_EQ(::write(handle, request.data(), request.size()), static_cast<ssize_t>(request.size()));
        std::string all;
        char bytes[4096];
        for (ssize_t count = 0; (count = ::read(handle, bytes, sizeof bytes)) > 0;)
            all.append(bytes, static_cast<std::size_t>(count));
        ::close(handle);
        return all;
    }

    net::testing::TemporaryFolder folder;
    net::testing::CoreThread core;
    std::optional<Server> server;
};

constexpr auto kMetrics = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n";
constexpr auto kStatus = "GET /status HTTP/1.1\r\nHost: x\r\n\r\n";

TEST_F(MetricsServer, answers_prometheus_over_http) {
    start({});
    const auto answer = over_http(kMetrics);
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
    EXPECT_NE(answer.find("Content-Type: text/plain; version=0.0.4"), std::string::npos);
    EXPECT_TRUE(answer.ends_with("sidetone_calls_started_total 7\n")) << answer;
}

TEST_F(MetricsServer, answers_both_over_its_socket_which_is_its_owners_alone) {
    start({.socket = socket()});
    EXPECT_NE(over_socket(socket(), kMetrics).find("sidetone_calls_started_total 7\n"), std::string::npos);
    EXPECT_NE(over_socket(socket(), kStatus).find("\"sidetone_calls_started_total\":7"), std::string::npos);
    struct ::stat facts {};
    ASSERT_EQ(::stat(socket().c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777U, 0600U);
    server->stop();
    EXPECT_FALSE(fs::exists(socket())) << "nothing is left behind";
}

TEST_F(MetricsServer, tells_the_state_to_nobody_over_http) {
    start({.socket = socket()});
    EXPECT_TRUE(over_http(kStatus).starts_with("HTTP/1.1 404 ")) << "only figures are served there";
}

TEST_F(MetricsServer, refuses_everything_else_and_goes_on) {
    start({});
    EXPECT_TRUE(over_http("GET / HTTP/1.1\r\nHost: x\r\n\r\n").starts_with("HTTP/1.1 404 "));
    EXPECT_TRUE(over_http("POST /metrics HTTP/1.1\r\nHost: x\r\n\r\n").starts_with("HTTP/1.1 405 "));
    EXPECT_TRUE(over_http("POST /metrics HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello").starts_with("HTTP/1.1 413 "));
    EXPECT_TRUE(over_http("INVITE sip:a@b SIP/2.0\r\n\r\n").starts_with("HTTP/1.1 400 "));
    EXPECT_TRUE(over_http("\x16\x03\x01 no TLS here \r\n\r\n").starts_with("HTTP/1.1 400 "));
    EXPECT_TRUE(
        over_http("GET /metrics HTTP/1.1\r\nX: " + std::string(5000, 'x') + "\r\n\r\n").starts_with("HTTP/1.1 431 "));
    EXPECT_TRUE(over_http(kMetrics).starts_with("HTTP/1.1 200 "));
}

TEST_F(MetricsServer, closes_on_who_does_not_come_to_an_end) {
    start({.patience = std::chrono::milliseconds{50}});
    Client slow(server->port(), false);
    slow.send("GET /metrics HTTP/1.1\r\nX: ");
    EXPECT_EQ(slow.read_to_end(), "");
    EXPECT_TRUE(over_http(kMetrics).starts_with("HTTP/1.1 200 "));
}

TEST_F(MetricsServer, serves_few_at_once_and_the_socket_beside_them) {
    start({.socket = socket(), .max_exchanges = 2});
    Client first(server->port(), false);
    Client second(server->port(), false);
    first.send("GET ");
    second.send("GET ");
    Client third(server->port(), false);
    EXPECT_EQ(third.read_to_end(), "") << "closed at once";
    EXPECT_NE(over_socket(socket(), kStatus).find("200 OK"), std::string::npos);
    first.send(kMetrics + 4);
    EXPECT_TRUE(first.read_to_end().starts_with("HTTP/1.1 200 "));
}

TEST_F(MetricsServer, takes_over_the_socket_of_one_that_was_killed_but_not_of_one_that_runs) {
    {
        // What a killed server leaves: a socket nobody listens at.
        const int handle = ::socket(AF_UNIX, SOCK_STREAM, 0);
        ::sockaddr_un address{};
        address.sun_family = AF_UNIX;
        socket().copy(address.sun_path, sizeof address.sun_path - 1);
        ASSERT_EQ(::bind(handle, reinterpret_cast<const ::sockaddr*>(&address), sizeof address), 0);
        ::close(handle);
    }
    start({.socket = socket()});
    EXPECT_NE(over_socket(socket(), kStatus).find("200 OK"), std::string::npos);
    Server second({.socket = socket()}, [](const auto&) {});
    EXPECT_THROW(second.start(), std::runtime_error);
    EXPECT_NE(over_socket(socket(), kStatus).find("200 OK"), std::string::npos) << "the first one goes on";
}

TEST_F(MetricsServer, may_live_in_a_folder_with_a_long_name) {
    const auto deep = folder.path() / std::string(120, 'd') / std::string(120, 'e');
    fs::create_directories(deep);
    start({.socket = deep / "sidetone.sock"});
    EXPECT_TRUE(fs::is_socket(deep / "sidetone.sock"));
}

TEST_F(MetricsServer, that_ends_leaves_nobody_waiting) {
    start({});
    Client waiting(server->port(), false);
    waiting.send("GET /met");
    server.reset();
    EXPECT_EQ(waiting.read_to_end(), "");
}

}  // namespace
}  // namespace sidetone::metrics
