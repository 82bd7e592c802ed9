// One endpoint on a test's desk: the test writes the peer's messages as text and counts out the time; what the endpoint
// sends and tells is kept with its time. For unit tests of sip. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sip/endpoint.h"
#include "testing/network/seeded_random.h"

namespace sidetone::testing {

struct Sent {
    base::FlowId flow;
    std::int64_t at_ms = 0;  ///< since the desk was set up
    sip::Message message;
};

/// What a test says of a message it makes the peer send; the rest is usual.
struct Wire {
    std::string method = "INVITE";
    std::string uri = "sip:desk@192.0.2.1";
    std::string branch = "z9hG4bKpeer1";
    std::string from = "<sip:peer@example.org>;tag=peer";
    std::string to = "<sip:desk@example.org>";
    std::string call_id = "call-1";
    std::uint32_t cseq = 1;
    std::string headers = "Contact: <sip:peer@198.51.100.7:5062>\r\n";  ///< rows with their line ends
    std::string body;
    std::string content_type = "application/sdp";

    [[nodiscard]] std::string text() const;
};

class WireDesk {
public:
    explicit WireDesk(sip::EndpointConfig config = {}, sip::Transport transport = sip::Transport::Udp);

    sip::Endpoint& endpoint() { return endpoint_; }
    [[nodiscard]] base::Time now() const { return now_; }
    static constexpr base::FlowId kFlow{1};
    base::FlowId open_flow(std::uint64_t id, sip::Transport transport);

    /// The peer sends `text`; it must be a SIP message.
    void receive(const std::string& text, base::FlowId flow = kFlow);
    void receive(const Wire& wire, base::FlowId flow = kFlow) { receive(wire.text(), flow); }
    /// The peer answers `request` (which we sent). Headers as in Wire.
    void answer(const sip::Message& request, int status, std::string_view to_tag = "callee",
                const std::string& headers = "", const std::string& body = "");
    /// Deadlines are met on their tick, one by one.
    void pass(base::Duration time);
    void pass_ms(std::int64_t ms) { pass(std::chrono::milliseconds{ms}); }
    /// After a call to the endpoint.
    void drain();

    sip::InviteId dial(const std::string& sdp = "offer");
    /// A call from the peer, answered and confirmed.
    sip::InviteId answered_call_from_peer(const std::string& invite_headers = "");
    /// A call to the peer, answered.
    sip::InviteId answered_call_to_peer(const std::string& answer_headers = "");
    [[nodiscard]] std::string our_tag() const;  ///< of the last response we sent

    std::vector<Sent> sent;
    std::vector<sip::Event> events;
    /// Of the kind; the last one.
    template <class What>
    [[nodiscard]] const What* last() const {
        for (auto event = events.rbegin(); event != events.rend(); ++event) {
            if (const auto* what = std::get_if<What>(&*event)) return what;
        }
        return nullptr;
    }
    template <class What>
    [[nodiscard]] std::size_t count() const {
        std::size_t found = 0;
        for (const auto& event : events) found += std::holds_alternative<What>(event) ? 1 : 0;
        return found;
    }
    /// The last message sent that starts with `start` ("BYE", "SIP/2.0 200").
    [[nodiscard]] const sip::Message* find_sent(std::string_view start) const;
    [[nodiscard]] std::vector<std::int64_t> times_of(std::string_view start) const;
    [[nodiscard]] bool is_quiet();

private:
    base::Time now_{std::chrono::hours{24 * 365 * 56}};
    base::Time start_ = now_;
    SeededRandom random_{1};
    sip::Endpoint endpoint_;
};

}  // namespace sidetone::testing
