// Dialogs whose flow is lost (RFC 5626 has a phone open a new one and register again): those that are established wait
// for the peer to come back by another flow. Nothing is sent meanwhile; what the application wants said waits too.
#include "sip/dialog/sessions.h"

namespace sidetone::sip {

bool Sessions::is_suspended(const Session& session) {
    return context_.flows.find(session.flow) == nullptr;
}

void Sessions::set_peer(InviteId id, PeerId peer) {
    if (auto* session = find(id)) session->peer = peer;
}

void Sessions::on_flow_closed(Flow& flow, bool grace) {
    for (const auto id : flow.sessions.ids()) {
        auto* session = sessions_.find(id);
        if (session == nullptr) continue;
        if (grace && session->peer && session->state == State::Established) {
            suspend(*session, flow);
            continue;
        }
        answer_unanswered(*session);
        if (!session->ending) context_.tell(Ended{session->id, EndedBy::FlowLost, {}});
        release(*session);
    }
}

/// What the peer has asked died with the flow, at its end as well; what we have asked goes on (Transactions::move).
void Sessions::suspend(Session& session, Flow& flow) {
    context_.flows.note_waiting(flow, session.peer);
    answer_unanswered(session);
    auto& ack = session.ack;
    if (!ack.is_awaited()) return;
    context_.stop(ack.timer);
    ack.bytes = {};
    if (ack.has_offer) context_.tell(ReofferRefused{session.id, 503});  // the answer was to come with the ACK
}

void Sessions::move(Flow& from, PeerId peer, Flow& to) {
    for (const auto id : from.sessions.ids()) {
        auto* session = sessions_.find(id);
        if (session == nullptr || session->peer != peer || session->state != State::Established) continue;
        session->flow = to.info.id;
        session->on_flow.join(to.sessions, id);
        resume(*session, false);
    }
}

/// `heard`: the peer has spoken in this dialog. Else it is asked by a session refresh whether it still knows it: a
/// phone that started anew, or a page that was loaded again, registers as well and does not.
void Sessions::resume(Session& session, bool heard) {
    if (session.ending) {
        send_bye(session, session.end_reason);
        release(session);
        return;
    }
    context_.stop(session.offers.retry);
    const bool is_due = session.timer.we_refresh && session.timer.refresh == 0;
    if (!heard || is_due) {
        context_.stop(session.timer.refresh);
        on_refresh_timer(session);
    }
    send_queued_offer(session);
}

}  // namespace sidetone::sip
