#include "testing/office/phone_model.h"

#include <vector>

namespace sidetone::testing {

using namespace calls;

namespace {

bool takes_talk(DeviceId device) {
    return device.value % 3 == 0;
}

}  // namespace

PhoneModel::Dialog* PhoneModel::find(LegId leg) {
    const auto found = dialogs_.find(leg);
    return found == dialogs_.end() ? nullptr : &found->second;
}

PhoneModel::Dialog& PhoneModel::expect(LegId leg, const char* what) {
    auto* dialog = find(leg);
    if (dialog == nullptr) broken(what, "for leg", leg.value, "that is not there");
    return *dialog;
}

PhoneModel::Dialog& PhoneModel::begin(LegId leg, DeviceId device) {
    if (!used_.insert(leg).second) broken("leg", leg.value, "is used twice");
    auto& dialog = dialogs_[leg];
    dialog.leg = leg;
    dialog.device = device;
    return dialog;
}

void PhoneModel::say(Dialog& dialog, const char* kind) {
    dialog.sdp = std::string(kind) + " " + std::to_string(dialog.leg.value) + "." + std::to_string(++dialog.version);
}

/// The dialog ends from the device's side.
void PhoneModel::gone(LegId leg, EndCause cause) {
    world_.note("leg", leg.value, "is gone, cause", static_cast<int>(cause));
    if (const auto* dialog = find(leg); dialog->own) refused_.emplace(*dialog->own, dialog->device);
    dialogs_.erase(leg);
    calls_->on_ended(leg, cause, world_.agenda.now);
}

template <class What>
void PhoneModel::later(LegId leg, base::Duration low, base::Duration high, What what) {
    world_.agenda.after(world_.dice.between(low, high), [this, leg, what] {
        if (auto* dialog = find(leg)) what(*dialog);
    });
}

// --- people at devices
// --------------------------------------------------------------------------------------------------------------

void PhoneModel::sign_on(DeviceId device) {
    const auto* found = directory_.find_device(device);
    const bool browser = found->kind == directory::DeviceKind::Softphone;
    const auto count = ++registrations_[device];
    using registrar::Transport;
    registrar::Register request;
    request.device = device;
    request.binding = {.device = device,
                       .contact = "sip:" + std::to_string(device.value) + "@" + std::to_string(count),
                       .flow = base::FlowId{device.value * 100'000 + count},
                       .transport = browser                 ? Transport::Wss
                                    : device.value % 2 == 0 ? Transport::Tls
                                                            : Transport::Udp,
                       .call_id = "r" + std::to_string(count),
                       .cseq = 1,
                       .takes_talk = takes_talk(device)};
    request.expires_seconds = 3600;
    world_.note("device", device.value, "signs on");
    std::erase_if(refused_, [device](const auto& entry) { return entry.second == device; });
    if (!registrar_.handle(request, world_.agenda.now)) broken("registration of device", device.value, "is refused");
}

void PhoneModel::sign_off(DeviceId device) {
    registrar::Register request;
    request.device = device;
    const auto count = ++registrations_[device];
    request.binding.device = device;
    request.binding.call_id = "r" + std::to_string(count);
    request.binding.cseq = 1;
    world_.note("device", device.value, "signs off");
    if (!registrar_.handle(request, world_.agenda.now)) broken("unregistration of device", device.value, "is refused");
}

void PhoneModel::lose_network(DeviceId device) {
    const auto* binding = registrar_.find_binding(device);
    if (binding == nullptr || behaves_) return;
    world_.note("device", device.value, "loses its network");
    const auto flow = binding->flow;
    std::vector<LegId> legs;
    for (const auto& [leg, dialog] : dialogs_) {
        if (dialog.device == device) legs.push_back(leg);
    }
    // Signalling and registrar hear of a closed flow in either order.
    const bool registrar_first = world_.dice.chance(50);
    if (registrar_first) registrar_.on_flow_closed(flow, world_.agenda.now);
    for (const auto leg : legs) {
        if (const auto* dialog = find(leg)) {
            gone(leg, dialog->state == State::Called ? EndCause::NotReachable : EndCause::ConnectionLost);
        }
    }
    if (!registrar_first) registrar_.on_flow_closed(flow, world_.agenda.now);
    world_.agenda.after(world_.dice.between(50ms, 5s), [this, device] {
        if (directory_.find_device(device) != nullptr && registrar_.find_binding(device) == nullptr) sign_on(device);
    });
}

void PhoneModel::call(DeviceId device, const std::string& dialled) {
    const auto* binding = registrar_.find_binding(device);
    if (binding == nullptr) return;
    const auto leg = calls_->next_leg();
    auto& dialog = begin(leg, device);
    say(dialog, "sdp");
    world_.note("device", device.value, "calls", dialled, "by leg", leg.value);
    const auto browser = directory_.find_device(device)->kind == directory::DeviceKind::Softphone;
    const auto owner = directory_.find_device(device)->owner;
    calls_->on_incoming({.leg = leg,
                         .device = device,
                         .profile = browser ? MediaProfile::Web : MediaProfile::Rtp,
                         .dialled = dialled,
                         .sdp = dialog.sdp},
                        world_.agenda.now);
    // Which own call it became: the newest outgoing one; the leg may have been refused instead.
    auto* now = find(leg);
    if (now == nullptr) return;
    for (const auto& own : calls_->own_calls(owner)) {
        if (own.outgoing && (!now->own || *now->own < own.id)) now->own = own.id;
    }
}

void PhoneModel::hang_up(LegId leg) {
    const auto* dialog = find(leg);
    if (dialog == nullptr) return;
    switch (dialog->state) {
        case State::Calling:
            return gone(leg, EndCause::Cancelled);
        case State::Called:
            return gone(leg, world_.dice.chance(50) ? EndCause::Busy : EndCause::Rejected);
        case State::Confirming:
        case State::Up:
            return gone(leg, EndCause::HungUp);
    }
}

void PhoneModel::reoffer(LegId leg) {
    const auto* dialog = find(leg);
    if (dialog == nullptr || dialog->state != State::Up) return;
    if (dialog->holds) return send_offer(leg, false);
    if (world_.dice.chance(25)) {
        if (dialog->asked || dialog->offer || dialog->gave_offer_back) return;
        auto& asking = expect(leg, "ask");
        asking.offer = LegReoffered{leg, {}, Direction::SendRecv};
        world_.note("leg", leg.value, "asks for an offer");
        return calls_->on_reoffered(*asking.offer, world_.agenda.now);
    }
    send_offer(leg, world_.dice.chance(60));
}

void PhoneModel::send_offer(LegId leg, bool hold) {
    auto* dialog = find(leg);
    // While an offer of the server is open the dialog answers 491 by itself (RFC 3261 14.2).
    if (dialog == nullptr || dialog->state != State::Up || dialog->asked || dialog->offer || dialog->gave_offer_back)
        return;
    const auto direction = !hold                    ? Direction::SendRecv
                           : world_.dice.chance(50) ? Direction::SendOnly
                                                    : Direction::Inactive;
    const auto sdp =
        (hold ? "hold offer " : "offer ") + std::to_string(leg.value) + "." + std::to_string(++dialog->version);
    dialog->offer = LegReoffered{leg, sdp, direction};
    world_.note("leg", leg.value, "offers", sdp);
    calls_->on_reoffered(*dialog->offer, world_.agenda.now);
}

// --- what the server says
// ------------------------------------------------------------------------------------------------------------

void PhoneModel::invite(LegId leg, const registrar::Binding& binding, const Invitation& invitation) {
    world_.note("invite", leg.value, "at device", binding.device.value, invitation.sdp);
    auto& dialog = begin(leg, binding.device);
    dialog.state = State::Called;
    dialog.own = invitation.own_call;
    dialog.remote = invitation.sdp;
    if (invitation.auto_answer) auto_answering_.insert(leg);
    if (invitation.auto_answer != invitation.sdp.empty()) broken("leg", leg.value, "is invited with the wrong offer");
    behave_when_called(leg);
}

void PhoneModel::replace(LegId leg, LegId replaced, const Invitation& invitation) {
    const auto& old = expect(replaced, "replace");
    world_.note("replace", replaced.value, "by", leg.value, invitation.sdp);
    if (old.state == State::Called || old.replaced || old.own != invitation.own_call)
        broken("leg", leg.value, "is to replace what it cannot");
    auto& dialog = begin(leg, old.device);
    dialog.state = State::Called;
    dialog.own = invitation.own_call;
    dialog.remote = invitation.sdp;
    dialog.replaces = replaced;
    behave_when_renewed(leg);
}

void PhoneModel::behave_when_called(LegId leg) {
    const auto fate = behaves_ ? 50 : world_.dice.below(100);
    if (fate < 4) {  // does not answer at all: Timer B
        world_.agenda.after(32s, [this, leg] {
            if (find(leg) != nullptr) gone(leg, EndCause::NoAnswer);
        });
    } else if (fate < 14) {
        const std::vector causes{EndCause::Busy, EndCause::NotAcceptable, EndCause::Failed, EndCause::Rejected};
        later(leg, 0ms, 300ms, [this, leg, cause = world_.dice.pick(causes)](Dialog&) { gone(leg, cause); });
    } else {
        later(leg, 0ms, 300ms, [this, leg](Dialog&) { ring_at_device(leg); });
    }
}

/// A browser: it answers by itself, and ends the old dialog when the new one is complete.
void PhoneModel::behave_when_renewed(LegId leg) {
    const auto fate = behaves_ ? 50 : world_.dice.below(100);
    if (fate < 3) {  // says nothing until it is given up
        return;
    }
    if (fate < 6) return later(leg, 0ms, 300ms, [this, leg](Dialog&) { gone(leg, EndCause::Failed); });
    if (fate < 12) return later(leg, 0ms, 300ms, [this, leg](Dialog&) { gone(leg, EndCause::NotReachable); });
    later(leg, 0ms, 300ms, [this, leg](Dialog& dialog) {
        auto* old = find(dialog.replaces);
        if (old == nullptr) return gone(leg, EndCause::Failed);  // 481
        old->replaced = true;
        old->asked = false;
        dialog.state = dialog.remote.empty() ? State::Confirming : State::Up;
        say(dialog, "sdp");
        world_.note("leg", leg.value, "takes the place of", old->leg.value, dialog.sdp);
        const bool asks = dialog.remote.empty();
        if (!asks) end_replaced(dialog);
        calls_->on_answered({.leg = leg, .sdp = find(leg)->sdp, .needs_answer = asks, .codec = "opus"},
                            world_.agenda.now);
    });
}

void PhoneModel::end_replaced(const Dialog& dialog) {
    later(dialog.replaces, 0ms, 200ms, [this](Dialog& old) { gone(old.leg, EndCause::HungUp); });
}

void PhoneModel::ring_at_device(LegId leg) {
    auto& dialog = expect(leg, "ringing");
    if (dialog.state != State::Called) return;
    dialog.rang = true;
    auto& dice = world_.dice;
    if (auto_answering_.contains(leg)) {
        if (dice.chance(50)) calls_->on_ringing(leg, takes_talk(dialog.device), world_.agenda.now);
        if (behaves_ || dice.chance(80)) later(leg, 0ms, 200ms, [this, leg](Dialog&) { pick_up(leg); });
        return;
    }
    world_.note("leg", leg.value, "rings");
    if (dice.chance(25)) {
        calls_->on_progress(leg, "early " + std::to_string(leg.value), world_.agenda.now);
    } else {
        calls_->on_ringing(leg, takes_talk(dialog.device), world_.agenda.now);
    }
    const auto fate = dice.below(100);
    if (fate < 35) later(leg, 100ms, 20s, [this, leg](Dialog&) { pick_up(leg); });
    if (fate >= 95) later(leg, 100ms, 20s, [this, leg](Dialog&) { hang_up(leg); });
}

void PhoneModel::pick_up(LegId leg) {
    auto* dialog = find(leg);
    if (dialog == nullptr || dialog->state != State::Called) return;
    const bool auto_answered = auto_answering_.contains(leg);
    dialog->state = auto_answered ? State::Confirming : State::Up;
    say(*dialog, "sdp");
    world_.note("leg", leg.value, "answers", dialog->sdp);
    calls_->on_answered({.leg = leg, .sdp = dialog->sdp, .needs_answer = auto_answered, .codec = "PCMA"},
                        world_.agenda.now);
}

void PhoneModel::confirm(LegId leg, const std::string& sdp) {
    auto& dialog = expect(leg, "confirm");
    world_.note("confirm", leg.value, sdp);
    if (dialog.state != State::Confirming) broken("confirm of leg", leg.value, "that waits for none");
    dialog.state = State::Up;
    dialog.remote = sdp;
    if (dialog.replaces) end_replaced(dialog);
}

void PhoneModel::ring(LegId leg) {
    world_.note("ring", leg.value);
    auto& dialog = expect(leg, "ring");
    if (dialog.state != State::Calling) broken("ring of leg", leg.value, "that does not call");
    dialog.rings_back = true;
}

void PhoneModel::progress(LegId leg, const std::string& sdp) {
    world_.note("progress", leg.value, sdp);
    auto& dialog = expect(leg, "progress");
    if (dialog.state != State::Calling) broken("progress of leg", leg.value, "that does not call");
    dialog.rings_back = false;
    dialog.early = sdp;
}

void PhoneModel::accept(LegId leg, const std::string& sdp) {
    auto& dialog = expect(leg, "accept");
    world_.note("accept", leg.value, sdp);
    if (dialog.state != State::Calling) broken("accept of leg", leg.value, "that does not call");
    if (!dialog.early.empty() && dialog.early != sdp)
        broken("leg", leg.value, "gets another answer than its early one");
    dialog.state = State::Up;
    dialog.remote = sdp;
}

void PhoneModel::end(LegId leg, EndCause cause) {
    expect(leg, "end");
    world_.note("end", leg.value, "cause", static_cast<int>(cause));
    dialogs_.erase(leg);
}

void PhoneModel::reoffer(LegId leg, const std::string& sdp) {
    auto& dialog = expect(leg, "reoffer");
    world_.note("reoffer", leg.value, sdp);
    if (dialog.state != State::Up) broken("reoffer to leg", leg.value, "that is not established");
    if (dialog.asked) broken("second open offer to leg", leg.value);
    if (dialog.offer || dialog.gave_offer_back) broken("reoffer to leg", leg.value, "whose own offer is open");
    dialog.asked = true;
    dialog.remote = sdp;
    later(leg, 1ms, world_.dice.chance(10) ? base::Duration(2s) : base::Duration(100ms),
          [this, leg](Dialog&) { answer_offer(leg); });
}

void PhoneModel::answer_offer(LegId leg) {
    auto& dialog = expect(leg, "answer to an offer");
    dialog.asked = false;
    dialog.gave_offer_back = false;
    if (!behaves_ && world_.dice.chance(2)) {
        world_.note("leg", leg.value, "refuses our offer");
        dialog.refused_offer = true;
        return calls_->on_reoffer_refused(leg, EndCause::NotAcceptable, world_.agenda.now);
    }
    if (world_.dice.chance(30)) say(dialog, dialog.holds ? "hold" : "sdp");
    world_.note("leg", leg.value, "answers our offer with", dialog.sdp);
    const auto direction = dialog.holds ? Direction::SendOnly : Direction::SendRecv;
    calls_->on_reoffer_answered(leg, dialog.sdp, world_.agenda.now, direction);
}

void PhoneModel::accept_reoffer(LegId leg, const std::string& sdp, Direction direction) {
    auto& dialog = expect(leg, "accept_reoffer");
    world_.note("accept_reoffer", leg.value, sdp, static_cast<int>(direction));
    if (!dialog.offer) broken("no offer of leg", leg.value, "to accept");
    const auto offer = std::move(*dialog.offer);
    dialog.offer.reset();
    dialog.remote = sdp;
    if (offer.sdp.empty()) {
        dialog.gave_offer_back = true;
        later(leg, 1ms, 50ms, [this, leg](Dialog&) { answer_offer(leg); });
        return;
    }
    const auto expected = offer.direction == Direction::SendOnly ? Direction::RecvOnly : offer.direction;
    if (direction != expected) broken("leg", leg.value, "is answered with the wrong direction");
    dialog.sdp = offer.sdp;
    dialog.holds = offer.direction != Direction::SendRecv;
}

void PhoneModel::refuse_reoffer(LegId leg, EndCause cause) {
    auto& dialog = expect(leg, "refuse_reoffer");
    world_.note("refuse_reoffer", leg.value, "cause", static_cast<int>(cause));
    if (!dialog.offer) broken("no offer of leg", leg.value, "to refuse");
    dialog.offer.reset();
}

void PhoneModel::talk(LegId leg) {
    const auto& dialog = expect(leg, "talk");
    world_.note("talk", leg.value);
    if (!takes_talk(dialog.device)) broken("talk to leg", leg.value, "whose device does not take it");
    if (dialog.state == State::Called && !dialog.rang) broken("talk to leg", leg.value, "before its dialog exists");
    later(leg, 1ms, 100ms, [this, leg](Dialog& now) {
        if (now.state == State::Called) return pick_up(leg);
        if (now.holds) send_offer(leg, false);
    });
}

void PhoneModel::dial(DeviceId softphone, const std::string& uri) {
    world_.note("softphone", softphone.value, "dials", uri);
    world_.agenda.after(world_.dice.between(1ms, 100ms), [this, softphone, uri] { call(softphone, uri); });
}

void PhoneModel::answer(DeviceId softphone, OwnCallId own) {
    world_.note("softphone", softphone.value, "answers", own.call.value);
    for (const auto& [leg, dialog] : dialogs_) {
        if (dialog.device == softphone && dialog.own == own && dialog.state == State::Called) {
            later(leg, 1ms, 100ms, [this, leg = leg](Dialog&) { pick_up(leg); });
            return;
        }
    }
    broken("softphone", softphone.value, "is to answer what does not ring there");
}

}  // namespace sidetone::testing
