#include "core/presence/presence.h"

#include "core/calls/archive.h"
#include "core/calls/calls.h"
#include "core/registrar/registrar.h"

namespace sidetone::presence {

namespace {

/// Talking before ringing before what one has started oneself; of equals the newest.
int weight(const calls::CallGlance& call) {
    switch (call.state) {
        case calls::CallState::Talking:
            return call.held_by_me ? 2 : 3;
        case calls::CallState::Calling:
        case calls::CallState::Alerting:
        case calls::CallState::Starting:
            return 1;
        case calls::CallState::Ringing:
            return 0;
    }
    return 0;
}

}  // namespace

Presence::Presence(const registrar::Registrar& registrar, const calls::Calls& calls)
    : registrar_(registrar), calls_(calls) {}

State Presence::compute(core::UserId user, base::Time now) const {
    State state;
    std::optional<calls::CallGlance> best;
    calls_.each_own_call(user, [&](const calls::CallGlance& call) {
        if (!best || weight(call) > weight(*best) ||
            (weight(call) == weight(*best) && call.started_at >= best->started_at))
            best = call;
    });
    if (best) {
        const bool talks = best->state == calls::CallState::Talking;
        state.lamp = talks ? Lamp::InCall : Lamp::Ringing;
        state.since = talks ? best->answered_at.value_or(best->started_at) : best->started_at;
        state.peer = *best->peer;
        state.outgoing = best->outgoing;
        return state;
    }
    state.lamp = !registrar_.is_reachable(user) ? Lamp::NotReachable : Lamp::Free;
    // Since this was first seen: the newest registration tells nothing about when the first one opened.
    const auto& before = state_of(user);
    state.since = before.lamp == state.lamp && before.since != base::Time{} ? before.since : now;
    return state;
}

void Presence::refresh(core::UserId user, base::Time now) {
    const auto found = states_.find(user);
    const bool is_known = found != states_.end();
    auto state = compute(user, now);
    // Whoever was never reachable has not been so since any moment we know.
    if (!is_known && state.lamp == Lamp::NotReachable) return;
    if (is_known && found->second == state) return;
    StateChanged news{.user = user, .before = is_known ? found->second : State{}};
    states_[user] = std::move(state);
    changed.publish(news);
}

const State& Presence::state_of(core::UserId user) const {
    static const State kNeverSeen;
    const auto found = states_.find(user);
    return found == states_.end() ? kNeverSeen : found->second;
}

template <class Archive>
void archive(Archive& archive, State& state) {
    auto& [lamp, since, peer, outgoing] = state;
    archive(lamp, since, peer, outgoing);
}

template <class Archive>
void Presence::archive(Archive& archive) {
    archive(states_);
}

template void Presence::archive(base::ArchiveWriter&);
template void Presence::archive(base::ArchiveReader&);

}  // namespace sidetone::presence
