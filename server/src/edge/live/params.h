// Strict reading of a request's params: what is missing, of another type, too long or unknown is refused with the
// field's name. One request.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sidetone::live {

/// Why a request is refused (api/session.yaml, RpcError).
struct Refusal {
    int rpc_code = -32000;
    /// Stable refusal code, a literal.
    std::string_view code;
    std::string field;
};

inline Refusal invalid_params(std::string_view field) {
    return {-32602, "request.invalid", std::string(field)};
}

class Params {
public:
    /// `object` may be null: no params.
    explicit Params(const boost::json::object* object) : object_(object) {}

    /// Required. Lengths in bytes of UTF-8, at most 4 times the characters the contract allows.
    std::string text(std::string_view name, std::size_t min, std::size_t max_characters);
    bool boolean(std::string_view name);
    std::uint64_t number(std::string_view name);
    /// Optional object with params of its own, which must be done() before this one.
    std::optional<Params> object(std::string_view name);

    /// After the last read: nothing unknown may be left. The refusal, if there is one.
    std::optional<Refusal> done();

private:
    const boost::json::value* take(std::string_view name, bool required);
    void fail(std::string_view name);

    const boost::json::object* object_;
    std::vector<std::string_view> known_;
    std::optional<Refusal> refusal_;
};

}  // namespace sidetone::live
