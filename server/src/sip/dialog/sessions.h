// INVITE sessions: from the first INVITE to BYE, both roles. Owns sessions and their dialogs; leaves retransmission of
// requests and refusals to Transactions. Tells the application by events in the context. One thread. Split over files
// by what happens: caller.cpp, called.cpp, in_dialog.cpp, offers.cpp, reliable.cpp, refresh.cpp, flow_loss.cpp,
// ending.cpp.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "sip/dialog/session.h"
#include "sip/transaction/transactions.h"

namespace sidetone::sip {

/// What the stack does by itself inside a dialog plus what the application answers.
inline constexpr std::string_view kAllow = "INVITE, ACK, CANCEL, BYE, OPTIONS, PRACK, UPDATE, INFO, NOTIFY, REGISTER";
inline constexpr std::string_view kSupported = "timer, path";

/// Writes the headers, Content-Type apart, which is returned.
std::string_view add_headers(Builder& builder, const ExtraHeaders& headers, std::string_view usual_content_type);
[[nodiscard]] std::string finish(Builder builder, std::string_view content_type, std::string_view body);

class Sessions {
public:
    Sessions(Context& context, Transactions& transactions) : context_(context), transactions_(transactions) {}

    // --- the application, see Endpoint
    // ------------------------------------------------------------------------------------------------
    InviteId invite(const OutgoingInvite& invite);
    void provisional(InviteId id, int status, std::string_view sdp, const ExtraHeaders& headers);
    void accept(InviteId id, std::string_view sdp, const ExtraHeaders& headers);
    void reject(InviteId id, int status, const ExtraHeaders& headers);
    void confirm(InviteId id, std::string_view sdp);
    void end(InviteId id, int status, std::string_view reason);
    void reoffer(InviteId id, std::string_view sdp);
    void accept_reoffer(InviteId id, std::string_view sdp);
    void reject_reoffer(InviteId id, int status);
    /// 0 if it could not be sent.
    TransactionId request(InviteId id, std::string_view method, const ExtraHeaders& headers, std::string_view body);

    // --- the transactions
    // ---------------------------------------------------------------------------------------------------------------
    void on_invite(ServerTransaction& transaction);
    /// A request with a To-tag.
    void on_dialog_request(ServerTransaction& transaction);
    void on_ack(const Message& ack);
    void on_cancel(ServerTransaction& invite, const Message& cancel);
    void on_response(ClientTransaction& transaction, const SharedMessage& response);
    void on_failure(ClientTransaction& transaction, int status);
    /// After the transactions of the flow have been told. With `grace` established dialogs of a known peer wait.
    void on_flow_closed(Flow& flow, bool grace);
    /// The peer is reachable over `to` now: its dialogs on `from` go on there. After Transactions::move().
    void move(Flow& from, PeerId peer, Flow& to);
    void set_peer(InviteId id, PeerId peer);
    void on_timer(const Timer& timer);

    [[nodiscard]] DialogInfo dialog_info(InviteId id);
    [[nodiscard]] std::size_t count() const { return sessions_.size(); }
    /// Those that were answered.
    [[nodiscard]] std::size_t dialog_count() const { return answered_; }
    /// On the list of a flow again, after both were read from an archive.
    void rejoin(std::uint64_t id, Flow& flow);
    /// base/archive.h
    template <class Archive>
    void archive(Archive& archive);

private:
    using State = Session::State;

    // common (sessions.cpp)
    [[nodiscard]] Session* find(InviteId id) { return sessions_.find(id.value); }
    [[nodiscard]] Session* find_by_tag(const Message& request);
    [[nodiscard]] Dialog* dialog_of(Session& session, std::string_view remote_tag);
    [[nodiscard]] std::string contact_of(const Session& session);
    void add_own_headers(Builder& builder, const Session& session);
    void move_to_flow(Session& session, base::FlowId flow);
    void learn_abilities(Session& session, const Message& message);
    ClientTransaction* send_request(Session& session, Dialog& dialog, std::string_view method, ClientUse use,
                                    const ExtraHeaders& headers, std::string_view content_type = {},
                                    std::string_view body = {});
    [[nodiscard]] std::string make_ack(const Session& session, const Dialog& dialog, std::uint32_t cseq,
                                       std::string_view sdp);
    /// Released, and gone.
    void release(Session& session);

