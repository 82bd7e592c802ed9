#include "fuzz/targets.h"
#include "sip/message/name_addr.h"
#include "sip/message/text.h"
#include "sip/message/uri.h"
#include "sip/message/via.h"

namespace sidetone::fuzz {

/// Two texts, separated by a line feed.
void fuzz_uri(std::string_view input) {
    using namespace sip;
    const std::size_t cut = input.find('\n');
    const std::string_view first = input.substr(0, cut);
    const std::string_view second = cut == std::string_view::npos ? first : input.substr(cut + 1);
    const auto a = parse_uri(first);
    const auto b = parse_uri(second);
    if (a) {
        promise(a->host.size() <= first.size() && a->text == first, "parts lie within the URI");
        promise(!text::has_line_break(first) || a->scheme == Uri::Scheme::Tel, "no line break in a URI");
        static_cast<void>(a->user_text());
    }
    if (a && b) promise(same_uri(*a, *b) == same_uri(*b, *a), "equality works both ways");
    promise(unescape(escape_user(first)) == first, "escaping is undone by unescaping");
    if (!first.empty())
        promise(parse_uri("sip:" + escape_user(first) + "@host").has_value(), "an escaped user part fits into a URI");
    if (const auto address = parse_name_addr(first)) {
        static_cast<void>(address->tag());
        static_cast<void>(address->display_name());
    }
    const std::string made = make_name_addr(first, "sip:a@b");
    if (!made.empty()) {
        const auto again = parse_name_addr(made);
        promise(again && again->display_name() == first && again->uri == "sip:a@b",
                "a made name-addr says what it was made of");
    }
    if (const auto via = parse_via(first)) promise(!via->host.empty(), "a Via has a host");
}

}  // namespace sidetone::fuzz
