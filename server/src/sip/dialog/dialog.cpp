#include "sip/dialog/dialog.h"

#include <algorithm>

#include "sip/message/text.h"
#include "sip/message/uri.h"

namespace sidetone::sip {

namespace {

/// Longer route sets are no proxies but an attack on our memory.
constexpr std::size_t kMaxRoutes = 32;

/// The URI of the first hop if it is a strict router (no ;lr), else empty.
std::string_view strict_router(const std::vector<std::string>& route_set) {
    if (route_set.empty()) return {};
    const auto first = parse_name_addr(route_set.front());
    if (!first) return {};
    const auto uri = first->parsed_uri();
    return uri && uri->is_sip() && !uri->param("lr") ? first->uri : std::string_view{};
}

}  // namespace

Builder Dialog::begin_request(std::string_view method, std::uint32_t cseq, std::string_view branch, const Flow& flow,
                              std::size_t expected) const {
    const auto strict = strict_router(route_set);
    auto builder = Builder::request(method, strict.empty() ? std::string_view{remote_target} : strict, 512 + expected);
    builder.via(flow.via_transport(), flow.info.local_host, flow.info.local_port, branch);
    builder.header(HeaderName::MaxForwards, std::uint64_t{70});
    for (std::size_t i = strict.empty() ? 0 : 1; i < route_set.size(); ++i)
        builder.header(HeaderName::Route, route_set[i]);
    if (!strict.empty()) builder.header(HeaderName::Route, "<" + remote_target + ">");
    builder.header(HeaderName::From, local);
    builder.header(HeaderName::To, remote);
    builder.header(HeaderName::CallId, call_id);
    builder.cseq(cseq, method);
    return builder;
}

void Dialog::learn_from_response(const Message& response) {
    remote = response.header(HeaderName::To);
    remote_tag = response.to_tag();
    if (response.has(HeaderName::RecordRoute)) {
        route_set.clear();
        for (const auto route : response.values(HeaderName::RecordRoute)) {
            if (route_set.size() < kMaxRoutes) route_set.emplace_back(route);
        }
        std::reverse(route_set.begin(), route_set.end());
    } else {
        // The preset route of the INVITE ends with it: what did not record itself is not on the way (RFC 3261 12.1.2).
        route_set.clear();
    }
    if (auto target = usable_contact(response); !target.empty()) remote_target = std::move(target);
}

std::string usable_contact(const Message& message) {
    const auto contact = message.contact();
    if (!contact || contact->star) return {};
    const auto uri = contact->parsed_uri();
    if (!uri || !uri->is_sip() || contact->uri.find_first_of(" <>\"") != std::string_view::npos) return {};
    // Headers and method are not for request URIs (RFC 3261 19.1.1).
    const auto question = contact->uri.find('?');
    return std::string(uri->headers.empty() ? contact->uri : contact->uri.substr(0, question));
}

bool has_usable_route(const Message& message) {
    std::size_t routes = 0;
    for ([[maybe_unused]] const auto route : message.values(HeaderName::RecordRoute)) ++routes;
    return routes <= kMaxRoutes;
}

std::string_view sdp_of(const Message& message) {
    return text::iequals(message.content_type(), "application/sdp") ? message.body() : std::string_view{};
}

Dialog dialog_of_stray(const Message& response) {
    Dialog dialog;
    dialog.call_id = response.call_id();
    dialog.local = response.header(HeaderName::From);
    dialog.local_tag = response.from_tag();
    dialog.local_cseq = response.cseq();
    dialog.remote_target = response.to().uri;
    dialog.learn_from_response(response);
    return dialog;
}

}  // namespace sidetone::sip
