#include "testing/network/wire_desk.h"

#include <stdexcept>

namespace sidetone::testing {

namespace {

void append_body(std::string& text, const std::string& content_type, const std::string& body) {
    if (!body.empty()) text += "Content-Type: " + content_type + "\r\n";
    text += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace

std::string Wire::text() const {
    std::string text =
        method + " " + uri + " SIP/2.0\r\nVia: SIP/2.0/UDP 198.51.100.7:5062;branch=" + branch + ";rport\r\n";
    if (headers.find("Max-Forwards") == std::string::npos) text += "Max-Forwards: 70\r\n";
    text += "From: " + from + "\r\nTo: " + to + "\r\nCall-ID: " + call_id + "\r\nCSeq: " + std::to_string(cseq) + " " +
            method + "\r\n" + headers;
    append_body(text, content_type, body);
    return text;
}

WireDesk::WireDesk(sip::EndpointConfig config, sip::Transport transport) : endpoint_(std::move(config), random_) {
    open_flow(kFlow.value, transport);
}

base::FlowId WireDesk::open_flow(std::uint64_t id, sip::Transport transport) {
    endpoint_.on_flow_opened(
        {base::FlowId{id}, transport, "192.0.2.1", 5060, "198.51.100.7", static_cast<std::uint16_t>(5061 + id)});
    return base::FlowId{id};
}

void WireDesk::receive(const std::string& text, base::FlowId flow) {
    auto message = sip::Message::parse(text);
    if (!message) throw std::invalid_argument("no SIP message: " + std::string(message.error().what));
    endpoint_.on_message(flow, std::move(*message), now_);
    drain();
}

void WireDesk::answer(const sip::Message& request, int status, std::string_view to_tag, const std::string& headers,
                      const std::string& body) {
    std::string text = "SIP/2.0 " + std::to_string(status) + " Whatever\r\n";
    for (const auto via : request.rows(sip::HeaderName::Via)) text += "Via: " + std::string(via) + "\r\n";
    text += "From: " + std::string(request.header(sip::HeaderName::From)) +
            "\r\nTo: " + std::string(request.header(sip::HeaderName::To));
    if (request.to_tag().empty() && status > 100) text += ";tag=" + std::string(to_tag);
    text += "\r\nCall-ID: " + std::string(request.call_id()) +
            "\r\nCSeq: " + std::string(request.header(sip::HeaderName::CSeq)) + "\r\n" + headers;
    append_body(text, "application/sdp", body);
    receive(text);
}

void WireDesk::pass(base::Duration time) {
    const auto until = now_ + time;
    while (const auto next = endpoint_.next_deadline()) {
        if (*next > until) break;
        now_ = std::max(now_, *next);
        endpoint_.on_deadline(now_);
        drain();
    }
    now_ = until;
}

void WireDesk::drain() {
    for (auto& what : endpoint_.take_sends()) {
        auto message = sip::Message::parse(what.bytes);
        if (!message) throw std::logic_error("the endpoint sent no SIP message: " + what.bytes);
        sent.push_back({what.flow, (now_ - start_).count() / 1000, std::move(*message)});
    }
    for (auto& event : endpoint_.take_events()) events.push_back(std::move(event));
}

sip::InviteId WireDesk::dial(const std::string& sdp) {
    sip::OutgoingInvite invite;
    invite.flow = kFlow;
    invite.request_uri = "sip:peer@198.51.100.7:5062";
    invite.from = "\"Desk\" <sip:desk@example.org>";
    invite.to = "<sip:peer@example.org>";
    invite.contact_user = "desk";
    invite.sdp = sdp;
    const auto id = endpoint_.invite(invite, now_);
    drain();
    return id;
}

sip::InviteId WireDesk::answered_call_from_peer(const std::string& invite_headers) {
    Wire invite;
    invite.body = "offer";
    invite.headers += invite_headers;
    receive(invite);
    const auto id = last<sip::InviteReceived>()->invite;
    endpoint_.accept(id, "answer", now_);
    drain();
    Wire ack;
    ack.method = "ACK";
    ack.branch = "z9hG4bKack1";
    ack.to = "<sip:desk@example.org>;tag=" + our_tag();
    receive(ack);
    return id;
}

sip::InviteId WireDesk::answered_call_to_peer(const std::string& answer_headers) {
    const auto id = dial();
    const auto invite = sip::Message::parse(sent.back().message.bytes());
    answer(*invite, 200, "callee", "Contact: <sip:peer@198.51.100.7:5062>\r\n" + answer_headers, "answer");
    return id;
}

std::string WireDesk::our_tag() const {
    const auto* response = find_sent("SIP/2.0 ");
    return response ? std::string(response->to_tag()) : std::string{};
}

const sip::Message* WireDesk::find_sent(std::string_view start) const {
    for (auto what = sent.rbegin(); what != sent.rend(); ++what) {
        if (what->message.bytes().starts_with(start)) return &what->message;
    }
    return nullptr;
}

std::vector<std::int64_t> WireDesk::times_of(std::string_view start) const {
    std::vector<std::int64_t> times;
    for (const auto& what : sent) {
        if (what.message.bytes().starts_with(start)) times.push_back(what.at_ms);
    }
    return times;
}

bool WireDesk::is_quiet() {
    const auto counters = endpoint_.counters();
    return !endpoint_.next_deadline() && counters.client_transactions == 0 && counters.server_transactions == 0 &&
           counters.invites == 0;
}

}  // namespace sidetone::testing
