// What a session shows of a call.
#include "core/calls/detail/impl.h"

namespace sidetone::calls {

namespace {

/// A phone takes "talk" only within a dialog, which its ringing opens.
bool can_be_answered(const Branch& branch) {
    if (!branch.end.phone) return branch.called();
    return branch.state == Branch::State::Alerting && branch.end.takes_talk;
}

CallState state_of(const Call& call, Side side) {
    switch (call.phase) {
        case Phase::PickingUp:
        case Phase::Opening:
            return CallState::Starting;
        case Phase::Ringing:
            if (side == Side::B) return CallState::Ringing;
            for (const auto& branch : call.branches) {
                if (branch.state == Branch::State::Alerting) return CallState::Alerting;
            }
            return CallState::Calling;
        case Phase::Connecting:
            return side == Side::B ? CallState::Talking : CallState::Alerting;
        case Phase::Talking:
        case Phase::Gone:
            return CallState::Talking;
    }
    return CallState::Talking;
}

std::vector<Action> actions_of(const Call& call, Side side, const OwnCall& own) {
    if (own.state == CallState::Ringing) {
        if (own.answer_on.empty()) return {Action::Reject};
        return {Action::Answer, Action::Reject};
    }
    std::vector<Action> actions{Action::HangUp};
    if (own.state != CallState::Talking) return actions;
    const auto& person = call.person(side);
    const auto& end = call.end(side);
    if (!call.holds(side)) {
        actions.push_back(Action::Hold);
    } else if (person.held || end.takes_talk) {
        actions.push_back(Action::Retrieve);
    }
    actions.push_back(Action::Mute);
    // Nobody hears a held end, and the engine sends digits only between the sounds of an end (a browser by itself).
    const bool heard = !call.holds(side) && !call.holds(detail::other(side)) && !(end.phone && person.muted);
    if (call.bridge.live && heard) actions.push_back(Action::SendDigits);
    return actions;
}

}  // namespace

OwnCall Calls::Impl::make_own_call(const Call& call, Side side) const {
    const auto& person = call.person(side);
    OwnCall own;
    own.id = {call.id, side};
    own.user = person.party.user;
    own.outgoing = side == Side::A;
    own.state = state_of(call, side);
    own.peer = call.person(detail::other(side)).party;
    if (own.state == CallState::Ringing) {
        for (const auto& branch : call.branches) {
            if (branch.called()) own.devices.push_back(branch.end.device);
            if (can_be_answered(branch)) own.answer_on.push_back(branch.end.device);
        }
    } else {
        own.devices.push_back(call.end(side).device);
    }
    own.started_at = call.started_at;
    own.answered_at = call.answered_at;
    own.held_by_me = call.holds(side);
    own.held_by_peer = call.holds(detail::other(side));
    own.muted = person.muted;
    if (own.state == CallState::Talking) own.codec = call.end(side).codec;
    own.actions = actions_of(call, side, own);
    return own;
}

namespace {

LegView leg_view(const Call& call, Side side, const End& end, LegView::State state) {
    const bool talking = state == LegView::State::Talking;
    return {.side = side,
            .device = end.device,
            .state = state,
            .profile = end.profile,
            .codec = talking ? end.codec : std::string{},
            .held = talking && call.holds(side),
            .muted = talking && call.person(side).muted};
}

}  // namespace

std::optional<CallView> Calls::Impl::view(CallId id) const {
    const auto* call = find(id);
    if (call == nullptr) return std::nullopt;
    CallView view{.id = id,
                  .state = state_of(*call, Side::A),
                  .from = call->person(Side::A).party,
                  .to = call->person(Side::B).party,
                  .started_at = call->started_at,
                  .answered_at = call->answered_at};
    const bool answered = call->answered_at.has_value();
    const auto& caller = call->end(Side::A);
    if (caller.device)
        view.legs.push_back(
            leg_view(*call, Side::A, caller, answered ? LegView::State::Talking : LegView::State::Calling));
    for (const auto& branch : call->branches) {
        const bool rings = branch.state == Branch::State::Alerting;
        view.legs.push_back(
            leg_view(*call, Side::B, branch.end, rings ? LegView::State::Ringing : LegView::State::Calling));
    }
    if (answered) view.legs.push_back(leg_view(*call, Side::B, call->end(Side::B), LegView::State::Talking));
    return view;
}

std::vector<CallId> Calls::Impl::ids() const {
    std::vector<CallId> ids;
    ids.reserve(calls_.size());
    for (const auto& [id, call] : calls_) ids.push_back(id);
    return ids;
}

std::optional<OwnCall> Calls::Impl::own_call(OwnCallId id) const {
    const auto* call = find(id.call);
    if (call == nullptr || !call->person(id.side).shown) return std::nullopt;
    return make_own_call(*call, id.side);
}

std::optional<OwnCallId> Calls::Impl::own_call_of(LegId leg) const {
    const auto* call = find_by_leg(leg);
    if (call == nullptr) return std::nullopt;
    const auto side = side_of(*call, leg);
    return side ? std::optional(OwnCallId{call->id, *side}) : std::nullopt;
}

std::vector<OwnCall> Calls::Impl::own_calls(UserId user) const {
    std::vector<OwnCall> result;
    const auto found = calls_of_.find(user);
    if (found == calls_of_.end()) return result;
    for (const auto id : found->second) {
        const auto* call = find(id);
        for (const auto side : {Side::A, Side::B}) {
            const auto& person = call->person(side);
            if (person.party.user == user && person.shown) result.push_back(make_own_call(*call, side));
        }
    }
    return result;
}

void Calls::Impl::each_own_call(UserId user, const std::function<void(const CallGlance&)>& look) const {
    const auto found = calls_of_.find(user);
    if (found == calls_of_.end()) return;
    for (const auto id : found->second) {
        const auto& call = *find(id);
        for (const auto side : {Side::A, Side::B}) {
            const auto& person = call.person(side);
            if (person.party.user != user || !person.shown) continue;
            look({.state = state_of(call, side),
                  .outgoing = side == Side::A,
                  .held_by_me = call.holds(side),
                  .started_at = call.started_at,
                  .answered_at = call.answered_at,
                  .peer = &call.person(detail::other(side)).party});
        }
    }
}

base::Result<std::pair<Call*, Side>> Calls::Impl::find_own(UserId user, OwnCallId id) const {
    auto* call = find(id.call);
    if (call == nullptr) return base::Error{"calls.unknown"};
    const auto& person = call->person(id.side);
    if (person.party.user != user || !person.shown) return base::Error{"calls.unknown"};
    return std::pair{call, id.side};
}

}  // namespace sidetone::calls
