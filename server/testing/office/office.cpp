#include "testing/office/office.h"

namespace sidetone::testing {

using namespace calls;

Office::Office(std::uint64_t seed, bool traced)
    : world_{.dice = Dice(seed), .agenda = {}, .traced = traced, .trace = {}},
      phones_(world_, directory_, registrar_),
      engine_(world_),
      calls_({.system_name = "office.test", .max_calls = 12, .max_calls_per_user = 4}, directory_, registrar_, phones_,
             engine_, phones_),
      presence_(registrar_, calls_) {
    phones_.attach(calls_);
    engine_.attach(calls_);
    furnish();
    wire();
}

void Office::furnish() {
    auto& dice = world_.dice;
    std::vector<directory::User> users;
    std::vector<directory::Device> devices;
    const auto people = 2 + dice.below(5);
    for (std::uint64_t u = 1; u <= people; ++u) {
        const UserId user{u};
        users_.push_back(user);
        users.push_back({.id = user,
                         .short_name = "user" + std::to_string(u),
                         .display_name = "User " + std::to_string(u),
                         .number = std::to_string(100 + u)});
        const auto count = dice.chance(10) ? 0 : 1 + dice.below(3);
        for (std::uint64_t d = 0; d < count; ++d) {
            const DeviceId id{u * 10 + d};
            devices_.push_back(id);
            directory::Device device{
                .id = id, .owner = user, .name = "device", .auth_user = "d" + std::to_string(id.value)};
            device.kind = dice.chance(40) ? directory::DeviceKind::Softphone : directory::DeviceKind::Phone;
            devices.push_back(std::move(device));
        }
    }
    directory_.load(std::move(users), {}, std::move(devices));
}

void Office::wire() {
    registrar_.changed.subscribe([this](const registrar::RegistrationChanged& news) {
        calls_.on_registration(news, world_.agenda.now);
        presence_.refresh(news.user, world_.agenda.now);
    });
    directory_.device_changed.subscribe(
        [this](const directory::DeviceChanged& news) { registrar_.on_device_changed(news, world_.agenda.now); });
    calls_.changed.subscribe([this](const OwnCallChanged& news) {
        if (over_.contains(news.id)) broken("own call", news.id.call.value, "changes after its end");
        const auto own = calls_.own_call(news.id);
        if (!own) broken("own call", news.id.call.value, "changed but is not there");
        if (own->state == CallState::Talking && own->outgoing && shown_[news.id].state != CallState::Talking) {
            ++answered_;
        }
        shown_[news.id] = *own;
        presence_.refresh(news.user, world_.agenda.now);
    });
    calls_.ended.subscribe([this](const OwnCallEnded& news) {
        world_.note("own call", news.id.call.value, news.outgoing ? "a" : "b", "ended, cause",
                    static_cast<int>(news.cause));
        if (!over_.emplace(news.id, true).second) broken("own call", news.id.call.value, "ends twice");
        shown_.erase(news.id);
        presence_.refresh(news.user, world_.agenda.now);
    });
    for (const auto device : devices_) {
        if (world_.dice.chance(85)) phones_.sign_on(device);
    }
}

/// Whatever is due next, then the invariants that hold at any time.
void Office::step() {
    const auto planned = world_.agenda.next();
    const auto deadline = calls_.next_deadline();
    if (deadline && (!planned || *deadline <= *planned)) {
        world_.agenda.now = std::max(world_.agenda.now, *deadline);
        calls_.on_deadline(world_.agenda.now);
    } else {
        world_.agenda.run_next();
    }
    check_pictures();
    check_dialogs();
    check_lamps();
}

void Office::run_for(base::Duration time) {
    const auto until = world_.agenda.now + time;
    for (;;) {
        const auto planned = world_.agenda.next();
        const auto deadline = calls_.next_deadline();
        const bool due = (planned && *planned <= until) || (deadline && *deadline <= until);
        if (!due) break;
        step();
    }
    world_.agenda.now = until;
}

void Office::come_to_rest() {
    engine_.behave();
    phones_.behave();
    run_for(60s);
}

void Office::run() {
    closing_ = world_.agenda.now + world_.dice.between(10s, 90s);
    plan_next_action();
    run_for(closing_ - world_.agenda.now);
    come_to_rest();
    check_at_rest();
    world_.note("all hang up");
    while (calls_.size() != 0) {
        const auto before = calls_.size();
        if (world_.dice.chance(50) && !phones_.dialogs().empty()) {
            phones_.hang_up(phones_.dialogs().begin()->first);
        } else {
            const auto own = shown_.begin()->second;
            expect_done(calls_.hang_up({own.user, own.id}, world_.agenda.now), "hang_up", own);
        }
        check_pictures();
        check_dialogs();
        check_lamps();
        if (calls_.size() > before) broken("hanging up makes calls");
    }
    check_nothing_left();
}

}  // namespace sidetone::testing
