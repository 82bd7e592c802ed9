#include "core/presence/presence.h"

#include <gtest/gtest.h>

#include "core/calls/calls.h"
#include "core/directory/testing/office.h"
#include "core/registrar/registrar.h"
#include "core/visibility/reveal.h"

namespace sidetone::presence {
namespace {

using namespace directory::testing;
using namespace std::chrono_literals;
using calls::Party;
using core::DeviceId;
using directory::Right;

/// Takes every command; the media engine answers at once when the test says so.
struct Ports final : calls::Signalling, calls::Media, calls::Softphones {
    std::vector<calls::MediaOpId> asked;
    void invite(core::LegId, const registrar::Binding&, const calls::Invitation&) override {}
    void replace(calls::LegId, calls::LegId, const calls::Invitation&) override {}
    void confirm(core::LegId, const std::string&) override {}
    void ring(core::LegId) override {}
    void progress(core::LegId, const std::string&) override {}
    void accept(core::LegId, const std::string&) override {}
    void end(core::LegId, calls::EndCause) override {}
    void reoffer(core::LegId, const std::string&) override {}
    void accept_reoffer(core::LegId, const std::string&, calls::Direction) override {}
    void refuse_reoffer(core::LegId, calls::EndCause) override {}
    void talk(core::LegId) override {}
    void offer(calls::MediaOpId op, calls::MediaId, calls::MediaEnd, calls::MediaEnd, const std::string&) override {
        asked.push_back(op);
    }
    void answer(calls::MediaOpId op, calls::MediaId, calls::MediaEnd, calls::MediaEnd, const std::string&) override {
        asked.push_back(op);
    }
    void reoffer(calls::MediaOpId op, calls::MediaId, calls::MediaEnd, calls::MediaEnd, const std::string&,
                 const std::string&) override {
        asked.push_back(op);
    }
    void open_single(calls::MediaOpId op, calls::MediaId, calls::MediaEnd, const std::string&) override {
        asked.push_back(op);
    }
    void play(calls::MediaId, core::LegId, Sound) override {}
    void stop(calls::MediaId, core::LegId) override {}
    void block(calls::MediaId, core::LegId, bool) override {}
    void send_digits(core::DeviceId, calls::OwnCallId, const std::string&) override {}
    void send_digits(calls::MediaId, calls::MediaEnd, calls::MediaEnd, const std::string&, const std::string&,
                     const std::string&) override {}
    void release(calls::MediaId) override {}
    void dial(DeviceId, const std::string&) override {}
    void answer(DeviceId, calls::OwnCallId) override {}
};

struct PresenceTest : ::testing::Test {
    PresenceTest() {
        directory.load(some_users(), {},
                       {a_phone(DeviceId{7}, kAnna, "anna-1"), a_phone(DeviceId{8}, kTomas, "tomas-1")});
        registrar.changed.subscribe(
            [this](const registrar::RegistrationChanged& news) { presence.refresh(news.user, now); });
        calls.changed.subscribe([this](const calls::OwnCallChanged& news) { presence.refresh(news.user, now); });
        calls.ended.subscribe([this](const calls::OwnCallEnded& news) { presence.refresh(news.user, now); });
        presence.changed.subscribe([this](const StateChanged& news) { heard.push_back(news); });
    }
    void on_line(DeviceId device) {
        ASSERT_TRUE(registrar.handle({.device = device,
                                      .binding = {.device = device,
                                                  .contact = "sip:x@y",
                                                  .flow = base::FlowId{device.value},
                                                  .call_id = "r",
                                                  .cseq = ++cseq},
                                      .expires_seconds = 600},
                                     now));
    }
    void media_answers() {
        while (!ports.asked.empty()) {
            const auto op = ports.asked.front();
            ports.asked.erase(ports.asked.begin());
            calls.on_media_done({.op = op, .sdp = std::string("sdp")}, now);
        }
    }
    core::LegId anna_calls_tomas() {
        on_line(DeviceId{7});
        on_line(DeviceId{8});
        const auto leg = calls.next_leg();
        calls.on_incoming({.leg = leg, .device = DeviceId{7}, .dialled = "34", .sdp = "offer"}, now);
        media_answers();
        return leg;
    }
    RememberingStore store;
    directory::Directory directory{store};
    registrar::Registrar registrar{{}, directory};
    Ports ports;
    calls::Calls calls{{.system_name = "tragwerk.example"}, directory, registrar, ports, ports, ports};
    Presence presence{registrar, calls};
    std::vector<StateChanged> heard;
    base::Time now{1000s};
    std::uint32_t cseq = 0;
};

TEST_F(PresenceTest, whoever_has_a_registered_device_is_free) {
    EXPECT_EQ(presence.state_of(kAnna).lamp, Lamp::NotReachable);
    on_line(DeviceId{7});
    EXPECT_EQ(presence.state_of(kAnna).lamp, Lamp::Free);
    EXPECT_EQ(presence.state_of(kAnna).since, now);
    now += 60s;
    registrar.on_flow_closed(base::FlowId{7}, now);
    EXPECT_EQ(presence.state_of(kAnna).lamp, Lamp::NotReachable);
    EXPECT_EQ(presence.state_of(kAnna).since, now);
    ASSERT_EQ(heard.size(), 2U);
    EXPECT_EQ(heard[1].before.lamp, Lamp::Free);
}

TEST_F(PresenceTest, a_refresh_of_the_registration_is_no_news) {
    on_line(DeviceId{7});
    now += 60s;
    on_line(DeviceId{7});
    presence.refresh(kAnna, now);
    presence.refresh(kRoom, now);
    EXPECT_EQ(heard.size(), 1U);
}

TEST_F(PresenceTest, both_ends_of_a_call_show_it_with_the_other) {
    const auto leg = anna_calls_tomas();
    EXPECT_EQ(presence.state_of(kAnna).lamp, Lamp::Ringing);
    EXPECT_TRUE(presence.state_of(kAnna).outgoing);
    EXPECT_EQ(presence.state_of(kTomas).lamp, Lamp::Ringing);
    ASSERT_TRUE(presence.state_of(kTomas).peer);
    EXPECT_EQ(presence.state_of(kTomas).peer->user, kAnna);
    now += 5s;
    calls.on_ended(leg, calls::EndCause::Cancelled, now);
    EXPECT_EQ(presence.state_of(kAnna).lamp, Lamp::Free);
    EXPECT_EQ(presence.state_of(kTomas).lamp, Lamp::Free);
    EXPECT_EQ(presence.state_of(kTomas).since, now);
}

struct Hiding : ::testing::Test {
    static State in_call() {
        return {.lamp = Lamp::InCall,
                .since = base::Time{1000s},
                .peer = Party{.name = "Hanna", .number = "089"},
                .outgoing = true};
    }
    template <class... Rights>
    static State shown(const State& state, Rights... rights) {
        return hide(state, static_cast<directory::Rights>((0 | ... | static_cast<int>(rights))));
    }
};

TEST_F(Hiding, all_rights_show_all) {
    EXPECT_EQ(hide(in_call(), directory::kAllRights), in_call());
}

TEST_F(Hiding, without_call_ids_the_peer_is_hidden) {
    auto expected = in_call();
    expected.peer.reset();
    EXPECT_EQ(shown(in_call(), Right::Online, Right::Busy), expected);
}

TEST_F(Hiding, without_busy_a_call_looks_exactly_like_none) {
    const State free{.lamp = Lamp::Free, .since = base::Time{500s}};
    EXPECT_EQ(shown(in_call(), Right::Online), shown(free, Right::Online));
    EXPECT_EQ(shown(in_call(), Right::Online, Right::CallIds).lamp, Lamp::Free);
    EXPECT_FALSE(shown(in_call(), Right::Online, Right::CallIds).peer);
}

TEST_F(Hiding, without_online_it_is_unknown_whether_one_is_reachable) {
    const State free{.lamp = Lamp::Free, .since = base::Time{500s}};
    const State away{.lamp = Lamp::NotReachable, .since = base::Time{700s}};
    EXPECT_EQ(shown(free, Right::Busy), shown(away, Right::Busy));
    EXPECT_EQ(shown(free).lamp, Lamp::Unknown);
    EXPECT_EQ(shown(in_call()), shown(away));
    EXPECT_EQ(shown(in_call(), Right::Busy).lamp, Lamp::InCall);
}

TEST_F(Hiding, a_state_is_revealed_by_the_rules) {
    RememberingStore store;
    directory::Directory directory{store};
    directory.load(some_users(), {{.id = core::GroupId{1}, .members = {{kAnna}, {kTomas}}, .default_visibility = 5}},
                   {});
    EXPECT_FALSE(visibility::reveal(directory, kTomas, kAnna, in_call())->peer);
    EXPECT_EQ(visibility::reveal(directory, kFreya, kAnna, in_call())->lamp, Lamp::Unknown);
    EXPECT_TRUE(visibility::reveal(directory, kAnna, kAnna, in_call())->peer);
}

}  // namespace
}  // namespace sidetone::presence
