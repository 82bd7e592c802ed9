// What INVITE sessions know, for recordings (base/archive.h).
#include "sip/archive.h"
#include "sip/dialog/sessions.h"

namespace sidetone::sip {

// Not in a namespace without a name: there base/archive_shapes.h would not find them.

template <class Archive>
void archive(Archive& archive, Dialog& dialog) {
    auto& [call_id, local, remote, local_tag, remote_tag, remote_target, route_set, local_cseq, remote_cseq, rseq,
           early_sdp] = dialog;
    archive(call_id, local, remote, local_tag, remote_tag, remote_target, route_set, local_cseq, remote_cseq, rseq,
            early_sdp);
}

template <class Archive>
void archive(Archive& archive, AwaitedAck& ack) {
    auto& [bytes, cseq, is_initial, has_offer, timer, interval, give_up] = ack;
    archive(bytes, cseq, is_initial, has_offer, timer, interval, give_up);
}

template <class Archive>
void archive(Archive& archive, Reliable::Waiting& waiting) {
    auto& [status, sdp, headers] = waiting;
    archive(status, sdp, headers);
}

template <class Archive>
void archive(Archive& archive, Reliable& reliable) {
    auto& [required, rseq, bytes, timer, interval, give_up, waiting] = reliable;
    archive(required, rseq, bytes, timer, interval, give_up, waiting);
}

template <class Archive>
void archive(Archive& archive, Offers& offers) {
    auto& [local, local_is_refresh, local_sdp, remote, remote_is_update, remote_sdp, remote_target, queued,
           refresh_queued, retries, retry] = offers;
    archive(local, local_is_refresh, local_sdp, remote, remote_is_update, remote_sdp, remote_target, queued,
            refresh_queued, retries, retry);
}

template <class Archive>
void archive(Archive& archive, SessionTimer& timer) {
    auto& [seconds, min_se, we_refresh, supported, update, refresh, expiry] = timer;
    archive(seconds, min_se, we_refresh, supported, update, refresh, expiry);
}

template <class Archive>
void archive(Archive& archive, Session& session) {
    auto& [id, state, is_caller, ending, sips, peer_takes_update, had_offer, invite_tries, flow, peer, transaction,
           invite_cseq, contact_user, headers, local_sdp, remote_sdp, end_reason, dialog, early, ack, reliable, offers,
           timer, on_flow] = session;
    archive(id, state, is_caller, ending, sips, peer_takes_update, had_offer, invite_tries, flow, peer, transaction,
            invite_cseq, contact_user, headers, local_sdp, remote_sdp, end_reason, dialog, early, ack, reliable, offers,
            timer);
    (void)on_flow;  // it joins again
}

void Sessions::rejoin(std::uint64_t id, Flow& flow) {
    if (auto* session = sessions_.find(id)) session->on_flow.join(flow.sessions, id);
}

template <class Archive>
void Sessions::archive(Archive& archive) {
    archive(sessions_, answered_);
    if constexpr (Archive::kReads) {
        by_tag_.clear();
        sessions_.each([this](Session& one) { by_tag_.emplace(one.dialog.local_tag, &one); });
    }
}

template void Sessions::archive(base::ArchiveWriter&);
template void Sessions::archive(base::ArchiveReader&);

}  // namespace sidetone::sip
