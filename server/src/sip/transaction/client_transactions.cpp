#include <algorithm>

#include "sip/message/via.h"
#include "sip/transaction/transactions.h"

namespace sidetone::sip {

namespace {

/// To-tags acknowledged per INVITE. A proxy forks to fewer.
constexpr std::size_t kMaxForks = 16;

/// The ACK of a refusal or the CANCEL: Via, From, Call-ID, CSeq number, Route as in the INVITE (RFC
/// 3261 9.1, 17.1.1.3).
Builder from_invite(const Message& invite, std::string_view method) {
    auto builder = Builder::request(method, invite.request_uri(), 768);
    builder.header(HeaderName::Via, invite.header(HeaderName::Via));
    builder.header(HeaderName::MaxForwards, std::uint64_t{70});
    builder.copy(invite, HeaderName::Route);
    builder.copy(invite, HeaderName::From);
    builder.copy(invite, HeaderName::CallId);
    builder.cseq(invite.cseq(), method);
    return builder;
}

/// The From tag is ours: without it a 2xx would make a dialog that is not (RFC 3261 8.2.6.2).
bool has_our_tag(const ClientTransaction& transaction, const Message& response) {
    if (response.status() < 200 || response.status() >= 300 || transaction.request.empty()) return true;
    const auto row = transaction.request.find("\r\nFrom:");
    const auto end = transaction.request.find("\r\n", row + 2);
    const auto from = std::string_view{transaction.request}.substr(row, end - row);
    return from.ends_with(response.from_tag()) && !response.from_tag().empty();
}

}  // namespace

ClientTransaction* Transactions::start(Method method, base::FlowId flow, std::string branch, std::string bytes,
                                       ClientUse use, InviteId invite, PeerId peer) {
    auto* found = context_.flows.find(flow);
    if (found == nullptr) return nullptr;
    auto [id, transaction] = clients_.emplace();
    transaction.id = TransactionId{id};
    transaction.method = method;
    transaction.use = use;
    transaction.flow = flow;
    transaction.invite = invite;
    transaction.peer = peer;
    transaction.branch = std::move(branch);
    transaction.request = std::move(bytes);
    transaction.on_flow.join(found->clients, id);
    by_branch_.emplace(transaction.branch, &transaction);
    context_.send(flow, transaction.request);
    transaction.end = context_.after(64 * context_.config.t1, TimerKind::ClientTimeout, id);
    arm_retransmission(transaction, *found);
    return &transaction;
}

void Transactions::arm_retransmission(ClientTransaction& transaction, const Flow& flow) {
    context_.stop(transaction.retransmit);
    if (flow.is_reliable()) return;
    transaction.interval = context_.config.t1;
    transaction.retransmit = context_.after(transaction.interval, TimerKind::ClientRetransmit, transaction.id.value);
}

bool Transactions::has_come_back(const Message& request) const {
    for (const auto text : request.values(HeaderName::Via)) {
        const auto via = parse_via(text);
        const auto own = via ? by_branch_.find(via->branch) : by_branch_.end();
        if (own == by_branch_.end()) continue;
        const auto start = std::string(request.method_text()) + " " + std::string(request.request_uri()) + " ";
        if (own->second->request.starts_with(start)) return true;
    }
    return false;
}

void Transactions::cancel(ClientTransaction& invite, std::string_view reason) {
    if (invite.cancelled) return;
    invite.cancelled = true;
    invite.cancel_reason = reason;
    if (invite.state == ClientTransaction::State::Proceeding) send_cancel(invite);
}

void Transactions::send_cancel(ClientTransaction& invite) {
    if (invite.cancel_sent) return;
    invite.cancel_sent = true;
    const auto id = invite.id;
    const auto request = Message::parse(invite.request);
    context_.stop(invite.end);
    invite.end = context_.after(64 * context_.config.t1, TimerKind::CancelTimeout, id.value);
    if (!request) return;
    auto builder = from_invite(*request, "CANCEL");
    builder.copy(*request, HeaderName::To);
    if (!invite.cancel_reason.empty()) builder.header(HeaderName::Reason, invite.cancel_reason);
    // The branch is that of the INVITE; in the table it is told apart by a prefix no branch of ours has.
    start(Method::Cancel, invite.flow, "C" + invite.branch, std::move(builder).finish(), ClientUse::Cancel, InviteId{});
}

void Transactions::on_response(Message message) {
    const auto branch = message.branch();
    if (message.method() == Method::Cancel) {
        key_buffer_ = "C";
        key_buffer_ += branch;
    } else {
        key_buffer_ = branch;
    }
    const auto found = by_branch_.find(key_buffer_);
    if (found == by_branch_.end() || found->second->method != message.method()) {
        context_.counters.drop(Drop::NoTransaction);
        return;
    }
    auto& transaction = *found->second;
    if (context_.flows.find(transaction.flow) == nullptr) {
        // It waits for another flow, and there is no way to acknowledge by; when it has one the peer is asked again.
        context_.counters.drop(Drop::NoFlow);
        return;
    }
    if (!has_our_tag(transaction, message)) {
        context_.counters.drop(Drop::ForeignTag);
        return;
    }
    const auto response = std::make_shared<const Message>(std::move(message));
    if (transaction.method == Method::Invite) {
        on_invite_response(transaction, response);
        return;
    }
    if (transaction.state == ClientTransaction::State::Completed) {
        ++context_.counters.retransmissions_received;
        return;
    }
    if (response->status() < 200) {
        transaction.state = ClientTransaction::State::Proceeding;
        if (transaction.retransmit != 0) transaction.interval = context_.config.t2;  // RFC 3261 17.1.2.2
        if (response->status() > 100) user_.on_response(transaction, response);
        return;
    }
    finish_client(transaction, ClientTransaction::State::Completed, context_.config.t4);
    const auto id = transaction.id;
    user_.on_response(transaction, response);
    if (auto* left = find_client(id); left && is_reliable(left->flow)) erase(*left);
}

void Transactions::on_invite_response(ClientTransaction& transaction, const SharedMessage& response) {
    using State = ClientTransaction::State;
    const int status = response->status();
    if (status < 200) {
        if (transaction.state != State::Calling && transaction.state != State::Proceeding) return;
        if (transaction.state == State::Calling) {
            transaction.state = State::Proceeding;
            context_.stop(transaction.retransmit);
            // A phone may ring for long, but nothing in a call takes long: Timer B goes on for a re-INVITE, and then
            // takes it back.
            if (transaction.use != ClientUse::Reinvite) context_.stop(transaction.end);
            if (transaction.cancelled) send_cancel(transaction);
        }
        if (status > 100) user_.on_response(transaction, response);
        return;
    }
    if (status < 300) {
        if (transaction.state != State::Completed) on_success(transaction, response);
        return;
    }
    if (transaction.state != State::Accepted) on_refusal(transaction, response);
}

void Transactions::on_success(ClientTransaction& transaction, const SharedMessage& response) {
    using State = ClientTransaction::State;
    if (transaction.state != State::Accepted) finish_client(transaction, State::Accepted, 64 * context_.config.t1);
    const auto tag = response->to_tag();
    for (const auto& ack : transaction.acks) {
        if (ack.to_tag != tag) continue;
        ++context_.counters.retransmissions_received;
        if (!ack.bytes.empty()) context_.send(transaction.flow, ack.bytes);
        return;
    }
    if (transaction.acks.size() >= kMaxForks) {
        context_.counters.drop(Drop::TooManyForks);
        return;
    }
    transaction.acks.push_back({std::string(tag), {}});
    user_.on_response(transaction, response);
}

void Transactions::acknowledge(ClientTransaction& invite, std::string_view to_tag, std::string bytes) {
    context_.send(invite.flow, bytes);
    for (auto& ack : invite.acks) {
        if (ack.to_tag != to_tag) continue;
        ack.bytes = std::move(bytes);
        return;
    }
}

void Transactions::on_refusal(ClientTransaction& transaction, const SharedMessage& response) {
    using State = ClientTransaction::State;
    if (transaction.state == State::Completed) {
        ++context_.counters.retransmissions_received;
        if (!transaction.acks.empty()) context_.send(transaction.flow, transaction.acks.front().bytes);
        return;
    }
    const auto request = Message::parse(std::move(transaction.request));
    if (request) {
        auto builder = from_invite(*request, "ACK");
        builder.header(HeaderName::To, response->header(HeaderName::To));
        transaction.acks.push_back({{}, std::move(builder).finish()});
        context_.send(transaction.flow, transaction.acks.front().bytes);
    }
    const bool reliable = is_reliable(transaction.flow);
    finish_client(transaction, State::Completed,
                  std::max<base::Duration>(std::chrono::seconds{32}, 64 * context_.config.t1));  // D
    const auto id = transaction.id;
    user_.on_response(transaction, response);
    if (auto* left = find_client(id); left && reliable) erase(*left);
}

void Transactions::finish_client(ClientTransaction& transaction, ClientTransaction::State state,
                                 base::Duration linger) {
    context_.stop(transaction.retransmit);
    context_.stop(transaction.end);
    transaction.state = state;
    transaction.request = {};
    transaction.end = context_.after(linger, TimerKind::ClientLinger, transaction.id.value);
}

void Transactions::on_client_timer(const Timer& timer) {
    auto* transaction = clients_.find(timer.id);
    if (transaction == nullptr) return;
    switch (timer.kind) {
        case TimerKind::ClientRetransmit:
            ++context_.counters.retransmissions_sent;
            context_.send(transaction->flow, transaction->request);
            transaction->interval *= 2;
            if (transaction->method != Method::Invite)
                transaction->interval = std::min(transaction->interval, context_.config.t2);
            transaction->retransmit = context_.after(transaction->interval, TimerKind::ClientRetransmit, timer.id);
            break;
        case TimerKind::ClientTimeout:
            transaction->end = 0;
            if (transaction->state == ClientTransaction::State::Proceeding && transaction->method == Method::Invite) {
                cancel(*transaction, {});
            } else {
                fail(*transaction, 408);
            }
            break;
        case TimerKind::CancelTimeout:
            fail(*transaction, 487);
            break;
        default:
            erase(*transaction);
    }
}

void Transactions::fail(ClientTransaction& transaction, int status) {
    const auto id = transaction.id;
    context_.stop(transaction.retransmit);
    context_.stop(transaction.end);
    transaction.state = ClientTransaction::State::Completed;
    user_.on_failure(transaction, status);
    if (auto* left = find_client(id)) erase(*left);
}

void Transactions::erase(ClientTransaction& transaction) {
    context_.stop(transaction.retransmit);
    context_.stop(transaction.end);
    by_branch_.erase(transaction.branch);
    clients_.erase(transaction.id.value);
}

void Transactions::on_flow_closed(Flow& flow, bool grace) {
    for (const auto id : flow.clients.ids()) {
        auto* transaction = clients_.find(id);
        if (transaction == nullptr) continue;
        const auto use = transaction->use;
        if (transaction->state == ClientTransaction::State::Completed ||
            transaction->state == ClientTransaction::State::Accepted) {
            erase(*transaction);
        } else if (grace && transaction->peer &&
                   (use == ClientUse::Reinvite || use == ClientUse::Update || use == ClientUse::Bye)) {
            context_.stop(transaction->retransmit);  // Timer B or F goes on
            context_.flows.note_waiting(flow, transaction->peer);
        } else {
            fail(*transaction, 503);
        }
    }
}

void Transactions::move(Flow& from, PeerId peer, InviteId invite, Flow& to) {
    for (const auto id : from.clients.ids()) {
        auto* transaction = clients_.find(id);
        if (transaction == nullptr || transaction->peer != peer || (invite && transaction->invite != invite)) continue;
        if (transaction->state != ClientTransaction::State::Calling &&
            transaction->state != ClientTransaction::State::Proceeding)
            continue;
        if (transaction->use == ClientUse::Invite || transaction->use == ClientUse::Cancel) continue;
        transaction->flow = to.info.id;
        transaction->on_flow.join(to.clients, id);
        // The answer may have been lost with the flow: the peer repeats it, or never had the question.
        context_.send(to.info.id, transaction->request);
        arm_retransmission(*transaction, to);
    }
}

void Transactions::on_timer(const Timer& timer) {
    switch (timer.kind) {
        case TimerKind::ServerRetransmit:
        case TimerKind::ServerTimeout:
        case TimerKind::ServerLinger:
            on_server_timer(timer);
            break;
        default:
            on_client_timer(timer);
    }
}

}  // namespace sidetone::sip
