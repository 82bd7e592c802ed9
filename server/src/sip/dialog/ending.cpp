// The ways to the end of a session (RFC 3261 9, 15): CANCEL, refusal, BYE - which the called side may not send before
// the ACK of its 2xx.
#include "sip/dialog/sessions.h"

namespace sidetone::sip {

void Sessions::end(InviteId id, int status, std::string_view reason) {
    auto* session = find(id);
    if (session == nullptr || session->ending) return;
    session->end_reason = reason;
    switch (session->state) {
        case State::Calling:
            session->ending = true;
            if (auto* invite = transactions_.find_client(session->transaction)) transactions_.cancel(*invite, reason);
            return;
        case State::Incoming:
            if (reason.empty()) {
                reject(id, status < 300 || status > 699 ? 480 : status, {});
            } else {
                reject(id, status < 300 || status > 699 ? 480 : status, {{"Reason", std::string(reason)}});
            }
            return;
        case State::Accepted:
            session->ending = true;
            answer_unanswered(*session);
            return;
        case State::AnswerWanted:
            acknowledge_without_answer(*session);
            break;
        case State::Established:
            answer_unanswered(*session);
            if (!is_suspended(*session)) break;
            session->ending = true;
            return;
    }
    send_bye(*session, reason);
    release(*session);
}

/// The 2xx had an offer; whoever leaves now owes it an ACK all the same.
void Sessions::acknowledge_without_answer(Session& session) {
    auto* invite = transactions_.find_client(session.transaction);
    if (session.state != State::AnswerWanted || invite == nullptr) return;
    session.state = State::Established;
    transactions_.acknowledge(*invite, session.dialog.remote_tag,
                              make_ack(session, session.dialog, session.invite_cseq, {}));
}

void Sessions::send_bye(Session& session, std::string_view reason) {
    ExtraHeaders headers;
    if (!reason.empty()) headers.emplace_back("Reason", std::string(reason));
    send_request(session, session.dialog, "BYE", ClientUse::Bye, headers);
}

void Sessions::end_by_us(Session& session, EndedBy by, std::string_view reason) {
    answer_unanswered(session);
    acknowledge_without_answer(session);
    send_bye(session, reason);
    if (!session.ending) context_.tell(Ended{session.id, by, {}});
    release(session);
}

TransactionId Sessions::request(InviteId id, std::string_view method, const ExtraHeaders& headers,
                                std::string_view body) {
    auto* session = find(id);
    if (session == nullptr || session->ending) return {};
    Dialog* dialog = session->state != State::Calling ? &session->dialog
                     : session->early.empty()         ? nullptr
                                                      : &session->early.back();
    if (dialog == nullptr) return {};
    const auto* transaction =
        send_request(*session, *dialog, method, ClientUse::InDialog, headers, "text/plain;charset=UTF-8", body);
    return transaction ? transaction->id : TransactionId{};
}

}  // namespace sidetone::sip
