// Reliable provisional responses (RFC 3262). As the called side only where the peer requires them; as the caller
// whenever a phone uses them.
#include <algorithm>

#include "sip/dialog/sessions.h"

namespace sidetone::sip {

void Sessions::send_provisional(Session& session, const Reliable::Waiting& what) {
    auto* transaction = transactions_.find_server(session.transaction);
    if (transaction == nullptr || !transaction->is_open()) return;
    auto builder = transactions_.begin_response(*transaction, what.status);
    builder.header(HeaderName::Contact, contact_of(session));
    builder.header(HeaderName::Allow, kAllow);
    auto& reliable = session.reliable;
    if (reliable.required) {
        if (reliable.rseq == 0) reliable.rseq = static_cast<std::uint32_t>(context_.random.next() % 100'000U);
        builder.header(HeaderName::Require, "100rel").header(HeaderName::RSeq, std::uint64_t{++reliable.rseq});
    }
    const auto type = add_headers(builder, what.headers, "application/sdp");
    auto bytes = finish(std::move(builder), type, what.sdp);
    if (!what.sdp.empty()) session.local_sdp = what.sdp;
    if (reliable.required) {
        reliable.bytes = bytes;
        reliable.interval = context_.config.t1;
        reliable.give_up = context_.now + 64 * context_.config.t1;
        reliable.timer = context_.after(reliable.interval, TimerKind::SessionReliable, session.id.value);
    }
    transactions_.send_response(*transaction, what.status, std::move(bytes));
}

void Sessions::send_waiting(Session& session) {
    auto& reliable = session.reliable;
    if (!reliable.bytes.empty() || reliable.waiting.empty()) return;
    const auto next = std::move(reliable.waiting.front());
    reliable.waiting.pop_front();
    if (next.status >= 200) {
        send_answer(session, next.sdp, next.headers);
    } else {
        send_provisional(session, next);
    }
}

void Sessions::on_reliable_timer(Session& session) {
    auto& reliable = session.reliable;
    reliable.timer = 0;
    if (reliable.bytes.empty() || session.state != State::Incoming) return;
    if (context_.now >= reliable.give_up) {
        // RFC 3262 3: the original request is refused with a 5xx.
        if (auto* transaction = transactions_.find_server(session.transaction); transaction && transaction->is_open())
            transactions_.respond(*transaction, 504);
        context_.tell(Ended{session.id, EndedBy::Timeout, {}});
        release(session);
        return;
    }
    ++context_.counters.retransmissions_sent;
    if (context_.flows.find(session.flow) != nullptr) context_.send(session.flow, reliable.bytes);
    reliable.interval *= 2;
    const auto wait = std::min<base::Duration>(reliable.interval, reliable.give_up - context_.now);
    reliable.timer = context_.after(wait, TimerKind::SessionReliable, session.id.value);
}

void Sessions::on_prack(Session& session, ServerTransaction& transaction) {
    const auto rack = parse_rack(transaction.request->header(HeaderName::RAck));
    auto& reliable = session.reliable;
    if (!rack || rack->rseq != reliable.rseq || rack->cseq.number != session.invite_cseq ||
        rack->cseq.method != Method::Invite || reliable.bytes.empty()) {
        transactions_.respond(transaction, rack ? 481 : 400);
        return;
    }
    context_.stop(reliable.timer);
    reliable.bytes = {};
    // An offer in PRACK would be a second one before the first call stands; it is refused, the acknowledgement counts.
    transactions_.respond(transaction, transaction.request->body().empty() || !session.had_offer ? 200 : 488);
    send_waiting(session);
}

void Sessions::acknowledge_provisional(Session& session, Dialog& dialog, const Message& response) {
    const auto rack = std::to_string(dialog.rseq) + " " + std::to_string(response.cseq()) + " INVITE";
    send_request(session, dialog, "PRACK", ClientUse::Prack, {{"RAck", rack}});
}

}  // namespace sidetone::sip
