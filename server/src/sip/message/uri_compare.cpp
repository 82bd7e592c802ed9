#include <cstddef>
#include <string>
#include <string_view>

#include "sip/message/text.h"
#include "sip/message/uri.h"

namespace sidetone::sip {
namespace {

/// "%41" and "A" are the same, but an escaped reserved character is not the character (RFC 3261 19.1.4, RFC
/// 3986 6.2.2.2).
class Normalised {
public:
    explicit Normalised(std::string_view text) : text_(text) {}

    /// The next character, or 256 + byte for one that must stay escaped; -1 at the end.
    int next() {
        if (at_ >= text_.size()) return -1;
        if (text_[at_] != '%' || at_ + 2 >= text_.size()) return static_cast<unsigned char>(text_[at_++]);
        const std::string byte = unescape(text_.substr(at_, 3));
        at_ += 3;
        if (byte.size() != 1) return '%';
        const char c = byte.front();
        const bool unreserved = text::is_alnum(c) || std::string_view{"-_.!~*'()"}.find(c) != std::string_view::npos;
        return static_cast<unsigned char>(c) + (unreserved ? 0 : 256);
    }

private:
    std::string_view text_;
    std::size_t at_ = 0;
};

bool same_text(std::string_view a, std::string_view b, bool fold_case) {
    Normalised left{a};
    Normalised right{b};
    for (;;) {
        int l = left.next();
        int r = right.next();
        if (fold_case && l >= 0 && l < 256) l = static_cast<unsigned char>(text::lower(static_cast<char>(l)));
        if (fold_case && r >= 0 && r < 256) r = static_cast<unsigned char>(text::lower(static_cast<char>(r)));
        if (l != r) return false;
        if (l == -1) return true;
    }
}

std::size_t count(const Params& params) {
    std::size_t number = 0;
    for ([[maybe_unused]] const Param& param : params) ++number;
    return number;
}

/// Lists longer than this are never the same URI: comparing them would cost the square.
constexpr std::size_t kMostParams = 64;

/// A parameter in both must match; these four must be in both or in none.
bool params_agree(const Params& a, const Params& b) {
    for (const Param& param : a) {
        const auto other = b.find(param.name);
        if (other) {
            if (!same_text(param.value, *other, true)) return false;
            continue;
        }
        for (const std::string_view strict : {"user", "ttl", "method", "maddr", "transport"}) {
            if (text::iequals(param.name, strict)) return false;
        }
    }
    return true;
}

bool headers_contained(const Params& a, const Params& b) {
    for (const Param& header : a) {
        const auto other = b.find(header.name);
        if (!other || !same_text(header.value, *other, false)) return false;
    }
    return true;
}

bool same_sip(const Uri& a, const Uri& b) {
    if (a.has_user != b.has_user || a.port != b.port) return false;
    if (!same_text(a.user, b.user, false) || !same_text(a.password, b.password, false)) return false;
    if (!text::iequals(a.host, b.host)) return false;
    if (count(a.params) > kMostParams || count(b.params) > kMostParams) return false;
    if (!params_agree(a.params, b.params) || !params_agree(b.params, a.params)) return false;
    const Params left{a.headers, '&'};
    const Params right{b.headers, '&'};
    if (count(left) > kMostParams || count(left) != count(right)) return false;
    return headers_contained(left, right) && headers_contained(right, left);
}

/// Digits without visual separators (RFC 3966 5).
bool same_number(std::string_view a, std::string_view b) {
    static constexpr std::string_view kSeparators = "-.()";
    std::size_t i = 0;
    std::size_t j = 0;
    for (;;) {
        while (i < a.size() && kSeparators.find(a[i]) != std::string_view::npos) ++i;
        while (j < b.size() && kSeparators.find(b[j]) != std::string_view::npos) ++j;
        if (i == a.size() || j == b.size()) return i == a.size() && j == b.size();
        if (text::lower(a[i++]) != text::lower(b[j++])) return false;
    }
}

bool same_tel(const Uri& a, const Uri& b) {
    if (!same_number(a.user, b.user)) return false;
    if (count(a.params) > kMostParams || count(a.params) != count(b.params)) return false;
    for (const Param& param : a.params) {
        const auto other = b.params.find(param.name);
        if (!other || !same_text(param.value, *other, true)) return false;
    }
    return true;
}

}  // namespace

bool same_uri(const Uri& a, const Uri& b) {
    if (a.scheme != b.scheme) return false;
    switch (a.scheme) {
        case Uri::Scheme::Sip:
        case Uri::Scheme::Sips:
            return same_sip(a, b);
        case Uri::Scheme::Tel:
            return same_tel(a, b);
        case Uri::Scheme::Other:
            break;
    }
    return a.text == b.text;
}

}  // namespace sidetone::sip
