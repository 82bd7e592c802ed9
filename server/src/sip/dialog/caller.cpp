// We call: the INVITE, its early dialogs, the answer (RFC 3261 13.2).
#include <algorithm>

#include "sip/dialog/sessions.h"
#include "sip/message/text.h"
#include "sip/message/uri.h"

namespace sidetone::sip {

namespace {

constexpr std::size_t kMaxEarlyDialogs = 16;
constexpr unsigned kMaxInviteTries = 3;

bool names(const ExtraHeaders& headers, HeaderName name) {
    return std::any_of(headers.begin(), headers.end(),
                       [&](const auto& header) { return header_name_of(header.first) == name; });
}

}  // namespace

InviteId Sessions::invite(const OutgoingInvite& invite) {
    auto [id, session] = sessions_.emplace();
    session.id = InviteId{id};
    session.is_caller = true;
    session.flow = invite.flow;
    session.peer = invite.peer;
    session.contact_user = invite.contact_user;
    session.headers = invite.headers;
    session.local_sdp = invite.sdp;
    session.had_offer = !invite.sdp.empty();
    auto& dialog = session.dialog;
    dialog.call_id = base::random_token(context_.random, 24);
    dialog.local_tag = context_.new_tag();
    dialog.local = invite.from + ";tag=" + dialog.local_tag;
    dialog.remote = invite.to;
    dialog.remote_target = invite.request_uri;
    dialog.route_set = invite.route;
    by_tag_.emplace(dialog.local_tag, &session);
    const auto target = parse_uri(invite.request_uri);
    auto* flow = context_.flows.find(invite.flow);
    const int refused = !target ? 400 : sessions_.size() > context_.config.max_invites || flow == nullptr ? 503 : 0;
    if (refused != 0) {
        context_.tell(Refused{session.id, refused, nullptr});
        release(session);
        return InviteId{id};
    }
    session.sips = target->scheme == Uri::Scheme::Sips;
    session.on_flow.join(flow->sessions, id);
    send_invite(session);
    return InviteId{id};
}

void Sessions::send_invite(Session& session) {
    const auto* flow = context_.flows.find(session.flow);
    if (flow == nullptr) return;
    auto& dialog = session.dialog;
    session.invite_cseq = ++dialog.local_cseq;
    ++session.invite_tries;
    auto branch = context_.new_branch();
    // A Max-Forwards of the application (it counts the hops of a call through us) takes the place of ours.
    const bool own_hops = !names(session.headers, HeaderName::MaxForwards);
    auto builder = Builder::request("INVITE", dialog.remote_target, 1024 + session.local_sdp.size());
    builder.via(flow->via_transport(), flow->info.local_host, flow->info.local_port, branch);
    if (own_hops) builder.header(HeaderName::MaxForwards, std::uint64_t{70});
    for (const auto& route : dialog.route_set) builder.header(HeaderName::Route, route);
    builder.header(HeaderName::From, dialog.local)
        .header(HeaderName::To, dialog.remote)
        .header(HeaderName::CallId, dialog.call_id);
    builder.cseq(session.invite_cseq, "INVITE");
    add_own_headers(builder, session);
    add_session_timer_offer(builder, session);
    builder.header(HeaderName::UserAgent, context_.config.user_agent);
    const auto type = add_headers(builder, session.headers, "application/sdp");
    const auto* transaction = transactions_.start(Method::Invite, session.flow, std::move(branch),
                                                  finish(std::move(builder), type, session.local_sdp),
                                                  ClientUse::Invite, session.id, session.peer);
    if (transaction != nullptr) session.transaction = transaction->id;
}

void Sessions::on_invite_response(Session& session, ClientTransaction& transaction, const SharedMessage& response) {
    const int status = response->status();
    const bool is_current = session.transaction == transaction.id && session.state == State::Calling;
    if (status >= 200 && status < 300) {
        if (is_current) {
            on_answer(session, transaction, response);
        } else {
            end_stray(transaction, *response, true);  // another branch of a fork has answered, too
        }
        return;
    }
    if (!is_current) return;
    if (status < 200) {
        on_progress(session, response);
    } else {
        on_refusal(session, response);
    }
}

Dialog* Sessions::learn_early_dialog(Session& session, const Message& response) {
    if (response.to_tag().empty()) return nullptr;
    if (auto* known = dialog_of(session, response.to_tag())) return known;
    if (session.early.size() >= kMaxEarlyDialogs) return nullptr;
    auto& dialog = session.early.emplace_back(session.dialog);
    dialog.learn_from_response(response);
    return &dialog;
}

void Sessions::on_progress(Session& session, const SharedMessage& response) {
    if (session.ending) return;
    auto* dialog = learn_early_dialog(session, *response);
    learn_abilities(session, *response);
    // An offer in a reliable 1xx would want its answer in PRACK: only whoever asks for an offer meets that, and it
    // waits for the 2xx.
    const bool takes_reliable = session.had_offer || sdp_of(*response).empty();
    if (dialog != nullptr && response->lists(HeaderName::Require, "100rel") && takes_reliable) {
        const auto rseq = response->number(HeaderName::RSeq);
        if (!rseq || *rseq == 0) return;
        if (dialog->rseq != 0 && *rseq != dialog->rseq + 1) return;  // repeated, or out of order (RFC 3262 4)
        dialog->rseq = *rseq;
        acknowledge_provisional(session, *dialog, *response);
    }
    const auto sdp = sdp_of(*response);
    if (dialog != nullptr && !sdp.empty()) dialog->early_sdp = sdp;
    context_.tell(
        Progress{session.id, response->status(), std::string(response->to_tag()), std::string(sdp), response});
}

void Sessions::on_answer(Session& session, ClientTransaction& transaction, const SharedMessage& response) {
    auto sdp = std::string(sdp_of(*response));
    if (const auto* early = dialog_of(session, response->to_tag())) {
        session.dialog.local_cseq = early->local_cseq;
        session.dialog.remote_cseq = early->remote_cseq;
        if (sdp.empty()) sdp = early->early_sdp;
    }
    session.dialog.learn_from_response(*response);
    session.early.clear();
    session.headers.clear();
    session.state = State::Established;
    ++answered_;
    learn_abilities(session, *response);
    const bool usable = !usable_contact(*response).empty() && has_usable_route(*response);
    const bool needs_answer = usable && !session.ending && !session.had_offer && !sdp.empty();
    session.remote_sdp = sdp;
    if (needs_answer) {
        agree_as_client(session, *response);
        session.state = State::AnswerWanted;
        context_.tell(Answered{session.id, std::move(sdp), true, response});
        return;
    }
    transactions_.acknowledge(transaction, response->to_tag(),
                              make_ack(session, session.dialog, session.invite_cseq, {}));
    if (session.ending) {
        send_bye(session, session.end_reason);
        context_.tell(Refused{session.id, 487, nullptr});
        release(session);
    } else if (!usable) {
        end_by_us(session, EndedBy::Us, "SIP;cause=502;text=\"Contact or route cannot be used\"");
    } else {
        agree_as_client(session, *response);
        context_.tell(Answered{session.id, std::move(sdp), false, response});
        send_queued_offer(session);
    }
}

void Sessions::confirm(InviteId id, std::string_view sdp) {
    auto* session = find(id);
    if (session == nullptr || session->state != State::AnswerWanted) return;
    session->state = State::Established;
    session->local_sdp = sdp;
    if (auto* transaction = transactions_.find_client(session->transaction)) {
        transactions_.acknowledge(*transaction, session->dialog.remote_tag,
                                  make_ack(*session, session->dialog, session->invite_cseq, sdp));
    }
    send_queued_offer(*session);
}

void Sessions::on_refusal(Session& session, const SharedMessage& response) {
    const auto min_se = response->number(HeaderName::MinSe);
    if (response->status() == 422 && !session.ending && min_se && *min_se > session.timer.min_se &&
        session.invite_tries < kMaxInviteTries) {
        session.timer.min_se = std::min<std::uint32_t>(*min_se, 24 * 3600);
        session.early.clear();
        send_invite(session);
        return;
    }
    context_.tell(Refused{session.id, response->status(), response});
    release(session);
}

void Sessions::end_stray(ClientTransaction& transaction, const Message& response, bool with_bye) {
    const auto* flow = context_.flows.find(transaction.flow);
    if (flow == nullptr) return;
    auto dialog = dialog_of_stray(response);
    // Nowhere to send them to: whoever answers so hears nothing, and gives up after 64*T1.
    if (const auto target = parse_uri(dialog.remote_target); !target || !target->is_sip()) return;
    auto ack = dialog.begin_request("ACK", dialog.local_cseq, context_.new_branch(), *flow, 0);
    transactions_.acknowledge(transaction, response.to_tag(), std::move(ack).finish());
    if (!with_bye) return;
    auto branch = context_.new_branch();
    // PRACK may have used the next numbers.
    auto bye = dialog.begin_request("BYE", dialog.local_cseq + 100, branch, *flow, 64);
    bye.header(HeaderName::Reason, "SIP;cause=200;text=\"Call completed elsewhere\"");
    transactions_.start(Method::Bye, transaction.flow, std::move(branch), std::move(bye).finish(), ClientUse::Bye,
                        InviteId{});
}

}  // namespace sidetone::sip
