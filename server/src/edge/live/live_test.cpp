#include "edge/live/live.h"

#include <gtest/gtest.h>

#include "edge/live/testing/session_client.h"

namespace sidetone::live {
namespace {

namespace json = boost::json;
using testing::Office;
using testing::resume_after;
using testing::SessionClient;
using testing::text_of;

std::string code_of(const json::object& answer) {
    return text_of(answer.at("error").at("data").at("code"));
}

TEST(LiveTest, ASessionOpensWithASnapshotOfWhatItsUserMaySee) {
    Office office;
    office.register_device(Office::kPhoneOfAnna);
    SessionClient anna(office);
    const auto opened = anna.open(office.sign_in("anna"));
    EXPECT_EQ(opened.at("resumed"), false);
    EXPECT_EQ(opened.at("seq"), 0);
    const auto& snapshot = opened.at("snapshot").as_object();
    EXPECT_EQ(snapshot.size(), 8U);
    EXPECT_EQ(snapshot.at("me").at("personId"), "u1");
    ASSERT_EQ(snapshot.at("people").as_array().size(), 3U);
    const auto& self = snapshot.at("people").at(0);
    EXPECT_EQ(self.at("shortName"), "anna");
    EXPECT_EQ(self.at("state").at("lamp"), "free");
    EXPECT_EQ(snapshot.at("groups").at(0).at("memberIds").as_array().size(), 3U);
    const auto& device = snapshot.at("devices").at(0);
    EXPECT_EQ(device.at("registered"), true);
    EXPECT_EQ(device.at("userAgent"), "Phone  1.0");
    EXPECT_EQ(snapshot.at("signIns").at(0).at("connected"), true);
    EXPECT_EQ(snapshot.at("system").at("passwordPolicy").at("minLength"), 10);
}

TEST(LiveTest, OnlyATokenOpensASession) {
    Office office;
    SessionClient client(office);
    client.request(1, "calls.dial", R"({"target":"12","deviceId":"d1"})");
    EXPECT_EQ(code_of(client.answer(1)), "session.not_open");
    client.request(2, "session.open", R"({"token":"no token"})");
    EXPECT_EQ(code_of(client.answer(2)), "session.token_invalid");
    client.request(3, "session.open", R"({"token":7})");
    EXPECT_EQ(code_of(client.answer(3)), "request.invalid");
    EXPECT_EQ(client.frame().close_code(), 1008);
    client.wait_closed();
}

TEST(LiveTest, ALampIsToldToThoseWhoMaySeeItAndNobodyElse) {
    Office office;
    SessionClient anna(office);
    SessionClient dora(office);
    (void)anna.open(office.sign_in("anna"));
    (void)dora.open(office.sign_in("dora"));
    office.register_device(Office::kPhoneOfBen);
    const auto event = anna.event("person.state");
    EXPECT_EQ(event.at("data").at("personId"), "u2");
    EXPECT_EQ(event.at("data").at("state").at("lamp"), "free");
    dora.request(1, "directory.search", R"({"text":"ben"})");
    for (auto message = dora.next();; message = dora.next()) {
        if (!message.contains("method")) {
            const auto& people = message.at("result").at("people").as_array();
            ASSERT_EQ(people.size(), 1U);
            EXPECT_EQ(people.at(0).at("state").at("lamp"), "unknown");
            EXPECT_FALSE(people.at(0).at("state").as_object().contains("since"));
            break;
        }
        EXPECT_NE(message.at("params").at("type"), "person.state");
    }
}

TEST(LiveTest, EventNumbersRiseByOne) {
    Office office;
    SessionClient anna(office);
    std::int64_t seq = anna.open(office.sign_in("anna")).at("seq").as_int64();
    for (int i = 0; i < 20; ++i) {
        office.register_device(Office::kPhoneOfBen);
        office.unregister_device(Office::kPhoneOfBen);
    }
    for (int lamps = 0; lamps < 40;) {
        const auto message = anna.next();
        EXPECT_EQ(message.at("params").at("seq").as_int64(), ++seq);
        if (message.at("params").at("type") == "person.state") ++lamps;
    }
}

TEST(LiveTest, AfterABreakExactlyWhatWasMissedComes) {
    Office office;
    const auto token = office.sign_in("anna");
    json::object opened;
    {
        SessionClient first(office);
        opened = first.open(token);
        office.register_device(Office::kPhoneOfBen);
        (void)first.event("person.state");
    }
    office.unregister_device(Office::kPhoneOfBen);
    office.register_device(Office::kPhoneOfBen);
    SessionClient second(office);
    const auto resumed = second.open(token, resume_after(opened, 0));
    EXPECT_EQ(resumed.at("resumed"), true);
    EXPECT_EQ(resumed.at("session"), opened.at("session"));
    EXPECT_EQ(resumed.at("seq"), 0);
    EXPECT_FALSE(resumed.contains("snapshot"));
    std::int64_t seq = 0;
    std::string lamps;
    while (lamps != "free not_reachable free ") {
        const auto event = second.next().at("params").as_object();
        EXPECT_EQ(event.at("seq").as_int64(), ++seq);
        if (event.at("type") == "person.state") lamps += text_of(event.at("data").at("state").at("lamp")) + " ";
    }
}

TEST(LiveTest, ASessionThatIsGoneBeginsAnew) {
    LiveConfig config;
    config.max_missed_events = 2;
    Office office(config);
    const auto token = office.sign_in("anna");
    json::object opened;
    {
        SessionClient first(office);
        opened = first.open(token);
        for (int i = 0; i < 4; ++i) {
            office.register_device(Office::kPhoneOfBen);
            office.unregister_device(Office::kPhoneOfBen);
        }
        for (int i = 0; i < 8; ++i) (void)first.event("person.state");
    }
    for (const auto& resume :
         {resume_after(opened, 0), resume_after(opened, 99), std::string(R"({"session":"x","epoch":"y","seq":1})")}) {
        SessionClient again(office);
        const auto fresh = again.open(token, resume);
        EXPECT_EQ(fresh.at("resumed"), false);
        EXPECT_TRUE(fresh.contains("snapshot"));
    }
    SessionClient stranger(office);
    EXPECT_EQ(stranger.open(office.sign_in("ben"), resume_after(opened, 8)).at("resumed"), false);
}

TEST(LiveTest, ARequestSentTwiceIsDoneOnceAndAnsweredTwice) {
    Office office;
    const auto token = office.sign_in("anna");
    SessionClient anna(office);
    const auto opened = anna.open(token);
    anna.request(7, "devices.add", R"({"name":"Kitchen"})");
    const auto first = anna.answer(7);
    SessionClient again(office);
    (void)again.open(token, resume_after(opened, 0));
    again.request(7, "devices.add", R"({"name":"Kitchen"})");
    EXPECT_EQ(again.answer(7), first);
    EXPECT_EQ(office.core.run([&] { return office.directory.devices_of(core::UserId{1}).size(); }), 2U);
}

TEST(LiveTest, WhatIsNotAsTheContractSaysIsRefusedWithTheField) {
    Office office;
    SessionClient anna(office);
    (void)anna.open(office.sign_in("anna"));
    anna.send("{");
    EXPECT_EQ(anna.refusal().at("error").at("code"), -32700);
    const auto refused = [&](const std::string& method, const std::string& params, const std::string& code,
                             const std::string& field) {
        static int id = 0;
        anna.request(++id, method, params);
        const auto data = anna.answer(id).at("error").at("data").as_object();
        EXPECT_EQ(text_of(data.at("code")), code) << method << params;
        EXPECT_EQ(data.contains("field") ? text_of(data.at("field")) : "", field) << method << params;
    };
    refused("calls.none", "{}", "request.unknown_method", "");
    refused("calls.dial", "{}", "request.invalid", "target");
    refused("calls.dial", R"({"target":"12","deviceId":"d1","more":1})", "request.invalid", "more");
    refused("calls.dial", R"({"target":"nobody","deviceId":"d1"})", "calls.target_unknown", "target");
    refused("calls.dial", R"({"target":"12","deviceId":"d1"})", "calls.device_not_registered", "deviceId");
    refused("calls.dial", R"({"target":"12","deviceId":"d2"})", "calls.device_unknown", "deviceId");
    refused("calls.hang_up", R"({"callId":"77a"})", "calls.unknown", "");
    refused("calls.mute", R"({"callId":"77a","muted":"yes"})", "request.invalid", "muted");
    refused("calls.send_digits", R"({"callId":"77a","digits":"5x"})", "request.invalid", "digits");
    refused("devices.rename", R"({"deviceId":"d2","name":"Mine now"})", "devices.unknown", "deviceId");
    refused("devices.add", R"({"name":""})", "request.invalid", "name");
    refused("sign_ins.end", R"({"signInId":"s99"})", "sign_ins.unknown", "signInId");
    refused("password.change", R"({"old":"x","new":"short"})", "access.password_too_short", "new");
    for (const auto* text :
         {"[]", "7", R"({"id":1})", R"({"jsonrpc":"2.0","id":1.5,"method":"a"})",
          R"({"jsonrpc":"1.0","id":1,"method":"a"})", R"({"jsonrpc":"2.0","id":1,"method":"a","params":[]})",
          R"({"jsonrpc":"2.0","id":1,"method":"a","x":1})"}) {
        anna.send(text);
        EXPECT_EQ(anna.refusal().at("error").at("code"), -32600) << text;
    }
    anna.send(std::string(500, '[') + std::string(500, ']'));
    EXPECT_EQ(anna.refusal().at("error").at("code"), -32700);
}

TEST(LiveTest, AnOversizedMessageClosesItsConnectionAndTheSessionGoesOnByAnother) {
    Office office;
    const auto token = office.sign_in("anna");
    SessionClient anna(office);
    const auto opened = anna.open(token);
    anna.send(std::string(70'000, ' '));
    while (true) {
        const auto frame = anna.frame();
        if (frame.opcode == 1) continue;
        EXPECT_EQ(frame.close_code(), 1009);
        break;
    }
    SessionClient again(office);
    EXPECT_EQ(again.open(token, resume_after(opened, 0)).at("resumed"), true);
}

TEST(LiveTest, ANewSecretIsInItsAnswerOnly) {
    Office office;
    SessionClient anna(office);
    const auto opened = anna.open(office.sign_in("anna"));
    anna.request(1, "devices.add", R"({"name":"Kitchen"})");
    const auto given = anna.answer(1).at("result").as_object();
    EXPECT_EQ(given.at("uri"), "sip:anna@pbx.example");
    EXPECT_EQ(given.at("authUser"), "anna-2");
    const auto secret = text_of(given.at("secret"));
    const auto event = anna.event("device.changed");
    EXPECT_EQ(json::serialize(event).find(secret), std::string::npos);
    const auto ha1 = net::make_ha1("anna-2", "pbx.example", secret);
    EXPECT_EQ(office.core.run([&] { return office.directory.find_device_by_auth_user("anna-2")->ha1_sha256; }),
              ha1.sha256);
    anna.request(2, "devices.new_secret", R"({"deviceId":")" + text_of(given.at("deviceId")) + "\"}");
    EXPECT_NE(text_of(anna.answer(2).at("result").at("secret")), secret);
    anna.request(3, "devices.remove", R"({"deviceId":")" + text_of(given.at("deviceId")) + "\"}");
    EXPECT_EQ(anna.event("device.gone").at("data").at("deviceId"), given.at("deviceId"));
}

TEST(LiveTest, ASoftphoneBelongsToItsSignInAndIsCommandedThere) {
    Office office;
    const auto token = office.sign_in("anna");
    SessionClient anna(office);
    SessionClient other(office);
    (void)anna.open(token);
    (void)other.open(office.sign_in("anna"));
    anna.request(1, "softphone.start");
    const auto softphone = anna.answer(1).at("result").as_object();
    EXPECT_EQ(softphone.at("path"), "/sip");
    EXPECT_EQ(softphone.at("displayName"), "Anna");
    const auto id = text_of(softphone.at("deviceId"));
    const core::DeviceId device{std::stoull(id.substr(1))};
    office.register_device(device);
    anna.request(2, "calls.dial", R"({"target":"12","deviceId":")" + id + "\"}");
    const auto command = anna.event("softphone.command").at("data").as_object();
    EXPECT_EQ(command.at("action"), "dial");
    EXPECT_EQ(text_of(command.at("deviceId")), id);
    EXPECT_TRUE(command.contains("uri"));
    EXPECT_TRUE(anna.answer(2).contains("result"));
    other.request(1, "directory.search", R"({"text":"zzz"})");
    for (auto message = other.next(); message.contains("method"); message = other.next())
        EXPECT_NE(message.at("params").at("type"), "softphone.command");
}

TEST(LiveTest, OwnCallsAreToldAsTheyChangeAndEnd) {
    Office office;
    office.register_device(Office::kPhoneOfAnna);
    office.register_device(Office::kPhoneOfBen);
    SessionClient anna(office);
    (void)anna.open(office.sign_in("anna"));
    anna.request(1, "calls.dial", R"({"target":"12","deviceId":"d1"})");
    const auto call = anna.event("call.changed").at("data").at("call").as_object();
    EXPECT_EQ(call.at("direction"), "out");
    EXPECT_EQ(call.at("state"), "starting");
    EXPECT_EQ(call.at("peer").at("personId"), "u2");
    const auto state = anna.event("person.state").at("data").at("state").as_object();
    EXPECT_EQ(state.at("direction"), "out");
    anna.request(2, "calls.hang_up", R"({"callId":")" + text_of(call.at("id")) + "\"}");
    const auto ended = anna.event("call.ended").at("data").as_object();
    EXPECT_EQ(ended.at("callId"), call.at("id"));
    EXPECT_EQ(ended.size(), 3U);
}

