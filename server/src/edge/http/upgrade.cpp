#include "edge/http/upgrade.h"

#include "edge/net/web_socket_frames.h"

namespace sidetone::http {

namespace {

bool is_key(std::string_view key) {
    // 16 bytes in base64: 22 characters and "==".
    return key.size() == 24 && key.ends_with("==") &&
           key.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") == 22;
}

}  // namespace

bool asks_for_web_socket(const Request& request) {
    return request.lists("Connection", "upgrade") && request.lists("Upgrade", "websocket");
}

bool is_own_origin(const Request& request, bool secure) {
    const auto origin = request.header("Origin");
    if (origin.empty()) return true;
    const auto host = request.header("Host");
    if (equal_ignoring_case(origin, "https://" + std::string(host))) return true;
    // Behind a proxy that ends TLS, or without TLS on the same machine.
    return !secure && equal_ignoring_case(origin, "http://" + std::string(host));
}

int check_upgrade(const Request& request, bool secure, std::string_view subprotocol) {
    if (request.method != "GET") return 405;
    if (!asks_for_web_socket(request) || request.header("Sec-WebSocket-Version") != "13") return 426;
    if (!is_key(request.header("Sec-WebSocket-Key"))) return 400;
    if (!is_own_origin(request, secure)) return 403;
    if (!subprotocol.empty() && !request.lists("Sec-WebSocket-Protocol", subprotocol)) return 400;
    return 0;
}

std::string upgrade_answer(const Request& request, std::string_view subprotocol) {
    std::string out =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
        net::accept_key(request.header("Sec-WebSocket-Key")) + "\r\n";
    if (!subprotocol.empty()) out += "Sec-WebSocket-Protocol: " + std::string(subprotocol) + "\r\n";
    return out + "\r\n";
}

}  // namespace sidetone::http
