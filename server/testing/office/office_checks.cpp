// The invariants of a simulated office.
#include <algorithm>
#include <set>

#include "testing/office/office.h"

namespace sidetone::testing {

using namespace calls;

/// What the sessions show, fed by events, is what is.
void Office::check_pictures() const {
    std::size_t count = 0;
    for (const auto user : users_) {
        for (const auto& own : calls_.own_calls(user)) {
            ++count;
            const auto shown = shown_.find(own.id);
            if (shown == shown_.end()) broken("own call", own.id.call.value, "is not shown");
            if (shown->second != own)
                broken("own call", own.id.call.value, own.outgoing ? "a" : "b", "is shown differently");
        }
    }
    if (count != shown_.size()) broken("an own call is shown that is no more");
}

/// What the sessions show agrees with the devices: the same devices, in a state that fits.
void Office::check_dialogs() const {
    using State = PhoneModel::State;
    std::multiset<std::pair<OwnCallId, DeviceId>> in_calls;
    for (const auto& [id, own] : shown_) {
        for (const auto device : own.devices) in_calls.emplace(id, device);
    }
    for (const auto& [leg, dialog] : phones_.dialogs()) {
        if (!dialog.own) broken("leg", leg.value, "belongs to no own call");
        // The old dialog and the new one of a renewal are one device of the call.
        if (dialog.replaced || (dialog.replaces && dialog.state == State::Called)) continue;
        const auto found = in_calls.find({*dialog.own, dialog.device});
        if (found == in_calls.end()) broken("leg", leg.value, "is in no session's picture");
        in_calls.erase(found);
        const auto& own = shown_.at(*dialog.own);
        bool fits = true;
        switch (own.state) {
            case CallState::Starting:
                fits = dialog.state == State::Called || dialog.state == State::Confirming;
                break;
            case CallState::Calling:
            case CallState::Alerting:
                fits = dialog.state == State::Calling || dialog.state == State::Up;
                break;
            case CallState::Ringing:
                fits = dialog.state == State::Called;
                break;
            case CallState::Talking:
                fits = dialog.state == State::Up;
                break;
        }
        const bool renewed = dialog.replaces && dialog.state == State::Confirming;
        if (!fits && !(renewed && own.answered_at))
            broken("leg", leg.value, "is in state", static_cast<int>(dialog.state), "and shown as",
                   static_cast<int>(own.state));
    }
    if (!in_calls.empty()) broken("own call", in_calls.begin()->first.call.value, "shows a device that has no dialog");
    if (calls_.size() == 0) check_nothing_left();
}

/// The lamp of everybody is the truth: the worst news of calls and registrations, and with whom.
void Office::check_lamps() const {
    using presence::Lamp;
    for (const auto user : users_) {
        auto expected = registrar_.find_bindings(user).empty() ? Lamp::NotReachable : Lamp::Free;
        std::set<UserId> peers;
        for (const auto& [id, own] : shown_) {
            if (own.user != user) continue;
            peers.insert(own.peer.user);
            if (own.state == CallState::Talking) expected = Lamp::InCall;
            if (expected != Lamp::InCall) expected = Lamp::Ringing;
        }
        const auto& state = presence_.state_of(user);
        if (state.lamp != expected) {
            broken("the lamp of", user.value, "is", static_cast<int>(state.lamp), "and should be",
                   static_cast<int>(expected));
        }
        if (state.peer.has_value() == peers.empty()) broken("the lamp of", user.value, "tells the wrong peer");
        if (state.peer && !peers.contains(state.peer->user))
            broken("the lamp of", user.value, "tells a peer it does not have");
    }
}

void Office::check_nothing_left() const {
    if (!phones_.dialogs().empty()) broken("leg", phones_.dialogs().begin()->first.value, "is left without a call");
    if (!engine_.bridges().empty()) broken("media", engine_.bridges().begin()->first.value, "is left without a call");
    if (!shown_.empty()) broken("own call", shown_.begin()->first.call.value, "is still shown");
    if (calls_.next_deadline()) broken("a timer is left without a call");
}

/// Long after the last action, with an engine that works: who talks hears the other, or what hold and mute say.
void Office::check_at_rest() const {
    if (!engine_.up()) broken("the engine is not back");
    for (const auto& [id, own] : shown_) {
        if (own.state == CallState::Ringing && engine_.perfect()) check_all_ring(own);
    }
    std::size_t bridged = 0;
    for (const auto& [leg, dialog] : phones_.dialogs()) {
        if (dialog.asked || dialog.offer || dialog.gave_offer_back || dialog.replaced)
            broken("leg", leg.value, "waits for an answer for ever");
        const auto& own = shown_.at(*dialog.own);
        if (own.state == CallState::Starting) broken("own call", own.id.call.value, "starts for ever");
        if (own.state == CallState::Alerting && dialog.state == PhoneModel::State::Calling) check_ring_back(dialog);
        if (own.state == CallState::Alerting && dialog.state == PhoneModel::State::Up)
            check_ring_back_of_engine(dialog);
        if (own.state != CallState::Talking) continue;
        ++bridged;
        check_audio(dialog);
    }
    if (bridged % 2 != 0) broken("somebody talks alone");
}

/// It rings on every device that is registered, save the one that calls and those that refused.
void Office::check_all_ring(const OwnCall& own) const {
    for (const auto device : directory_.devices_of(own.user)) {
        if (registrar_.find_binding(device) == nullptr || phones_.refused(own.id, device)) continue;
        const auto& ringing = own.devices;
        if (std::find(ringing.begin(), ringing.end(), device) != ringing.end()) continue;
        const auto caller = shown_.find({own.id.call, Side::A});
        if (caller != shown_.end() && caller->second.devices == std::vector{device}) continue;
        broken("device", device.value, "does not ring for own call", own.id.call.value);
    }
}

/// A caller whose call rings somewhere hears its own ring-back, or early media of a bridge that lives.
void Office::check_ring_back(const PhoneModel::Dialog& dialog) const {
    if (dialog.rings_back) return;
    for (const auto& [media, state] : engine_.bridges()) {
        if (EngineModel::port_of(media, dialog.leg) == dialog.early && !state.dead) return;
    }
    broken("leg", dialog.leg.value, "hears nothing while it rings");
}

/// The same for the phone of a click to dial; one that refused our offer after the engine's death hears nothing.
void Office::check_ring_back_of_engine(const PhoneModel::Dialog& dialog) const {
    if (dialog.refused_offer || !engine_.perfect()) return;
    for (const auto& [media, state] : engine_.bridges()) {
        const auto sound = state.sounds.find(dialog.leg);
        const bool plays = sound != state.sounds.end() && sound->second == Media::Sound::RingBack;
        if (plays && !state.dead && EngineModel::port_of(media, dialog.leg) == dialog.remote) return;
    }
    broken("leg", dialog.leg.value, "hears no ring-back");
}

void Office::check_audio(const PhoneModel::Dialog& dialog) const {
    const auto& own = shown_.at(*dialog.own);
    const auto bridge = std::find_if(engine_.bridges().begin(), engine_.bridges().end(), [&](const auto& entry) {
        // The offer of a renewal was made before the new leg was there.
        return EngineModel::port_of(entry.first, dialog.leg) == dialog.remote ||
               (dialog.replaces && EngineModel::port_of(entry.first, dialog.replaces) == dialog.remote);
    });
    if (bridge == engine_.bridges().end())
        broken("leg", dialog.leg.value, "was told", dialog.remote, "which is no bridge");
    const auto& [media, state] = *bridge;
    if (state.dead) broken("leg", dialog.leg.value, "is on a dead bridge");
    if (state.known.size() != 2) broken("media", media.value, "does not have two ends");
    const auto known = state.known.find(dialog.leg);
    if (known == state.known.end() || known->second != dialog.sdp) {
        broken("the engine does not know", dialog.sdp, "of leg", dialog.leg.value);
    }
    const bool blocked = own.muted || own.held_by_me || own.held_by_peer;
    if (blocked != state.blocked.contains(dialog.leg)) broken("leg", dialog.leg.value, "is blocked wrongly");
    const bool music = own.held_by_peer && !own.held_by_me;
    if (music != state.sounds.contains(dialog.leg)) broken("leg", dialog.leg.value, "hears the wrong sound");
    if (dialog.holds && !own.held_by_me) broken("leg", dialog.leg.value, "holds and its session does not say so");
}

}  // namespace sidetone::testing