TEST(LiveTest, SigningOutEndsEveryConnectionOfTheSignIn) {
    Office office;
    const auto token = office.sign_in("anna");
    SessionClient tab(office);
    SessionClient second_tab(office);
    SessionClient elsewhere(office);
    (void)tab.open(token);
    (void)second_tab.open(token);
    (void)elsewhere.open(office.sign_in("anna"));
    tab.request(1, "session.sign_out");
    EXPECT_TRUE(tab.answer(1).contains("result"));
    EXPECT_EQ(tab.event("session.ended").at("data").at("reason"), "signed_out");
    EXPECT_EQ(second_tab.event("session.ended").at("data").at("reason"), "signed_out");
    EXPECT_EQ(second_tab.frame().close_code(), 1000);
    EXPECT_TRUE(elsewhere.event("sign_in.gone").at("data").as_object().contains("signInId"));
    SessionClient late(office);
    late.request(1, "session.open", R"({"token":")" + token + "\"}");
    EXPECT_EQ(code_of(late.answer(1)), "session.token_invalid");
}

TEST(LiveTest, AChangedPasswordEndsTheOtherSignIns) {
    Office office;
    SessionClient anna(office);
    SessionClient elsewhere(office);
    (void)anna.open(office.sign_in("anna"));
    (void)elsewhere.open(office.sign_in("anna"));
    anna.request(1, "password.change", R"({"old":"wrong","new":"Much-better-1"})");
    EXPECT_EQ(code_of(anna.answer(1)), "access.password_wrong");
    anna.request(2, "password.change", R"({"old":"right-horse-battery","new":"Much-better-1"})");
    EXPECT_TRUE(anna.answer(2).contains("result"));
    EXPECT_EQ(elsewhere.event("session.ended").at("data").at("reason"), "password_changed");
    const auto hash = office.core.run([&] { return office.directory.find_user(core::UserId{1})->password_hash; });
    EXPECT_TRUE(net::verify_password(hash, "Much-better-1"));
}

