#include "sip/dialog/sessions.h"

#include <algorithm>

#include "sip/message/text.h"

namespace sidetone::sip {

std::string_view add_headers(Builder& builder, const ExtraHeaders& headers, std::string_view usual_content_type) {
    std::string_view content_type = usual_content_type;
    for (const auto& [name, value] : headers) {
        if (header_name_of(name) == HeaderName::ContentType) {
            content_type = value;
        } else {
            builder.header(name, value);
        }
    }
    return content_type;
}

std::string finish(Builder builder, std::string_view content_type, std::string_view body) {
    return body.empty() ? std::move(builder).finish() : std::move(builder).finish(content_type, body);
}

Session* Sessions::find_by_tag(const Message& request) {
    const auto found = by_tag_.find(request.to_tag());
    if (found == by_tag_.end() || found->second->dialog.call_id != request.call_id()) return nullptr;
    return found->second;
}

Dialog* Sessions::dialog_of(Session& session, std::string_view remote_tag) {
    if (session.state != State::Calling) return session.dialog.remote_tag == remote_tag ? &session.dialog : nullptr;
    const auto found = std::find_if(session.early.begin(), session.early.end(),
                                    [&](const Dialog& dialog) { return dialog.remote_tag == remote_tag; });
    return found == session.early.end() ? nullptr : &*found;
}

std::string Sessions::contact_of(const Session& session) {
    const auto* flow = context_.flows.find(session.flow);
    return flow ? flow->contact(session.contact_user, session.sips) : std::string{};
}

void Sessions::add_own_headers(Builder& builder, const Session& session) {
    builder.header(HeaderName::Contact, contact_of(session));
    builder.header(HeaderName::Allow, kAllow);
    builder.header(HeaderName::Supported, kSupported);
}

void Sessions::move_to_flow(Session& session, base::FlowId flow) {
    if (session.flow == flow) return;
    auto* found = context_.flows.find(flow);
    if (found == nullptr) return;
    if (auto* lost = context_.flows.find_even_lost(session.flow); lost && lost->closing && session.peer)
        transactions_.move(*lost, session.peer, session.id, *found);
    session.flow = flow;
    session.on_flow.join(found->sessions, session.id.value);
}

void Sessions::learn_abilities(Session& session, const Message& message) {
    if (message.has(HeaderName::Allow)) session.peer_takes_update = message.lists(HeaderName::Allow, "UPDATE");
    if (message.lists(HeaderName::Supported, "timer") || message.has(HeaderName::SessionExpires))
        session.timer.supported = true;
}

ClientTransaction* Sessions::send_request(Session& session, Dialog& dialog, std::string_view method, ClientUse use,
                                          const ExtraHeaders& headers, std::string_view content_type,
                                          std::string_view body) {
    const auto* flow = context_.flows.find(session.flow);
    if (flow == nullptr) return nullptr;
    auto branch = context_.new_branch();
    auto builder = dialog.begin_request(method, ++dialog.local_cseq, branch, *flow, 256 + body.size());
    builder.header(HeaderName::UserAgent, context_.config.user_agent);
    if (use == ClientUse::Reinvite || use == ClientUse::Update) {
        add_own_headers(builder, session);
        add_session_timer_offer(builder, session);
    } else if (use == ClientUse::InDialog) {
        builder.header(HeaderName::Contact, contact_of(session));
    }
    const auto type = add_headers(builder, headers, content_type);
    return transactions_.start(method_of(method), session.flow, std::move(branch),
                               finish(std::move(builder), type, body), use, session.id, session.peer);
}

std::string Sessions::make_ack(const Session& session, const Dialog& dialog, std::uint32_t cseq, std::string_view sdp) {
    const auto* flow = context_.flows.find(session.flow);
    if (flow == nullptr) return {};
    auto builder = dialog.begin_request("ACK", cseq, context_.new_branch(), *flow, sdp.size());
    return finish(std::move(builder), "application/sdp", sdp);
}

void Sessions::release(Session& session) {
    context_.stop(session.ack.timer);
    context_.stop(session.reliable.timer);
    context_.stop(session.offers.retry);
    stop_session_timer(session);
    by_tag_.erase(session.dialog.local_tag);
    if (session.state != State::Calling && session.state != State::Incoming) --answered_;
    const auto id = session.id;
    sessions_.erase(id.value);
    context_.tell(Released{id});
}

DialogInfo Sessions::dialog_info(InviteId id) {
    const auto* session = find(id);
    if (!session) return {};
    const auto& dialog = session->dialog;
    return {dialog.call_id,   dialog.local_tag, dialog.remote_tag, dialog.remote_target,
            dialog.route_set, session->flow,    session->peer};
}

void Sessions::on_timer(const Timer& timer) {
    auto* session = sessions_.find(timer.id);
    if (session == nullptr) return;
    switch (timer.kind) {
        case TimerKind::SessionAnswer:
            on_answer_timer(*session);
            break;
        case TimerKind::SessionReliable:
            on_reliable_timer(*session);
            break;
        case TimerKind::SessionRefresh:
            on_refresh_timer(*session);
            break;
        case TimerKind::SessionExpiry:
            end_by_us(*session, EndedBy::SessionExpired, "SIP;cause=408;text=\"Session timer expired\"");
            break;
        case TimerKind::SessionReoffer:
            session->offers.retry = 0;
            send_queued_offer(*session);
            break;
        default:
            break;
    }
}

void Sessions::on_response(ClientTransaction& transaction, const SharedMessage& response) {
    auto* session = find(transaction.invite);
    if (session == nullptr) {
        // The session is over. A 2xx to its INVITE must not stand half open; one to a re-INVITE wants its ACK, BYE has
        // gone out.
        if (transaction.method == Method::Invite && response->status() >= 200 && response->status() < 300) {
            end_stray(transaction, *response, transaction.use == ClientUse::Invite);
        }
        return;
    }
    switch (transaction.use) {
        case ClientUse::Invite:
            on_invite_response(*session, transaction, response);
            break;
        case ClientUse::Reinvite:
            on_reinvite_response(*session, transaction, response);
            break;
        case ClientUse::Update:
            if (response->status() >= 200) on_update_response(*session, response->status(), response.get());
            break;
        default:
            break;  // PRACK, BYE, CANCEL: whatever the answer, there is nothing left to do
    }
}

void Sessions::on_failure(ClientTransaction& transaction, int status) {
    auto* session = find(transaction.invite);
    if (session == nullptr) return;
    switch (transaction.use) {
        case ClientUse::Invite:
            if (session->transaction != transaction.id || session->state != State::Calling) return;
            context_.tell(Refused{session->id, status, nullptr});
            release(*session);
            break;
        case ClientUse::Reinvite:
            on_reoffer_refusal(*session, status, nullptr);
            break;
        case ClientUse::Update:
            on_update_response(*session, status, nullptr);
            break;
        default:
            break;
    }
}

}  // namespace sidetone::sip
