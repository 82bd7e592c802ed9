// Whole dialogs: the endpoint against a peer of choices (peer_script.h), an application of choices, and the time
// between them.
#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <tuple>

#include "fuzz/peer_script.h"
#include "fuzz/targets.h"
#include "sip/endpoint.h"
#include "testing/network/seeded_random.h"

namespace sidetone::fuzz {

namespace {

constexpr std::size_t kMostActs = 400;
constexpr sip::PeerId kPeer{1};
constexpr base::Duration kLongestEnd = std::chrono::minutes{2};
constexpr base::Duration kTransaction = std::chrono::seconds{32};

PeerScript::World world_of_one_desk() {
    return {.phones = {{base::FlowId{1}, "<sip:p@example.org>", "<sip:p@198.51.100.7:5062>"},
                       {base::FlowId{2}, "<sip:q@example.org>", "<sip:q@198.51.100.7:5063;transport=tcp>"}},
            .targets = {"sip:desk@192.0.2.1", "sips:desk@192.0.2.1", "tel:+4930123", "http://desk"},
            .bodies = {"offer", "another", "", "held", std::string(3000, 's')}};
}

class DialogDesk {
public:
    DialogDesk()
        : endpoint_({.flow_grace = std::chrono::seconds{30}}, random_),
          peer_(world_of_one_desk(),
                [this](base::FlowId flow, const std::string& text) { said_.emplace_back(flow, text); }) {
        open(sip::Transport::Udp);
        open(sip::Transport::Tcp);
    }

    void run(Bytes& input) {
        switch (input.below(16)) {
            case 0:
            case 1:
                decide(input);
                break;
            case 3:
                wait(std::chrono::milliseconds{10 * (1 + std::int64_t{input.next()})});
                break;
            case 4:
                wait(std::chrono::seconds{20 * input.usual(12)});
                break;
            case 5:
                if (input.rarely()) lose_or_move(input);
                break;
            case 2:
            case 6:
            case 7:
                decide_as_asked(input);
                break;
            default:
                peer_.act(input);
        }
        drain();
        deliver();
    }

    void finish() {
        for (const auto& [id, released] : calls_) {
            let_go_.insert(id);
            endpoint_.end(id, 480, "", now_);
        }
        drain();
        said_.clear();
        for (std::uint64_t id = 1; id <= flows_; ++id) endpoint_.on_flow_closed(base::FlowId{id}, now_);
        drain();
        wait(std::chrono::hours{48});
        const auto counters = endpoint_.counters();
        promise(counters.invites == 0 && counters.dialogs == 0, "no session is left");
        promise(counters.client_transactions == 0 && counters.server_transactions == 0, "no transaction is left");
        promise(!endpoint_.next_deadline() && endpoint_.is_settled(), "no timer is left and nothing is owed");
        for (const auto& [id, released] : calls_) promise(released, "every call is released");
    }

private:
    base::FlowId open(sip::Transport transport) {
        const base::FlowId flow{++flows_};
        endpoint_.on_flow_opened(
            {flow, transport, "192.0.2.1", 5060, "198.51.100.7", static_cast<std::uint16_t>(5061 + flows_)});
        return flow;
    }

    void deliver() {
        // A peer that answers everything at once still comes to an end, for what it does by itself is bounded.
        for (std::size_t count = 0; !said_.empty() && count < 64; ++count) {
            const auto [flow, text] = std::move(said_.front());
            said_.pop_front();
            auto message = sip::Message::parse(text);
            is_malformed_ = !message;
            if (message)
                endpoint_.on_message(flow, std::move(*message), now_);
            else
                endpoint_.on_malformed(flow, message.error(), now_);
            drain();
        }
    }

    void wait(base::Duration time) {
        is_malformed_ = false;
        const auto until = now_ + time;
        for (auto next = endpoint_.next_deadline(); next && *next <= until; next = endpoint_.next_deadline()) {
            now_ = std::max(now_, *next);
            endpoint_.on_deadline(now_);
            drain();
        }
        now_ = until;
        for (const auto id : live_) {
            const auto over = over_.find(id);
            promise(over == over_.end() || now_ - over->second < kLongestEnd, "Released follows the end");
        }
    }

