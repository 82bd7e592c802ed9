// The endpoint under a script of bytes: records separated by the byte 1, the first character says what happens, the
// rest is its text. In messages $T $B $C $V $F $O stand for the tag, branch, Call-ID, Via, From and To the endpoint
// sent last, so that scripts get deep into dialogs.
#include <algorithm>
#include <map>

#include "fuzz/targets.h"
#include "sip/endpoint.h"
#include "testing/network/seeded_random.h"

namespace sidetone::fuzz {

namespace {

constexpr std::size_t kMaxRecords = 64;
constexpr sip::PeerId kPeer{1};

class Desk {
public:
    Desk() : endpoint_({.flow_grace = std::chrono::seconds{30}}, random_) {
        for (const std::uint64_t id : {1, 2}) open(id);
    }

    void run(char what, std::string_view rest) {
        answers_malformed_ = false;
        switch (what) {
            case 'm':
                receive(1, expand(rest));
                break;
            case 'n':
                receive(2, expand(rest));
                break;
            case 'r':
                receive(1, response_to_last(rest));
                break;
            case 'w':
                wait(std::chrono::milliseconds{
                    10 * static_cast<int>(rest.empty() ? 1 : static_cast<unsigned char>(rest[0]))});
                break;
            case 'k':
                endpoint_.on_flow_closed(base::FlowId{rest.starts_with('1') ? 1U : 2U}, now_);
                break;
            case 'b':
                come_back(rest.starts_with('1') ? 1U : 2U);
                break;
            default:
                decide(what, rest);
        }
        drain();
    }

    /// What the application does.
    void decide(char what, std::string_view rest) {
        const sip::InviteId call = calls_.empty() ? sip::InviteId{} : calls_.rbegin()->first;
        switch (what) {
            case 'd':
                dial(rest);
                break;
            case 'a':
                endpoint_.accept(call, rest, now_);
                break;
            case 'p':
                endpoint_.provisional(call, 180, rest, now_);
                break;
            case 'j':
                endpoint_.reject(call, 486, now_, {{"Warning", std::string(rest)}});
                break;
            case 'e':
                endpoint_.end(call, 480, rest, now_);
                break;
            case 'o':
                endpoint_.reoffer(call, rest, now_);
                break;
            case 'y':
                endpoint_.accept_reoffer(call, rest, now_);
                break;
            case 'x':
                endpoint_.reject_reoffer(call, 488, now_);
                break;
            case 'c':
                endpoint_.confirm(call, rest, now_);
                break;
            case 'q':
                endpoint_.request_in_dialog(call, "INFO", {}, rest, now_);
                break;
            case 's':
                endpoint_.respond(transaction_, 200, {{"X-Text", std::string(rest)}}, rest, now_);
                break;
            case 't':
                endpoint_.refuse_new_requests();
                break;
            default:
                break;
        }
    }

    void finish() {
        for (const auto& [id, released] : calls_) endpoint_.end(id, 480, "", now_);
        drain();
        for (std::uint64_t id = 1; id <= flows_; ++id) endpoint_.on_flow_closed(base::FlowId{id}, now_);
        drain();
        wait(std::chrono::hours{48});
        const auto counters = endpoint_.counters();
        promise(counters.invites == 0 && counters.dialogs == 0, "no session is left");
        promise(counters.client_transactions == 0 && counters.server_transactions == 0, "no transaction is left");
        promise(!endpoint_.next_deadline(), "no timer is left");
        promise(endpoint_.is_settled(), "nothing is owed");
        for (const auto& [id, released] : calls_) promise(released, "every call is released");
    }

private:
    void open(std::uint64_t id) {
        const auto transport = id == 1 ? sip::Transport::Udp : sip::Transport::Wss;
        endpoint_.on_flow_opened(
            {base::FlowId{id}, transport, "192.0.2.1", 5060, "198.51.100.7", static_cast<std::uint16_t>(5060 + id)});
    }

    /// The peer, which was at `from`, registers over a new flow; messages of its come over that or the old ones.
    void come_back(std::uint64_t from) {
        open(++flows_);
        endpoint_.move_dialogs(kPeer, base::FlowId{from}, base::FlowId{flows_}, now_);
    }

    void wait(base::Duration time) {
        const auto until = now_ + time;
        for (auto next = endpoint_.next_deadline(); next && *next <= until; next = endpoint_.next_deadline()) {
            now_ = std::max(now_, *next);
            endpoint_.on_deadline(now_);
            drain();
        }
        now_ = until;
    }

