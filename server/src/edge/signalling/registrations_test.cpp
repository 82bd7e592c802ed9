// REGISTER as phones see it on the wire: challenges, secrets, intervals, and what ends a registration.
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "edge/signalling/testing/exchange.h"
#include "sip/auth/digest.h"

namespace sidetone::signalling::testing {
namespace {

using sip::HeaderName;
using std::chrono::minutes;
using std::chrono::seconds;

class RegistrationTest : public ExchangeTest {
protected:
    /// REGISTER of Anna's phone with the right secret.
    const sip::Message& try_to_register(const std::string& headers, const std::string& user = "anna") {
        auto wire = register_of(user, headers);
        ++requests_;
        const auto challenge = send(flow_, wire);
        add_credentials(wire, challenge, "anna-1", "secret of anna-1");
        return send(flow_, wire);
    }
    base::FlowId flow_ = open_flow();
};

TEST_F(RegistrationTest, IsChallengedAndTakenInBothAlgorithms) {
    for (const bool md5 : {false, true}) {
        auto wire = register_of("anna", kContact);
        ++requests_;
        const auto challenge = send(flow_, wire);
        ASSERT_EQ(challenge.status(), 401);
        EXPECT_FALSE(registrar_.find_binding(kAnnaPhone) && !md5);
        add_credentials(wire, challenge, "anna-1", "secret of anna-1", 1, md5);
        EXPECT_EQ(send(flow_, wire).status(), 200);
        EXPECT_TRUE(registrar_.find_binding(kAnnaPhone));
    }
}

TEST_F(RegistrationTest, WithAWrongSecretOrByAnUnknownNameIsChallengedAlike) {
    for (const auto* name : {"anna-1", "nobody-1"}) {
        auto wire = register_of("anna", kContact);
        ++requests_;
        const auto challenge = send(flow_, wire);
        add_credentials(wire, challenge, name, "wrong");
        const auto& again = send(flow_, wire);
        EXPECT_EQ(again.status(), 401);
        EXPECT_EQ(again.header(HeaderName::WwwAuthenticate).find("stale"), std::string_view::npos);
    }
    EXPECT_EQ(registrar_.size(), 0U);
}

TEST_F(RegistrationTest, RefusalsAndFlowsAreCounted) {
    auto wire = register_of("anna", kContact);
    const auto challenge = send(flow_, wire);
    EXPECT_EQ(signalling_.login_counters().wrong, 0U) << "who has not tried yet is not refused";
    add_credentials(wire, challenge, "anna-1", "wrong");
    (void)send(flow_, wire);
    EXPECT_EQ(signalling_.login_counters().wrong, 1U);
    std::size_t open = 0;
    for (const auto count : signalling_.flow_count()) open += count;
    EXPECT_EQ(open, 1U);
    signalling_.on_flow_closed(flow_);
    signalling_.on_flow_closed(flow_);
    EXPECT_EQ(signalling_.flow_count(), (std::array<std::size_t, sip::kTransports>{}));
}

TEST_F(RegistrationTest, WithANonceCountThatWasUsedIsChallengedAsStaleAndChangesNothing) {
    auto wire = register_of("anna", kContact);
    const auto challenge = send(flow_, wire);
    add_credentials(wire, challenge, "anna-1", "secret of anna-1");
    ASSERT_EQ(send(flow_, wire).status(), 200);
    auto replay = wire;
    replay.branch += "replay";
    replay.headers.replace(replay.headers.find("6001"), 4, "6666");
    ++replay.cseq;
    const auto& refused = send(flow_, replay);
    EXPECT_EQ(refused.status(), 401);
    EXPECT_NE(refused.header(HeaderName::WwwAuthenticate).find("stale=true"), std::string_view::npos);
    EXPECT_EQ(registrar_.find_binding(kAnnaPhone)->contact, "sip:anna@198.51.100.7:6001");
    auto next = replay;
    next.headers = kContact;
    add_credentials(next, challenge, "anna-1", "secret of anna-1", 2);
    EXPECT_EQ(send(flow_, next).status(), 200);
}

TEST_F(RegistrationTest, WithAnOldNonceIsToldSoAndWelcomeWithAFreshOne) {
    auto wire = register_of("anna", kContact);
    const auto challenge = send(flow_, wire);
    pass(minutes{11});
    auto late = wire;
    add_credentials(late, challenge, "anna-1", "secret of anna-1");
    const auto stale = send(flow_, late);
    EXPECT_EQ(stale.status(), 401);
    EXPECT_NE(stale.header(HeaderName::WwwAuthenticate).find("stale=true"), std::string_view::npos);
    auto again = late;
    again.headers = kContact;
    add_credentials(again, stale, "anna-1", "secret of anna-1");
    EXPECT_EQ(send(flow_, again).status(), 200);
}

TEST_F(RegistrationTest, WithoutQopIsMalformed) {
    auto wire =
        register_of("anna", std::string(kContact) +
                                "Authorization: Digest username=\"anna-1\", realm=\"pbx.example\", nonce=\"1\", "
                                "uri=\"sip:pbx.example\", response=\"00000000000000000000000000000000\"\r\n");
    EXPECT_EQ(send(flow_, wire).status(), 400);
}

TEST_F(RegistrationTest, OffersTheAlgorithmsInAnOrderThatThePhoneCanRead) {
    const auto algorithms = [&](const std::string& agent) {
        const auto& challenge = send(flow_, register_of("anna", kContact + ("User-Agent: " + agent + "\r\n")));
        std::string order;
        for (const auto row : challenge.rows(HeaderName::WwwAuthenticate))
            order += row.find("SHA-256") != std::string_view::npos ? 'S' : 'M';
        return order;
    };
    EXPECT_EQ(algorithms("Linphone/5.0"), "SM");
    EXPECT_EQ(algorithms("Whatever 1"), "MS");
    EXPECT_EQ(algorithms("baresip v1.0.0"), "M");
    EXPECT_EQ(algorithms("JsSIP 3"), "M");
    EXPECT_EQ(algorithms("SIP.js/0.21.2"), "M");
}

TEST_F(RegistrationTest, OffersOneAlgorithmToWhatComesFromABrowser) {
    auto text = register_of("anna", std::string(kContact) + "User-Agent: Web Phone of Somebody\r\n").text();
    text.replace(text.find("SIP/2.0/UDP"), 11, "SIP/2.0/WSS");
    auto message = sip::Message::parse(std::move(text));
    ASSERT_TRUE(message);
    signalling_.on_message(flow_, std::move(*message));
    settle();
    const auto* challenge = find(flow_, "");
    ASSERT_NE(challenge, nullptr);
    for (const auto row : challenge->rows(HeaderName::WwwAuthenticate))
        EXPECT_NE(row.find("algorithm=MD5"), std::string_view::npos);
    EXPECT_TRUE(challenge->has(HeaderName::WwwAuthenticate));
}

TEST_F(RegistrationTest, IsForTheOwnerOfTheDeviceAlone) {
    EXPECT_EQ(try_to_register(kContact, "tomas").status(), 403);
    EXPECT_EQ(try_to_register(kContact, "10").status(), 200);
    EXPECT_EQ(try_to_register(kContact, "anna-1").status(), 200);
    EXPECT_EQ(try_to_register(kContact, "Anna").status(), 200);
}

TEST_F(RegistrationTest, WithContactsThatMakeNoSenseIsRefused) {
    EXPECT_EQ(try_to_register("Contact: <tel:+1555>\r\n").status(), 400);
    EXPECT_EQ(try_to_register("Contact: <sip:a@b>\r\nContact: <sip:c@d>\r\n").status(), 403);
    EXPECT_EQ(try_to_register("Contact: *\r\nExpires: 60\r\n").status(), 400);
    EXPECT_EQ(try_to_register("Contact: *, <sip:a@b>\r\nExpires: 0\r\n").status(), 400);
    EXPECT_EQ(registrar_.size(), 0U);
}

TEST_F(RegistrationTest, HasAnIntervalBetweenItsBoundsAndEnds) {
    const auto& brief = try_to_register(std::string(kContact) + "Expires: 5\r\n");
    EXPECT_EQ(brief.status(), 423);
    EXPECT_EQ(brief.header("Min-Expires"), "30");
    EXPECT_EQ(try_to_register("Contact: <sip:anna@198.51.100.7:6001>;expires=99999\r\n").header(HeaderName::Contact),
              "<sip:anna@198.51.100.7:6001>;expires=3600");
    EXPECT_EQ(try_to_register("Contact: <sip:anna@198.51.100.7:6001>;expires=60\r\nExpires: 90\r\n")
                  .header(HeaderName::Contact),
              "<sip:anna@198.51.100.7:6001>;expires=60");
    pass(seconds{61});
    EXPECT_EQ(registrar_.size(), 0U);
    EXPECT_FALSE(try_to_register("").has(HeaderName::Contact));
}

TEST_F(RegistrationTest, IsTakenBackByItsContactAndByTheStar) {
    for (const auto* farewell :
         {"Contact: <sip:anna@198.51.100.7:6001>;expires=0\r\n", "Contact: *\r\nExpires: 0\r\n"}) {
        ASSERT_EQ(try_to_register(kContact).status(), 200);
        ASSERT_EQ(registrar_.size(), 1U);
        EXPECT_EQ(try_to_register(farewell).status(), 200);
        EXPECT_EQ(registrar_.size(), 0U);
    }
}

TEST_F(RegistrationTest, OfADeviceTakesThePlaceOfItsLastOne) {
    try_to_register(kContact);
    const auto other = open_flow(sip::Transport::Tcp);
    EXPECT_EQ(register_phone("anna", other).status(), 200);
    EXPECT_EQ(registrar_.size(), 1U);
    EXPECT_EQ(registrar_.find_binding(kAnnaPhone)->flow, other);
    EXPECT_EQ(registrar_.find_binding(kAnnaPhone)->remote_address, "198.51.100.7:6002");
}

TEST_F(RegistrationTest, IsLostWithItsFlow) {
    const auto flow = open_flow(sip::Transport::Wss);
    register_phone("anna", flow);
    lose(flow);
    EXPECT_EQ(registrar_.size(), 0U);
}

TEST_F(RegistrationTest, OfASoftphoneWhoseSecretHasExpiredIsRefused) {
    const auto ha1s = sip::make_ha1s("anna-1", kSystem, "secret of anna-1");
    ASSERT_TRUE(directory_.set_device_secret(kAnnaPhone, ha1s.md5, ha1s.sha256, clock_.now() + minutes{1}));
    EXPECT_EQ(try_to_register(kContact).status(), 200);
    pass(minutes{2});
    EXPECT_EQ(try_to_register(kContact).status(), 401);
}

TEST_F(RegistrationTest, ThroughAProxyIsReachedByItsPath) {
    const auto anna = open_flow();
    register_phone("anna", anna);
    const auto& ok = register_phone("tomas", flow_, "Path: <sip:edge1.example;lr>, <sip:edge2.example;lr>\r\n");
    EXPECT_EQ(ok.header("Path"), "<sip:edge1.example;lr>");
    call_tomas(anna);
    const auto* invite = find(flow_, "INVITE ");
    ASSERT_NE(invite, nullptr);
    EXPECT_EQ(invite->request_uri(), "sip:tomas@198.51.100.7:6001");
    std::vector<std::string> routes;
    for (const auto route : invite->values(HeaderName::Route)) routes.emplace_back(route);
    EXPECT_EQ(routes, (std::vector<std::string>{"<sip:edge1.example;lr>", "<sip:edge2.example;lr>"}));
}

}  // namespace
}  // namespace sidetone::signalling::testing
