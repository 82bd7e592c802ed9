// We are called: provisional responses, the 2xx and its retransmission until the ACK (RFC 3261 13.3).
#include <algorithm>

#include "sip/dialog/sessions.h"
#include "sip/message/text.h"
#include "sip/message/uri.h"

namespace sidetone::sip {

namespace {

constexpr unsigned kOverloadRetrySeconds = 5;

}  // namespace

bool Sessions::is_acceptable(ServerTransaction& transaction) {
    const auto& request = *transaction.request;
    if (usable_contact(request).empty()) {
        auto builder = transactions_.begin_response(transaction, 400, "Contact Missing Or Unusable");
        transactions_.send_response(transaction, 400, std::move(builder).finish());
        return false;
    }
    if (!has_usable_route(request)) {
        auto builder = transactions_.begin_response(transaction, 400, "Too Many Recorded Routes");
        transactions_.send_response(transaction, 400, std::move(builder).finish());
        return false;
    }
    if (!request.body().empty() && sdp_of(request).empty()) {
        transactions_.respond(transaction, 415, HeaderName::Accept, "application/sdp");
        return false;
    }
    if (is_interval_too_small(request)) {
        refuse_small_interval(transaction);
        return false;
    }
    if (sessions_.size() >= context_.config.max_invites) {
        transactions_.respond(transaction, 503, HeaderName::RetryAfter, std::to_string(kOverloadRetrySeconds));
        return false;
    }
    return true;
}

void Sessions::on_invite(ServerTransaction& transaction) {
    if (!is_acceptable(transaction)) return;
    auto& session = create_called(transaction);
    context_.tell(InviteReceived{session.id, session.flow, transaction.request, session.remote_sdp});
}

Session& Sessions::create_called(ServerTransaction& transaction) {
    const auto& request = *transaction.request;
    auto [id, session] = sessions_.emplace();
    session.id = InviteId{id};
    session.state = State::Incoming;
    session.transaction = transaction.id;
    session.invite_cseq = request.cseq();
    transaction.invite = session.id;
    move_to_flow(session, transaction.flow);
    session.remote_sdp = sdp_of(request);
    session.had_offer = !session.remote_sdp.empty();
    session.reliable.required = request.lists(HeaderName::Require, "100rel");
    if (const auto uri = parse_uri(request.request_uri())) {
        session.sips = uri->scheme == Uri::Scheme::Sips;
        if (uri->is_sip()) session.contact_user = uri->user_text();
    }
    learn_abilities(session, request);
    auto& dialog = session.dialog;
    dialog.call_id = request.call_id();
    dialog.local_tag = transaction.to_tag;
    dialog.local = std::string(request.header(HeaderName::To)) + ";tag=" + dialog.local_tag;
    dialog.remote = request.header(HeaderName::From);
    dialog.remote_tag = request.from_tag();
    dialog.remote_target = usable_contact(request);
    dialog.remote_cseq = request.cseq();
    for (const auto route : request.values(HeaderName::RecordRoute)) dialog.route_set.emplace_back(route);
    by_tag_.emplace(dialog.local_tag, &session);
    return session;
}

void Sessions::provisional(InviteId id, int status, std::string_view sdp, const ExtraHeaders& headers) {
    auto* session = find(id);
    if (session == nullptr || session->state != State::Incoming || status <= 100 || status >= 200) return;
    Reliable::Waiting what{status, std::string(sdp), headers};
    if (!session->reliable.required) {
        send_provisional(*session, what);
        return;
    }
    session->reliable.waiting.push_back(std::move(what));
    send_waiting(*session);
}

void Sessions::accept(InviteId id, std::string_view sdp, const ExtraHeaders& headers) {
    auto* session = find(id);
    if (session == nullptr || session->state != State::Incoming) return;
    auto& reliable = session->reliable;
    if (!reliable.waiting.empty() && reliable.waiting.back().status >= 200) return;  // accepted already
    if (!reliable.bytes.empty()) {
        // No 2xx while a reliable provisional response is open (RFC 3262 3).
        reliable.waiting.push_back({200, std::string(sdp), headers});
        return;
    }
    send_answer(*session, sdp, headers);
}

void Sessions::send_answer(Session& session, std::string_view sdp, const ExtraHeaders& headers) {
    auto* transaction = transactions_.find_server(session.transaction);
    if (transaction == nullptr || !transaction->is_open()) return;
    auto builder = transactions_.begin_response(*transaction, 200);
    add_own_headers(builder, session);
    agree_as_server(session, *transaction->request, builder);
    const auto type = add_headers(builder, headers, "application/sdp");
    session.local_sdp = sdp;
    session.state = State::Accepted;
    ++answered_;
    auto bytes = finish(std::move(builder), type, sdp);
    transactions_.send_response(*transaction, 200, bytes);
    await_ack(session, session.invite_cseq, std::move(bytes), true, !session.had_offer);
}

void Sessions::await_ack(Session& session, std::uint32_t cseq, std::string bytes, bool is_initial, bool has_offer) {
    auto& ack = session.ack;
    ack.bytes = std::move(bytes);
    ack.cseq = cseq;
    ack.is_initial = is_initial;
    ack.has_offer = has_offer;
    ack.interval = context_.config.t1;
    ack.give_up = context_.now + 64 * context_.config.t1;
    ack.timer = context_.after(ack.interval, TimerKind::SessionAnswer, session.id.value);
}

void Sessions::on_answer_timer(Session& session) {
    auto& ack = session.ack;
    ack.timer = 0;
    if (context_.now >= ack.give_up) {
        ack.bytes = {};
        if (session.ending) {
            send_bye(session, session.end_reason);
            release(session);
        } else {
            end_by_us(session, EndedBy::NoAck, "SIP;cause=408;text=\"No ACK\"");
        }
        return;
    }
    ++context_.counters.retransmissions_sent;
    if (context_.flows.find(session.flow) != nullptr) context_.send(session.flow, ack.bytes);
    ack.interval = std::min(2 * ack.interval, context_.config.t2);
    const auto wait = std::min<base::Duration>(ack.interval, ack.give_up - context_.now);
    ack.timer = context_.after(wait, TimerKind::SessionAnswer, session.id.value);
}

void Sessions::on_ack(const Message& request) {
    auto* session = find_by_tag(request);
    if (session == nullptr || session->dialog.remote_tag != request.from_tag()) {
        context_.counters.drop(Drop::NoDialog);
        return;
    }
    auto& ack = session->ack;
    if (!ack.is_awaited() || ack.cseq != request.cseq()) return;  // repeated
    context_.stop(ack.timer);
    ack.bytes = {};
    if (session->state == State::Accepted) session->state = State::Established;
    if (session->ending) {
        send_bye(*session, session->end_reason);
        release(*session);
        return;
    }
    std::string sdp;
    if (ack.has_offer) sdp = sdp_of(request);
    if (!sdp.empty()) session->remote_sdp = sdp;
    if (ack.is_initial) {
        context_.tell(Confirmed{session->id, std::move(sdp)});
    } else if (ack.has_offer) {
        context_.tell(ReofferAnswered{session->id, std::move(sdp)});
    }
    send_queued_offer(*session);
}

void Sessions::reject(InviteId id, int status, const ExtraHeaders& headers) {
    auto* session = find(id);
    if (session == nullptr || session->state != State::Incoming || status < 300 || status > 699) return;
    if (auto* transaction = transactions_.find_server(session->transaction); transaction && transaction->is_open()) {
        auto builder = transactions_.begin_response(*transaction, status);
        add_headers(builder, headers, {});
        transactions_.send_response(*transaction, status, std::move(builder).finish());
    }
    release(*session);
}

void Sessions::on_cancel(ServerTransaction& invite, const Message& cancel) {
    auto* session = find(invite.invite);
    const auto id = invite.id;
    transactions_.respond(invite, 487);
    if (session == nullptr) return;
    if (session->transaction != id) {
        if (session->offers.remote == id) session->offers.remote = {};  // a re-INVITE taken back
        send_queued_offer(*session);
        return;
    }
    context_.tell(Ended{session->id, EndedBy::Cancel, std::string(cancel.header(HeaderName::Reason))});
    release(*session);
}

}  // namespace sidetone::sip
