// REGISTER (RFC 3261 10.3): from an authenticated device to the registrar. One contact at most (C1), which must be a
// SIP URI.
#include <spdlog/spdlog.h>

#include "edge/signalling/causes.h"
#include "edge/signalling/signalling.h"
#include "sip/message/text.h"
#include "sip/message/uri.h"

namespace sidetone::signalling {

namespace {

registrar::Transport transport_of(sip::Transport transport) {
    switch (transport) {
        case sip::Transport::Udp:
            return registrar::Transport::Udp;
        case sip::Transport::Tcp:
            return registrar::Transport::Tcp;
        case sip::Transport::Tls:
            return registrar::Transport::Tls;
        case sip::Transport::Ws:
            return registrar::Transport::Ws;
        case sip::Transport::Wss:
            return registrar::Transport::Wss;
    }
    return registrar::Transport::Udp;
}

/// What a REGISTER asks for, once its contacts are read.
struct Contacts {
    int refused = 0;  ///< SIP status, 0: fine
    bool query = false;
    bool all = false;
    std::string uri;
    std::string instance;
    std::optional<std::uint32_t> expires;
};

Contacts read_contacts(const sip::Message& message) {
    Contacts contacts;
    std::size_t count = 0;
    for (const auto value : message.values(sip::HeaderName::Contact)) {
        const auto address = sip::parse_name_addr(value);
        if (!address) return {.refused = 400};
        if (++count > 1) return {.refused = address->star || contacts.all ? 400 : 403};
        if (address->star) {
            contacts.all = true;
            continue;
        }
        const auto uri = address->parsed_uri();
        if (!uri || !uri->is_sip()) return {.refused = 400};
        contacts.uri = std::string(address->uri);
        contacts.instance = sip::text::unquote(address->params.find("+sip.instance").value_or(""));
        if (const auto expires = address->params.find("expires")) contacts.expires = sip::parse_number(*expires);
    }
    contacts.query = count == 0;
    return contacts;
}

/// Phones name "talk" among the packages they understand, in Allow-Events or Supported.
bool takes_talk(const sip::Message& message) {
    return message.lists(sip::HeaderName::AllowEvents, "talk") || message.lists(sip::HeaderName::Supported, "talk");
}

}  // namespace

void Signalling::on_register(const sip::RequestReceived& event) {
    const auto who = authenticate(*event.message, event.flow, Role::Registrar);
    if (!who.device) return endpoint_.respond(event.transaction, who.status, who.headers, {}, clock_.now());
    const auto* known = directory_.find_device(who.device);
    const auto* owner = known ? directory_.find_user(known->owner) : nullptr;
    const auto aor = event.message->to().parsed_uri();
    const auto user = aor ? aor->user_text() : std::string{};
    // The identity is the authenticated one: a device registers for its owner alone.
    if (!owner || (!sip::text::iequals(user, owner->short_name) && user != owner->number && user != known->auth_user)) {
        endpoint_.respond(event.transaction, 403, {}, {}, clock_.now());
        return;
    }
    answer_register(event, who.device);
}

registrar::Binding Signalling::binding_of(const sip::RequestReceived& event, core::DeviceId device) const {
    const auto& message = *event.message;
    registrar::Binding binding;
    binding.device = device;
    for (const auto path : message.values(sip::HeaderName::Path)) binding.path.emplace_back(path);
    binding.flow = event.flow;
    binding.ipv6 = is_ipv6(event.flow);
    if (const auto flow = flows_.find(event.flow); flow != flows_.end()) {
        binding.transport = transport_of(flow->second.transport);
        binding.remote_address =
            sip::host_text(flow->second.remote_host) + ":" + std::to_string(flow->second.remote_port);
    }
    binding.user_agent = std::string(message.header(sip::HeaderName::UserAgent)).substr(0, 128);
    binding.call_id = std::string(message.call_id());
    binding.cseq = message.cseq();
    binding.takes_talk = takes_talk(message);
    return binding;
}

void Signalling::answer_register(const sip::RequestReceived& event, core::DeviceId device) {
    const auto& message = *event.message;
    const auto now = clock_.now();
    auto contacts = read_contacts(message);
    const auto header_expires = message.number(sip::HeaderName::Expires);
    if (contacts.all && (contacts.refused != 0 || header_expires.value_or(1) != 0))
        contacts.refused = 400;  // RFC 3261 10.3 step 6
    if (contacts.refused != 0) return endpoint_.respond(event.transaction, contacts.refused, {}, {}, now);
    if (contacts.query) return confirm_register(event, device);
    // The flow it has left, if it is the same phone; another one with the same secret takes no calls along.
    const auto* before = registrar_.find_binding(device);
    const bool same = before && (before->contact == contacts.uri ||
                                 (!contacts.instance.empty() && before->instance == contacts.instance));
    const auto left = same ? before->flow : base::FlowId{};
    registrar::Register request{.device = device, .binding = binding_of(event, device)};
    request.binding.contact = std::move(contacts.uri);
    request.binding.instance = std::move(contacts.instance);
    request.expires_seconds =
        contacts.all ? 0 : contacts.expires.value_or(header_expires.value_or(registrar_.config().default_expires));
    const auto granted = registrar_.handle(request, now);
    if (!granted) {
        sip::ExtraHeaders headers;
        if (granted.error().code == "registrar.interval_too_brief")
            headers.emplace_back("Min-Expires", std::to_string(registrar_.config().min_expires));
        return endpoint_.respond(event.transaction, status_for_refusal(granted.error().code), headers, {}, now);
    }
    confirm_register(event, device);
    if (*granted > 0) endpoint_.move_dialogs(peer_of(device), left, event.flow, now);
}

/// 200 with what is registered now.
void Signalling::confirm_register(const sip::RequestReceived& event, core::DeviceId device) {
    const auto now = clock_.now();
    sip::ExtraHeaders headers;
    if (const auto* binding = registrar_.find_binding(device)) {
        const auto left = std::chrono::duration_cast<std::chrono::seconds>(binding->expires - now).count();
        headers.emplace_back("Contact", "<" + binding->contact + ">;expires=" + std::to_string(left));
        if (event.message->has(sip::HeaderName::Path)) {
            for (const auto& path : binding->path) headers.emplace_back("Path", path);
        }
    }
    endpoint_.respond(event.transaction, 200, headers, {}, now);
}

}  // namespace sidetone::signalling
