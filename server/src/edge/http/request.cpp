#include "edge/http/request.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>

namespace sidetone::http {

namespace {

namespace beast = boost::beast;

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

int status_of(const beast::error_code& error) {
    if (error == beast::http::error::header_limit) return 431;
    if (error == beast::http::error::body_limit) return 413;
    if (error == beast::http::error::bad_version) return 505;
    return 400;
}

}  // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view Request::header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
        if (equal_ignoring_case(key, name)) return value;
    }
    return {};
}

bool Request::lists(std::string_view name, std::string_view token) const {
    for (const auto& [key, value] : headers) {
        if (!equal_ignoring_case(key, name)) continue;
        std::string_view rest = value;
        while (!rest.empty()) {
            const auto comma = std::min(rest.find(','), rest.size());
            if (equal_ignoring_case(trim(rest.substr(0, comma)), token)) return true;
            rest.remove_prefix(std::min(comma + 1, rest.size()));
        }
    }
    return false;
}

struct RequestParser::Impl {
    beast::http::request_parser<beast::http::string_body> parser;
    int status = 0;
};

RequestParser::RequestParser(std::uint32_t max_header, std::uint32_t max_body) : impl_(std::make_unique<Impl>()) {
    impl_->parser.header_limit(max_header);
    impl_->parser.body_limit(max_body);
    impl_->parser.eager(true);
}

RequestParser::~RequestParser() = default;
RequestParser::RequestParser(RequestParser&&) noexcept = default;
RequestParser& RequestParser::operator=(RequestParser&&) noexcept = default;

RequestParser::State RequestParser::feed(std::string& bytes) {
    while (!bytes.empty()) {
        beast::error_code error;
        const auto used = impl_->parser.put(boost::asio::buffer(bytes), error);
        bytes.erase(0, used);
        if (impl_->parser.is_done()) return State::Done;
        if (error == beast::http::error::need_more) return State::NeedMore;
        if (error) {
            impl_->status = status_of(error);
            return State::Refused;
        }
        if (used == 0) return State::NeedMore;
    }
    return State::NeedMore;
}

Request RequestParser::take() {
    auto message = impl_->parser.release();
    Request request;
    request.method = std::string(message.method_string());
    request.target = std::string(message.target());
    request.keep_alive = message.keep_alive();
    request.body = std::move(message.body());
    for (const auto& field : message)
        request.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    return request;
}

int RequestParser::status() const {
    return impl_->status;
}

}  // namespace sidetone::http
