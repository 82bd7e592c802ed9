#include "edge/signalling/strangers.h"

#include <gtest/gtest.h>

#include <string>

#include "edge/signalling/testing/exchange.h"
#include "testing/network/seeded_random.h"

namespace sidetone::signalling {
namespace {

using namespace std::chrono_literals;

class StrangersTest : public ::testing::Test {
protected:
    int asked_at_once(const std::string& host) {
        int asked = 0;
        for (int i = 0; i < 1000; ++i) asked += strangers_.may_ask(host, now_) ? 1 : 0;
        return asked;
    }
    sidetone::testing::SeededRandom random_{7};
    StrangersConfig config_;
    Strangers strangers_{config_, random_};
    base::Time now_{std::chrono::hours{24}};
};

TEST_F(StrangersTest, MayAskSomeAtOnceAndTwentyASecondAfterThat) {
    EXPECT_EQ(asked_at_once("203.0.113.9"), 200);
    now_ += 1s;
    EXPECT_EQ(asked_at_once("203.0.113.9"), 20);
    EXPECT_EQ(asked_at_once("203.0.113.10"), 200) << "another host is not held up";
    EXPECT_EQ(strangers_.counters().ignored, 800U + 980U + 800U);
}

TEST_F(StrangersTest, OneSignInOpensTheHostForTwoHours) {
    EXPECT_EQ(asked_at_once("203.0.113.9"), 200);
    strangers_.was_right("203.0.113.9", "anna-1", now_);
    EXPECT_EQ(asked_at_once("203.0.113.9"), 1000);
    now_ += 2h;
    EXPECT_EQ(asked_at_once("203.0.113.9"), 200);
}

TEST_F(StrangersTest, ManyAddressesOfOneHouseholdAreOne) {
    EXPECT_EQ(asked_at_once("2001:db8:1:2::1"), 200);
    EXPECT_EQ(asked_at_once("2001:db8:1:2:ffff::2"), 0);
    EXPECT_EQ(asked_at_once("2001:db8:1:3::1"), 200);
}

TEST_F(StrangersTest, AfterTenWrongSecretsForAnAccountNobodyNewIsCompared) {
    strangers_.was_right("192.0.2.1", "anna-1", now_);
    for (int i = 0; i < 10; ++i) {
        ASSERT_TRUE(strangers_.may_guess("203.0.113.9", "anna-1", now_)) << i;
        strangers_.was_wrong("203.0.113.9", "anna-1", now_);
    }
    EXPECT_FALSE(strangers_.may_guess("203.0.113.9", "anna-1", now_));
    EXPECT_FALSE(strangers_.may_guess("203.0.113.77", "anna-1", now_)) << "from many hosts it is the same account";
    EXPECT_TRUE(strangers_.may_guess("192.0.2.1", "anna-1", now_)) << "her own phone goes on";
    EXPECT_TRUE(strangers_.may_guess("203.0.113.9", "ben-1", now_));
    now_ += 30s;
    EXPECT_TRUE(strangers_.may_guess("203.0.113.9", "anna-1", now_));
    EXPECT_EQ(strangers_.counters().uncompared, 2U);
}

TEST_F(StrangersTest, AfterFiftyWrongSecretsAHostIsComparedForNobodyItHasNotBeenRightFor) {
    strangers_.was_right("203.0.113.9", "anna-1", now_);
    for (int i = 0; i < 50; ++i) strangers_.was_wrong("203.0.113.9", "guess-" + std::to_string(i), now_);
    EXPECT_FALSE(strangers_.may_guess("203.0.113.9", "guess-51", now_));
    EXPECT_TRUE(strangers_.may_guess("203.0.113.9", "anna-1", now_));
}

TEST_F(StrangersTest, RememberNoMoreThanTheirBound) {
    config_.most_remembered = 100;
    Strangers bounded{config_, random_};
    for (int i = 0; i < 1000; ++i) bounded.was_right("10.0.0." + std::to_string(i), "a", now_);
    bounded.was_right("192.0.2.1", "anna-1", now_);
    for (int i = 0; i < 1000; ++i) EXPECT_TRUE(bounded.may_ask("192.0.2.1", now_));
}

using testing::ExchangeTest;
using testing::kContact;

class ScannerTest : public ExchangeTest {
protected:
    /// The answer to a REGISTER with a wrong secret, without what is new in each answer.
    std::string answer_to_wrong_secret(const std::string& user, const std::string& account) {
        auto wire = register_of(user, kContact);
        ++requests_;
        const auto challenge = send(flow_, wire);
        add_credentials(wire, challenge, account, "wrong");
        std::string answer = send(flow_, wire).bytes();
        for (const auto* fresh : {"nonce=\"", "tag=", "branch=", "Call-ID: ", "CSeq: "}) {
            for (auto at = answer.find(fresh); at != std::string::npos; at = answer.find(fresh, at + 1)) {
                const auto from = at + std::string_view(fresh).size();
                answer.erase(from, answer.find_first_of("\";\r", from) - from);
            }
        }
        for (const auto& name : {user, account}) {
            for (auto at = answer.find(name); at != std::string::npos; at = answer.find(name))
                answer.erase(at, name.size());
        }
        return answer;
    }
    bool registers(const std::string& secret) {
        auto wire = register_of("anna", kContact);
        ++requests_;
        const auto challenge = send(flow_, wire);
        add_credentials(wire, challenge, "anna-1", secret);
        return send(flow_, wire).status() == 200;
    }
    base::FlowId flow_ = open_flow();
};

TEST_F(ScannerTest, GetsTheSameAnswerForNamesThatExistAndNamesThatDoNot) {
    const auto known = answer_to_wrong_secret("anna", "anna-1");
    EXPECT_EQ(known.substr(0, 11), "SIP/2.0 401");
    EXPECT_EQ(answer_to_wrong_secret("nobody", "nobody-1"), known);
    for (int i = 0; i < 20; ++i) (void)answer_to_wrong_secret("anna", "anna-1");
    EXPECT_EQ(answer_to_wrong_secret("anna", "anna-1"), known) << "when secrets are not compared any more as well";
}

TEST_F(ScannerTest, CannotGuessOnWhenTheRightSecretWouldBeTheEleventh) {
    for (int i = 0; i < 10; ++i) EXPECT_FALSE(registers("guess " + std::to_string(i)));
    EXPECT_FALSE(registers("secret of anna-1"));
    pass(std::chrono::minutes{5});
    EXPECT_TRUE(registers("secret of anna-1"));
}

TEST_F(ScannerTest, HearsNothingMoreAfterItsFirstRequests) {
    std::size_t answered = 0;
    for (int i = 0; i < 500; ++i) {
        const auto before = out_.all.size();
        auto wire = register_of("extension" + std::to_string(i), kContact);
        ++requests_;
        signalling_.on_message(flow_, *sip::Message::parse(wire.text()));
        settle();
        answered += out_.all.size() - before;
    }
    EXPECT_EQ(answered, 200U);
    EXPECT_EQ(signalling_.strangers().ignored, 300U);
}

}  // namespace
}  // namespace sidetone::signalling
