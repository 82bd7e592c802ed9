// The words of calls in an archive (base/archive.h).
#pragma once

#include "base/archive.h"
#include "core/calls/events.h"
#include "core/calls/types.h"

namespace sidetone::calls {

template <class Archive>
void archive(Archive& archive, OwnCallId& own) {
    auto& [call, side] = own;
    archive(call, side);
}

template <class Archive>
void archive(Archive& archive, Party& party) {
    auto& [name, number, user] = party;
    archive(name, number, user);
}

template <class Archive>
void archive(Archive& archive, OwnCall& own) {
    auto& [id, user, outgoing, state, peer, devices, started_at, answered_at, held_by_me, held_by_peer, muted, codec,
           actions, answer_on] = own;
    archive(id, user, outgoing, state, peer, devices, started_at, answered_at, held_by_me, held_by_peer, muted, codec,
            actions, answer_on);
}

template <class Archive>
void archive(Archive& archive, LegReoffered& reoffered) {
    auto& [leg, sdp, direction] = reoffered;
    archive(leg, sdp, direction);
}

}  // namespace sidetone::calls
