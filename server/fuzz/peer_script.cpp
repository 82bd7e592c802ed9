#include "fuzz/peer_script.h"

#include <algorithm>

#include "sip/auth/digest.h"

namespace sidetone::fuzz {

using sip::HeaderName;
using sip::Method;

namespace {

constexpr std::size_t kMemory = 16;
constexpr std::size_t kMostCalls = 8;
std::uint64_t messages_said = 0;

/// In place of the phone's Contact. "" is a row without a value, "-" no row.
constexpr std::array<std::string_view, 10> kOddContacts{
    "-",
    "<tel:+4930123456>",
    "<http://example.org/>",
    "",
    "*",
    "<sip:a@198.51.100.8>, <sip:b@198.51.100.9>",
    "<sips:p@198.51.100.7>",
    "\"x, y\" <sip:p@[2001:db8::1]:5070;transport=tcp?x=y>;expires=3",
    "<sip:>",
    "<mailto:p@example.org>"};
constexpr std::array kMethods{"INVITE", "UPDATE",  "INVITE", "UPDATE", "INFO",   "PRACK",    "BYE",       "OPTIONS",
                              "NOTIFY", "MESSAGE", "REFER",  "ACK",    "CANCEL", "REGISTER", "SUBSCRIBE", "FROBNICATE"};
constexpr std::array kStatuses{200, 180, 183, 100, 486, 491, 481, 408, 500, 503, 422, 401,
                               407, 302, 487, 488, 415, 404, 202, 299, 199, 600, 699, 101};
/// Rows a response or request may have besides.
constexpr std::array<std::string_view, 12> kRows{
    "",
    "Require: 100rel\r\n",
    "Supported: timer, 100rel\r\nSession-Expires: 90;refresher=uas\r\n",
    "Supported: timer\r\nSession-Expires: 1800;refresher=uac\r\n",
    "Session-Expires: 5\r\nMin-SE: 5\r\n",
    "Min-SE: 4294967295\r\n",
    "Retry-After: 1\r\n",
    "Allow: INVITE, ACK, BYE, UPDATE, PRACK\r\n",
    "Record-Route: <sip:proxy.example.org;lr>, <sip:strict.example.org>\r\n",
    "Require: nothing-that-is-known\r\n",
    "Max-Forwards: 0\r\n",
    "Allow-Events: talk\r\nSupported: timer, talk\r\n"};

std::string with_length(std::string head, const std::string& body) {
    if (!body.empty()) head += "Content-Type: application/sdp\r\n";
    return head + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string vias_of(const sip::Message& request) {
    std::string rows;
    for (const auto via : request.rows(HeaderName::Via)) rows += "Via: " + std::string(via) + "\r\n";
    return rows;
}

}  // namespace

/// What a request says; the rest of it is the call's.
struct PeerScript::Outline {
    std::string method;
    std::string branch;
    std::string local_tag;
    std::string remote_tag;
    std::string call_id;
    std::uint32_t cseq = 0;
    std::string cseq_method;
    std::string rows;
    std::string body;
};

std::uint64_t PeerScript::said() {
    return messages_said;
}

void PeerScript::keep(std::deque<Heard>& list, base::FlowId flow, const sip::Message& message) {
    if (auto copy = sip::Message::parse(message.bytes())) list.push_back({flow, std::move(*copy)});
    if (list.size() > kMemory) list.pop_front();
}

PeerScript::Call* PeerScript::call_of(std::string_view call_id) {
    const auto found =
        std::find_if(calls_.rbegin(), calls_.rend(), [&](const Call& call) { return call.call_id == call_id; });
    return found == calls_.rend() ? nullptr : &*found;
}

/// Most of what is said belongs to calls that live.
void PeerScript::forget(std::string_view call_id) {
    calls_.erase(
        std::remove_if(calls_.begin(), calls_.end(), [&](const Call& call) { return call.call_id == call_id; }),
        calls_.end());
}

PeerScript::Call* PeerScript::some_call(Bytes& input) {
    return calls_.empty() ? nullptr : &calls_[calls_.size() - 1 - input.below(std::min<std::size_t>(calls_.size(), 3))];
}

std::string PeerScript::body(Bytes& input) {
    return world_.bodies[input.usual(world_.bodies.size())];
}

std::string PeerScript::contact_row(std::size_t phone, Bytes& input) {
    const auto choice = input.usual(kOddContacts.size() + 1);
    if (choice == 0) return "Contact: " + world_.phones[phone].contact + "\r\n";
    const auto odd = kOddContacts[choice - 1];
    return odd == "-" ? std::string{} : "Contact: " + std::string(odd) + "\r\n";
}

/// Now and then with a few bytes turned, cut or doubled.
void PeerScript::say(base::FlowId flow, std::string text, Bytes& input) {
    past_.emplace_back(flow, text);
    if (past_.size() > kMemory) past_.pop_front();
    if (input.rarely() && !text.empty()) {
        const auto at = (std::size_t{input.next()} << 8U | input.next()) % text.size();
        switch (input.below(4)) {
            case 0:
                text[at] = static_cast<char>(input.next());
                break;
            case 1:
                text.erase(at, 1 + input.below(8));
                break;
            case 2:
                text.insert(at, text.substr(at, 1 + input.below(64)));
                break;
            default:
                text.resize(at);
        }
    }
    ++messages_said;
    say_(flow, text);
}

void PeerScript::mutate(Outline& outline, Bytes& input) {
    switch (input.usual(12)) {
        case 1:
            outline.local_tag += "x";
            break;
        case 2:
            outline.remote_tag += "x";
            break;
        case 3:
            outline.remote_tag = {};
            break;
        case 4:
            outline.local_tag = {};
            break;
        case 5:
            outline.cseq = outline.cseq > 1 ? outline.cseq - 1 : 0;
            break;
        case 6:
            outline.cseq = 0xffffffffU;
            break;
        case 7:
            outline.cseq += 5;
            break;
        case 8:
            outline.branch = input.rarely() ? "z9hG4bK" : "old" + outline.branch;
            break;
        case 9:
            outline.call_id += "x";
            break;
        case 10:
            outline.cseq_method = input.any_of(kMethods);
            break;
        case 11:
            if (!past_.empty()) outline.branch = "z9hG4bKp" + std::to_string(tokens_ > 1 ? tokens_ - 1 : 1);
            break;
        default:
            break;
    }
}

void PeerScript::say_request(const Call& call, const Outline& given, Bytes& input) {
    auto outline = given;
    mutate(outline, input);
    const auto& phone = world_.phones[call.phone];
    const auto tag = [](const std::string& value) { return value.empty() ? std::string{} : ";tag=" + value; };
    std::string head = outline.method + " " + call.target +
                       " SIP/2.0\r\nVia: SIP/2.0/UDP 198.51.100.7:5062;branch=" + outline.branch + ";rport\r\n";
    if (outline.rows.find("Max-Forwards") == std::string::npos) head += "Max-Forwards: 70\r\n";
    head += "From: " + phone.address + tag(outline.local_tag) + "\r\nTo: " + call.remote + tag(outline.remote_tag) +
            "\r\nCall-ID: " + outline.call_id + "\r\nCSeq: " + std::to_string(outline.cseq) + " " +
            (outline.cseq_method.empty() ? outline.method : outline.cseq_method) + "\r\n" + outline.rows;
    say(phone.flow, with_length(std::move(head), outline.body), input);
}

void PeerScript::begin_call(Bytes& input) {
    Call call;
    call.phone = input.below(world_.phones.size());
    call.call_id = new_token("call");
    call.local_tag = new_token("p");
    call.target = world_.targets[(call.phone + input.usual(world_.targets.size())) % world_.targets.size()];
    call.remote = "<" + call.target + ">";
    call.cseq = call.invite_cseq = 1;
    call.invite_branch = new_token("z9hG4bKp");
    call.invite_body = body(input);
    calls_.push_back(call);
    if (calls_.size() > kMostCalls) calls_.pop_front();
    const auto rows = contact_row(call.phone, input) + std::string(input.usually_first_of(kRows));
    say_request(call,
                {.method = "INVITE",
                 .branch = call.invite_branch,
                 .local_tag = call.local_tag,
                 .call_id = call.call_id,
                 .cseq = 1,
                 .rows = rows,
                 .body = call.invite_body},
                input);
}

void PeerScript::send_with_credentials(Call& call, const sip::Message& challenge) {
    const auto& phone = world_.phones[call.phone];
    const bool proxy = challenge.status() == 407;
    const auto picked =
        sip::pick_challenge(challenge, proxy ? HeaderName::ProxyAuthenticate : HeaderName::WwwAuthenticate);
    if (!picked || phone.auth_user.empty() || call.tried_credentials) return;
    call.tried_credentials = true;
    const std::string method{challenge.method_text()};
    Bytes nothing{{}};
    if (method == "INVITE") {
        say_request(call,
                    {.method = "ACK",
                     .branch = call.invite_branch,
                     .local_tag = call.local_tag,
                     .remote_tag = std::string(challenge.to_tag()),
                     .call_id = call.call_id,
                     .cseq = call.cseq},
                    nothing);
    }
    call.invite_branch = new_token("z9hG4bKp");
    call.invite_cseq = ++call.cseq;
    call.remote_tag = {};
    auto rows = "Contact: " + phone.contact + "\r\n" + (proxy ? "Proxy-Authorization: " : "Authorization: ") +
                sip::answer(*picked, phone.auth_user, phone.secret, method, call.target, "cnonce", 1) + "\r\n";
    say_request(call,
                {.method = method,
                 .branch = call.invite_branch,
                 .local_tag = call.local_tag,
                 .call_id = call.call_id,
                 .cseq = call.cseq,
                 .rows = std::move(rows),
                 .body = call.invite_body},
                nothing);
}

void PeerScript::register_phone(std::size_t index) {
    const auto& phone = world_.phones[index];
    Call call;
    call.phone = index;
    call.call_id = new_token("register");
    call.local_tag = new_token("p");
    call.remote = phone.address;
    call.target = "sip:" + phone.address.substr(phone.address.find('@') + 1);
    call.target.pop_back();
    call.cseq = 1;
    calls_.push_back(call);
    Bytes nothing{{}};
    say_request(call,
                {.method = "REGISTER",
                 .branch = new_token("z9hG4bKp"),
                 .local_tag = call.local_tag,
                 .call_id = call.call_id,
                 .cseq = 1,
                 .rows = "Contact: " + phone.contact + "\r\n"},
                nothing);
}

void PeerScript::acknowledge(Call& call, bool with_body, Bytes& input) {
    say_request(call,
                {.method = "ACK",
                 .branch = new_token("z9hG4bKp"),
                 .local_tag = call.local_tag,
                 .remote_tag = call.remote_tag,
                 .call_id = call.call_id,
                 .cseq = call.invite_cseq,
                 .body = with_body ? body(input) : std::string{}},
                input);
}

void PeerScript::cancel(Call& call, Bytes& input) {
    say_request(call,
                {.method = "CANCEL",
                 .branch = call.invite_branch,
                 .local_tag = call.local_tag,
                 .call_id = call.call_id,
                 .cseq = call.invite_cseq},
                input);
}

void PeerScript::acknowledge_provisional(Call& call, Bytes& input) {
    const auto rack = input.rarely() ? std::string("1 1 INVITE") : call.rack;
    say_request(call,
                {.method = "PRACK",
                 .branch = new_token("z9hG4bKp"),
                 .local_tag = call.local_tag,
                 .remote_tag = call.remote_tag,
                 .call_id = call.call_id,
                 .cseq = ++call.cseq,
                 .rows = "RAck: " + rack + "\r\n",
                 .body = input.rarely() ? body(input) : std::string{}},
                input);
}

void PeerScript::request_in_call(Bytes& input) {
    auto* call = some_call(input);
    if (call == nullptr) return;
    const std::string method = input.any_of(kMethods);
    if (method == "ACK") return acknowledge(*call, input.rarely(), input);
    if (method == "CANCEL") return cancel(*call, input);
    if (method == "PRACK") return acknowledge_provisional(*call, input);
    Outline outline{.method = method,
                    .branch = new_token("z9hG4bKp"),
                    .local_tag = call->local_tag,
                    .remote_tag = call->remote_tag,
                    .call_id = call->call_id,
                    .cseq = ++call->cseq};
    outline.rows = contact_row(call->phone, input) + std::string(input.usually_first_of(kRows));
    if (method == "INVITE") {
        call->invite_branch = outline.branch;
        call->invite_cseq = outline.cseq;
    }
    // Rarely the same as before, which would be a refresh.
    if (method == "INVITE" || method == "UPDATE") outline.body = world_.bodies[input.below(world_.bodies.size())];
    say_request(*call, outline, input);
}

void PeerScript::answer(const Heard& asked, int status, Bytes& input) {
    static constexpr std::array kForks{"", "fork1", "fork2", "fork3", "-"};
    const auto& request = asked.message;
    auto* call = call_of(request.call_id());
    std::string text = "SIP/2.0 " + std::to_string(status) + " Whatever\r\n" + vias_of(request) +
                       "From: " + std::string(request.header(HeaderName::From)) +
                       "\r\nTo: " + std::string(request.header(HeaderName::To));
    const std::string fork = input.usually_first_of(kForks);
    if (request.to_tag().empty() && fork != "-" && status > 100)
        text += ";tag=" + (fork.empty() && call != nullptr ? call->local_tag : "t" + fork);
    text += "\r\nCall-ID: " + std::string(request.call_id()) + "\r\nCSeq: ";
    text += input.rarely() ? "1 " + std::string(input.any_of(kMethods)) : std::string(request.header(HeaderName::CSeq));
    text += "\r\n" + contact_row(call != nullptr ? call->phone : 0, input);
    const bool reliable = call != nullptr && status > 100 && status < 200 && input.next() < 80;
    if (reliable)
        text += "Require: 100rel\r\nRSeq: " + std::to_string(call->rseq += input.rarely() ? 2 : 1) + "\r\n";
    else
        text += input.usually_first_of(kRows);
    const bool has_sdp =
        status < 300 && status > 100 && (request.method() == Method::Invite || !request.body().empty());
    say(asked.flow, with_length(std::move(text), has_sdp ? body(input) : std::string{}), input);
}

void PeerScript::answer_any(Bytes& input) {
    if (asked_.empty()) return;
    // A copy: what is heard in between may push it out.
    const auto& chosen = asked_[asked_.size() - 1 - input.usual(asked_.size())];
    auto copy = sip::Message::parse(chosen.message.bytes());
    answer({chosen.flow, std::move(*copy)}, input.any_of(kStatuses), input);
}

void PeerScript::repeat(Bytes& input) {
    if (past_.empty()) return;
    const auto [flow, text] = past_[past_.size() - 1 - input.below(past_.size())];
    ++messages_said;
    say_(flow, text);
}

void PeerScript::behave(Bytes& input) {
    if (heard_response_) {
        if (told_.empty()) return;
        const auto& response = told_.back().message;
        auto* call = call_of(response.call_id());
        if (call == nullptr || response.method() != Method::Invite) return;
        const bool accepted = response.status() >= 200 && response.status() < 300;
        if (response.status() > 100 && response.status() < 200 && response.has(HeaderName::RSeq))
            acknowledge_provisional(*call, input);
        if (accepted) acknowledge(*call, call->invite_body.empty(), input);
        return;
    }
    if (asked_.empty()) return;
    const auto& request = asked_.back().message;
    auto copy = sip::Message::parse(request.bytes());
    const bool rings = request.method() == Method::Invite && request.to_tag().empty() && input.next() < 64;
    answer({asked_.back().flow, std::move(*copy)}, rings ? 180 : 200, input);
}

void PeerScript::act(Bytes& input) {
    switch (input.below(16)) {
        case 0:
            return begin_call(input);
        case 1:
        case 2:
        case 3:
        case 4:
            return request_in_call(input);
        case 5:
            return answer_any(input);
        case 6:
            return repeat(input);
        case 7:
            if (auto* call = some_call(input); call != nullptr && input.next() < 64) cancel(*call, input);
            return;
        default:
            return behave(input);
    }
}

void PeerScript::learn_response(const sip::Message& response) {
    auto* call = call_of(response.call_id());
    if (call == nullptr) return;
    if (response.status() == 401 || response.status() == 407) return send_with_credentials(*call, response);
    if (response.method() != Method::Invite) return;
    call->is_up = call->is_up || (response.status() >= 200 && response.status() < 300);
    if (response.status() >= 300 && !call->is_up) return forget(response.call_id());
    if (!response.to_tag().empty()) call->remote_tag = response.to_tag();
    if (const auto rseq = response.number(HeaderName::RSeq))
        call->rack = std::to_string(*rseq) + " " + std::string(response.header(HeaderName::CSeq));
    const auto contact = response.contact();
    if (contact && !contact->star) call->target = contact->uri;
}

void PeerScript::learn_invite(base::FlowId flow, const sip::Message& invite) {
    Call call;
    for (std::size_t i = 0; i < world_.phones.size(); ++i) {
        if (world_.phones[i].flow == flow) call.phone = i;
    }
    call.call_id = invite.call_id();
    call.local_tag = new_token("p");
    call.remote_tag = invite.from_tag();
    const auto from = invite.header(HeaderName::From);
    call.remote = from.substr(0, from.rfind(";tag="));
    const auto contact = invite.contact();
    call.target = contact ? std::string(contact->uri) : std::string(invite.from().uri);
    call.invite_body = "theirs";
    calls_.push_back(std::move(call));
    if (calls_.size() > kMostCalls) calls_.pop_front();
}

void PeerScript::heard(base::FlowId flow, const sip::Message& message) {
    if (message.is_response()) {
        if (message.status() > 100) heard_response_ = true;
        keep(told_, flow, message);
        learn_response(message);
        return;
    }
    if (message.method() == Method::Ack) return;
    heard_response_ = false;
    if (message.method() == Method::Bye) forget(message.call_id());
    if (message.method() == Method::Invite && message.to_tag().empty() && call_of(message.call_id()) == nullptr)
        learn_invite(flow, message);
    keep(asked_, flow, message);
}

}  // namespace sidetone::fuzz
