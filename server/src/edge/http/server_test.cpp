#include "edge/http/server.h"

#include "edge/http/testing/web_port.h"

namespace sidetone::http {
namespace {

using net::testing::Client;
using net::testing::masked_frame;
using net::testing::open_web_socket;
using net::testing::read_frame;

using HttpServerTest = testing::WebPort;

TEST_F(HttpServerTest, ThePageComesWithHeadersThatKeepItToItself) {
    open(true);
    const auto answer = get("/");
    EXPECT_EQ(status_of(answer), 200);
    EXPECT_EQ(body_of(answer), "<!doctype html>");
    EXPECT_NE(answer.find("Content-Security-Policy: default-src 'self';"), std::string::npos);
    EXPECT_NE(answer.find("connect-src 'self' wss://localhost\r\n"), std::string::npos);
    EXPECT_NE(answer.find("X-Content-Type-Options: nosniff"), std::string::npos);
    EXPECT_NE(answer.find("Referrer-Policy: no-referrer"), std::string::npos);
    EXPECT_NE(answer.find("Permissions-Policy: microphone=(self)"), std::string::npos);
    EXPECT_EQ(answer.find("Strict-Transport-Security"), std::string::npos);
    const auto named = ask("GET / HTTP/1.1\r\nHost: pbx.example\r\nConnection: close\r\n\r\n");
    EXPECT_NE(named.find("Strict-Transport-Security: max-age=31536000"), std::string::npos);
}

TEST_F(HttpServerTest, ARightPasswordGivesATokenThatOpensSessions) {
    open(true);
    const auto answer = login(R"({"name":"Anna","password":"right-horse-battery"})");
    ASSERT_EQ(status_of(answer), 200) << answer;
    const auto body = body_of(answer);
    const auto token = body.substr(10, body.find('"', 10) - 10);
    EXPECT_EQ(body, "{\"token\":\"" + token + "\",\"signInId\":\"s1\"}");
    EXPECT_TRUE(core.run([&] { return access.find_sign_in(net::hash_token(token)) != nullptr; }));
}

TEST_F(HttpServerTest, WrongPasswordsAndUnknownNamesAreAnsweredAlike) {
    open();
    const auto wrong = login(R"({"name":"anna","password":"wrong"})");
    const auto unknown = login(R"({"name":"nobody","password":"wrong"})");
    EXPECT_EQ(status_of(wrong), 401);
    EXPECT_EQ(body_of(wrong), R"({"code":"access.denied"})");
    EXPECT_EQ(wrong, unknown);
}

TEST_F(HttpServerTest, GuessingIsSlowedDown) {
    open();
    core.run([this] {
        for (int i = 0; i < 10; ++i) {
            const auto check = access.begin_login("anna", "127.0.0.1", clock.now());
            if (check) (void)access.finish_login(check->check, false, {}, {}, clock.now());
        }
    });
    const auto answer = login(R"({"name":"anna","password":"right-horse-battery"})");
    EXPECT_EQ(status_of(answer), 429);
    EXPECT_NE(answer.find("\r\nRetry-After: "), std::string::npos);
    EXPECT_NE(body_of(answer).find(R"({"code":"access.throttled","retryAfter":)"), std::string::npos);
}

TEST_F(HttpServerTest, ALoginThatIsNotAsTheContractSaysIsRefused) {
    open();
    for (const auto* body : {"", "{", "[]", "{}", R"({"name":"anna"})", R"({"name":1,"password":"x"})",
                             R"({"name":"anna","password":"x","more":1})", R"({"name":"","password":"x"})",
                             R"({"name":"anna","password":[[[[]]]]})", "{\"name\":\"\xff\",\"password\":\"x\"}"}) {
        EXPECT_EQ(status_of(login(body)), 400) << body;
    }
    EXPECT_EQ(status_of(login(R"({"name":"anna","password":")" + std::string(300, 'x') + "\"}")), 400);
    EXPECT_EQ(status_of(login("{}", "Content-Type: text/plain\r\n")), 415);
    EXPECT_EQ(status_of(login("{}", "Content-Type: application/json\r\nOrigin: https://evil.example\r\n")), 403);
    EXPECT_EQ(status_of(get("/api/v1/login")), 405);
}

TEST_F(HttpServerTest, HealthSaysWhatDoesNotWork) {
    open();
    EXPECT_EQ(body_of(get("/api/v1/health")), R"({"status":"ok"})");
    core.run([this] { ailments = {"media"}; });
    const auto degraded = get("/api/v1/health");
    EXPECT_EQ(status_of(degraded), 503);
    EXPECT_EQ(body_of(degraded), R"({"status":"degraded","failing":["media"]})");
}

TEST_F(HttpServerTest, PipelinedAndSplitRequestsAreAnsweredInOrder) {
    open();
    Client client(port(), false);
    const std::string body = R"({"name":"anna","password":"wrong"})";
    const std::string all =
        "POST /api/v1/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " +
        std::to_string(body.size()) + "\r\n\r\n" + body +
        "GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n"
        "HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    for (const char byte : all) client.send({&byte, 1});
    const auto answers = client.read_to_end();
    const auto second = answers.find("{\"status\":\"ok\"}HTTP/1.1 200 OK");
    EXPECT_EQ(answers.find("HTTP/1.1 401"), 0U);
    EXPECT_NE(second, std::string::npos);
    EXPECT_EQ(answers.find("<!doctype"), std::string::npos);
}

TEST_F(HttpServerTest, NothingIsDoneAfterTheLastRequest) {
    open();
    const auto answers =
        ask("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\nGET /api/v1/health HTTP/1.1\r\nHost: "
            "localhost\r\n\r\n");
    EXPECT_EQ(body_of(answers), "<!doctype html>");
}

TEST_F(HttpServerTest, BadRequestsGetAnAnswerAndAClosedConnection) {
    open();
    EXPECT_EQ(status_of(ask("garbage\r\n\r\n")), 400);
    EXPECT_EQ(status_of(ask("GET / HTTP/1.1\r\n\r\n")), 400);
    EXPECT_EQ(status_of(ask("GET / HTTP/1.1\r\nHost: a\"; script\r\n\r\n")), 400);
    EXPECT_EQ(status_of(ask("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n")), 431);
    EXPECT_EQ(status_of(login(std::string(40'000, 'x'))), 413);
    EXPECT_EQ(status_of(ask("DELETE / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")), 405);
    EXPECT_EQ(status_of(get("/api/v2/secret")), 404);
    EXPECT_EQ(status_of(get("/../../etc/passwd")), 400);
}

TEST_F(HttpServerTest, AHalfRequestIsClosedAfterAWhile) {
    request_time = std::chrono::milliseconds{50};
    open();
    Client client(port(), false);
    client.send("GET / HTTP/1.1\r\nHost: loc");
    EXPECT_EQ(client.read_to_end(), "");
    EXPECT_EQ(threads.counters().closed_timeout, 1U);
}

TEST_F(HttpServerTest, AForeignPageOpensNoWebSocket) {
    open(true);
    for (const auto* path : {"/session", "/sip"}) {
        Client foreign(port(), true);
        EXPECT_EQ(status_of(open_web_socket(foreign, path,
                                            "Origin: https://evil.example\r\nSec-WebSocket-Protocol: sip\r\n")),
                  403);
        Client plain(port(), true);
        EXPECT_EQ(
            status_of(open_web_socket(plain, path, "Origin: http://localhost\r\nSec-WebSocket-Protocol: sip\r\n")),
            403);
        Client own(port(), true);
        EXPECT_EQ(status_of(open_web_socket(own, path, "Origin: https://localhost\r\nSec-WebSocket-Protocol: sip\r\n")),
                  101);
        Client program(port(), true);
        EXPECT_EQ(status_of(open_web_socket(program, path, "Sec-WebSocket-Protocol: sip\r\n")), 101);
    }
}

TEST_F(HttpServerTest, TheSipPathWantsItsSubprotocol) {
    open();
    Client without(port(), false);
    EXPECT_EQ(status_of(open_web_socket(without, "/sip")), 400);
    Client with(port(), false);
    const auto head = open_web_socket(with, "/sip", "Sec-WebSocket-Protocol: foo, sip\r\n");
    EXPECT_NE(head.find("Sec-WebSocket-Protocol: sip\r\n"), std::string::npos);
    EXPECT_NE(head.find("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"), std::string::npos);
    EXPECT_EQ(status_of(get("/session")), 426);
}

TEST_F(HttpServerTest, WebSocketMessagesComeWholeWhateverTheirFrames) {
    open(true);
    Client client(port(), true);
    // The first frame may follow the request at once.
    client.send(
        "GET /session HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: "
        "websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n" +
        masked_frame(1, "early"));
    (void)client.read_until("\r\n\r\n");
    EXPECT_EQ(read_frame(client).payload, "early");
    const auto fragments = masked_frame(1, "one ", false) + masked_frame(9, "ping") + masked_frame(0, "two ", false) +
                           masked_frame(0, "three");
    for (const char byte : fragments) client.send({&byte, 1});
    const auto pong = read_frame(client);
    EXPECT_EQ(pong.opcode, 10);
    EXPECT_EQ(pong.payload, "ping");
    EXPECT_EQ(read_frame(client).payload, "one two three");
    const std::string large(60'000, 'x');
    client.send(masked_frame(1, large));
    EXPECT_EQ(read_frame(client).payload, large);
    client.send(masked_frame(8, std::string("\x03\xe8", 2)));
    EXPECT_EQ(read_frame(client).close_code(), 1000);
    EXPECT_EQ(client.read_to_end(), "");
    EXPECT_EQ(sessions.closed.take(), 1);
}

TEST_F(HttpServerTest, BrokenFramesCloseWithTheirReason) {
    open();
    const auto unmasked = std::string("\x81\x02hi", 4);
    const auto reserved = std::string("\xc1\x80\0\0\0\0", 6);
    const auto long_ping = masked_frame(9, std::string(126, 'x'));
    const auto stray = masked_frame(0, "x");
    const std::vector<std::pair<std::string, int>> cases{
        {unmasked, 1002},
        {reserved, 1002},
        {long_ping, 1002},
        {stray, 1002},
        {masked_frame(3, "x"), 1002},
        {masked_frame(1, "a", false) + masked_frame(1, "b"), 1002},
        {masked_frame(1, "\xff\xfe"), 1007},
        {masked_frame(1, "\xed\xa0\x80"), 1007},
        {masked_frame(1, std::string(65'537, 'x')), 1009},
        {masked_frame(1, std::string(40'000, 'x'), false) + masked_frame(0, std::string(40'000, 'x')), 1009},
        {masked_frame(1, "violate"), 1008},
        {masked_frame(8, "x"), 1002},
        {masked_frame(8, std::string("\x03\xed", 2)), 1002},
    };
    for (const auto& [bytes, code] : cases) {
        Client client(port(), false);
        (void)open_web_socket(client, "/session");
        client.send(bytes);
        EXPECT_EQ(read_frame(client).close_code(), code);
        EXPECT_EQ(client.read_to_end(), "");
    }
}

TEST_F(HttpServerTest, SilentWebSocketsArePingedAndTheDeadOnesClosed) {
    sessions.limits.ping_after = std::chrono::milliseconds{30};
    sessions.limits.pong = std::chrono::milliseconds{30};
    open();
    Client client(port(), false);
    (void)open_web_socket(client, "/session");
    client.send(masked_frame(1, "hello"));
    EXPECT_EQ(read_frame(client).payload, "hello");
    EXPECT_EQ(read_frame(client).opcode, 9);
    client.send(masked_frame(10, ""));
    EXPECT_EQ(read_frame(client).opcode, 9);
    EXPECT_EQ(client.read_to_end(), "");
    EXPECT_EQ(sessions.closed.take(), 1);
}

}  // namespace
}  // namespace sidetone::http