    void lose_or_move(Bytes& input) {
        const auto index = input.below(2);
        const auto from = peer_.world().phones[index].flow;
        if (input.rarely()) endpoint_.on_flow_closed(from, now_);
        const auto to = open(index == 0 ? sip::Transport::Udp : sip::Transport::Tcp);
        peer_.move(index, to);
        endpoint_.move_dialogs(kPeer, from, to, now_);
        drain();
    }

    void dial(Bytes& input) {
        if (live_.size() > 2 && !input.rarely()) return;
        const auto& phone = peer_.world().phones[input.below(2)];
        sip::OutgoingInvite invite;
        invite.flow = phone.flow;
        invite.request_uri = phone.contact.substr(1, phone.contact.size() - 2);
        invite.from = "<sip:desk@example.org>";
        invite.to = phone.address;
        invite.sdp = input.rarely() ? "" : "ours";
        if (input.rarely()) invite.headers = {{"Require", "100rel"}};
        invite.peer = kPeer;
        note(endpoint_.invite(invite, now_));
    }

    void decide(Bytes& input) {
        const auto call = some_call(input);
        switch (input.below(10)) {
            case 0:
                return dial(input);
            case 1:
                return endpoint_.accept(call, "ours", now_);
            case 2:
                return endpoint_.provisional(call, input.rarely() ? 183 : 180, input.rarely() ? "ours" : "", now_);
            case 3:
                if (input.next() >= 64) return;
                let_go_.insert(call);
                return endpoint_.reject(call, 486, now_);
            case 4:
                if (input.next() >= 64) return;
                let_go_.insert(call);
                return endpoint_.end(call, 480, "", now_);
            case 5:
                return endpoint_.reoffer(call, "ours, again", now_);
            case 6:
                return endpoint_.confirm(call, "ours", now_);
            case 7:
                endpoint_.request_in_dialog(call, "INFO", {}, "text", now_);
                return;
            case 8:
                return endpoint_.respond(transaction_, 200, {}, {}, now_);
            default:
                if (input.rarely() && input.rarely()) endpoint_.refuse_new_requests();
        }
    }

    /// What an application in order does with what it heard last.
    void decide_as_asked(Bytes& input) {
        if (reoffered_) {
            const auto call = *std::exchange(reoffered_, std::nullopt);
            if (input.rarely()) return endpoint_.reject_reoffer(call, 488, now_);
            return endpoint_.accept_reoffer(call, "ours", now_);
        }
        if (wants_confirm_) return endpoint_.confirm(*std::exchange(wants_confirm_, std::nullopt), "ours", now_);
        if (incoming_) return endpoint_.accept(*std::exchange(incoming_, std::nullopt), "ours", now_);
        if (input.next() < 128) dial(input);
    }

    /// Most often one that lives.
    sip::InviteId some_call(Bytes& input) {
        if (!live_.empty() && !input.rarely()) return live_[input.below(live_.size())];
        return calls_.empty() ? sip::InviteId{} : calls_.begin()->first;
    }

    void note(sip::InviteId id) {
        if (calls_.try_emplace(id, false).second) live_.push_back(id);
    }

    /// One request, one final answer, for as long as its transaction lives; a new one may be answered anew.
    void check_response(base::FlowId flow, const sip::Message& response) {
        // What is answered without a transaction is answered each time anew: 503, and what is no SIP message.
        if (response.status() < 200 || response.status() == 503 || is_malformed_ || flow != base::FlowId{1}) return;
        const auto key = std::tuple(std::string(response.header(sip::HeaderName::Via)), response.method(),
                                    std::string(response.call_id()), response.cseq());
        const auto [known, is_new] = finals_.try_emplace(key, response.status(), now_);
        if (is_new || now_ - known->second.second >= kTransaction) {
            known->second = {response.status(), now_};
            return;
        }
        promise(known->second.first == response.status(), "a request has one final answer");
    }

