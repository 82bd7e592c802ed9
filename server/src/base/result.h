// Expected refusals as values. A refusal has a stable code ("calls.target_unknown"); each code has one HTTP answer, one
// SIP answer and one text in the client. Codes are string literals, so an Error costs no allocation.
#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <string_view>

namespace sidetone::base {

struct Error {
    /// Stable code, a string literal: "<room>.<what>".
    std::string_view code;
    /// The field or parameter at fault, a string literal; empty if none is.
    std::string_view field = {};

    constexpr Error() = default;
    constexpr explicit Error(const char* stable_code, std::string_view at_fault = {})
        : code(stable_code), field(at_fault) {}
    constexpr explicit Error(std::string_view stable_code, std::string_view at_fault = {})
        : code(stable_code), field(at_fault) {}
    /// No code from a string that may die; and Result<std::string> must not take a text for an Error.
    Error(const std::string& stable_code) = delete;

    bool operator==(const Error&) const = default;
};

[[noreturn]] void throw_refusal(const Error& error);

/// Found by argument-dependent lookup when .value() is called on a refusal, which is a bug of the caller.
[[noreturn]] inline void throw_exception_from_error(const Error& error, const boost::source_location&) {
    throw_refusal(error);
}

template <class T>
using Result = boost::system::result<T, Error>;

}  // namespace sidetone::base
