#include <functional>

#include "sip/message/text.h"
#include "sip/transaction/transactions.h"

namespace sidetone::sip {

namespace {

constexpr unsigned kOverloadRetrySeconds = 5;

std::size_t mix(std::size_t seed, std::size_t value) {
    return seed ^ (value + 0x9e3779b97f4a7c15ULL + (seed << 6U) + (seed >> 2U));
}

}  // namespace

Transactions::Transactions(Context& context, TransactionUser& user) : context_(context), user_(user) {
    by_key_.reserve(4096);
    by_branch_.reserve(4096);
    by_merge_key_.reserve(1024);
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

Transactions::Key Transactions::key_of(const Message& request, Method method) {
    auto& key = key_buffer_;
    key.clear();
    if (request.branch().starts_with("z9hG4bK")) {
        key.append(request.branch()).append("\n").append(request.sent_by());
    } else {
        // RFC 2543 clients (RFC 3261 17.2.3). The To tag is left out: the ACK has one the INVITE did not have.
        key.append(request.header(HeaderName::Via))
            .append("\n")
            .append(request.call_id())
            .append("\n")
            .append(request.from_tag());
        key.append("\n").append(std::to_string(request.cseq()));
    }
    key.push_back('\n');
    if (method == Method::Other) {
        key.append(request.method_text());
    } else {
        key.push_back(static_cast<char>('0' + static_cast<int>(method)));
    }
    return key;
}

std::uint64_t Transactions::merge_key_of(const Message& request) const {
    const std::hash<std::string_view> hash;
    return mix(mix(hash(request.call_id()), hash(request.from_tag())),
               (std::size_t{request.cseq()} << 8U) | static_cast<std::size_t>(request.method()));
}

ServerTransaction* Transactions::find_by_key(Key key) {
    const auto found = by_key_.find(key);
    return found == by_key_.end() ? nullptr : found->second;
}

bool Transactions::is_reliable(base::FlowId flow) {
    const auto* found = context_.flows.find(flow);
    return found != nullptr && found->is_reliable();
}

void Transactions::on_request(base::FlowId flow, Message message) {
    if (auto* known = find_by_key(key_of(message, message.method()))) {
        ++context_.counters.retransmissions_received;
        // In Accepted the session retransmits its 2xx by itself (RFC 6026 7.1).
        if (!known->response.empty()) {
            ++context_.counters.retransmissions_sent;
            context_.send(known->flow, known->response);
        }
        return;
    }
    if (is_refused(flow, message)) return;
    const bool merges = message.to_tag().empty() && message.method() != Method::Cancel;
    auto& transaction = create_server(flow, std::move(message));
    if (merges) {
        transaction.merge_key = merge_key_of(*transaction.request);
        if (const auto first = by_merge_key_.try_emplace(transaction.merge_key, transaction.id); !first.second) {
            transaction.merge_key = 0;
            respond(transaction, 482);
            return;
        }
    }
    if (transaction.method == Method::Cancel) {
        on_cancel(transaction);
        return;
    }
    user_.on_request(transaction);
}

bool Transactions::is_refused(base::FlowId flow, const Message& message) {
    if (context_.flows.find(flow) == nullptr) {
        ++context_.counters.dropped;
        return true;
    }
    // What belongs to a dialog or ends something relieves us: it is served beyond the bound, up to twice the bound.
    const bool begins = message.to_tag().empty() && message.method() != Method::Cancel;
    const auto bound = begins ? context_.config.max_transactions : 2 * context_.config.max_transactions;
    if (servers_.size() < bound && !(begins && context_.refuses_new)) return false;
    respond_statelessly(flow, message, 503, kOverloadRetrySeconds);
    return true;
}

void Transactions::respond_statelessly(base::FlowId flow, const Message& request, int status, unsigned retry_after) {
    const auto* found = context_.flows.find(flow);
    if (found == nullptr) return;
    const auto source = found->source();
    auto builder = Builder::response_from(request, status, {}, "overload", &source);
    builder.header(HeaderName::RetryAfter, std::uint64_t{retry_after});
    context_.send(flow, std::move(builder).finish());
}

ServerTransaction& Transactions::create_server(base::FlowId flow, Message message) {
    auto [id, transaction] = servers_.emplace();
    transaction.id = TransactionId{id};
    transaction.key = key_of(message, message.method());
    transaction.method = message.method();
    transaction.flow = flow;
    transaction.to_tag = message.to_tag().empty() ? context_.new_tag() : std::string{};
    transaction.request = std::make_shared<const Message>(std::move(message));
    by_key_.emplace(transaction.key, &transaction);
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
    auto* transaction = find_by_key(key_of(message, Method::Invite));
    if (transaction == nullptr || transaction->state == ServerTransaction::State::Accepted) {
        user_.on_ack(flow, std::make_shared<const Message>(std::move(message)));
        return;
    }
    if (transaction->state != ServerTransaction::State::Completed) {
        ++context_.counters.dropped;
        return;
    }
    context_.stop(transaction->retransmit);
    context_.stop(transaction->end);
    if (is_reliable(transaction->flow)) {
        erase(*transaction);
        return;
    }
    transaction->state = ServerTransaction::State::Confirmed;
    transaction->response = {};
    transaction->end = context_.after(context_.config.t4, TimerKind::ServerLinger, transaction->id.value);
}

void Transactions::on_cancel(ServerTransaction& cancel) {
    auto* invite = find_by_key(key_of(*cancel.request, Method::Invite));
    if (invite == nullptr) {
        respond(cancel, 481);
        return;
    }
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
        Builder::response_from(*transaction.request, status, reason, transaction.to_tag, flow ? &source : nullptr, 512);
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
    const bool accepted = transaction.method == Method::Invite && status >= 200 && status < 300;
    if (context_.flows.find(transaction.flow) != nullptr) context_.send(transaction.flow, bytes);
    transaction.response = accepted ? std::string{} : std::move(bytes);
    if (status < 200) {
        transaction.state = ServerTransaction::State::Proceeding;
        return;
    }
    // Digest clients that repeat the request with the same CSeq are met in the field: a challenge does not count for
    // merging.
    if (status == 401 || status == 407) forget_merge(transaction);
    complete(transaction, status);
}

void Transactions::complete(ServerTransaction& transaction, int status) {
    const auto* flow = context_.flows.find(transaction.flow);
    const auto id = transaction.id.value;
    const auto& config = context_.config;
    transaction.request.reset();
    transaction.response.shrink_to_fit();  // it is kept for 64*T1
    context_.stop(transaction.end);
    if (flow == nullptr) {
        erase(transaction);
        return;
    }
    if (transaction.method != Method::Invite) {
        if (flow->is_reliable()) {
            erase(transaction);
            return;
        }
        transaction.state = ServerTransaction::State::Completed;
        transaction.end = context_.after(64 * config.t1, TimerKind::ServerLinger, id);
        return;
    }
    if (status < 300) {
        transaction.state = ServerTransaction::State::Accepted;
        transaction.end = context_.after(64 * config.t1, TimerKind::ServerLinger, id);
        return;
    }
    transaction.state = ServerTransaction::State::Completed;
    transaction.end = context_.after(64 * config.t1, TimerKind::ServerTimeout, id);
    if (flow->is_reliable()) return;
    transaction.interval = config.t1;
    transaction.retransmit = context_.after(config.t1, TimerKind::ServerRetransmit, id);
}

void Transactions::on_server_timer(const Timer& timer) {
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
    if (transaction.merge_key == 0) return;
    by_merge_key_.erase(transaction.merge_key);
    transaction.merge_key = 0;
}

void Transactions::erase(ServerTransaction& transaction) {
    context_.stop(transaction.retransmit);
    context_.stop(transaction.end);
    forget_merge(transaction);
    by_key_.erase(transaction.key);
    servers_.erase(transaction.id.value);
}

}  // namespace sidetone::sip
