// The four transaction machines of RFC 3261 17 with the corrections of RFC 6026. Finds the transaction of a message by
// branch, sent-by and method; retransmits, absorbs retransmissions, makes 100, ACK of a refusal, CANCEL. What is kept
// of a server transaction after its end is in finished_transactions.h. Leaves to its user (TransactionUser): dialogs,
// the retransmission of 2xx. One thread.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "sip/message/builder.h"
#include "sip/transaction/context.h"
#include "sip/transaction/finished_transactions.h"
#include "sip/transaction/slot_map.h"
#include "sip/transaction/transaction_key.h"

namespace sidetone::sip {

/// What a client transaction is for; its user tells responses apart by it.
enum class ClientUse : std::uint8_t { Application, InDialog, Invite, Reinvite, Update, Prack, Bye, Cancel };

struct ServerTransaction {
    /// Non-INVITE:  Trying -> Proceeding -> Completed (J) -> gone.
    /// INVITE:      Proceeding -> Completed (G, H) -> Confirmed (I) -> gone, or Proceeding -> Accepted (L) -> gone (RFC
    /// 6026).
    /// Those who wait for J, L or I to end are among the finished ones and have no state here.
    enum class State : std::uint8_t { Trying, Proceeding, Completed };
    TransactionId id;
    State state = State::Trying;
    Method method = Method::Other;
    base::FlowId flow;
    InviteId invite;        ///< the session it belongs to, 0: none
    SharedMessage request;  ///< until the final response
    TransactionKey key;
    std::uint64_t merge_key = 0;
    std::string to_tag;
    std::string response;   ///< the last one, for retransmission
    std::size_t bytes = 0;  ///< of both, as counted
    base::TimerId retransmit = 0;
    base::TimerId end = 0;
    base::Duration interval{};

    [[nodiscard]] bool is_open() const { return state == State::Trying || state == State::Proceeding; }
};

struct ClientTransaction {
    /// Calling/Trying -> Proceeding -> Completed (D, K) -> gone; INVITE also -> Accepted (M) -> gone (RFC 6026).
    enum class State : std::uint8_t { Calling, Proceeding, Completed, Accepted };
    struct Ack {
        std::string to_tag;
        std::string bytes;  ///< empty: not made yet, for the application's answer is awaited
    };
    TransactionId id;
    State state = State::Calling;
    Method method = Method::Other;
    ClientUse use = ClientUse::Application;
    base::FlowId flow;
    InviteId invite;
    PeerId peer;  ///< of its dialog; with one it outlives its flow for a while
    std::string branch;
    std::string request;
    std::vector<Ack> acks;  ///< of 2xx, one per To-tag; of a refusal, one
    base::TimerId retransmit = 0;
    base::TimerId end = 0;
    base::Duration interval{};
    bool cancelled = false;  ///< CANCEL was asked for
    bool cancel_sent = false;
    std::string cancel_reason;
    FlowMember on_flow;
};

/// What the transactions tell. A call may start, answer and end transactions.
class TransactionUser {
public:
    virtual ~TransactionUser() = default;
    virtual void on_request(ServerTransaction& transaction) = 0;
    /// ACK that belongs to a 2xx, or to nothing.
    virtual void on_ack(base::FlowId flow, const SharedMessage& ack) = 0;
    /// CANCEL (answered already) of an INVITE without a final response.
    virtual void on_cancel(ServerTransaction& invite, const Message& cancel) = 0;
    /// 101..699 once each; of INVITE every provisional response and every 2xx with a new To-tag.
    virtual void on_response(ClientTransaction& transaction, const SharedMessage& response) = 0;
    /// 408: timed out; 503: the flow is gone; 487: no final response after CANCEL. The transaction is gone after the
    /// call.
    virtual void on_failure(ClientTransaction& transaction, int status) = 0;
};

class Transactions {
public:
    Transactions(Context& context, TransactionUser& user);

    void on_message(base::FlowId flow, Message message);
    /// The open ones fail; with `grace` those that change or end a dialog of a known peer wait to be moved.
    void on_flow_closed(Flow& flow, bool grace);
    /// Those of the peer (of one session, if it is named) go on over `to`, beginning with a repetition there.
    void move(Flow& from, PeerId peer, InviteId invite, Flow& to);
    void on_timer(const Timer& timer);