TEST(LiveTest, SignInsShowWhichAreConnected) {
    Office office;
    SessionClient anna(office);
    (void)anna.open(office.sign_in("anna"));
    {
        SessionClient other(office);
        (void)other.open(office.sign_in("anna"));
        auto event = anna.event("sign_in.changed");
        while (event.at("data").at("signIn").at("id") != "s2" || event.at("data").at("signIn").at("connected") != true)
            event = anna.event("sign_in.changed");
    }
    auto event = anna.event("sign_in.changed");
    while (event.at("data").at("signIn").at("connected") != false) event = anna.event("sign_in.changed");
    EXPECT_EQ(event.at("data").at("signIn").at("id"), "s2");
}

TEST(LiveTest, BrokenSessionsAreForgottenInTime) {
    LiveConfig config;
    config.keep_broken = std::chrono::milliseconds{1};
    Office office(config);
    const auto token = office.sign_in("anna");
    json::object opened;
    {
        SessionClient anna(office);
        opened = anna.open(token);
    }
    SessionClient watcher(office);
    (void)watcher.open(token);
    while (office.core.run([&] {
        if (const auto next = office.live->next_deadline(); next && *next <= office.clock.now())
            office.live->on_deadline(office.clock.now());
        return office.live->counters().sessions;
    }) != 1) {
    }
    SessionClient again(office);
    EXPECT_EQ(again.open(token, resume_after(opened, 0)).at("resumed"), false);
}

}  // namespace
}  // namespace sidetone::live