    void dial(std::string_view sdp) {
        sip::OutgoingInvite invite;
        invite.flow = base::FlowId{1};
        invite.request_uri = "sip:peer@198.51.100.7";
        invite.from = "<sip:desk@example.org>";
        invite.to = "<sip:peer@example.org>";
        invite.sdp = sdp;
        invite.peer = kPeer;
        note(endpoint_.invite(invite, now_));
    }

    void receive(std::uint64_t flow, const std::string& text) {
        auto message = sip::Message::parse(text);
        answers_malformed_ = !message;
        if (message)
            endpoint_.on_message(base::FlowId{flow}, std::move(*message), now_);
        else
            endpoint_.on_malformed(base::FlowId{flow}, message.error(), now_);
    }

    [[nodiscard]] std::string expand(std::string_view text) const {
        std::string expanded;
        for (std::size_t i = 0; i < text.size(); ++i) {
            const bool known = text[i] == '$' && i + 1 < text.size() && values_.contains(text[i + 1]);
            if (known)
                expanded += values_.at(text[++i]);
            else
                expanded += text[i];
        }
        return expanded;
    }

    /// "200 rows and body": the answer to the request sent last.
    [[nodiscard]] std::string response_to_last(std::string_view rest) const {
        return "SIP/2.0 " + std::string(rest.substr(0, 3)) + " X\r\n" + request_rows_ +
               expand(rest.substr(std::min<std::size_t>(3, rest.size())));
    }

    void note(sip::InviteId id) { calls_.try_emplace(id, false); }

    void on_sent(const std::string& bytes) {
        const auto message = sip::Message::parse(bytes);
        // The answer to bytes that are no message repeats them where it must (refusal_of); all else is ours.
        if (!message && !answers_malformed_ && bytes.size() < 60'000) std::fprintf(stderr, "%s\n", bytes.c_str());
        promise(message || answers_malformed_ || bytes.size() >= 60'000, "what the endpoint sends is a SIP message");
        if (!message) return;
        using sip::HeaderName;
        values_['T'] = std::string(message->is_response() ? message->to_tag() : message->from_tag());
        values_['B'] = std::string(message->branch());
        values_['C'] = std::string(message->call_id());
        values_['V'] = std::string(message->header(HeaderName::Via));
        values_['F'] = std::string(message->header(HeaderName::From));
        values_['O'] = std::string(message->header(HeaderName::To));
        if (message->is_response() || message->method() == sip::Method::Ack) return;
        request_rows_ = "Via: " + values_['V'] + "\r\nFrom: " + values_['F'] + "\r\nTo: " + values_['O'] +
                        (message->to_tag().empty() ? ";tag=callee" : "") + "\r\nCall-ID: " + values_['C'] +
                        "\r\nCSeq: " + std::string(message->header(HeaderName::CSeq)) + "\r\n";
    }

    template <class Event>
    void on(const Event& event) {
        if constexpr (requires { event.invite; }) {
            note(event.invite);
            promise(!calls_[event.invite], "nothing is told after Released");
            if constexpr (std::is_same_v<Event, sip::Released>) calls_[event.invite] = true;
            if constexpr (std::is_same_v<Event, sip::InviteReceived>) endpoint_.set_peer(event.invite, kPeer);
        }
        if constexpr (requires { event.transaction; }) transaction_ = event.transaction;
    }

    void drain() {
        std::size_t sent = 0;
        for (const auto& what : endpoint_.take_sends()) {
            on_sent(what.bytes);
            ++sent;
        }
        promise(sent <= 64, "one cause has few effects");
        for (const auto& event : endpoint_.take_events()) std::visit([this](const auto& what) { on(what); }, event);
    }

    testing::SeededRandom random_{1};
    sip::Endpoint endpoint_;
    base::Time now_{std::chrono::hours{24 * 365 * 56}};
    std::map<sip::InviteId, bool> calls_;  ///< true: released
    std::uint64_t flows_ = 2;
    sip::TransactionId transaction_;
    std::map<char, std::string> values_;
    std::string request_rows_;
    bool answers_malformed_ = false;
};

}  // namespace

void fuzz_endpoint(std::string_view input) {
    Desk desk;
    for (std::size_t records = 0; !input.empty() && records < kMaxRecords; ++records) {
        const auto end = std::min(input.find('\x01'), input.size());
        if (end > 0) desk.run(input[0], input.substr(1, end - 1));
        input.remove_prefix(std::min(end + 1, input.size()));
    }
    desk.finish();
}

}  // namespace sidetone::fuzz
