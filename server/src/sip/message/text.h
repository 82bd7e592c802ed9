// Scanning helpers of the SIP grammar (RFC 3261 25.1). Free functions over views, no allocation, any thread.
#pragma once

#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sidetone::sip::text {

constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}
constexpr bool is_space(char c) {
    return c == ' ' || c == '\t';
}
constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr bool is_alpha(char c) {
    return lower(c) >= 'a' && lower(c) <= 'z';
}
constexpr bool is_alnum(char c) {
    return is_digit(c) || is_alpha(c);
}
/// Letters, digits and `extra`.
constexpr std::array<bool, 256> table_of(std::string_view extra) {
    std::array<bool, 256> table{};
    for (int c = 0; c < 128; ++c) table[static_cast<std::size_t>(c)] = is_alnum(static_cast<char>(c));
    for (const char c : extra) table[static_cast<unsigned char>(c)] = true;
    return table;
}
inline constexpr auto kTokenChars = table_of("-.!%*_+`'~");
inline constexpr auto kWordChars = table_of("-.!%*_+`'~()<>:\\\"/[]?{}");

/// token of RFC 3261 25.1.
[[nodiscard]] constexpr bool is_token_char(char c) {
    return kTokenChars[static_cast<unsigned char>(c)];
}
[[nodiscard]] constexpr bool is_token(std::string_view text) {
    for (const char c : text) {
        if (!is_token_char(c)) return false;
    }
    return !text.empty();
}
/// word of RFC 3261 25.1 (Call-ID).
[[nodiscard]] constexpr bool is_word_char(char c) {
    return kWordChars[static_cast<unsigned char>(c)];
}

[[nodiscard]] constexpr bool iequals(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i] != b[i] && lower(a[i]) != lower(b[i])) return false;
    }
    return true;
}
[[nodiscard]] constexpr std::string_view trim(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}
/// CR, LF: what would break out of a header row.
[[nodiscard]] bool has_line_break(std::string_view text);

/// Decimal digits only, all of them; none on overflow.
template <class Number>
[[nodiscard]] std::optional<Number> to_number(std::string_view digits) {
    Number value{};
    const char* end = digits.data() + digits.size();
    if (digits.empty() || !is_digit(digits.front())) return std::nullopt;
    const auto [stopped, error] = std::from_chars(digits.data(), end, value);
    if (error != std::errc{} || stopped != end) return std::nullopt;
    return value;
}

/// Position of the first `wanted` outside of quoted strings and <...>, or npos.
[[nodiscard]] std::size_t find_outside_quotes(std::string_view text, char wanted);

/// "a \"b\"" with its quotes -> a "b"; other text unchanged.
[[nodiscard]] std::string unquote(std::string_view text);
/// Adds quotes and escapes; the text must be free of line breaks.
[[nodiscard]] std::string quote(std::string_view text);

}  // namespace sidetone::sip::text
