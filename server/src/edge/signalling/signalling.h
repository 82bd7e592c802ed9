// Between SIP and the rules: turns requests of devices into commands of core, and commands of core into SIP. Owns the
// sip::Endpoint and the table of legs; authenticates every device by digest. Translates, never decides. Core strand
// only. Leaves sockets to net, what rings to calls.
#pragma once

#include <array>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "base/clock.h"
#include "base/random.h"
#include "core/calls/calls.h"
#include "core/directory/directory.h"
#include "core/registrar/registrar.h"
#include "edge/net/log_gate.h"
#include "edge/net/sip_transport.h"
#include "edge/signalling/authenticator.h"
#include "edge/signalling/strangers.h"
#include "sip/endpoint.h"

namespace sidetone::signalling {

inline constexpr std::string_view kAllowed = "INVITE, ACK, BYE, CANCEL, OPTIONS, REGISTER, PRACK, UPDATE, INFO, NOTIFY";

struct SignallingConfig {
    /// SIP domain and digest realm.
    std::string system_name;
    /// Further host parts that mean this system in a request URI: host name, listening addresses.
    std::unordered_set<std::string> own_hosts;
    /// Key of the stateless nonces.
    std::string nonce_key;
    sip::EndpointConfig endpoint;
};

/// A device as the SIP stack knows it: its dialogs go with it to another flow.
constexpr sip::PeerId peer_of(core::DeviceId device) {
    return sip::PeerId{device.value};
}

class Signalling final : public calls::Signalling, public net::SipSink {
public:
    Signalling(SignallingConfig config, const directory::Directory& directory, registrar::Registrar& registrar,
               net::SipOut& transport, base::Random& random, const base::Clock& clock);

    /// Calls and signalling need each other; wired once before the first message.
    void set_calls(calls::Calls& calls) { calls_ = &calls; }

    // net::SipSink
    void on_flow_opened(const sip::FlowInfo& flow) override;
    void on_message(base::FlowId flow, sip::Message&& message) override;
    void on_malformed(base::FlowId flow, const sip::ParseFailure& failure) override;
    void on_flow_closed(base::FlowId flow) override;

    // calls::Signalling
    void invite(calls::LegId leg, const registrar::Binding& binding, const calls::Invitation& invitation) override;
    void replace(calls::LegId leg, calls::LegId replaced, const calls::Invitation& invitation) override;
    void confirm(calls::LegId leg, const std::string& sdp) override;
    void ring(calls::LegId leg) override;
    void progress(calls::LegId leg, const std::string& sdp) override;
    void accept(calls::LegId leg, const std::string& sdp) override;
    void end(calls::LegId leg, calls::EndCause cause) override;
    void reoffer(calls::LegId leg, const std::string& sdp) override;
    void accept_reoffer(calls::LegId leg, const std::string& sdp, calls::Direction direction) override;
    void refuse_reoffer(calls::LegId leg, calls::EndCause cause) override;
    void talk(calls::LegId leg) override;

    /// Hands what the endpoint wants to send to the transport and its events to the rules, until both are empty.
    void flush();
    void on_deadline(base::Time now);
    /// The server stops: nobody is called, registered or heard any more, but what is under way is ended properly.
    void refuse_new_requests() { endpoint_.refuse_new_requests(); }
    void refuse_new_calls(bool refuse) { endpoint_.refuse_new_calls(refuse); }
    [[nodiscard]] bool is_settled() const { return endpoint_.is_settled(); }
    [[nodiscard]] std::optional<base::Time> next_deadline() const { return endpoint_.next_deadline(); }
    [[nodiscard]] sip::EndpointCounters counters() const { return endpoint_.counters(); }
    [[nodiscard]] const StrangersCounters& strangers() const { return strangers_.counters(); }
    [[nodiscard]] const AuthenticatorCounters& login_counters() const { return authenticator_.counters(); }
    /// For recordings: nonces of a key of their own, and what responses are taken for.
    [[nodiscard]] sip::DigestServer& digest() { return authenticator_.digest(); }
    /// All there is, apart from the configuration, nonces and the log (base/archive.h). After flush().
    void save(base::ArchiveWriter& archive);
    /// Into a new one. Throws base::ArchiveError.
    void load(base::ArchiveReader& archive);
    /// Open flows, by transport.
    [[nodiscard]] const std::array<std::size_t, sip::kTransports>& flow_count() const { return flow_count_; }

private:
    struct Flow : sip::FlowInfo {
        bool trusted = false;   ///< the transport knows that a device is at its other end
        base::Time remember{};  ///< when its host is to be remembered again

        template <class Archive>
        void archive(Archive& archive);
    };
    struct Leg {
        sip::InviteId invite;
        bool incoming = false;
        bool takes_talk = false;
        bool answers_by_ack = false;  ///< its INVITE had no offer
        sip::ExtraHeaders headers;    ///< of our responses to its INVITE
        std::string several_lines;    ///< its last SDP with more than one m= line, if there was one

        template <class Archive>
        void archive(Archive& archive) {
            archive(invite, incoming, takes_talk, answers_by_ack, headers, several_lines);
        }
    };

    // one per event of the endpoint
    void on_event(sip::Rejected& event);
    void on_event(sip::RequestReceived& event);
    void on_event(sip::RequestAnswered& event);
    void on_event(sip::InviteReceived& event);
    void on_event(sip::Progress& event);
    void on_event(sip::Answered& event);
    void on_event(sip::Refused& event);
    void on_event(sip::Confirmed& event);
    void on_event(sip::Reoffered& event);
    void on_event(sip::ReofferAnswered& event);
    void on_event(sip::ReofferRefused& event);
    void on_event(sip::DialogRequest& event);
    void on_event(sip::Ended& event);
    void on_event(sip::Released& event);

    // registrations.cpp
    void on_register(const sip::RequestReceived& event);
    void answer_register(const sip::RequestReceived& event, core::DeviceId device);
    void confirm_register(const sip::RequestReceived& event, core::DeviceId device);
    [[nodiscard]] registrar::Binding binding_of(const sip::RequestReceived& event, core::DeviceId device) const;

    void send_invite(Leg made, calls::LegId leg, const calls::Invitation& invitation, sip::OutgoingInvite out);
    [[nodiscard]] bool is_ipv6(base::FlowId flow) const;
    /// Strangers are served slowly (strangers.h).
    [[nodiscard]] bool may_ask(base::FlowId flow);
    /// Where it comes from, for people. Valid while the flow is open.
    [[nodiscard]] std::string_view host_of(base::FlowId flow) const;
    [[nodiscard]] Authenticated authenticate(const sip::Message& message, base::FlowId flow, Role role);
    [[nodiscard]] bool is_web(base::FlowId flow) const;
    [[nodiscard]] calls::LegId leg_of(sip::InviteId invite) const;
    [[nodiscard]] Leg* find_leg(calls::LegId leg);
    void forget(sip::InviteId invite);
    template <class Archive>
    void archive(Archive& archive);

    SignallingConfig config_;
    const directory::Directory& directory_;
    registrar::Registrar& registrar_;
    net::SipOut& transport_;
    const base::Clock& clock_;
    calls::Calls* calls_ = nullptr;
    net::LogGate complaints_{"signalling"};
    Strangers strangers_;
    Authenticator authenticator_;
    sip::Endpoint endpoint_;
    std::unordered_map<calls::LegId, Leg> legs_;
    std::unordered_map<sip::InviteId, calls::LegId> by_invite_;
    std::unordered_map<base::FlowId, Flow> flows_;
    std::array<std::size_t, sip::kTransports> flow_count_{};
};

}  // namespace sidetone::signalling
