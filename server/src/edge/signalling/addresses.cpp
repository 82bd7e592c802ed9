#include "edge/signalling/addresses.h"

#include "sip/message/name_addr.h"
#include "sip/message/text.h"
#include "sip/message/uri.h"

namespace sidetone::signalling {

std::string name_addr(std::string_view display, std::string_view user, std::string_view domain) {
    if (const auto uri = sip::parse_uri(user); uri && uri->is_sip()) return sip::make_name_addr(display, user);
    return sip::make_name_addr(display, "sip:" + sip::escape_user(user) + "@" + sip::host_text(domain));
}

std::pair<std::string, std::string> call_header(calls::OwnCallId id) {
    return {"X-Sidetone-Call", std::to_string(id.call.value) + (id.side == calls::Side::A ? "a" : "b")};
}

std::string dialled_text(std::string_view request_uri, std::string_view system_name,
                         const std::unordered_set<std::string>& own_hosts) {
    const auto uri = sip::parse_uri(request_uri);
    if (!uri) return {};
    if (uri->scheme == sip::Uri::Scheme::Tel) return std::string(uri->user);
    if (!uri->is_sip()) return {};
    if (sip::text::iequals(uri->host, system_name) || own_hosts.contains(std::string(uri->host)))
        return uri->user_text();
    return std::string(request_uri);
}

}  // namespace sidetone::signalling
