// A modelled media engine behind the port calls::Media: answers late, refuses, is silent, dies and comes back; and
// knows for each bridge what it was told, so that the office can check who hears whom. One thread.
#pragma once

#include <map>
#include <set>
#include <string>

#include "core/calls/calls.h"
#include "testing/office/world.h"

namespace sidetone::testing {

class EngineModel final : public calls::Media {
public:
    struct Bridge {
        bool dead = false;  ///< the engine died since
        std::map<calls::LegId, std::string> known;
        std::set<calls::LegId> blocked;
        std::map<calls::LegId, Sound> sounds;
    };

    explicit EngineModel(World& world) : world_(world), perfect_(world.dice.chance(50)) {}
    /// It may die, but comes back soon and refuses nothing.
    [[nodiscard]] bool perfect() const { return perfect_; }
    void attach(calls::Calls& calls) { calls_ = &calls; }

    /// Dies now; calls hears of it, and later that it is back.
    void die();
    /// From now on it neither dies nor refuses.
    void behave() { behaves_ = true; }
    [[nodiscard]] bool up() const { return up_; }
    [[nodiscard]] const std::map<calls::MediaId, Bridge>& bridges() const { return bridges_; }
    /// The SDP this engine gives a leg.
    static std::string port_of(calls::MediaId media, calls::LegId leg);

    void offer(calls::MediaOpId op, calls::MediaId media, calls::MediaEnd from, calls::MediaEnd to,
               const std::string& sdp) override;
    void answer(calls::MediaOpId op, calls::MediaId media, calls::MediaEnd from, calls::MediaEnd to,
                const std::string& sdp) override;
    void reoffer(calls::MediaOpId op, calls::MediaId media, calls::MediaEnd from, calls::MediaEnd to,
                 const std::string& sdp, const std::string& sdp_of_to) override;
    void open_single(calls::MediaOpId op, calls::MediaId media, calls::MediaEnd from, const std::string& sdp) override;
    void play(calls::MediaId media, calls::LegId hears, Sound sound) override;
    void stop(calls::MediaId media, calls::LegId hears) override;
    void block(calls::MediaId media, calls::LegId speaks, bool blocked) override;
    void send_digits(calls::MediaId media, calls::MediaEnd from, calls::MediaEnd to, const std::string& sdp,
                     const std::string& sdp_of_to, const std::string& digits) override;
    void release(calls::MediaId media) override;

private:
    Bridge& open(calls::MediaId media);
    Bridge& find(calls::MediaId media, const char* what);
    /// Plans the outcome; true if the engine does it.
    bool outcome(calls::MediaOpId op, Bridge& bridge, std::string sdp, bool may_refuse = true);

    World& world_;
    bool perfect_;
    calls::Calls* calls_ = nullptr;
    bool up_ = true;
    bool told_lost_ = false;
    bool behaves_ = false;
    std::map<calls::MediaId, Bridge> bridges_;
    std::set<calls::MediaId> used_;
    std::set<calls::MediaOpId> asked_;
    std::set<calls::MediaOpId> open_questions_;
    std::set<std::string> agreed_;
};

}  // namespace sidetone::testing
