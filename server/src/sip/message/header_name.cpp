#include "sip/message/header_name.h"

#include <array>
#include <cstdint>

#include "sip/message/text.h"

namespace sidetone::sip {
namespace {

constexpr std::array<std::string_view, kHeaderNames> kNames{
    "",
    "Accept",
    "Alert-Info",
    "Allow",
    "Allow-Events",
    "Authentication-Info",
    "Authorization",
    "Call-ID",
    "Call-Info",
    "Contact",
    "Content-Disposition",
    "Content-Encoding",
    "Content-Length",
    "Content-Type",
    "CSeq",
    "Date",
    "Diversion",
    "Error-Info",
    "Event",
    "Expires",
    "From",
    "History-Info",
    "Identity",
    "Max-Forwards",
    "Min-Expires",
    "Min-SE",
    "P-Asserted-Identity",
    "Path",
    "P-Preferred-Identity",
    "Privacy",
    "Proxy-Authenticate",
    "Proxy-Authorization",
    "Proxy-Require",
    "RAck",
    "Reason",
    "Record-Route",
    "Referred-By",
    "Refer-Sub",
    "Refer-To",
    "Replaces",
    "Require",
    "Retry-After",
    "Route",
    "RSeq",
    "Server",
    "Service-Route",
    "Session-Expires",
    "SIP-ETag",
    "SIP-If-Match",
    "Subject",
    "Subscription-State",
    "Supported",
    "To",
    "Unsupported",
    "User-Agent",
    "Via",
    "Warning",
    "WWW-Authenticate",
};

/// Registered compact forms (IANA), by letter.
constexpr std::array<HeaderName, 26> compact_forms() {
    std::array<HeaderName, 26> forms{};
    const auto set = [&](char letter, HeaderName name) { forms[static_cast<std::size_t>(letter - 'a')] = name; };
    set('b', HeaderName::ReferredBy);
    set('c', HeaderName::ContentType);
    set('e', HeaderName::ContentEncoding);
    set('f', HeaderName::From);
    set('i', HeaderName::CallId);
    set('k', HeaderName::Supported);
    set('l', HeaderName::ContentLength);
    set('m', HeaderName::Contact);
    set('o', HeaderName::Event);
    set('r', HeaderName::ReferTo);
    set('s', HeaderName::Subject);
    set('t', HeaderName::To);
    set('u', HeaderName::AllowEvents);
    set('v', HeaderName::Via);
    set('x', HeaderName::SessionExpires);
    set('y', HeaderName::Identity);
    return forms;
}
constexpr auto kCompact = compact_forms();

constexpr std::size_t kSlots = 256;

/// Length, first, third and last letter tell the known names apart well enough; collisions go to the next slot.
constexpr std::size_t slot_of(std::string_view name) {
    const auto letter = [&](std::size_t at) -> std::size_t {
        return static_cast<unsigned char>(text::lower(name[at]));
    };
    return (name.size() * 37U + letter(0) * 11U + letter(name.size() / 2) * 5U + letter(name.size() - 1) * 3U) % kSlots;
}

constexpr std::array<std::uint8_t, kSlots> name_table() {
    std::array<std::uint8_t, kSlots> table{};
    for (std::size_t i = 1; i < kNames.size(); ++i) {
        std::size_t slot = slot_of(kNames[i]);
        while (table[slot] != 0) slot = (slot + 1) % kSlots;
        table[slot] = static_cast<std::uint8_t>(i);
    }
    return table;
}
constexpr auto kTable = name_table();

}  // namespace

HeaderName header_name_of(std::string_view name) {
    if (name.empty()) return HeaderName::Unknown;
    if (name.size() == 1) {
        const char letter = text::lower(name.front());
        return text::is_alpha(letter) ? kCompact[static_cast<std::size_t>(letter - 'a')] : HeaderName::Unknown;
    }
    for (std::size_t slot = slot_of(name); kTable[slot] != 0; slot = (slot + 1) % kSlots) {
        if (text::iequals(kNames[kTable[slot]], name)) return static_cast<HeaderName>(kTable[slot]);
    }
    return HeaderName::Unknown;
}

std::string_view to_text(HeaderName name) {
    return kNames[static_cast<std::size_t>(name)];
}

}  // namespace sidetone::sip
