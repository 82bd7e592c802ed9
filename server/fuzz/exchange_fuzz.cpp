// Whole calls through the server's rules: two phones of choices (peer_script.h) register and call each other over
// edge/signalling and core/calls; a media engine that passes every SDP on, or now and then fails, stands behind.
#include <spdlog/spdlog.h>

#include <algorithm>
#include <deque>

#include "core/calls/calls.h"
#include "core/directory/testing/office.h"
#include "core/registrar/registrar.h"
#include "edge/signalling/signalling.h"
#include "edge/signalling/testing/exchange.h"
#include "fuzz/peer_script.h"
#include "fuzz/targets.h"
#include "sip/auth/digest.h"

namespace sidetone::fuzz {

namespace {

constexpr std::size_t kMostActs = 200;
constexpr const char* kSystem = "pbx.example";

std::string many_lines() {
    std::string sdp = "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n";
    for (int i = 0; i < 1000; ++i) sdp += "m=audio " + std::to_string(1024 + 2 * i) + " RTP/AVP 8\r\n";
    return sdp;
}

PeerScript::World world_of_two_phones() {
    const std::string sdp{signalling::testing::kSdp};
    return {.phones = {{base::FlowId{1}, "<sip:anna@pbx.example>", "<sip:anna@198.51.100.7:6001>", "anna-1", "secret"},
                       {base::FlowId{2}, "<sip:tomas@pbx.example>", "<sip:tomas@198.51.100.7:6002;transport=tcp>",
                        "tomas-1", "secret"}},
            .targets = {"sip:34@pbx.example", "sip:10@pbx.example", "sip:42@pbx.example", "sip:99999@pbx.example",
                        "tel:34", "sip:34@elsewhere.example"},
            .bodies = {sdp, sdp + "a=sendonly\r\n", sdp + "a=inactive\r\n", signalling::testing::kWebSdp, "",
                       "v=0\r\nm=audio", many_lines()}};
}

directory::Device phone_of(std::uint64_t id, core::UserId owner, const std::string& auth_user) {
    auto phone = directory::testing::a_phone(core::DeviceId{id}, owner, auth_user);
    const auto ha1s = sip::make_ha1s(auth_user, kSystem, "secret");
    phone.ha1_md5 = ha1s.md5;
    phone.ha1_sha256 = ha1s.sha256;
    return phone;
}

const std::vector<directory::Device>& phones() {
    using directory::testing::kAnna;
    using directory::testing::kTomas;
    static const std::vector<directory::Device> both{phone_of(11, kAnna, "anna-1"), phone_of(12, kTomas, "tomas-1")};
    return both;
}

signalling::SignallingConfig config() {
    signalling::SignallingConfig made;
    made.system_name = kSystem;
    made.own_hosts = {"192.0.2.1"};
    made.nonce_key = std::string(32, 'k');
    made.endpoint.flow_grace = std::chrono::seconds{30};
    return made;
}

class Switchboard final : public net::SipOut {
public:
    Switchboard()
        : signalling_(config(), directory_, registrar_, *this, random_, clock_),
          calls_({.system_name = kSystem}, directory_, registrar_, signalling_, engine_, engine_),
          peer_(world_of_two_phones(),
                [this](base::FlowId flow, const std::string& text) { said_.emplace_back(flow, text); }) {
        spdlog::set_level(spdlog::level::off);
        directory_.load(directory::testing::some_users(), {}, phones());
        signalling_.set_calls(calls_);
        registrar_.changed.subscribe([this](const auto& news) { calls_.on_registration(news, clock_.now()); });
        for (std::size_t phone = 0; phone < 2; ++phone) {
            open(phone);
            peer_.register_phone(phone);
            deliver();
        }
    }

    void run(Bytes& input) {
        switch (input.below(16)) {
            case 0:
                wait(std::chrono::milliseconds{10 * (1 + std::int64_t{input.next()})});
                break;
            case 1:
                wait(std::chrono::seconds{input.usual(90)});
                break;
            case 2:
                if (input.rarely()) come_back(input.below(2), input.rarely());
                break;
            case 3:
                engine_fails_ = input.rarely();
                break;
            default:
                peer_.act(input);
        }
        deliver();
    }

