// Requests at the web port: what Beast makes of the bytes, and all that is ours behind it.
#include <string>

#include "edge/http/answer.h"
#include "edge/http/login.h"
#include "edge/http/request.h"
#include "edge/http/static_files.h"
#include "edge/http/upgrade.h"
#include "fuzz/targets.h"

namespace sidetone::fuzz {

namespace {

constexpr std::uint32_t kHeader = 2048;
constexpr std::uint32_t kBody = 1024;

void look_at(const http::Request& request) {
    const auto path = http::safe_path(request.target);
    promise(path.empty() || path.front() == '/', "a path begins at the root");
    promise(path.find("/../") == std::string::npos && !path.ends_with("/..") && path.find('\0') == std::string::npos &&
                path.find('\\') == std::string::npos,
            "a path stays in its folder");
    promise(request.body.size() <= kBody, "a body keeps to its bound");
    const auto host = request.header("Host");
    const bool own = http::is_own_origin(request, true);
    if (own && !request.header("Origin").empty())
        promise(request.header("Origin").size() == host.size() + 8, "an own origin is https:// and the host");
    if (http::check_upgrade(request, true, "sip") == 0) {
        promise(own && request.method == "GET", "a WebSocket is asked for by GET, from an own page");
        const auto answer = http::upgrade_answer(request, "sip");
        promise(answer.find("\r\n\r\n") == answer.size() - 4, "nothing breaks out of the answer's head");
    }
    http::AnswerContext context;
    if (http::is_host(host)) context.host = host;
    const auto head = http::head_of(http::problem(400, "request.invalid"), context);
    promise(head.find("\r\n\r\n") == head.size() - 4, "nothing breaks out of an answer's head");
    http::LoginRequest login;
    if (http::read_login(request.body, login))
        promise(
            !login.name.empty() && login.name.size() <= 128 && !login.password.empty() && login.password.size() <= 256,
            "a login keeps to its bounds");
}

}  // namespace

void fuzz_http(std::string_view input) {
    http::LoginRequest login;
    static_cast<void>(http::read_login(std::string(input), login));
    static_cast<void>(http::safe_path(input));
    std::string bytes(input);
    for (int i = 0; i < 16 && !bytes.empty(); ++i) {
        http::RequestParser parser(kHeader, kBody);
        const auto state = parser.feed(bytes);
        if (state == http::RequestParser::State::Refused) {
            promise(parser.status() >= 400 && parser.status() < 600, "a refusal has a status");
            return;
        }
        if (state == http::RequestParser::State::NeedMore) return;
        look_at(parser.take());
    }
}

}  // namespace sidetone::fuzz
