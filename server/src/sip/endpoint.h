// The front door of the SIP stack. Sans-I/O: bytes of parsed messages, flows and the time come in; messages to send,
// events and the next deadline come out. Knows no socket, no user, no rule. One thread (the core strand). Deterministic
// for the same input and random source. What it does by itself: transactions (RFC 3261 17, RFC 6026), 100 Trying, ACK,
// retransmission of 2xx, dialogs, early dialogs per To-tag, PRACK (RFC 3262), UPDATE (RFC 3311), session timers (RFC
// 4028), CANCEL that waits for a provisional response, late 2xx after CANCEL (ACK and BYE), glare (491 and retry),
// merged requests (482), answers to OPTIONS and keep-alive in dialogs.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/random.h"
#include "base/time.h"
#include "sip/endpoint_types.h"
#include "sip/events.h"
#include "sip/message/message.h"

namespace sidetone::base {
class ArchiveReader;
class ArchiveWriter;
}  // namespace sidetone::base

namespace sidetone::sip {

class Endpoint {
public:
    Endpoint(EndpointConfig config, base::Random& random);
    ~Endpoint();
    Endpoint(const Endpoint&) = delete;
    Endpoint& operator=(const Endpoint&) = delete;

    // --- from the network
    // -----------------------------------------------------------------------------------------------------
    /// Before the first message of a flow. The endpoint builds Via and Contact from it.
    void on_flow_opened(const FlowInfo& flow);
    void on_message(base::FlowId flow, Message message, base::Time now);
    /// Bytes that are no SIP message, as far as they could be read: answered with 400 where a request can be
    /// recognised, else dropped.
    void on_malformed(base::FlowId flow, const ParseFailure& failure, base::Time now);
    /// Ends every transaction and session of the flow; the application hears Ended with EndedBy::FlowLost. With a
    /// flow_grace the established dialogs of a known peer wait that long for move_dialogs(), or for a request of the
    /// peer in them that comes by another flow.
    void on_flow_closed(base::FlowId flow, base::Time now);
    /// The peer was at `from` (0: unknown) and is at `to` now: its established dialogs there, and those whose flow is
    /// lost, go on over `to`.
    void move_dialogs(PeerId peer, base::FlowId from, base::FlowId to, base::Time now);
    /// Of an incoming INVITE; an outgoing one is told with it.
    void set_peer(InviteId invite, PeerId peer);
    void on_deadline(base::Time now);
    [[nodiscard]] std::optional<base::Time> next_deadline() const;
    /// From here on requests that would begin something are answered 503 with Retry-After; what is under way goes on.
    void refuse_new_requests();
    /// While there is too much to do: what would begin something, save registrations, is answered 503 with Retry-After.
    void refuse_new_calls(bool refuse);
    /// Every session is over, every request of ours is answered, every refusal of ours acknowledged.
    [[nodiscard]] bool is_settled() const;

    // --- to the network and to the application; taken after every call above or below
    // -------------------------------------------
    [[nodiscard]] std::vector<Send> take_sends();
    [[nodiscard]] std::vector<Event> take_events();

    // --- requests outside of INVITE dialogs
    // -------------------------------------------------------------------------------------
    /// Final (or provisional) answer to a RequestReceived. Unknown or finished transactions are ignored.
    void respond(TransactionId transaction, int status, const ExtraHeaders& headers, std::string_view body,
                 base::Time now);
    /// Sends a request outside of a dialog (OPTIONS, NOTIFY, MESSAGE); the outcome comes as RequestAnswered.
    TransactionId request(const OutgoingRequest& request, base::Time now);

    // --- INVITE sessions
    // ----------------------------------------------------------------------------------------------------------
    /// Starts an INVITE. Without an SDP the 200 carries the offer and confirm() must give the answer (RFC 3264, RFC
    /// 3725).
    InviteId invite(const OutgoingInvite& invite, base::Time now);
    /// 100rel is used when the peer requires it. status 101..199.
    void provisional(InviteId invite, int status, std::string_view sdp, base::Time now,
                     const ExtraHeaders& headers = {});
    void accept(InviteId invite, std::string_view sdp, base::Time now, const ExtraHeaders& headers = {});
    void reject(InviteId invite, int status, base::Time now, const ExtraHeaders& headers = {});
    /// The ACK with the answer, for an Answered event with needs_answer.
    void confirm(InviteId invite, std::string_view sdp, base::Time now);
    /// Ends it whatever its state: CANCEL, BYE or (incoming and unanswered) `status`. `reason` is a Reason header value
    /// (RFC 3326), may be empty.
    void end(InviteId invite, int status, std::string_view reason, base::Time now);

    /// re-INVITE with this offer. Queued while another offer is open; 491 is retried after the time RFC 3261 14.1 says.
    void reoffer(InviteId invite, std::string_view sdp, base::Time now);
    /// Answer to Reoffered: a 200 to the re-INVITE or UPDATE. If Reoffered had no SDP, this is our offer and the ACK
    /// brings ReofferAnswered.
    void accept_reoffer(InviteId invite, std::string_view sdp, base::Time now);
    void reject_reoffer(InviteId invite, int status, base::Time now);

    /// A request inside the dialog (early or confirmed): NOTIFY talk, INFO. The outcome comes as RequestAnswered.
    TransactionId request_in_dialog(InviteId invite, std::string_view method, const ExtraHeaders& headers,
                                    std::string_view body, base::Time now);

    /// Empty for one that is gone, and without remote_tag before the peer has given one.
    [[nodiscard]] DialogInfo dialog_info(InviteId invite) const;

    // --- figures
    // ------------------------------------------------------------------------------------------------------------------
    [[nodiscard]] EndpointCounters counters() const;

    // --- recordings: all there is, apart from the configuration (base/archive.h). When nothing waits to be taken.
    void save(base::ArchiveWriter& archive);
    /// In a new endpoint. Throws base::ArchiveError.
    void load(base::ArchiveReader& archive);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace sidetone::sip
