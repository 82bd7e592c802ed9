// What calls knows, for recordings (base/archive.h). What is told at the end of each entry is empty between two.
#include "core/calls/archive.h"

#include "core/calls/calls.h"
#include "core/calls/detail/impl.h"

namespace sidetone::calls {

namespace detail {

template <class Archive>
void archive(Archive& archive, End& end) {
    auto& [leg, device, phone, takes_talk, profile, ipv6, sdp, sent, codec, holds, open_offer, successor, predecessor,
           wants_answer, answers_by_ack] = end;
    archive(leg, device, phone, takes_talk, profile, ipv6, sdp, sent, codec, holds, open_offer, successor, predecessor,
            wants_answer, answers_by_ack);
}

template <class Archive>
void archive(Archive& archive, Branch& branch) {
    auto& [state, end, media, op, timer, contact, flow, may_fall_back, early_sdp] = branch;
    archive(state, end, media, op, timer, contact, flow, may_fall_back, early_sdp);
}

template <class Archive>
void archive(Archive& archive, Bridge& bridge) {
    auto& [step, first, speaker, op, timer, live, blocked, music] = bridge;
    archive(step, first, speaker, op, timer, live, blocked, music);
}

template <class Archive>
void archive(Archive& archive, Person& person) {
    auto& [party, held, muted, digits, shown, last] = person;
    archive(party, held, muted, digits, shown, last);
}

template <class Archive>
void archive(Archive& archive, Call& call) {
    auto& [id, started_at, answered_at, dialled, hops_left, people, ends, branches, timer, return_timer, early_leg,
           early_sent, early_sent_by, single, single_op, single_timer, media, bridge, phase, caller_waits, caller_rings,
           best_refusal, any_refusal, single_waits, single_asked] = call;
    archive(id, started_at, answered_at, dialled, hops_left, people, ends, branches, timer, return_timer, early_leg,
            early_sent, early_sent_by, single, single_op, single_timer, media, bridge, phase, caller_waits,
            caller_rings, best_refusal, any_refusal, single_waits, single_asked);
}

template <class Archive>
void archive(Archive& archive, Operation& operation) {
    auto& [call, purpose, leg, timer] = operation;
    archive(call, purpose, leg, timer);
}

template <class Archive>
void archive(Archive& archive, Timer& timer) {
    auto& [kind, call, leg, op] = timer;
    archive(kind, call, leg, op);
}

template <class Archive>
void Returning::archive(Archive& archive) {
    archive(order_, until_);
}

template <class Archive>
void archive(Archive& archive, Returning& returning) {
    returning.archive(archive);
}

}  // namespace detail

template <class Archive>
void Calls::Impl::archive(Archive& archive) {
    archive(now_, engine_up_, last_call_, last_leg_, last_media_, last_operation_, calls_, established_, legs_,
            operations_, calls_of_, timers_, returning_);
}

void Calls::save(base::ArchiveWriter& archive) {
    impl_->archive(archive);
}

void Calls::load(base::ArchiveReader& archive) {
    impl_->archive(archive);
}

}  // namespace sidetone::calls
