#include "sip/message/text.h"

#include <array>
#include <cstring>

namespace sidetone::sip::text {
namespace {

constexpr std::array<bool, 256> table_of(std::string_view extra) {
    std::array<bool, 256> table{};
    for (int c = 0; c < 128; ++c) table[static_cast<std::size_t>(c)] = is_alnum(static_cast<char>(c));
    for (const char c : extra) table[static_cast<unsigned char>(c)] = true;
    return table;
}
constexpr auto kToken = table_of("-.!%*_+`'~");
constexpr auto kWord = table_of("-.!%*_+`'~()<>:\\\"/[]?{}");

}  // namespace

bool is_token_char(char c) {
    return kToken[static_cast<unsigned char>(c)];
}
bool is_word_char(char c) {
    return kWord[static_cast<unsigned char>(c)];
}

bool is_token(std::string_view text) {
    for (const char c : text) {
        if (!is_token_char(c)) return false;
    }
    return !text.empty();
}

bool iequals(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (lower(a[i]) != lower(b[i])) return false;
    }
    return true;
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

bool has_line_break(std::string_view text) {
    return !text.empty() && (std::memchr(text.data(), '\n', text.size()) != nullptr ||
                             std::memchr(text.data(), '\r', text.size()) != nullptr);
}

std::size_t find_outside_quotes(std::string_view text, char wanted) {
    bool quoted = false;
    bool bracketed = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                quoted = false;
            continue;
        }
        if (c == wanted && !bracketed) return i;
        if (c == '"')
            quoted = !bracketed;
        else if (c == '<')
            bracketed = true;
        else if (c == '>')
            bracketed = false;
    }
    return std::string_view::npos;
}

std::string unquote(std::string_view text) {
    if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::string{text};
    text = text.substr(1, text.size() - 2);
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) ++i;
        plain.push_back(text[i]);
    }
    return plain;
}

std::string quote(std::string_view text) {
    std::string quoted{'"'};
    quoted.reserve(text.size() + 2);
    for (const char c : text) {
        if (c == '"' || c == '\\') quoted.push_back('\\');
        quoted.push_back(c);
    }
    quoted.push_back('"');
    return quoted;
}

}  // namespace sidetone::sip::text
