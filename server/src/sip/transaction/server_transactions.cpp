#include <utility>

#include "sip/message/text.h"
#include "sip/transaction/transactions.h"

namespace sidetone::sip {

namespace {

constexpr unsigned kOverloadRetrySeconds = 5;

}  // namespace

Transactions::Transactions(Context& context, TransactionUser& user)
    : context_(context),
      user_(user),
      keys_(context.random),
      by_branch_(0, keys_.text_hash()),
      answered_(64 * context.config.t1, context.config.max_finished_bytes,
                [this](std::uint64_t merge_key) { merge_keys_.erase(merge_key); }),
      confirmed_(context.config.t4, context.config.max_finished_bytes,
                 [this](std::uint64_t merge_key) { merge_keys_.erase(merge_key); }) {
    key_buffer_.reserve(256);
}

void Transactions::on_message(base::FlowId flow, Message message) {
    if (message.is_response()) {
        on_response(std::move(message));
    } else if (message.method() == Method::Ack) {
        on_ack(flow, std::move(message));
    } else {
        on_request(flow, std::move(message));
    }
}

ServerTransaction* Transactions::find_by_key(const TransactionKey& key) {
    const auto found = by_key_.find(key.table);
    return found == by_key_.end() || found->second->key != key ? nullptr : found->second;
}

std::optional<Transactions::Kept> Transactions::find_finished(const TransactionKey& key) const {
    const auto kept = answered_.find(key);
    return kept ? kept : confirmed_.find(key);
}

bool Transactions::is_reliable(base::FlowId flow) {
    const auto* found = context_.flows.find(flow);
    return found != nullptr && found->is_reliable();
}

void Transactions::repeat(base::FlowId flow, std::string_view response) {
    ++context_.counters.retransmissions_received;
    // After a 2xx to INVITE there is none: the session repeats it by itself (RFC 6026 7.1).
    if (response.empty()) return;
    ++context_.counters.retransmissions_sent;
    context_.send(flow, std::string(response));
}

void Transactions::on_request(base::FlowId flow, Message message) {
    const auto key = keys_.of(message, message.method());
    if (const auto* known = find_by_key(key)) return repeat(known->flow, known->response);
    if (const auto known = find_finished(key)) return repeat(known->flow, known->response);
    if (is_refused(flow, message)) return;
    const bool merges = message.to_tag().empty() && message.method() != Method::Cancel;
    auto& transaction = create_server(flow, key, std::move(message));
    if (merges) {
        const auto merge_key = keys_.merge_key_of(*transaction.request);
        if (!merge_keys_.insert(merge_key).second) return respond(transaction, 482);
        transaction.merge_key = merge_key;
    }
    if (transaction.method == Method::Cancel) {
        on_cancel(transaction);
        return;
    }
    user_.on_request(transaction);
}

bool Transactions::is_refused(base::FlowId flow, const Message& message) {
    if (context_.flows.find(flow) == nullptr) {
        context_.counters.drop(Drop::NoFlow);
        return true;
    }
    // What belongs to a dialog or ends something relieves us: it is served beyond the bound, up to twice the bound.
    const bool begins = message.to_tag().empty() && message.method() != Method::Cancel;
    const std::size_t times = begins ? 1 : 2;
    const bool room = servers_.size() < times * context_.config.max_transactions &&
                      kept_bytes_ < times * context_.config.max_transaction_bytes;
    // Without registrations nobody is called, so they are served as long as there is room.
    const bool unwanted = context_.refuses_new || (context_.refuses_calls && message.method() != Method::Register);
    if (room && !(begins && unwanted)) return false;
    respond_statelessly(flow, message, 503, kOverloadRetrySeconds);
    return true;
}

void Transactions::respond_statelessly(base::FlowId flow, const Message& request, int status, unsigned retry_after) {
    const auto* found = context_.flows.find(flow);
    if (found == nullptr) return;
    ++context_.counters.refused_overload;
    const auto source = found->source();
    auto builder = Builder::response_from(request, status, {}, "overload", &source);
    builder.header(HeaderName::RetryAfter, std::uint64_t{retry_after});
    context_.send(flow, std::move(builder).finish());
}

ServerTransaction& Transactions::create_server(base::FlowId flow, const TransactionKey& key, Message message) {
    auto [id, transaction] = servers_.emplace();
    transaction.id = TransactionId{id};
    transaction.key = key;
    transaction.method = message.method();
    transaction.flow = flow;
    transaction.to_tag = message.to_tag().empty() ? context_.new_tag() : std::string{};
    transaction.request = std::make_shared<const Message>(std::move(message));
    weigh(transaction);
    by_key_.insert_or_assign(key.table, &transaction);
    if (transaction.method == Method::Invite) {
        // RFC 3261 17.2.1 allows 200 ms of waiting; answering at once spares the phone its first retransmission.
        transaction.state = ServerTransaction::State::Proceeding;
        respond(transaction, 100);
    } else {
        transaction.end = context_.after(64 * context_.config.t1, TimerKind::ServerTimeout, id);
    }
    return transaction;
}

void Transactions::on_ack(base::FlowId flow, Message message) {
    const auto key = keys_.of(message, Method::Invite);
    auto* transaction = find_by_key(key);
    if (transaction == nullptr) {
        if (!confirmed_.find(key)) return user_.on_ack(flow, std::make_shared<const Message>(std::move(message)));
        ++context_.counters.retransmissions_received;
        return;
    }
    if (transaction->state != ServerTransaction::State::Completed) {
        context_.counters.drop(Drop::NoDialog);
        return;
    }
    if (is_reliable(transaction->flow)) return erase(*transaction);
    finish_server(*transaction, confirmed_, {});
}

void Transactions::on_cancel(ServerTransaction& cancel) {
    const auto key = keys_.of(*cancel.request, Method::Invite);
    auto* invite = find_by_key(key);
    if (invite == nullptr) return respond(cancel, find_finished(key) ? 200 : 481);
    if (!invite->to_tag.empty()) cancel.to_tag = invite->to_tag;
    const auto request = cancel.request;
    respond(cancel, 200);
    if (invite->is_open()) user_.on_cancel(*invite, *request);
}

bool Transactions::is_settled() const {
    const bool unanswered = clients_.any([](const ClientTransaction& one) {
        return one.state == ClientTransaction::State::Calling || one.state == ClientTransaction::State::Proceeding;
    });
    return !unanswered && !servers_.any([](const ServerTransaction& one) {
        return one.method == Method::Invite && one.state == ServerTransaction::State::Completed;
    });
}

Builder Transactions::begin_response(const ServerTransaction& transaction, int status, std::string_view reason) {
    const auto* flow = context_.flows.find(transaction.flow);
    const auto source = flow ? flow->source() : Source{};
    auto builder =
        Builder::response_from(*transaction.request, status, reason, transaction.to_tag, flow ? &source : nullptr, 256);
    if (status > 100) builder.header(HeaderName::Server, context_.config.user_agent);
    return builder;
}

void Transactions::respond(ServerTransaction& transaction, int status) {
    send_response(transaction, status, begin_response(transaction, status).finish());
}

void Transactions::respond(ServerTransaction& transaction, int status, HeaderName name, std::string_view value) {
    auto builder = begin_response(transaction, status);
    builder.header(name, value);
    send_response(transaction, status, std::move(builder).finish());
}

void Transactions::send_response(ServerTransaction& transaction, int status, std::string bytes) {
    if (!transaction.is_open()) return;
    const auto flow = transaction.flow;
    const bool invite = transaction.method == Method::Invite;
    if (status < 200 || (invite && status >= 300)) {
        transaction.response = bytes;
        if (status < 200) {
            transaction.state = ServerTransaction::State::Proceeding;
            weigh(transaction);
        } else {
            complete_refused(transaction, status);
        }
    } else {
        // What is no INVITE may be done once or twice, it is the same.
        if (!invite) forget_merge(transaction);
        if (is_reliable(flow) && !invite) {
            erase(transaction);
        } else {
            finish_server(transaction, answered_, invite ? std::string_view{} : bytes);
        }
    }
    if (context_.flows.find(flow) != nullptr) context_.send(flow, std::move(bytes));
}

void Transactions::complete_refused(ServerTransaction& transaction, int status) {
    const auto* flow = context_.flows.find(transaction.flow);
    if (flow == nullptr) return erase(transaction);
    const auto id = transaction.id.value;
    const auto& config = context_.config;
    // Digest clients that repeat the request with the same CSeq are met in the field.
    if (status == 401 || status == 407) forget_merge(transaction);
    transaction.request.reset();
    transaction.response.shrink_to_fit();  // it is kept for 64*T1
    weigh(transaction);
    context_.stop(transaction.end);
    transaction.state = ServerTransaction::State::Completed;
    transaction.end = context_.after(64 * config.t1, TimerKind::ServerTimeout, id);
    if (flow->is_reliable()) return;
    transaction.interval = config.t1;
    transaction.retransmit = context_.after(config.t1, TimerKind::ServerRetransmit, id);
}

void Transactions::finish_server(ServerTransaction& transaction, FinishedTransactions& to, std::string_view response) {
    to.add(transaction.key, std::exchange(transaction.merge_key, 0), transaction.flow, response, context_.now);
    erase(transaction);
    arm_sweep();
}

void Transactions::arm_sweep() {
    if (sweep_ != 0) return;
    auto next = answered_.next();
    if (const auto other = confirmed_.next(); other && (!next || *other < *next)) next = other;
    if (next) sweep_ = context_.after(*next - context_.now, TimerKind::ServerLinger, 0);
}

void Transactions::sweep() {
    sweep_ = 0;
    answered_.expire(context_.now);
    confirmed_.expire(context_.now);
    arm_sweep();
}

void Transactions::on_server_timer(const Timer& timer) {
    if (timer.kind == TimerKind::ServerLinger) return sweep();
    auto* transaction = servers_.find(timer.id);
    if (transaction == nullptr) return;
    if (timer.kind != TimerKind::ServerRetransmit) {
        // Timer H: without an ACK there is nobody left to tell (RFC 3261 17.2.1). An unanswered non-INVITE: its client
        // has given up as well.
        transaction->end = 0;
        erase(*transaction);
        return;
    }
    if (context_.flows.find(transaction->flow) == nullptr) {
        transaction->retransmit = 0;
        erase(*transaction);
        return;
    }
    ++context_.counters.retransmissions_sent;
    context_.send(transaction->flow, transaction->response);
    transaction->interval = std::min(2 * transaction->interval, context_.config.t2);
    transaction->retransmit = context_.after(transaction->interval, TimerKind::ServerRetransmit, timer.id);
}

void Transactions::forget_merge(ServerTransaction& transaction) {
    if (transaction.merge_key != 0) merge_keys_.erase(std::exchange(transaction.merge_key, 0));
}

void Transactions::weigh(ServerTransaction& transaction) {
    const auto request = transaction.request ? transaction.request->bytes().size() : 0;
    const auto bytes = request + transaction.response.size();
    kept_bytes_ += bytes - std::exchange(transaction.bytes, bytes);
}

void Transactions::erase(ServerTransaction& transaction) {
    kept_bytes_ -= transaction.bytes;
    context_.stop(transaction.retransmit);
    context_.stop(transaction.end);
    forget_merge(transaction);
    if (const auto found = by_key_.find(transaction.key.table); found != by_key_.end() && found->second == &transaction)
        by_key_.erase(found);
    servers_.erase(transaction.id.value);
}

}  // namespace sidetone::sip
