// One simulated office: people with sessions and devices over the real rules (directory, registrar, dialplan, calls), a
// modelled engine and modelled devices below, and the invariants checked after every step and when everything has come
// to rest. One thread; throws Broken.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/calls/calls.h"
#include "core/directory/directory.h"
#include "core/presence/presence.h"
#include "core/registrar/registrar.h"
#include "testing/office/engine_model.h"
#include "testing/office/phone_model.h"
#include "testing/office/world.h"

namespace sidetone::testing {

class Office {
public:
    Office(std::uint64_t seed, bool traced);

    /// A day: people act, then everything comes to rest, then all hang up. Throws Broken.
    void run();
    [[nodiscard]] const std::vector<std::string>& trace() const { return world_.trace; }
    [[nodiscard]] std::size_t answered() const { return answered_; }

private:
    struct NoStore final : directory::DirectoryStore {
        void save_device(const directory::Device& /*device*/) override {}
        void remove_device(calls::DeviceId /*id*/) override {}
        void save_password_hash(calls::UserId /*id*/, const std::string& /*hash*/) override {}
    };

    void furnish();
    void wire();
    void step();
    void run_for(base::Duration time);
    void come_to_rest();

    // --- office_people.cpp: what people do, at devices and in sessions
    void plan_next_action();
    void act();
    void act_in_session(calls::UserId user);
    void act_on(calls::UserId user, const calls::OwnCall& own, calls::Action action);
    void expect_done(const base::Result<void>& result, const char* what, const calls::OwnCall& own);

    // --- office_checks.cpp
    void check_pictures() const;
    void check_dialogs() const;
    void check_lamps() const;
    void check_nothing_left() const;
    void check_at_rest() const;
    void check_all_ring(const calls::OwnCall& own) const;
    void check_ring_back(const PhoneModel::Dialog& dialog) const;
    void check_ring_back_of_engine(const PhoneModel::Dialog& dialog) const;
    void check_audio(const PhoneModel::Dialog& dialog) const;

    World world_;
    NoStore store_;
    directory::Directory directory_{store_};
    registrar::Registrar registrar_{{}, directory_};
    PhoneModel phones_;
    EngineModel engine_;
    calls::Calls calls_;
    presence::Presence presence_;
    std::vector<calls::UserId> users_;
    std::vector<calls::DeviceId> devices_;
    /// What the sessions of all users show, fed by events only.
    std::map<calls::OwnCallId, calls::OwnCall> shown_;
    std::map<calls::OwnCallId, bool> over_;
    base::Time closing_{};
    std::size_t answered_ = 0;
};

}  // namespace sidetone::testing
