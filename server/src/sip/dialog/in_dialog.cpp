// Requests inside a dialog (RFC 3261 12.2.2): order, target refresh, BYE; re-INVITE and UPDATE go on to offers.cpp.
#include "sip/dialog/sessions.h"

namespace sidetone::sip {

void Sessions::on_dialog_request(ServerTransaction& transaction) {
    const auto request = transaction.request;
    auto* session = find_by_tag(*request);
    auto* dialog = session ? dialog_of(*session, request->from_tag()) : nullptr;
    if (session != nullptr && dialog == nullptr && session->state == State::Calling && session->early.size() < 16) {
        // The request has overtaken the response that would have made its early dialog.
        dialog = &session->early.emplace_back(session->dialog);
        dialog->remote = request->header(HeaderName::From);
        dialog->remote_tag = request->from_tag();
    }
    if (dialog == nullptr) {
        transactions_.respond(transaction, 481);
        return;
    }
    transaction.invite = session->id;
    if (!is_in_order(*session, transaction)) return;
    dialog->remote_cseq = request->cseq();
    const auto id = session->id;
    const bool comes_back = is_suspended(*session);
    move_to_flow(*session, transaction.flow);
    serve(*session, transaction);
    if (auto* left = comes_back ? find(id) : nullptr) resume(*left, true);
}

void Sessions::serve(Session& session, ServerTransaction& transaction) {
    const auto request = transaction.request;
    switch (request->method()) {
        case Method::Bye:
            on_bye(session, transaction);
            break;
        case Method::Invite:
            on_reinvite(session, transaction);
            break;
        case Method::Update:
            on_update(session, transaction);
            break;
        case Method::Prack:
            on_prack(session, transaction);
            break;
        case Method::Options: {
            auto builder = transactions_.begin_response(transaction, 200);
            add_own_headers(builder, session);
            transactions_.send_response(transaction, 200, std::move(builder).finish());
            break;
        }
        default:
            if (session.ending) {
                transactions_.respond(transaction, 481);
            } else {
                context_.tell(DialogRequest{session.id, transaction.id, request});
            }
    }
}

bool Sessions::is_in_order(Session& session, ServerTransaction& transaction) {
    const auto* dialog = dialog_of(session, transaction.request->from_tag());
    if (dialog != nullptr && transaction.request->cseq() > dialog->remote_cseq) return true;
    transactions_.respond(transaction, 500);
    return false;
}

void Sessions::on_bye(Session& session, ServerTransaction& transaction) {
    const auto reason = std::string(transaction.request->header(HeaderName::Reason));
    transactions_.respond(transaction, 200);
    answer_unanswered(session);
    if (session.state == State::Calling) {
        // The called side has given up an answer of which nothing reached us. Should one still come, it is met as a
        // stray one.
        if (auto* invite = transactions_.find_client(session.transaction)) transactions_.cancel(*invite, {});
    }
    acknowledge_without_answer(session);
    if (!session.ending) context_.tell(Ended{session.id, EndedBy::Bye, reason});
    release(session);
}

void Sessions::answer_unanswered(Session& session) {
    if (session.state == State::Incoming) {
        if (auto* invite = transactions_.find_server(session.transaction); invite && invite->is_open())
            transactions_.respond(*invite, 487);
    }
    if (auto* offer = transactions_.find_server(session.offers.remote); offer && offer->is_open())
        transactions_.respond(*offer, 487);
    session.offers.remote = {};
}

void Sessions::on_reinvite(Session& session, ServerTransaction& transaction) {
    const auto& request = *transaction.request;
    if (session.ending) {
        transactions_.respond(transaction, 491);  // our BYE waits for the ACK only; it is the better news
        return;
    }
    if (refuse_glare(session, transaction)) return;
    if (is_interval_too_small(request)) {
        refuse_small_interval(transaction);
        return;
    }
    if (!request.body().empty() && sdp_of(request).empty()) {
        transactions_.respond(transaction, 415, HeaderName::Accept, "application/sdp");
        return;
    }
    take_remote_offer(session, transaction);
}

void Sessions::on_update(Session& session, ServerTransaction& transaction) {
    const auto& request = *transaction.request;
    if (is_interval_too_small(request)) {
        refuse_small_interval(transaction);
        return;
    }
    if (request.body().empty()) {
        if (auto target = usable_contact(request); !target.empty()) {
            if (auto* dialog = dialog_of(session, request.from_tag())) dialog->remote_target = std::move(target);
        }
        auto builder = transactions_.begin_response(transaction, 200);
        add_own_headers(builder, session);
        if (session.state == State::Established || session.state == State::Accepted)
            agree_as_server(session, request, builder);
        transactions_.send_response(transaction, 200, std::move(builder).finish());
        return;
    }
    on_reinvite(session, transaction);
}

}  // namespace sidetone::sip
