#include "sip/message/name_addr.h"

#include "sip/message/text.h"

namespace sidetone::sip {
namespace {

/// display-name = *(token LWS) / quoted-string. Bytes beyond ASCII are taken too: phones send UTF-8 unquoted.
bool is_display(std::string_view display) {
    if (display.empty()) return true;
    if (display.front() == '"') {
        for (std::size_t i = 1; i < display.size(); ++i) {
            if (display[i] == '\\')
                ++i;
            else if (display[i] == '"')
                return i == display.size() - 1;
        }
        return false;
    }
    for (const char c : display) {
        if (!text::is_token_char(c) && !text::is_space(c) && static_cast<unsigned char>(c) < 0x80) return false;
    }
    return true;
}

bool has_blank(std::string_view uri) {
    for (const char c : uri) {
        if (static_cast<unsigned char>(c) <= ' ') return true;
    }
    return false;
}

}  // namespace

std::optional<NameAddr> parse_name_addr(std::string_view input) {
    const std::string_view text = text::trim(input);
    NameAddr result;
    if (text == "*") {
        result.star = true;
        result.uri = text;
        return result;
    }
    std::string_view after;
    // A '<' within the quoted display name is text.
    const std::size_t open = text::find_outside_quotes(text, '<');
    if (open != std::string_view::npos) {
        const std::size_t close = text.find('>', open);
        if (close == std::string_view::npos) return std::nullopt;
        result.display = text::trim(text.substr(0, open));
        result.uri = text.substr(open + 1, close - open - 1);
        after = text::trim(text.substr(close + 1));
        if (!is_display(result.display)) return std::nullopt;
    } else {
        // Without brackets every parameter belongs to the header, and ',' '?' must not stand in the URI (RFC
        // 3261 20.10).
        const std::size_t semicolon = text.find(';');
        result.uri = text::trim(text.substr(0, semicolon));
        after = semicolon == std::string_view::npos ? std::string_view{} : text.substr(semicolon);
        if (result.uri.find_first_of("?,\">") != std::string_view::npos) return std::nullopt;
    }
    if (!after.empty() && after.front() != ';') return std::nullopt;
    result.params = Params{after};
    if (result.uri.find(':') == std::string_view::npos || has_blank(result.uri)) return std::nullopt;
    return result.params.well_formed() ? std::optional{result} : std::nullopt;
}

std::string NameAddr::display_name() const {
    return text::unquote(display);
}

std::string_view NameAddr::tag() const {
    return params.find("tag").value_or(std::string_view{});
}

std::string make_name_addr(std::string_view display, std::string_view uri) {
    if (text::has_line_break(display) || text::has_line_break(uri) ||
        uri.find_first_of("<> ") != std::string_view::npos)
        return {};
    std::string result;
    result.reserve(display.size() + uri.size() + 8);
    if (!display.empty()) result.append(text::quote(display)).push_back(' ');
    result.append("<").append(uri).append(">");
    return result;
}

}  // namespace sidetone::sip