    // --- server side
    // -----------------------------------------------------------------------------------------------------------------
    [[nodiscard]] ServerTransaction* find_server(TransactionId id) { return servers_.find(id.value); }
    /// Status line to CSeq, and our Server. Only while the transaction is open.
    [[nodiscard]] Builder begin_response(const ServerTransaction& transaction, int status,
                                         std::string_view reason = {});
    /// A final response closes the transaction; `transaction` may be gone then.
    void send_response(ServerTransaction& transaction, int status, std::string bytes);
    void respond(ServerTransaction& transaction, int status);
    /// With one more header.
    void respond(ServerTransaction& transaction, int status, HeaderName name, std::string_view value);
    /// A response without a transaction: overload.
    void respond_statelessly(base::FlowId flow, const Message& request, int status, unsigned retry_after);

    // --- client side
    // -----------------------------------------------------------------------------------------------------------------
    /// `bytes` has a top Via with `branch`. Null if the flow is gone.
    ClientTransaction* start(Method method, base::FlowId flow, std::string branch, std::string bytes, ClientUse use,
                             InviteId invite, PeerId peer = {});
    [[nodiscard]] ClientTransaction* find_client(TransactionId id) { return clients_.find(id.value); }
    /// A request of ours has come back as it was (RFC 3261 16.3 step 4); with another request URI it has been sent on.
    [[nodiscard]] bool has_come_back(const Message& request) const;
    /// CANCEL, as soon as a provisional response has come (RFC 3261 9.1).
    void cancel(ClientTransaction& invite, std::string_view reason);
    /// The ACK of a 2xx: sent now and for every retransmission of that 2xx.
    void acknowledge(ClientTransaction& invite, std::string_view to_tag, std::string bytes);

    /// Nobody owes an answer or an ACK to a message of ours.
    [[nodiscard]] bool is_settled() const;
    /// With the finished ones.
    [[nodiscard]] std::size_t server_count() const { return servers_.size() + finished_count(); }
    [[nodiscard]] std::size_t finished_count() const { return answered_.size() + confirmed_.size(); }
    [[nodiscard]] std::size_t client_count() const { return clients_.size(); }
    /// base/archive.h
    template <class Archive>
    void archive(Archive& archive);

private:
    using Kept = FinishedTransactions::Kept;

    void on_request(base::FlowId flow, Message message);
    void on_ack(base::FlowId flow, Message message);
    void on_cancel(ServerTransaction& cancel);
    [[nodiscard]] bool is_refused(base::FlowId flow, const Message& message);
    [[nodiscard]] ServerTransaction& create_server(base::FlowId flow, const TransactionKey& key, Message message);
    [[nodiscard]] ServerTransaction* find_by_key(const TransactionKey& key);
    [[nodiscard]] std::optional<Kept> find_finished(const TransactionKey& key) const;
    void repeat(base::FlowId flow, std::string_view response);
    void complete_refused(ServerTransaction& transaction, int status);
    /// It goes to the finished ones, with its response or without; `transaction` is gone.
    void finish_server(ServerTransaction& transaction, FinishedTransactions& to, std::string_view response);
    /// Counts again what it keeps.
    void weigh(ServerTransaction& transaction);
    void arm_sweep();
    void sweep();
    void forget_merge(ServerTransaction& transaction);
    void erase(ServerTransaction& transaction);
    void on_server_timer(const Timer& timer);

    void on_response(Message message);
    void on_invite_response(ClientTransaction& transaction, const SharedMessage& response);
    void on_refusal(ClientTransaction& transaction, const SharedMessage& response);
    void on_success(ClientTransaction& transaction, const SharedMessage& response);
    void finish_client(ClientTransaction& transaction, ClientTransaction::State state, base::Duration linger);
    void send_cancel(ClientTransaction& invite);
    void fail(ClientTransaction& transaction, int status);
    void erase(ClientTransaction& transaction);
    void on_client_timer(const Timer& timer);
    [[nodiscard]] bool is_reliable(base::FlowId flow);
    void arm_retransmission(ClientTransaction& transaction, const Flow& flow);

    Context& context_;
    TransactionUser& user_;
    TransactionKeys keys_;
    SlotMap<ServerTransaction> servers_;
    SlotMap<ClientTransaction> clients_{std::uint64_t{1} << 63U};
    boost::unordered_flat_map<std::uint64_t, ServerTransaction*, AsItIs> by_key_;
    /// Keys are views of the transactions' own strings.
    boost::unordered_flat_map<std::string_view, ClientTransaction*, base::KeyedHash> by_branch_;
    /// RFC 3261 8.2.2.2: From-tag, Call-ID, CSeq of the requests that came first.
    boost::unordered_flat_set<std::uint64_t, AsItIs> merge_keys_;
    FinishedTransactions answered_;   ///< Timers J and L
    FinishedTransactions confirmed_;  ///< Timer I
    base::TimerId sweep_ = 0;
    std::size_t kept_bytes_ = 0;  ///< of all servers_
    std::string key_buffer_;
};

}  // namespace sidetone::sip
