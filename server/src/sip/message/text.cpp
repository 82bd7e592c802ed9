#include "sip/message/text.h"

#include <cstring>

namespace sidetone::sip::text {
bool has_line_break(std::string_view text) {
    return !text.empty() && (std::memchr(text.data(), '\n', text.size()) != nullptr ||
                             std::memchr(text.data(), '\r', text.size()) != nullptr);
}

std::size_t find_outside_quotes(std::string_view text, char wanted) {
    // Most texts do not have it at all.
    if (text.find(wanted) == std::string_view::npos) return std::string_view::npos;
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