    // caller.cpp
    void send_invite(Session& session);
    void on_invite_response(Session& session, ClientTransaction& transaction, const SharedMessage& response);
    void on_progress(Session& session, const SharedMessage& response);
    void on_answer(Session& session, ClientTransaction& transaction, const SharedMessage& response);
    void on_refusal(Session& session, const SharedMessage& response);
    [[nodiscard]] Dialog* learn_early_dialog(Session& session, const Message& response);
    void end_stray(ClientTransaction& transaction, const Message& response, bool with_bye);

    // called.cpp
    [[nodiscard]] bool is_acceptable(ServerTransaction& transaction);
    [[nodiscard]] Session& create_called(ServerTransaction& transaction);
    void send_answer(Session& session, std::string_view sdp, const ExtraHeaders& headers);
    void await_ack(Session& session, std::uint32_t cseq, std::string bytes, bool is_initial, bool has_offer);
    void on_answer_timer(Session& session);

    // reliable.cpp
    void send_provisional(Session& session, const Reliable::Waiting& what);
    void send_waiting(Session& session);
    void on_reliable_timer(Session& session);
    void on_prack(Session& session, ServerTransaction& transaction);
    void acknowledge_provisional(Session& session, Dialog& dialog, const Message& response);

    // in_dialog.cpp
    void serve(Session& session, ServerTransaction& transaction);
    [[nodiscard]] bool is_in_order(Session& session, ServerTransaction& transaction);
    void on_bye(Session& session, ServerTransaction& transaction);
    void on_reinvite(Session& session, ServerTransaction& transaction);
    void on_update(Session& session, ServerTransaction& transaction);
    void answer_unanswered(Session& session);

    // offers.cpp
    [[nodiscard]] bool refuse_glare(Session& session, ServerTransaction& transaction);
    void take_remote_offer(Session& session, ServerTransaction& transaction);
    void answer_remote_offer(Session& session, ServerTransaction& transaction, std::string_view sdp);
    void send_queued_offer(Session& session);
    void send_reinvite(Session& session, std::string sdp, bool is_refresh);
    void on_reinvite_response(Session& session, ClientTransaction& transaction, const SharedMessage& response);
    void on_reoffer_success(Session& session, ClientTransaction& transaction, const Message& response);
    void on_reoffer_refusal(Session& session, int status, const Message* response);
    void retry_offer_later(Session& session);

    // refresh.cpp
    [[nodiscard]] bool is_interval_too_small(const Message& request) const;
    void refuse_small_interval(ServerTransaction& transaction);
    void add_session_timer_offer(Builder& builder, const Session& session);
    void agree_as_server(Session& session, const Message& request, Builder& builder);
    void agree_as_client(Session& session, const Message& response);
    void start_session_timer(Session& session, std::uint32_t seconds, bool we_refresh);
    void stop_session_timer(Session& session);
    void on_refresh_timer(Session& session);
    void on_update_response(Session& session, int status, const Message* response);

    // flow_loss.cpp
    [[nodiscard]] bool is_suspended(const Session& session);
    void suspend(Session& session, Flow& flow);
    void resume(Session& session, bool heard);

    // ending.cpp
    void acknowledge_without_answer(Session& session);
    void send_bye(Session& session, std::string_view reason);
    /// BYE where there is a dialog, Ended, Released.
    void end_by_us(Session& session, EndedBy by, std::string_view reason);

    Context& context_;
    Transactions& transactions_;
    SlotMap<Session> sessions_;
    /// By our own tag; keys are views of the sessions' own strings.
    std::unordered_map<std::string_view, Session*> by_tag_;
    std::size_t answered_ = 0;
};

}  // namespace sidetone::sip
