// One HTTP/1.1 request and its parser, sans I/O. The parser is Beast's, kept out of this header. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sidetone::http {

struct Request {
    std::string method;
    std::string target;
    bool keep_alive = true;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;

    /// Value of the first header of that name, any case; empty if there is none.
    [[nodiscard]] std::string_view header(std::string_view name) const;
    /// Whether a comma list names `token`, any case.
    [[nodiscard]] bool lists(std::string_view name, std::string_view token) const;
};

class RequestParser {
public:
    RequestParser(std::uint32_t max_header, std::uint32_t max_body);
    ~RequestParser();
    RequestParser(RequestParser&&) noexcept;
    RequestParser& operator=(RequestParser&&) noexcept;

    enum class State : std::uint8_t { NeedMore, Done, Refused };
    /// Takes from the front of `bytes` what belongs to this request.
    State feed(std::string& bytes);
    /// After Done.
    [[nodiscard]] Request take();
    /// After Refused: 400, 413, 431, 505.
    [[nodiscard]] int status() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

bool equal_ignoring_case(std::string_view a, std::string_view b);

}  // namespace sidetone::http
