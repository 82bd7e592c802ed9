#include "core/dialplan/dialplan.h"

#include <algorithm>
#include <optional>
#include <string>

#include "core/directory/directory.h"

namespace sidetone::dialplan {

namespace {

constexpr std::size_t kMaxBytes = 256;
constexpr base::Error kInvalid{"calls.target_invalid", "target"};
constexpr base::Error kUnknown{"calls.target_unknown", "target"};

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

bool take_prefix(std::string_view& text, std::string_view scheme) {
    if (text.size() < scheme.size() || !equal_ignoring_case(text.substr(0, scheme.size()), scheme)) return false;
    text.remove_prefix(scheme.size());
    return true;
}

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(' ');
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// "%31%30" is 10 (RFC 3261 19.1.2). Nothing for a broken escape or one that hides a control character.
std::optional<std::string> unescaped(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out.push_back(text[i]);
            continue;
        }
        if (i + 2 >= text.size()) return std::nullopt;
        const int high = hex_digit(text[i + 1]);
        const int low = hex_digit(text[i + 2]);
        if (high < 0 || low < 0 || high * 16 + low < 0x20) return std::nullopt;
        out.push_back(static_cast<char>(high * 16 + low));
        i += 2;
    }
    return out;
}

/// The digits of "(089) 999-14"; nothing if there is a letter in it.
std::optional<std::string> number_in(std::string_view text) {
    static constexpr std::string_view kSeparators = " -./()";
    static constexpr std::string_view kDigits = "0123456789*#";
    std::string number;
    for (const char c : text) {
        if (kSeparators.find(c) != std::string_view::npos) continue;
        const bool leading_plus = c == '+' && number.empty();
        if (!leading_plus && kDigits.find(c) == std::string_view::npos) return std::nullopt;
        number.push_back(c);
    }
    return number.empty() || number == "+" ? std::nullopt : std::optional{number};
}

base::Result<Target> user_target(const directory::User* user) {
    if (user == nullptr) return kUnknown;
    return Target{user->id};
}

base::Result<Target> resolve_user(const directory::Directory& directory, std::string_view text) {
    if (text.empty()) return kInvalid;
    if (const auto* user = directory.find_user_by_short_name(text)) return Target{user->id};
    if (const auto number = number_in(text)) return user_target(directory.find_user_by_number(*number));
    // A digest user name is no address, and neither are several words.
    return text.find_first_of(" \t@") != std::string_view::npos ? kInvalid : kUnknown;
}

base::Result<Target> resolve_uri(const directory::Directory& directory, std::string_view system_name,
                                 std::string_view rest) {
    const auto user_end = rest.find('@');
    if (user_end == std::string_view::npos) return kUnknown;  // sip:host names no user
    auto user_part = rest.substr(0, user_end);
    user_part = user_part.substr(0, user_part.find_first_of(":;"));  // password, telephone-subscriber parameters
    auto host = rest.substr(user_end + 1);
    host = host.substr(0, host.find_first_of(";?:"));
    if (!equal_ignoring_case(host, system_name)) return kUnknown;
    const auto user = unescaped(user_part);
    return user ? resolve_user(directory, *user) : base::Result<Target>{kInvalid};
}

}  // namespace

base::Result<Target> resolve(const directory::Directory& directory, std::string_view system_name,
                             std::string_view dialled) {
    if (dialled.size() > kMaxBytes) return kInvalid;
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    if (std::any_of(dialled.begin(), dialled.end(), control)) return kInvalid;
    auto text = trimmed(dialled);
    if (text.empty()) return kInvalid;
    if (take_prefix(text, "sip:") || take_prefix(text, "sips:")) return resolve_uri(directory, system_name, text);
    if (take_prefix(text, "tel:")) {
        const auto number = number_in(text.substr(0, text.find(';')));
        return number ? user_target(directory.find_user_by_number(*number)) : base::Result<Target>{kInvalid};
    }
    if (text.find('@') == std::string_view::npos) return resolve_user(directory, text);
    // An e-mail address comes before user@system: the domain of both may be the same.
    if (const auto* user = directory.find_user_by_email(text)) return Target{user->id};
    return resolve_uri(directory, system_name, text);
}

}  // namespace sidetone::dialplan