    void finish() {
        said_.clear();
        engine_fails_ = false;
        for (std::uint64_t id = 1; id <= flows_; ++id) signalling_.on_flow_closed(base::FlowId{id});
        settle();
        wait(std::chrono::hours{5});
        promise(calls_.size() == 0, "no call is left");
        promise(engine_.open == 0, "no bridge is left");
        const auto counters = signalling_.counters();
        promise(counters.invites == 0 && counters.dialogs == 0, "no session is left");
        promise(counters.client_transactions == 0 && counters.server_transactions == 0, "no transaction is left");
        promise(signalling_.is_settled() && !signalling_.next_deadline(), "nothing is owed");
    }

    void send(std::vector<sip::Send> messages) override {
        promise(messages.size() <= 64, "one cause has few effects");
        for (auto& what : messages) {
            const auto message = sip::Message::parse(std::move(what.bytes));
            promise(message || is_malformed_ || what.bytes.size() >= 60'000, "what is sent is a SIP message");
            if (message) peer_.heard(what.flow, *message);
        }
    }

private:
    void open(std::size_t phone) {
        const base::FlowId flow{++flows_};
        signalling_.on_flow_opened({flow, phone == 0 ? sip::Transport::Udp : sip::Transport::Tcp, "192.0.2.1", 5060,
                                    "198.51.100.7", static_cast<std::uint16_t>(6000 + flows_)});
        peer_.move(phone, flow);
    }

    void come_back(std::size_t phone, bool is_lost) {
        if (is_lost) signalling_.on_flow_closed(peer_.world().phones[phone].flow);
        settle();
        open(phone);
        peer_.register_phone(phone);
    }

    void deliver() {
        for (std::size_t count = 0; !said_.empty() && count < 64; ++count) {
            const auto [flow, text] = std::move(said_.front());
            said_.pop_front();
            auto message = sip::Message::parse(text);
            is_malformed_ = !message;
            if (message)
                signalling_.on_message(flow, std::move(*message));
            else
                signalling_.on_malformed(flow, message.error());
            settle();
        }
    }

    void settle() {
        for (;;) {
            signalling_.flush();
            if (engine_.done.empty()) return;
            auto done = engine_.done.front();
            engine_.done.pop_front();
            if (engine_fails_) done.sdp = base::Error{"media.failed"};
            calls_.on_media_done(done, clock_.now());
        }
    }

    /// From one thing that is due to the next.
    void wait(base::Duration time) {
        const auto until = clock_.time + time;
        for (;;) {
            auto next = until;
            for (const auto& due : {signalling_.next_deadline(), calls_.next_deadline(), registrar_.next_deadline()}) {
                if (due) next = std::min(next, *due);
            }
            clock_.time = std::max(clock_.time, next);
            signalling_.on_deadline(clock_.time);
            calls_.on_deadline(clock_.time);
            registrar_.on_deadline(clock_.time);
            settle();
            if (clock_.time >= until) return;
        }
    }

    signalling::testing::CountedClock clock_;
    sidetone::testing::SeededRandom random_{7};
    directory::testing::RememberingStore store_;
    directory::Directory directory_{store_};
    registrar::Registrar registrar_{{}, directory_};
    signalling::testing::PassingEngine engine_;
    signalling::Signalling signalling_;
    calls::Calls calls_;
    PeerScript peer_;
    std::deque<std::pair<base::FlowId, std::string>> said_;
    std::uint64_t flows_ = 0;
    bool engine_fails_ = false;
    bool is_malformed_ = false;
};

}  // namespace

void fuzz_exchange(std::string_view input) {
    Switchboard switchboard;
    Bytes bytes{input};
    for (std::size_t acts = 0; !bytes.empty() && acts < kMostActs; ++acts) switchboard.run(bytes);
    switchboard.finish();
}

}  // namespace sidetone::fuzz
