// Offers after the first: re-INVITE and UPDATE both ways, glare (RFC 3261 14, RFC 3264, RFC 3311). One offer is open at
// a time.
#include <algorithm>

#include "sip/dialog/sessions.h"

namespace sidetone::sip {

namespace {

/// Refused "try later" answers a queued offer survives.
constexpr unsigned kMaxRetries = 8;

}  // namespace

/// 491 while an offer of ours is open or an ACK is due, 500 while one of the peer's is (RFC 3261 14.2, RFC 3311 5.2).
bool Sessions::refuse_glare(Session& session, ServerTransaction& transaction) {
    auto& offers = session.offers;
    if (offers.remote) {
        transactions_.respond(transaction, 500, HeaderName::RetryAfter, std::to_string(context_.random.next() % 10));
        return true;
    }
    if (session.state != State::Established || offers.local || session.ack.is_awaited()) {
        transactions_.respond(transaction, 491);
        return true;
    }
    return false;
}

void Sessions::take_remote_offer(Session& session, ServerTransaction& transaction) {
    const auto& request = *transaction.request;
    learn_abilities(session, request);
    auto& offers = session.offers;
    offers.remote = transaction.id;
    offers.remote_is_update = transaction.method == Method::Update;
    offers.remote_sdp = sdp_of(request);
    offers.remote_target = usable_contact(request);
    if (!offers.remote_sdp.empty() && offers.remote_sdp == session.remote_sdp && !session.local_sdp.empty()) {
        answer_remote_offer(session, transaction, session.local_sdp);  // a session refresh
        return;
    }
    context_.tell(Reoffered{session.id, offers.remote_sdp});
}

void Sessions::accept_reoffer(InviteId id, std::string_view sdp) {
    auto* session = find(id);
    if (session == nullptr) return;
    auto* transaction = transactions_.find_server(session->offers.remote);
    if (transaction == nullptr || !transaction->is_open()) {
        session->offers.remote = {};
        return;
    }
    answer_remote_offer(*session, *transaction, sdp);
}

void Sessions::answer_remote_offer(Session& session, ServerTransaction& transaction, std::string_view sdp) {
    auto& offers = session.offers;
    const bool offerless = offers.remote_sdp.empty();
    auto builder = transactions_.begin_response(transaction, 200);
    add_own_headers(builder, session);
    agree_as_server(session, *transaction.request, builder);
    auto bytes = finish(std::move(builder), "application/sdp", sdp);
    const auto cseq = transaction.request->cseq();
    session.local_sdp = sdp;
    if (!offerless) session.remote_sdp = std::move(offers.remote_sdp);
    if (!offers.remote_target.empty()) session.dialog.remote_target = std::move(offers.remote_target);
    offers.remote = {};
    offers.remote_sdp = {};
    offers.remote_target = {};
    const bool is_update = offers.remote_is_update;
    transactions_.send_response(transaction, 200, bytes);
    if (is_update) {
        send_queued_offer(session);
    } else {
        await_ack(session, cseq, std::move(bytes), false, offerless);
    }
}

void Sessions::reject_reoffer(InviteId id, int status) {
    auto* session = find(id);
    if (session == nullptr || status < 300 || status > 699) return;
    if (auto* transaction = transactions_.find_server(session->offers.remote); transaction && transaction->is_open()) {
        transactions_.respond(*transaction, status);
    }
    session->offers.remote = {};
    send_queued_offer(*session);
}

void Sessions::reoffer(InviteId id, std::string_view sdp) {
    auto* session = find(id);
    if (session == nullptr || session->ending) return;
    session->offers.queued = std::string(sdp);
    session->offers.retries = 0;
    if (session->offers.retry == 0) send_queued_offer(*session);
}

/// Sends what waits, if nothing is open.
void Sessions::send_queued_offer(Session& session) {
    auto& offers = session.offers;
    if (session.state != State::Established || session.ending || offers.local || offers.remote || offers.retry != 0 ||
        session.ack.is_awaited() || is_suspended(session))
        return;
    if (offers.queued) {
        auto sdp = std::move(*offers.queued);
        offers.queued.reset();
        send_reinvite(session, std::move(sdp), false);
    } else if (offers.refresh_queued) {
        send_reinvite(session, session.local_sdp, true);
    }
}

void Sessions::send_reinvite(Session& session, std::string sdp, bool is_refresh) {
    auto& offers = session.offers;
    offers.refresh_queued = false;  // any re-INVITE refreshes
    const auto* transaction =
        send_request(session, session.dialog, "INVITE", ClientUse::Reinvite, {}, "application/sdp", sdp);
    if (transaction == nullptr) {
        if (!is_refresh) context_.tell(ReofferRefused{session.id, 503});
        return;
    }
    offers.local = transaction->id;
    offers.local_is_refresh = is_refresh;
    offers.local_sdp = std::move(sdp);
}

void Sessions::on_reinvite_response(Session& session, ClientTransaction& transaction, const SharedMessage& response) {
    const int status = response->status();
    if (status < 200) return;
    if (status < 300) {
        const auto cseq = response->cseq();
        transactions_.acknowledge(transaction, response->to_tag(), make_ack(session, session.dialog, cseq, {}));
        if (session.offers.local != transaction.id) return;
        // Somebody else's answer (another To tag) decides nothing of this dialog.
        if (response->to_tag() == session.dialog.remote_tag)
            on_reoffer_success(session, transaction, *response);
        else
            on_reoffer_refusal(session, 500, nullptr);
        return;
    }
    if (session.offers.local == transaction.id) on_reoffer_refusal(session, status, response.get());
}

void Sessions::on_reoffer_success(Session& session, ClientTransaction&, const Message& response) {
    auto& offers = session.offers;
    learn_abilities(session, response);
    offers.local = {};
    offers.retries = 0;
    session.local_sdp = std::move(offers.local_sdp);
    if (auto target = usable_contact(response); !target.empty()) session.dialog.remote_target = std::move(target);
    agree_as_client(session, response);
    auto sdp = std::string(sdp_of(response));
    if (!sdp.empty()) session.remote_sdp = sdp;
    if (!offers.local_is_refresh) context_.tell(ReofferAnswered{session.id, std::move(sdp)});
    send_queued_offer(session);
}

void Sessions::on_reoffer_refusal(Session& session, int status, const Message* response) {
    auto& offers = session.offers;
    offers.local = {};
    const bool later = status == 491 || (status == 500 && response != nullptr && response->has(HeaderName::RetryAfter));
    const auto min_se = response ? response->number(HeaderName::MinSe) : std::nullopt;
    const bool longer = status == 422 && min_se && *min_se > session.timer.min_se;
    if (longer) session.timer.min_se = std::min<std::uint32_t>(*min_se, 24 * 3600);
    if ((later || longer) && offers.retries < kMaxRetries) {
        if (offers.local_is_refresh) {
            offers.refresh_queued = true;
        } else if (!offers.queued) {
            offers.queued = std::move(offers.local_sdp);
        }
        ++offers.retries;
        retry_offer_later(session);
        return;
    }
    offers.retries = 0;
    if (!offers.local_is_refresh) context_.tell(ReofferRefused{session.id, status});
    // RFC 3261 12.2.1.2, RFC 5057: the dialog is gone at the peer, or the peer is.
    if (status == 408 || status == 481) {
        end_by_us(session, EndedBy::Timeout, {});
        return;
    }
    send_queued_offer(session);
}

/// RFC 3261 14.1: who made the Call-ID waits longer, so that the two do not meet again.
void Sessions::retry_offer_later(Session& session) {
    const auto random = context_.random.next();
    const auto wait = session.is_caller ? 2100 + 10 * static_cast<std::int64_t>(random % 191U)
                                        : 10 * static_cast<std::int64_t>(random % 201U);
    session.offers.retry = context_.after(std::chrono::milliseconds{wait}, TimerKind::SessionReoffer, session.id.value);
}

}  // namespace sidetone::sip
