#include "sip/message/params.h"

#include "sip/message/text.h"

namespace sidetone::sip {
namespace {

std::size_t quoted_end(std::string_view text) {
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '\\')
            ++i;
        else if (text[i] == '"')
            return i;
    }
    return std::string_view::npos;
}

std::size_t next_separator(std::string_view text, char separator) {
    const std::size_t first = text.find(separator);
    if (text.substr(0, first).find('"') == std::string_view::npos) return first;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == separator) return i;
        if (text[i] != '"') continue;
        const std::size_t end = quoted_end(text.substr(i));
        if (end == std::string_view::npos) return end;
        i += end;
    }
    return std::string_view::npos;
}

bool value_well_formed(std::string_view value) {
    if (value.front() == '"') return quoted_end(value) == value.size() - 1;
    for (const char c : value) {
        // gen-value = token / host / quoted-string; an IPv6 reference brings [ ] and :
        if (!text::is_token_char(c) && c != '[' && c != ']' && c != ':' && static_cast<unsigned char>(c) < 0x80) {
            // Many phones put URI characters into unquoted values (e.g. +sip.instance, ob-params).
            if (c != '/' && c != '@' && c != '=' && c != '&' && c != '$' && c != '?' && c != '(' && c != ')' &&
                c != '#')
                return false;
        }
    }
    return true;
}

}  // namespace

void Params::Iterator::advance() {
    rest_ = text::trim(rest_);
    for (int passed = 0; !rest_.empty() && rest_.front() == separator_; ++passed) {
        rest_ = text::trim(rest_.substr(1));
        skipped_empty_ = skipped_empty_ || passed > 0;
    }
    if (rest_.empty()) {
        done_ = true;
        return;
    }
    const std::size_t end = next_separator(rest_, separator_);
    const std::string_view one = text::trim(rest_.substr(0, end));
    rest_ = end == std::string_view::npos ? std::string_view{} : rest_.substr(end);
    const std::size_t equals = one.find('=');
    current_.name = text::trim(one.substr(0, equals));
    current_.value = equals == std::string_view::npos ? std::string_view{} : text::trim(one.substr(equals + 1));
}

std::optional<std::string_view> Params::find(std::string_view name) const {
    for (const Param& param : *this) {
        if (text::iequals(param.name, name)) return param.value;
    }
    return std::nullopt;
}

bool Params::well_formed() const {
    auto param = begin();
    for (; param != end(); ++param) {
        if (!text::is_token(param->name)) return false;
        if (!param->value.empty() && !value_well_formed(param->value)) return false;
    }
    return !param.skipped_empty();
}

}  // namespace sidetone::sip
