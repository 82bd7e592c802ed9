// Session timers (RFC 4028). We refresh wherever the peer leaves the choice to us: by UPDATE if it takes that, else by
// re-INVITE with the last SDP.
#include <algorithm>

#include "sip/dialog/sessions.h"

namespace sidetone::sip {

namespace {

/// Upper bound of what a peer can ask for: a day.
constexpr std::uint32_t kMaxSeconds = 24 * 3600;
constexpr std::uint32_t kMinSeconds = 32;

std::uint32_t seconds_of(base::Duration duration) {
    return static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::seconds>(duration).count());
}

}  // namespace

bool Sessions::is_interval_too_small(const Message& request) const {
    const auto asked = parse_session_expires(request.header(HeaderName::SessionExpires));
    return asked && asked->seconds < seconds_of(context_.config.min_se);
}

void Sessions::refuse_small_interval(ServerTransaction& transaction) {
    transactions_.respond(transaction, 422, HeaderName::MinSe, std::to_string(seconds_of(context_.config.min_se)));
}

void Sessions::add_session_timer_offer(Builder& builder, const Session& session) {
    const auto usual = seconds_of(context_.config.session_expires);
    if (usual == 0) return;
    const auto min_se = std::max(seconds_of(context_.config.min_se), session.timer.min_se);
    const auto seconds = std::max(session.timer.seconds != 0 ? session.timer.seconds : usual, min_se);
    // Until the session stands we are the caller; later a request is sent by whoever refreshes, or keeps the roles as
    // they are.
    const bool peer_refreshes = session.timer.seconds != 0 && !session.timer.we_refresh;
    builder.header(HeaderName::SessionExpires,
                   std::to_string(seconds) + (peer_refreshes ? ";refresher=uas" : ";refresher=uac"));
    builder.header(HeaderName::MinSe, std::uint64_t{min_se});
}

void Sessions::agree_as_server(Session& session, const Message& request, Builder& builder) {
    const auto usual = seconds_of(context_.config.session_expires);
    if (usual == 0) return;
    const auto asked = parse_session_expires(request.header(HeaderName::SessionExpires));
    const bool supported = asked || request.lists(HeaderName::Supported, "timer");
    const auto least = std::max(seconds_of(context_.config.min_se),
                                std::min(request.number(HeaderName::MinSe).value_or(0), kMaxSeconds));
    const auto seconds = std::max(asked ? std::min(asked->seconds, usual) : usual, least);
    const bool peer_refreshes = supported && asked && asked->refresher == SessionExpires::Refresher::Uac;
    builder.header(HeaderName::SessionExpires,
                   std::to_string(seconds) + (peer_refreshes ? ";refresher=uac" : ";refresher=uas"));
    if (peer_refreshes) builder.header(HeaderName::Require, "timer");
    session.timer.supported = supported;
    start_session_timer(session, seconds, !peer_refreshes);
}

void Sessions::agree_as_client(Session& session, const Message& response) {
    const auto usual = seconds_of(context_.config.session_expires);
    if (usual == 0) return;
    const auto agreed = parse_session_expires(response.header(HeaderName::SessionExpires));
    if (!agreed) {
        // The peer knows no session timer; we refresh all the same, which is how a phone that vanished is found (RFC
        // 4028 7.2).
        start_session_timer(session, std::max(usual, session.timer.min_se), true);
        return;
    }
    start_session_timer(session, agreed->seconds, agreed->refresher != SessionExpires::Refresher::Uas);
}

void Sessions::start_session_timer(Session& session, std::uint32_t seconds, bool we_refresh) {
    stop_session_timer(session);
    auto& timer = session.timer;
    timer.seconds = std::clamp(seconds, kMinSeconds, kMaxSeconds);
    timer.we_refresh = we_refresh;
    const std::chrono::seconds interval{timer.seconds};
    // RFC 4028 10: the side that waits ends the session a little before its end.
    timer.expiry = context_.after(interval - std::min<std::chrono::seconds>(std::chrono::seconds{32}, interval / 3),
                                  TimerKind::SessionExpiry, session.id.value);
    if (we_refresh) timer.refresh = context_.after(interval / 2, TimerKind::SessionRefresh, session.id.value);
}

void Sessions::stop_session_timer(Session& session) {
    context_.stop(session.timer.refresh);
    context_.stop(session.timer.expiry);
}

void Sessions::on_refresh_timer(Session& session) {
    session.timer.refresh = 0;
    if (session.state != State::Established || session.ending || is_suspended(session)) return;
    if (!session.peer_takes_update) {
        session.offers.refresh_queued = true;
        send_queued_offer(session);
        return;
    }
    if (session.timer.update) return;
    if (const auto* transaction = send_request(session, session.dialog, "UPDATE", ClientUse::Update, {}))
        session.timer.update = transaction->id;
}

void Sessions::on_update_response(Session& session, int status, const Message* response) {
    session.timer.update = {};
    const bool is_the_peers = response != nullptr && response->to_tag() == session.dialog.remote_tag;
    if (status >= 200 && status < 300 && is_the_peers) {
        if (auto target = usable_contact(*response); !target.empty()) session.dialog.remote_target = std::move(target);
        agree_as_client(session, *response);
        return;
    }
    if (status == 408 || status == 481) {
        end_by_us(session, EndedBy::Timeout, {});
        return;
    }
    const auto min_se = response ? response->number(HeaderName::MinSe) : std::nullopt;
    if (status == 422 && min_se && *min_se > session.timer.min_se) {
        session.timer.min_se = std::min(*min_se, kMaxSeconds);
    } else if (status == 405 || status == 501) {
        session.peer_takes_update = false;
    }
    // Once more after a while; the expiry timer, which still runs, bounds the attempts.
    context_.stop(session.timer.refresh);
    session.timer.refresh = context_.after(std::chrono::seconds{10}, TimerKind::SessionRefresh, session.id.value);
}

}  // namespace sidetone::sip
