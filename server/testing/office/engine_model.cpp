#include "testing/office/engine_model.h"

namespace sidetone::testing {

using namespace calls;

std::string EngineModel::port_of(MediaId media, LegId leg) {
    return "m" + std::to_string(media.value) + ":" + std::to_string(leg.value);
}

EngineModel::Bridge& EngineModel::open(MediaId media) {
    if (!used_.insert(media).second) broken("media", media.value, "is opened twice");
    auto& bridge = bridges_[media];
    bridge.dead = !up_;
    return bridge;
}

EngineModel::Bridge& EngineModel::find(MediaId media, const char* what) {
    const auto found = bridges_.find(media);
    if (found == bridges_.end()) broken(what, "for media", media.value, "that is not open");
    if (found->second.dead && (told_lost_ || up_)) broken(what, "for media", media.value, "that died with the engine");
    return found->second;
}

bool EngineModel::outcome(MediaOpId op, Bridge& bridge, std::string sdp, bool may_refuse) {
    if (!asked_.insert(op).second) broken("operation", op.value, "is asked twice");
    auto& dice = world_.dice;
    const auto delay = dice.between(0ms, dice.chance(5) ? 900ms : 20ms);
    if (bridge.dead) {
        world_.agenda.after(delay, [this, op] {
            calls_->on_media_done({.op = op, .sdp = base::Error{"media.unavailable"}}, world_.agenda.now);
        });
        return false;
    }
    const auto fate = behaves_ || perfect_ || !may_refuse ? 100 : dice.below(100);
    if (fate == 0) {
        world_.note("engine is silent to operation", op.value);
        return false;
    }
    const auto* refusal = fate == 1   ? "media.no_ports"
                          : fate == 2 ? "media.sdp_invalid"
                          : fate == 3 ? "media.failed"
                                      : nullptr;
    open_questions_.insert(op);
    world_.agenda.after(delay, [this, op, refusal, sdp = std::move(sdp)] {
        if (open_questions_.erase(op) == 0) return;  // died meanwhile
        world_.note("engine answers", op.value, refusal != nullptr ? refusal : sdp);
        auto result =
            refusal != nullptr ? base::Result<std::string>(base::Error{refusal}) : base::Result<std::string>(sdp);
        calls_->on_media_done({.op = op, .sdp = std::move(result)}, world_.agenda.now);
    });
    return refusal == nullptr;
}

void EngineModel::offer(MediaOpId op, MediaId media, MediaEnd from, MediaEnd to, const std::string& sdp) {
    world_.note("media", media.value, "offer", from.leg.value, sdp, "to", to.leg.value);
    // It would put the other end on hold, which nobody could end.
    if (sdp.starts_with("hold")) broken("an offer is made of the hold of leg", from.leg.value);
    auto& bridge = open(media);
    if (outcome(op, bridge, port_of(media, to.leg))) bridge.known[from.leg] = sdp;
}

void EngineModel::answer(MediaOpId op, MediaId media, MediaEnd from, MediaEnd to, const std::string& sdp) {
    world_.note("media", media.value, "answer", to.leg.value, sdp, "for", from.leg.value);
    auto& bridge = find(media, "answer");
    if (!bridge.dead && !bridge.known.contains(from.leg))
        broken("answer for leg", from.leg.value, "that did not offer");
    if (outcome(op, bridge, port_of(media, from.leg))) bridge.known[to.leg] = sdp;
}

void EngineModel::reoffer(MediaOpId op, MediaId media, MediaEnd from, MediaEnd to, const std::string& sdp,
                          const std::string& sdp_of_to) {
    world_.note("media", media.value, "reoffer", from.leg.value, sdp, "to", to.leg.value, sdp_of_to);
    auto& bridge = find(media, "reoffer");
    if (sdp_of_to.empty() || sdp_of_to.starts_with("hold")) broken("reoffer without a full SDP of leg", to.leg.value);
    // A new offer of a device may be refused; what was agreed before, and the answer to our own re-INVITE, is taken.
    const bool may_refuse = sdp.find("offer") != std::string::npos && !agreed_.contains(sdp);
    if (!outcome(op, bridge, port_of(media, from.leg), may_refuse)) return;
    bridge.known[from.leg] = sdp;
    agreed_.insert(sdp);
}

void EngineModel::open_single(MediaOpId op, MediaId media, MediaEnd from, const std::string& sdp) {
    world_.note("media", media.value, "single", from.leg.value, sdp);
    auto& bridge = open(media);
    if (outcome(op, bridge, port_of(media, from.leg))) bridge.known[from.leg] = sdp;
}

void EngineModel::play(MediaId media, LegId hears, Sound sound) {
    world_.note("media", media.value, hears.value, "hears", sound == Sound::Music ? "music" : "ring-back");
    auto& bridge = find(media, "play");
    for (const auto& [leg, sdp] : bridge.known) {
        if (leg != hears && !bridge.blocked.contains(leg))
            broken("leg", hears.value, "hears a sound and a voice at once");
    }
    if (!bridge.sounds.emplace(hears, sound).second) broken("two sounds for leg", hears.value);
}

void EngineModel::stop(MediaId media, LegId hears) {
    world_.note("media", media.value, hears.value, "hears no sound");
    if (find(media, "stop").sounds.erase(hears) == 0) broken("no sound to stop for leg", hears.value);
}

void EngineModel::block(MediaId media, LegId speaks, bool blocked) {
    world_.note("media", media.value, blocked ? "block" : "unblock", speaks.value);
    auto& bridge = find(media, "block");
    for (const auto& [leg, sound] : bridge.sounds) {
        if (!blocked && leg != speaks) broken("leg", leg.value, "hears a sound and a voice at once");
    }
    const bool changed = blocked ? bridge.blocked.insert(speaks).second : bridge.blocked.erase(speaks) != 0;
    if (!changed) broken("block of leg", speaks.value, "does not change");
}

void EngineModel::send_digits(MediaId media, MediaEnd from, MediaEnd to, const std::string& sdp,
                              const std::string& sdp_of_to, const std::string& digits) {
    world_.note("media", media.value, "digits", digits, "of", from.leg.value, sdp, "to", to.leg.value, sdp_of_to);
    const auto& bridge = find(media, "digits");
    if (bridge.dead) return;
    // It tells the engine of both again: an older SDP would undo what a device said since.
    for (const auto& [leg, known] : {std::pair{from.leg, sdp}, std::pair{to.leg, sdp_of_to}}) {
        const auto found = bridge.known.find(leg);
        if (found == bridge.known.end() || found->second != known)
            broken("digits with an outdated SDP of leg", leg.value);
    }
}

void EngineModel::release(MediaId media) {
    world_.note("media", media.value, "release");
    if (bridges_.erase(media) == 0) broken("media", media.value, "is released twice, or was never opened");
}

void EngineModel::die() {
    if (!up_ || behaves_) return;
    world_.note("engine dies");
    up_ = false;
    for (auto& [id, bridge] : bridges_) bridge.dead = true;
    auto open_questions = std::exchange(open_questions_, {});
    const auto refuse = [this, open_questions = std::move(open_questions)] {
        for (const auto op : open_questions) {
            calls_->on_media_done({.op = op, .sdp = base::Error{"media.unavailable"}}, world_.agenda.now);
        }
    };
    const auto tell = [this] {
        told_lost_ = true;
        calls_->on_media_lost(world_.agenda.now);
    };
    // The news of the death and the answers to open questions come in either order.
    const auto delay = world_.dice.between(0ms, 100ms);
    const bool answers_first = world_.dice.chance(50);
    world_.agenda.after(delay, [=] {
        if (answers_first) refuse();
        tell();
        if (!answers_first) refuse();
    });
    const auto down =
        world_.dice.between(200ms, !perfect_ && world_.dice.chance(10) ? base::Duration(8s) : base::Duration(500ms));
    world_.agenda.after(delay + down, [this] {
        world_.note("engine is back");
        up_ = true;
        told_lost_ = false;
        calls_->on_media_ready(world_.agenda.now);
    });
}

}  // namespace sidetone::testing
