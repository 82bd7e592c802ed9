#include "edge/http/answer.h"

#include <algorithm>

namespace sidetone::http {

namespace {

std::string_view reason(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 304:
            return "Not Modified";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 413:
            return "Content Too Large";
        case 415:
            return "Unsupported Media Type";
        case 426:
            return "Upgrade Required";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 503:
            return "Service Unavailable";
        case 505:
            return "HTTP Version Not Supported";
        default:
            return "Answer";
    }
}

void add(std::string& out, std::string_view name, std::string_view value) {
    out += name;
    out += ": ";
    out += value;
    out += "\r\n";
}

/// The page loads and connects to nothing but this server.
std::string content_policy(const AnswerContext& context) {
    std::string policy =
        "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'; connect-src 'self'";
    // Not every browser counts wss: on the same host as 'self'.
    if (!context.host.empty()) policy += (context.secure ? " wss://" : " ws://") + context.host;
    return policy;
}

}  // namespace

bool is_host(std::string_view text) {
    return !text.empty() && text.size() <= 255 && std::all_of(text.begin(), text.end(), [](unsigned char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
               c == ':' || c == '[' || c == ']';
    });
}

bool is_local_name(std::string_view host) {
    if (!host.empty() && host.front() == '[') return true;
    host = host.substr(0, host.find(':'));
    if (equal_ignoring_case(host, "localhost")) return true;
    if (host.size() > 10 && equal_ignoring_case(host.substr(host.size() - 10), ".localhost")) return true;
    return host.find_first_not_of("0123456789.") == std::string_view::npos;
}

Answer json(int status, std::string text) {
    Answer answer;
    answer.status = status;
    answer.headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}};
    answer.body = std::make_shared<const std::string>(std::move(text));
    return answer;
}

Answer problem(int status, std::string_view code, unsigned retry_after) {
    std::string text = "{\"code\":\"" + std::string(code) + "\"";
    if (retry_after != 0) text += ",\"retryAfter\":" + std::to_string(retry_after);
    auto answer = json(status, text + "}");
    if (retry_after != 0) answer.headers.emplace_back("Retry-After", std::to_string(retry_after));
    return answer;
}

std::string head_of(const Answer& answer, const AnswerContext& context) {
    std::string out = "HTTP/1.1 " + std::to_string(answer.status) + " ";
    out += reason(answer.status);
    out += "\r\n";
    for (const auto& [name, value] : answer.headers) add(out, name, value);
    if (answer.status != 304) add(out, "Content-Length", std::to_string(answer.body ? answer.body->size() : 0));
    if (!context.keep_alive) add(out, "Connection", "close");
    add(out, "Content-Security-Policy", content_policy(context));
    add(out, "X-Content-Type-Options", "nosniff");
    add(out, "Referrer-Policy", "no-referrer");
    add(out, "Permissions-Policy", "microphone=(self), camera=(), geolocation=()");
    add(out, "Cross-Origin-Opener-Policy", "same-origin");
    add(out, "Cross-Origin-Resource-Policy", "same-origin");
    if (context.secure && !context.host.empty() && !is_local_name(context.host))
        add(out, "Strict-Transport-Security", "max-age=31536000");
    out += "\r\n";
    return out;
}

}  // namespace sidetone::http