    /// In each dialog the numbers of our requests rise (RFC 3261 12.2.1.1).
    void check_request(const sip::Message& request) {
        if (request.method() == sip::Method::Ack || request.method() == sip::Method::Cancel) return;
        promise(request.branch().size() > 7, "a request has a branch");
        auto& [cseq, branch] = numbers_[{std::string(request.from_tag()), std::string(request.to_tag())}];
        if (branch == request.branch()) return;
        if (branches_.insert({std::string(request.branch()), true}).second)
            promise(request.cseq() > cseq, "CSeq rises in a dialog");
        cseq = std::max(cseq, request.cseq());
        branch = request.branch();
    }

    void drain() {
        std::size_t sent = 0;
        for (const auto& what : endpoint_.take_sends()) {
            promise(++sent <= 64, "one cause has few effects");
            const auto message = sip::Message::parse(what.bytes);
            promise(message || is_malformed_ || what.bytes.size() >= 60'000,
                    "what the endpoint sends is a SIP message");
            if (!message) continue;
            if (message->is_response())
                check_response(what.flow, *message);
            else
                check_request(*message);
            peer_.heard(what.flow, *message);
        }
        for (const auto& event : endpoint_.take_events()) std::visit([this](const auto& what) { on(what); }, event);
    }

    template <class Event>
    void on(const Event& event) {
        if constexpr (requires { event.invite; }) {
            note(event.invite);
            promise(!calls_[event.invite], "nothing is told after Released");
            if constexpr (std::is_same_v<Event, sip::Released>) {
                promise(over_.contains(event.invite) || let_go_.contains(event.invite),
                        "who has not let go hears of the end before Released");
                calls_[event.invite] = true;
                live_.erase(std::remove(live_.begin(), live_.end(), event.invite), live_.end());
            }
            if constexpr (std::is_same_v<Event, sip::Ended> || std::is_same_v<Event, sip::Refused>)
                over_.try_emplace(event.invite, now_);
            if constexpr (std::is_same_v<Event, sip::Reoffered>) reoffered_ = event.invite;
            if constexpr (std::is_same_v<Event, sip::Answered>) {
                if (event.needs_answer) wants_confirm_ = event.invite;
            }
            if constexpr (std::is_same_v<Event, sip::InviteReceived>) {
                endpoint_.set_peer(event.invite, kPeer);
                incoming_ = event.invite;
            }
        }
        if constexpr (requires { event.transaction; }) transaction_ = event.transaction;
    }

    testing::SeededRandom random_{1};
    sip::Endpoint endpoint_;
    PeerScript peer_;
    base::Time now_{std::chrono::hours{24 * 365 * 56}};
    std::deque<std::pair<base::FlowId, std::string>> said_;
    std::map<sip::InviteId, bool> calls_;  ///< true: released
    std::vector<sip::InviteId> live_;
    std::map<sip::InviteId, base::Time> over_;  ///< since when
    std::set<sip::InviteId> let_go_;            ///< by the application
    std::uint64_t flows_ = 0;
    sip::TransactionId transaction_;
    std::optional<sip::InviteId> reoffered_;
    std::optional<sip::InviteId> wants_confirm_;
    std::optional<sip::InviteId> incoming_;
    std::map<std::tuple<std::string, sip::Method, std::string, std::uint32_t>, std::pair<int, base::Time>> finals_;
    std::map<std::pair<std::string, std::string>, std::pair<std::uint32_t, std::string>> numbers_;
    std::map<std::string, bool> branches_;
    bool is_malformed_ = false;
};

}  // namespace

void fuzz_dialog(std::string_view input) {
    DialogDesk desk;
    Bytes bytes{input};
    for (std::size_t acts = 0; !bytes.empty() && acts < kMostActs; ++acts) desk.run(bytes);
    desk.finish();
}

}  // namespace sidetone::fuzz
