#include <gtest/gtest.h>

#include "edge/live/live.h"
#include "edge/live/testing/session_client.h"

namespace sidetone::live {
namespace {

namespace json = boost::json;
using testing::Office;
using testing::resume_after;
using testing::SessionClient;
using testing::text_of;

constexpr base::FigureFamily kCalls{"sidetone_calls", base::FigureFamily::Kind::Gauge, "Calls.", "state"};

class Watching : public ::testing::Test {
protected:
    Watching() {
        office.core.run([&] { office.figures = {{&kCalls, "setting_up", 0}, {&kCalls, "established", 2}}; });
        anna.open(office.sign_in("anna"));
    }
    json::object watch(SessionClient& client) {
        client.request(++last_id, "live.watch");
        return client.answer(last_id).at("result").as_object();
    }
    json::object change() {
        office.pass_deadline();
        return anna.event("live.changed").at("data").as_object();
    }
    /// Ben's phone calls Anna's.
    void ring() {
        office.register_device(Office::kPhoneOfAnna);
        office.core.run([&] {
            const auto leg = office.calls->next_leg();
            caller = leg;
            office.calls->on_incoming({.leg = leg, .device = Office::kPhoneOfBen, .dialled = "11", .sdp = "offer"},
                                      office.clock.now());
            office.calls->on_media_done({office.media.last, std::string("offer"), "PCMA"}, office.clock.now());
            office.calls->on_ringing(office.signalling.last_invited, true, office.clock.now());
        });
    }
    void answer() {
        office.core.run([&] {
            office.calls->on_answered({.leg = office.signalling.last_invited, .sdp = "answer", .codec = "opus"},
                                      office.clock.now());
        });
    }
    void hang_up() {
        office.core.run([&] { office.calls->on_ended(caller, calls::EndCause::HungUp, office.clock.now()); });
    }
    Office office;
    SessionClient anna{office};
    calls::LegId caller;
    int last_id = 0;
};

TEST_F(Watching, IsForAdministratorsAndNobodyElse) {
    SessionClient ben(office);
    const auto opened = ben.open(office.sign_in("ben"));
    EXPECT_EQ(opened.at("snapshot").at("me").at("administrator"), false);
    int id = 0;
    for (const auto* method : {"live.watch", "live.unwatch"}) {
        ben.request(++id, method);
        const auto refused = ben.answer(id);
        EXPECT_EQ(refused.at("error").at("code"), -32000) << method;
        EXPECT_EQ(refused.at("error").at("data").at("code"), "access.permission_denied") << method;
    }
    (void)watch(anna);
    ring();
    (void)change();
    ben.request(++id, "directory.search", R"({"text":"dora"})");
    for (auto message = ben.next(); message.contains("method"); message = ben.next())
        EXPECT_NE(message.at("params").at("type"), "live.changed");
}

TEST_F(Watching, OneselfIsToldToBeAdministrator) {
    SessionClient again(office);
    EXPECT_EQ(again.open(office.sign_in("anna")).at("snapshot").at("me").at("administrator"), true);
}

TEST_F(Watching, BeginsWithAllThereIs) {
    ring();
    const auto all = watch(anna);
    ASSERT_EQ(all.at("calls").as_array().size(), 1U);
    const auto& call = all.at("calls").at(0);
    EXPECT_EQ(call.at("state"), "alerting");
    EXPECT_EQ(call.at("from").at("name"), "Ben");
    EXPECT_EQ(call.at("to").at("name"), "Anna");
    EXPECT_FALSE(call.as_object().contains("answeredAt"));
    ASSERT_EQ(call.at("legs").as_array().size(), 2U);
    const auto& from = call.at("legs").at(0);
    EXPECT_EQ(from.at("side"), "from");
    EXPECT_EQ(from.at("deviceId"), "d2");
    EXPECT_EQ(from.at("state"), "calling");
    const auto& to = call.at("legs").at(1);
    EXPECT_EQ(to.at("state"), "ringing");
    EXPECT_EQ(to.at("name"), "Desk phone");
    EXPECT_EQ(to.at("kind"), "phone");
    EXPECT_EQ(to.at("transport"), "udp");
    EXPECT_EQ(to.at("address"), "127.0.0.1:5070");
    EXPECT_EQ(to.at("encrypted"), false);
    EXPECT_EQ(all.at("figures").at("sidetone_calls{state=\"established\"}"), 2.0);
    EXPECT_TRUE(all.at("lost").as_array().empty());
}

TEST_F(Watching, ACallAppearsIsAnsweredAndGoes) {
    (void)watch(anna);
    ring();
    const auto began = change();
    ASSERT_EQ(began.at("calls").as_array().size(), 1U) << "however often it changed since";
    const auto id = text_of(began.at("calls").at(0).at("id"));
    answer();
    const auto answered = change();
    ASSERT_EQ(answered.at("calls").as_array().size(), 1U);
    EXPECT_EQ(text_of(answered.at("calls").at(0).at("id")), id);
    EXPECT_TRUE(answered.at("calls").at(0).as_object().contains("answeredAt"));
    const auto& legs = answered.at("calls").at(0).at("legs").as_array();
    ASSERT_EQ(legs.size(), 2U);
    EXPECT_EQ(legs.at(1).at("state"), "talking");
    EXPECT_EQ(legs.at(1).at("codec"), "opus");
    hang_up();
    const auto ended = change();
    EXPECT_FALSE(ended.contains("calls"));
    ASSERT_EQ(ended.at("ended").as_array().size(), 1U);
    EXPECT_EQ(text_of(ended.at("ended").at(0)), id);
}

TEST_F(Watching, OnlyTheFiguresThatChangedAreTold) {
    (void)watch(anna);
    office.core.run([&] { office.figures.at(0).value = 1; });
    const auto changed = change();
    ASSERT_EQ(changed.at("figures").as_object().size(), 1U);
    EXPECT_EQ(changed.at("figures").at("sidetone_calls{state=\"setting_up\"}"), 1.0);
    EXPECT_FALSE(changed.contains("calls"));
    EXPECT_FALSE(changed.contains("lost"));
}

TEST_F(Watching, NothingIsToldWhenNothingChanges) {
    (void)watch(anna);
    office.pass_deadline();
    office.core.run([&] { office.figures.at(1).value = 3; });
    EXPECT_EQ(change().at("figures").at("sidetone_calls{state=\"established\"}"), 3.0);
}

TEST_F(Watching, APhoneThatIsLostIsListedUntilItIsBack) {
    office.register_device(Office::kPhoneOfBen);
    (void)watch(anna);
    office.unregister_device(Office::kPhoneOfBen);
    const auto lost = change();
    ASSERT_EQ(lost.at("lost").as_array().size(), 1U);
    EXPECT_EQ(lost.at("lost").at(0).at("owner"), "Ben");
    EXPECT_EQ(lost.at("lost").at(0).at("why"), "connection_lost");
    SessionClient second(office);
    (void)second.open(office.sign_in("anna"));
    EXPECT_EQ(watch(second).at("lost").as_array().size(), 1U) << "it was lost before";
    office.register_device(Office::kPhoneOfBen);
    EXPECT_TRUE(change().at("lost").as_array().empty());
}

TEST_F(Watching, EndsWhenItIsSaidOrTheRoleIsTakenAway) {
    (void)watch(anna);
    anna.request(50, "live.unwatch");
    EXPECT_TRUE(anna.answer(50).at("result").as_object().empty());
    EXPECT_FALSE(office.core.run([&] { return office.live->next_deadline(); }).has_value()) << "nothing runs any more";
    (void)watch(anna);
    office.core.run([&] {
        directory::User user = *office.directory.find_user(core::UserId{1});
        user.administrator = false;
        office.directory.load({user}, {}, {});
        office.figures.at(1).value = 9;
    });
    office.pass_deadline();
    EXPECT_FALSE(office.core.run([&] { return office.live->next_deadline(); }).has_value());
    anna.request(51, "live.watch");
    EXPECT_EQ(anna.answer(51).at("error").at("data").at("code"), "access.permission_denied");
}

TEST_F(Watching, GoesOnInASessionThatWasResumed) {
    const auto token = office.sign_in("anna");
    auto page = std::make_unique<SessionClient>(office);
    const auto opened = page->open(token);
    (void)watch(*page);
    page->close();
    while (office.core.run([&] { return office.live->counters().connected; }) > 1) std::this_thread::yield();
    ring();
    office.pass_deadline();
    SessionClient back(office);
    EXPECT_EQ(back.open(token, resume_after(opened, 0)).at("resumed"), true);
    EXPECT_EQ(back.event("live.changed").at("data").at("calls").as_array().size(), 1U);
}

}  // namespace
}  // namespace sidetone::live
