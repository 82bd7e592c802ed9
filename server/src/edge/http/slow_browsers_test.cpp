// Browsers, and who plays one, that send byte by byte or do not read: over HTTP and WebSocket, with TLS and without.
#include <sys/socket.h>

#include "edge/http/testing/web_port.h"
#include "edge/net/testing/slow_client.h"

namespace sidetone::http {
namespace {

using net::testing::allocated_bytes;
using net::testing::Client;
using net::testing::closes_while_trickling;
using net::testing::masked_frame;
using net::testing::open_web_socket;
using net::testing::read_frame;
using net::testing::TlsBytes;

class SlowBrowsers : public testing::WebPort {
protected:
    static constexpr int kTls13 = 0x0304;
    static constexpr base::Duration kHurry = std::chrono::milliseconds{100};

    const std::string long_request =
        "GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + std::string(2000, 'x') + "\r\n\r\n";
};

TEST_F(SlowBrowsers, TheHeadOfARequestMustBeWholeInTime) {
    request_time = kHurry;
    open();
    const Client client(port(), false);
    EXPECT_TRUE(closes_while_trickling(client.handle(), long_request));
    EXPECT_EQ(threads.counters().closed_timeout, 1U);
}

TEST_F(SlowBrowsers, SoMustTheBodyAndEachLaterRequest) {
    request_time = kHurry;
    open();
    Client client(port(), false);
    client.send("GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n");
    (void)client.read_until("{\"status\":\"ok\"}");
    EXPECT_TRUE(closes_while_trickling(client.handle(), long_request));
    const Client other(port(), false);
    EXPECT_TRUE(closes_while_trickling(other.handle(),
                                       "POST /api/v1/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                                       "application/json\r\nContent-Length: 2000\r\n\r\n" +
                                           std::string(2000, ' ')));
    EXPECT_EQ(threads.counters().closed_timeout, 2U);
}

TEST_F(SlowBrowsers, OverTlsTheHeadMustBeWholeInTimeToo) {
    request_time = std::chrono::milliseconds{500};
    open(true);
    const Client client(port(), false);
    TlsBytes bytes(client.handle(), kTls13);
    ASSERT_TRUE(bytes.shake_hands());
    std::string records;
    for (const char& byte : long_request) records += bytes.seal({&byte, 1});
    EXPECT_TRUE(closes_while_trickling(client.handle(), records));
    EXPECT_EQ(threads.counters().closed_timeout, 1U);
}

TEST_F(SlowBrowsers, AWebSocketMessageMustBeWholeInTime) {
    sessions.limits.first_message = kHurry;
    open();
    Client silent(port(), false);
    (void)open_web_socket(silent, "/session");
    EXPECT_TRUE(closes_while_trickling(silent.handle(), masked_frame(1, std::string(2000, 'x'))));
    Client later(port(), false);
    (void)open_web_socket(later, "/session");
    later.send(masked_frame(1, "hello"));
    EXPECT_EQ(read_frame(later).payload, "hello");
    std::string parts = masked_frame(1, "begins", false);
    for (int i = 0; i < 500; ++i) parts += masked_frame(9, "ping") + masked_frame(0, "x", false);
    EXPECT_TRUE(closes_while_trickling(later.handle(), parts));
    EXPECT_EQ(threads.counters().closed_timeout, 2U);
}

TEST_F(SlowBrowsers, AWebSocketOverTlsIsHeldToItToo) {
    sessions.limits.first_message = kHurry;
    open(true);
    const Client client(port(), false);
    TlsBytes bytes(client.handle(), kTls13);
    ASSERT_TRUE(bytes.shake_hands());
    const auto upgrade = bytes.seal(
        "GET /session HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    ::send(client.handle(), upgrade.data(), upgrade.size(), MSG_NOSIGNAL);
    EXPECT_TRUE(closes_while_trickling(client.handle(), bytes.seal(masked_frame(1, std::string(2000, 'x')))));
    EXPECT_EQ(sessions.closed.take(), 1);
    EXPECT_EQ(threads.counters().closed_timeout, 1U);
}

TEST_F(SlowBrowsers, AWebSocketThatNeverSignsInIsClosed) {
    sessions.limits.untrusted = kHurry;
    open();
    Client stranger(port(), false);
    (void)open_web_socket(stranger, "/session");
    stranger.send(masked_frame(1, "hello"));
    EXPECT_EQ(read_frame(stranger).payload, "hello");
    EXPECT_EQ(stranger.read_to_end(), "");
    EXPECT_EQ(threads.counters().closed_timeout, 1U);
}

/// Asks for much and reads nothing, until it is closed; with TLS and without.
class WhoDoesNotRead : public SlowBrowsers, public ::testing::WithParamInterface<bool> {
protected:
    static constexpr std::size_t kQueue = std::size_t{256} * 1024;
    /// What a connection may read in one turn, on its way back; the buffers of TLS at work.
    static constexpr std::size_t kBeside = std::size_t{1024} * 1024;

    std::size_t most_taken(Client& client, const std::string& bytes) {
        const auto before = allocated_bytes();
        auto most = before;
        while (threads.counters().open > 0) {
            client.send(bytes);
            most = std::max(most, allocated_bytes());
        }
        return most - before;
    }
};
INSTANTIATE_TEST_SUITE_P(OverTcpAndTls, WhoDoesNotRead, ::testing::Bool());

TEST_P(WhoDoesNotRead, CostsItsBoundOverAWebSocket) {
    sessions.limits.write_queue = kQueue;
    open(GetParam());
    Client client(port(), GetParam());
    (void)open_web_socket(client, "/session");
    EXPECT_LT(most_taken(client, masked_frame(1, std::string(1000, 'x'))), 2 * kQueue + kBeside);
    EXPECT_EQ(threads.counters().closed_slow, 1U);
}

TEST_P(WhoDoesNotRead, CostsItsBoundByPingsToo) {
    sessions.limits.write_queue = kQueue;
    open(GetParam());
    Client client(port(), GetParam());
    (void)open_web_socket(client, "/session");
    std::string pings;
    for (int i = 0; i < 100; ++i) pings += masked_frame(9, "");
    EXPECT_LT(most_taken(client, pings), 2 * kQueue + kBeside);
    EXPECT_EQ(threads.counters().closed_slow, 1U);
}

TEST_P(WhoDoesNotRead, GetsNoMoreAnswersThanItTakes) {
    open(GetParam());
    Client client(port(), GetParam());
    client.send("GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n");
    (void)client.read_until("{\"status\":\"ok\"}");
    std::string requests;
    for (int i = 0; i < 100; ++i) requests += "GET /api/v1/none HTTP/1.1\r\nHost: localhost\r\n\r\n";
    EXPECT_LT(most_taken(client, requests), 2 * kQueue + kBeside);
    EXPECT_EQ(threads.counters().closed_protocol, 1U);
}

TEST_F(SlowBrowsers, ManyRequestsAtOnceAreAllAnsweredToWhoReads) {
    open();
    Client client(port(), false);
    std::string requests;
    for (int i = 0; i < 1000; ++i) requests += "GET /api/v1/none HTTP/1.1\r\nHost: localhost\r\n\r\n";
    client.send(requests + "GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    const auto answers = client.read_to_end();
    std::size_t found = 0;
    for (auto at = answers.find("HTTP/1.1 404"); at != std::string::npos; at = answers.find("HTTP/1.1 404", at + 1))
        ++found;
    EXPECT_EQ(found, 1000U);
    EXPECT_NE(answers.find("{\"status\":\"ok\"}"), std::string::npos);
}

TEST_F(SlowBrowsers, WhenManyOfOneAddressAreThereNoneIsKeptForALaterRequest) {
    open();
    Client client(port(), false);
    const std::string request = "GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n";
    client.send(request);
    EXPECT_EQ(client.read_until("\r\n\r\n").find("Connection: close"), std::string::npos);
    (void)client.read_until("{\"status\":\"ok\"}");
    std::vector<std::unique_ptr<Client>> others;
    for (int i = 0; i < 10; ++i) {
        others.push_back(std::make_unique<Client>(port(), false));
        others.back()->send(request);
        (void)others.back()->read_until("{\"status\":\"ok\"}");
    }
    client.send(request);
    EXPECT_NE(client.read_to_end().find("Connection: close"), std::string::npos);
}

}  // namespace
}  // namespace sidetone::http
