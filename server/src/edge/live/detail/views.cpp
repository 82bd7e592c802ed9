#include "edge/live/detail/views.h"

#include <boost/json/array.hpp>
#include <charconv>

#include "edge/net/web_socket_frames.h"

namespace sidetone::live {

namespace json = boost::json;

namespace {

std::uint64_t number_after(char letter, std::string_view text) {
    if (text.size() < 2 || text[0] != letter) return 0;
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() ? number : 0;
}

json::object peer_json(const calls::Party& party) {
    json::object peer{{"name", net::to_utf8(party.name)}, {"number", net::to_utf8(party.number)}};
    if (party.user) peer["personId"] = wire_id(party.user);
    return peer;
}

std::string_view text_of(presence::Lamp lamp) {
    switch (lamp) {
        case presence::Lamp::NotReachable:
            return "not_reachable";
        case presence::Lamp::Free:
            return "free";
        case presence::Lamp::Ringing:
            return "ringing";
        case presence::Lamp::InCall:
            return "in_call";
        case presence::Lamp::Unknown:
            return "unknown";
    }
    return "unknown";
}

std::string_view text_of(calls::CallState state) {
    switch (state) {
        case calls::CallState::Starting:
            return "starting";
        case calls::CallState::Calling:
            return "calling";
        case calls::CallState::Alerting:
            return "alerting";
        case calls::CallState::Ringing:
            return "ringing";
        case calls::CallState::Talking:
            return "talking";
    }
    return "calling";
}

std::string_view text_of(calls::LegView::State state) {
    switch (state) {
        case calls::LegView::State::Calling:
            return "calling";
        case calls::LegView::State::Ringing:
            return "ringing";
        case calls::LegView::State::Talking:
            return "talking";
    }
    return "calling";
}

std::string_view text_of(directory::DeviceKind kind) {
    return kind == directory::DeviceKind::Phone ? "phone" : "softphone";
}

std::string_view text_of(calls::Action action) {
    switch (action) {
        case calls::Action::Answer:
            return "answer";
        case calls::Action::Reject:
            return "reject";
        case calls::Action::HangUp:
            return "hang_up";
        case calls::Action::Hold:
            return "hold";
        case calls::Action::Retrieve:
            return "retrieve";
        case calls::Action::Mute:
            return "mute";
        case calls::Action::SendDigits:
            return "send_digits";
    }
    return "hang_up";
}

std::string_view text_of(registrar::Transport transport) {
    switch (transport) {
        case registrar::Transport::Udp:
            return "udp";
        case registrar::Transport::Tcp:
            return "tcp";
        case registrar::Transport::Tls:
            return "tls";
        case registrar::Transport::Ws:
            return "ws";
        case registrar::Transport::Wss:
            return "wss";
    }
    return "udp";
}

std::string_view text_of(directory::UserKind kind) {
    switch (kind) {
        case directory::UserKind::Person:
            return "person";
        case directory::UserKind::Room:
            return "room";
        case directory::UserKind::Reception:
            return "reception";
    }
    return "person";
}

json::array ids(const std::vector<core::DeviceId>& devices) {
    json::array array;
    for (const auto device : devices) array.emplace_back(wire_id(device));
    return array;
}

void add_unless_empty(json::object& object, std::string_view key, const std::string& text) {
    if (!text.empty()) object[key] = net::to_utf8(text);  // headers of phones may be anything
}

}  // namespace

std::string wire_id(core::CallId id) {
    return std::to_string(id.value);
}
std::string wire_id(core::UserId id) {
    return "u" + std::to_string(id.value);
}
std::string wire_id(core::GroupId id) {
    return "g" + std::to_string(id.value);
}
std::string wire_id(core::DeviceId id) {
    return "d" + std::to_string(id.value);
}
std::string wire_id(core::SignInId id) {
    return "s" + std::to_string(id.value);
}
std::string wire_id(calls::OwnCallId id) {
    return std::to_string(id.call.value) + (id.side == calls::Side::A ? "a" : "b");
}

core::DeviceId device_id(std::string_view text) {
    return {number_after('d', text)};
}
core::SignInId sign_in_id(std::string_view text) {
    return {number_after('s', text)};
}

std::optional<calls::OwnCallId> own_call_id(std::string_view text) {
    if (text.size() < 2 || (text.back() != 'a' && text.back() != 'b')) return std::nullopt;
    std::uint64_t number = 0;
    const auto* last = text.data() + text.size() - 1;
    const auto [end, error] = std::from_chars(text.data(), last, number);
    if (error != std::errc{} || end != last || number == 0) return std::nullopt;
    return calls::OwnCallId{{number}, text.back() == 'a' ? calls::Side::A : calls::Side::B};
}

json::object to_json(const visibility::Visible<presence::State>& state) {
    json::object object{{"lamp", text_of(state->lamp)}};
    if (state->since != base::Time{}) object["since"] = base::to_unix_ms(state->since);
    if (state->peer) object["peer"] = peer_json(*state->peer);
    if (state->lamp == presence::Lamp::InCall || state->lamp == presence::Lamp::Ringing)
        object["direction"] = state->outgoing ? "out" : "in";
    return object;
}

json::object to_json(const directory::User& user, const visibility::Visible<presence::State>& state) {
    json::object object{{"id", wire_id(user.id)},       {"kind", text_of(user.kind)}, {"name", user.display_name},
                        {"shortName", user.short_name}, {"number", user.number},      {"state", to_json(state)}};
    add_unless_empty(object, "email", user.email);
    add_unless_empty(object, "department", user.department);
    add_unless_empty(object, "location", user.location);
    return object;
}

json::object to_json(const directory::Group& group) {
    json::array members;
    for (const auto& member : group.members) members.emplace_back(wire_id(member.user));
    return {{"id", wire_id(group.id)}, {"name", group.name}, {"memberIds", std::move(members)}};
}

json::object to_json(const calls::OwnCall& call) {
    json::array actions;
    for (const auto action : call.actions) actions.emplace_back(text_of(action));
    json::object object{{"id", wire_id(call.id)},
                        {"direction", call.outgoing ? "out" : "in"},
                        {"state", text_of(call.state)},
                        {"peer", peer_json(call.peer)},
                        {"deviceIds", ids(call.devices)},
                        {"startedAt", base::to_unix_ms(call.started_at)},
                        {"heldByMe", call.held_by_me},
                        {"heldByPeer", call.held_by_peer},
                        {"muted", call.muted},
                        {"actions", std::move(actions)},
                        {"answerOn", ids(call.answer_on)}};
    if (call.answered_at) object["answeredAt"] = base::to_unix_ms(*call.answered_at);
    add_unless_empty(object, "codec", call.codec);
    return object;
}

json::object to_json(const directory::Device& device, const registrar::Binding* binding) {
    json::object object{{"id", wire_id(device.id)},
                        {"kind", text_of(device.kind)},
                        {"name", device.name},
                        {"authUser", device.auth_user},
                        {"registered", binding != nullptr}};
    if (device.sign_in) object["signInId"] = wire_id(*device.sign_in);
    if (binding) {
        object["registeredSince"] = base::to_unix_ms(binding->since);
        object["transport"] = text_of(binding->transport);
        add_unless_empty(object, "userAgent", binding->user_agent);
        add_unless_empty(object, "address", binding->remote_address);
    }
    return object;
}

json::object to_json(const visibility::AdministratorSight&, const calls::CallView& call,
                     const directory::Directory& directory, const registrar::Registrar& registrar) {
    json::array legs;
    for (const auto& leg : call.legs) {
        json::object object{{"deviceId", wire_id(leg.device)},
                            {"side", leg.side == calls::Side::A ? "from" : "to"},
                            {"state", text_of(leg.state)},
                            {"encrypted", leg.profile != calls::MediaProfile::Rtp},
                            {"held", leg.held},
                            {"muted", leg.muted}};
        const auto* device = directory.find_device(leg.device);
        object["kind"] = text_of(device ? device->kind : directory::DeviceKind::Phone);
        object["name"] = device ? device->name : std::string{};
        add_unless_empty(object, "codec", leg.codec);
        if (const auto* binding = registrar.find_binding(leg.device)) {
            object["transport"] = text_of(binding->transport);
            add_unless_empty(object, "address", binding->remote_address);
            add_unless_empty(object, "userAgent", binding->user_agent);
        }
        legs.push_back(std::move(object));
    }
    json::object object{{"id", wire_id(call.id)},
                        {"state", text_of(call.state)},
                        {"from", peer_json(call.from)},
                        {"to", peer_json(call.to)},
                        {"startedAt", base::to_unix_ms(call.started_at)},
                        {"legs", std::move(legs)}};
    if (call.answered_at) object["answeredAt"] = base::to_unix_ms(*call.answered_at);
    return object;
}

json::array to_json(const visibility::AdministratorSight&, const std::deque<LostDevice>& lost, base::Time since,
                    const directory::Directory& directory) {
    json::array list;
    for (auto one = lost.rbegin(); one != lost.rend() && one->at >= since; ++one) {
        const auto* device = directory.find_device(one->device);
        const auto* owner = device ? directory.find_user(device->owner) : nullptr;
        if (!owner) continue;
        list.push_back(json::object{{"deviceId", wire_id(device->id)},
                                    {"name", device->name},
                                    {"owner", owner->display_name},
                                    {"number", owner->number},
                                    {"why", one->why == registrar::Change::Expired ? "expired" : "connection_lost"},
                                    {"at", base::to_unix_ms(one->at)}});
    }
    return list;
}

json::object to_json(const access::SignIn& sign_in, bool connected) {
    return {{"id", wire_id(sign_in.id)},
            {"userAgent", net::to_utf8(sign_in.user_agent)},
            {"address", sign_in.address},
            {"createdAt", base::to_unix_ms(sign_in.created_at)},
            {"seenAt", base::to_unix_ms(sign_in.seen_at)},
            {"connected", connected}};
}

std::string_view end_reason(const calls::OwnCallEnded& ended) {
    using calls::EndCause;
    switch (ended.cause) {
        case EndCause::HungUp:
            return ended.by_me ? "hung_up" : "peer_hung_up";
        case EndCause::Cancelled:
            return "cancelled";
        case EndCause::Busy:
            return "busy";
        case EndCause::Rejected:
            return "rejected";
        case EndCause::NoAnswer:
            return "no_answer";
        case EndCause::NotReachable:
            return "not_reachable";
        case EndCause::CompletedElsewhere:
            return "answered_elsewhere";
        case EndCause::UnknownTarget:
            return "unknown_target";
        case EndCause::NotAllowed:
            return "not_allowed";
        case EndCause::NotAcceptable:
        case EndCause::ConnectionLost:
        case EndCause::Overloaded:
        case EndCause::Failed:
            return "failed";
    }
    return "failed";
}

}  // namespace sidetone::live
