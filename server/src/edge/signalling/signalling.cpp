#include "edge/signalling/signalling.h"

#include <spdlog/spdlog.h>

namespace sidetone::signalling {

namespace {
constexpr std::chrono::minutes kRememberAgain{30};
}  // namespace

Signalling::Signalling(SignallingConfig config, const directory::Directory& directory, registrar::Registrar& registrar,
                       net::SipOut& transport, base::Random& random, const base::Clock& clock)
    : config_(std::move(config)),
      directory_(directory),
      registrar_(registrar),
      transport_(transport),
      clock_(clock),
      strangers_({}, random),
      authenticator_(config_.system_name, config_.nonce_key, directory, random, strangers_, complaints_),
      endpoint_(config_.endpoint, random) {}

void Signalling::on_flow_opened(const sip::FlowInfo& flow) {
    flows_[flow.id] = Flow{flow};
    ++flow_count_[static_cast<std::size_t>(flow.transport)];
    endpoint_.on_flow_opened(flow);
}

void Signalling::on_message(base::FlowId flow, sip::Message&& message) {
    const bool begins = message.is_request() && message.to_tag().empty() && message.method() != sip::Method::Ack;
    if (begins && !may_ask(flow)) return;
    endpoint_.on_message(flow, std::move(message), clock_.now());
}

void Signalling::on_malformed(base::FlowId flow, const sip::ParseFailure& failure) {
    endpoint_.on_malformed(flow, failure, clock_.now());
}

void Signalling::on_flow_closed(base::FlowId flow) {
    const auto now = clock_.now();
    if (const auto known = flows_.find(flow); known != flows_.end()) {
        --flow_count_[static_cast<std::size_t>(known->second.transport)];
        flows_.erase(known);
    }
    endpoint_.on_flow_closed(flow, now);
    registrar_.on_flow_closed(flow, now);
}

void Signalling::on_deadline(base::Time now) {
    endpoint_.on_deadline(now);
}

void Signalling::flush() {
    // An event may make the rules send, and what they send may make further events; each round is finite, for nothing
    // answers at once. All of it goes out together.
    for (auto events = endpoint_.take_events(); !events.empty(); events = endpoint_.take_events()) {
        for (auto& event : events) std::visit([this](auto& what) { on_event(what); }, event);
    }
    auto sends = endpoint_.take_sends();
    if (!sends.empty()) transport_.send(std::move(sends));
}

void Signalling::on_event(sip::Rejected& event) {
    complaints_.note(clock_.now(), [&] {
        return fmt::format("{} from {} is answered with {}", event.message->method_text(), host_of(event.flow),
                           event.status);
    });
}

void Signalling::on_event(sip::RequestReceived& event) {
    const auto now = clock_.now();
    switch (event.message->method()) {
        case sip::Method::Register:
            on_register(event);
            break;
        case sip::Method::Options:
            endpoint_.respond(event.transaction, 200, {{"Allow", std::string(kAllowed)}, {"Accept", "application/sdp"}},
                              {}, now);
            break;
        case sip::Method::Subscribe:
        case sip::Method::Publish:
            endpoint_.respond(event.transaction, 489, {}, {}, now);  // RFC 6665: no such event package here
            break;
        case sip::Method::Notify:
            endpoint_.respond(event.transaction, 481, {}, {}, now);  // RFC 6665 4.1.3: nobody has subscribed
            break;
        default:
            endpoint_.respond(event.transaction, 405, {{"Allow", std::string(kAllowed)}}, {}, now);
    }
}

void Signalling::on_event(sip::RequestAnswered&) {}

bool Signalling::may_ask(base::FlowId flow) {
    const auto found = flows_.find(flow);
    if (found == flows_.end() || found->second.trusted) return true;
    const auto now = clock_.now();
    const auto& host = found->second.remote_host;
    if (strangers_.may_ask(host, now)) return true;
    complaints_.note(now, [&] { return fmt::format("{} asks too much for a stranger", host); });
    return false;
}

std::string_view Signalling::host_of(base::FlowId flow) const {
    const auto found = flows_.find(flow);
    return found == flows_.end() ? std::string_view("a closed flow") : std::string_view(found->second.remote_host);
}

Authenticated Signalling::authenticate(const sip::Message& message, base::FlowId flow, Role role) {
    const auto now = clock_.now();
    const auto who = authenticator_.check(message, role, host_of(flow), now);
    const auto found = flows_.find(flow);
    const auto* device = who.device ? directory_.find_device(who.device) : nullptr;
    if (device == nullptr || found == flows_.end()) return who;
    if (!std::exchange(found->second.trusted, true)) transport_.trust(flow);
    if (found->second.remember <= now) {
        found->second.remember = now + kRememberAgain;
        strangers_.was_right(host_of(flow), device->auth_user, now);
    }
    return who;
}

bool Signalling::is_ipv6(base::FlowId flow) const {
    const auto found = flows_.find(flow);
    return found != flows_.end() && found->second.remote_host.find(':') != std::string::npos;
}

bool Signalling::is_web(base::FlowId flow) const {
    const auto found = flows_.find(flow);
    return found != flows_.end() &&
           (found->second.transport == sip::Transport::Ws || found->second.transport == sip::Transport::Wss);
}

calls::LegId Signalling::leg_of(sip::InviteId invite) const {
    const auto found = by_invite_.find(invite);
    return found == by_invite_.end() ? calls::LegId{} : found->second;
}

Signalling::Leg* Signalling::find_leg(calls::LegId leg) {
    const auto found = legs_.find(leg);
    return found == legs_.end() ? nullptr : &found->second;
}

void Signalling::forget(sip::InviteId invite) {
    const auto found = by_invite_.find(invite);
    if (found == by_invite_.end()) return;
    legs_.erase(found->second);
    by_invite_.erase(found);
}

}  // namespace sidetone::signalling
