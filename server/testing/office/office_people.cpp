// What people do: at their devices, and in their sessions.
#include "testing/office/office.h"

namespace sidetone::testing {

using namespace calls;

void Office::plan_next_action() {
    const auto pause = world_.dice.chance(40) ? world_.dice.between(0ms, 50ms) : world_.dice.between(50ms, 2s);
    world_.agenda.after(pause, [this] {
        if (world_.agenda.now >= closing_) return;
        act();
        plan_next_action();
    });
}

void Office::act() {
    auto& dice = world_.dice;
    const auto what = dice.below(100);
    if (what < 50) return act_in_session(dice.pick(users_));
    if (what < 52) return engine_.die();
    if (devices_.empty()) return;
    const auto device = dice.pick(devices_);
    if (what < 65) {
        const auto target = 101 + dice.below(users_.size() + (dice.chance(5) ? 1 : 0));
        return phones_.call(device, std::to_string(target));
    }
    if (what < 69) return phones_.lose_network(device);
    if (what < 71) return phones_.sign_off(device);
    if (what < 75) return phones_.sign_on(device);
    if (what < 76) {
        world_.note("device", device.value, "is removed");
        std::erase(devices_, device);
        return directory_.remove_device(device);
    }
    if (phones_.dialogs().empty()) return;
    auto dialog = phones_.dialogs().begin();
    std::advance(dialog, static_cast<std::ptrdiff_t>(dice.below(phones_.dialogs().size())));
    if (what < 80) return phones_.hang_up(dialog->first);
    phones_.reoffer(dialog->first);
}

void Office::act_in_session(UserId user) {
    auto& dice = world_.dice;
    const auto own = calls_.own_calls(user);
    if (own.empty() || dice.chance(20)) {
        if (devices_.empty()) return;
        const auto& mine_only = directory_.devices_of(user);
        const auto device = mine_only.empty() || dice.chance(5) ? dice.pick(devices_) : dice.pick(mine_only);
        const auto target = "user" + std::to_string(1 + dice.below(users_.size()));
        world_.note("session of", user.value, "dials", target, "from", device.value);
        const auto result = calls_.dial({user, device, target}, world_.agenda.now);
        const bool mine = directory_.find_device(device)->owner == user;
        if (result && (!mine || registrar_.find_binding(device) == nullptr))
            broken("a dial from", device.value, "is taken");
        return;
    }
    const auto& call = dice.pick(own);
    if (call.actions.empty()) broken("own call", call.id.call.value, "offers no action");
    act_on(user, call, dice.chance(10) ? Action::HangUp : dice.pick(call.actions));
}

/// What a session is offered it must be able to do.
void Office::act_on(UserId user, const OwnCall& own, Action action) {
    const auto now = world_.agenda.now;
    world_.note("session of", user.value, "action", static_cast<int>(action), "on", own.id.call.value,
                own.outgoing ? "a" : "b");
    switch (action) {
        case Action::Answer:
            return expect_done(calls_.answer({user, own.id, world_.dice.pick(own.answer_on)}, now), "answer", own);
        case Action::Reject:
            // Rare, or hardly any call would be answered.
            if (world_.dice.chance(80)) return;
            return expect_done(calls_.reject({user, own.id}, now), "reject", own);
        case Action::HangUp:
            if (world_.dice.chance(70)) return;
            return expect_done(calls_.hang_up({user, own.id}, now), "hang_up", own);
        case Action::Hold:
        case Action::Retrieve:
            return expect_done(calls_.hold({user, own.id, action == Action::Hold}, now), "hold", own);
        case Action::Mute:
            return expect_done(calls_.mute({user, own.id, !own.muted}, now), "mute", own);
        case Action::SendDigits:
            return expect_done(calls_.send_digits({user, own.id, "5#"}, now), "send_digits", own);
    }
}

void Office::expect_done(const base::Result<void>& result, const char* what, const OwnCall& own) {
    if (!result) broken(what, "of own call", own.id.call.value, "was offered and is refused:", result.error().code);
}

}  // namespace sidetone::testing
