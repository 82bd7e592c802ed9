#include "sip/auth/digest.h"

#include <gtest/gtest.h>

#include "sip/auth/hash.h"
#include "sip/message/builder.h"
#include "testing/wire_text.h"

namespace sidetone::sip {
namespace {

using namespace std::chrono_literals;

class CountingRandom : public base::Random {
public:
    std::uint64_t next() override { return ++count_ * 0x9e3779b97f4a7c15U; }

private:
    std::uint64_t count_ = 0;
};

class Digest : public testing::Test {
protected:
    /// What a phone sends after the `row`th challenge.
    std::string credentials(std::size_t row, std::string_view secret, std::uint32_t count = 1, bool stale = false) {
        challenges_ = server_.challenge(now_, stale);
        return answered(challenges_[row], secret, count);
    }
    static std::string answered(std::string_view challenge, std::string_view secret, std::uint32_t count) {
        return answer(parse_digest_challenge(challenge).value(), "anna", secret, "REGISTER", "sip:pbx.example", "cn",
                      count);
    }
    Verdict check(const std::string& value, const Ha1s* ha1s) {
        const auto known = ha1s == nullptr ? std::nullopt : std::optional<Ha1View>(*ha1s);
        return server_.check(parse_digest_credentials(value).value(), "REGISTER", known, now_);
    }

    CountingRandom random_;
    base::Time now_ = base::from_unix_ms(1'000'000);
    DigestServer server_{{"pbx \"one\"", "0123456789abcdef0123456789abcdef"}, random_};
    Ha1s anna_ = make_ha1s("anna", "pbx \"one\"", "secret");
    std::array<std::string, 2> challenges_;
};

TEST(DigestHash, TheExampleOfRfc7616Holds) {
    Hasher hasher;
    for (const auto& [algorithm, expected] :
         {std::pair{DigestAlgorithm::Md5, "8ca523f5e9506fed4657c9700eebdbec"},
          std::pair{DigestAlgorithm::Sha256, "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"}}) {
        const std::string ha1 = make_ha1(algorithm, "Mufasa", "http-auth@example.org", "Circle of Life");
        EXPECT_EQ(digest_response(hasher, algorithm, ha1, "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", "00000001",
                                  "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", "GET", "/dir/index.html")
                      .text(),
                  expected);
    }
}

TEST(DigestHash, TheExampleOfRfc4231Holds) {
    HmacSha256 hmac{std::string(20, '\x0b')};
    const auto tag = hmac("Hi There");
    EXPECT_EQ(tag[0], 0xb0);
    EXPECT_EQ(tag[31], 0xf7);
    HmacSha256 long_key{std::string(131, '\xaa')};
    EXPECT_EQ(long_key("Test Using Larger Than Block-Size Key - Hash Key First")[0], 0x60);
}

TEST_F(Digest, BothAlgorithmsAreOfferedAndTheStrongerFirst) {
    const auto rows = server_.challenge(now_);
    EXPECT_EQ(parse_digest_challenge(rows[0])->algorithm, DigestAlgorithm::Sha256);
    EXPECT_EQ(parse_digest_challenge(rows[1])->algorithm, DigestAlgorithm::Md5);
    EXPECT_EQ(plain(parse_digest_challenge(rows[0])->realm), "pbx \"one\"");
    EXPECT_FALSE(parse_digest_challenge(rows[0])->stale);
    EXPECT_TRUE(parse_digest_challenge(server_.challenge(now_, true)[1])->stale);
}

TEST_F(Digest, TheRightSecretIsTakenInBothAlgorithms) {
    for (const std::size_t row : {0U, 1U}) EXPECT_EQ(check(credentials(row, "secret"), &anna_), Verdict::Ok);
}

TEST_F(Digest, WrongSecretUnknownUserAndForeignRealmAreAllWrong) {
    EXPECT_EQ(check(credentials(0, "Secret"), &anna_), Verdict::Wrong);
    EXPECT_EQ(check(credentials(1, "secret"), nullptr), Verdict::Wrong);
    const Ha1s only_md5{anna_.md5, ""};
    EXPECT_EQ(check(credentials(0, "secret"), &only_md5), Verdict::Wrong);
    DigestServer other{{"elsewhere", "0123456789abcdef0123456789abcdef"}, random_};
    const Ha1s there = make_ha1s("anna", "elsewhere", "secret");
    EXPECT_EQ(check(answered(other.challenge(now_)[0], "secret", 1), &there), Verdict::Wrong);
}

TEST_F(Digest, AnotherMethodIsWrong) {
    EXPECT_EQ(server_.check(parse_digest_credentials(credentials(0, "secret")).value(), "INVITE", Ha1View(anna_), now_),
              Verdict::Wrong);
}

TEST_F(Digest, TheNonceCountMustRise) {
    const std::string first = credentials(0, "secret");
    EXPECT_EQ(check(first, &anna_), Verdict::Ok);
    EXPECT_EQ(check(first, &anna_), Verdict::Replayed);
    EXPECT_EQ(check(answered(challenges_[0], "secret", 3), &anna_), Verdict::Ok);
    EXPECT_EQ(check(answered(challenges_[1], "secret", 2), &anna_), Verdict::Replayed);
    EXPECT_EQ(check(answered(challenges_[0], "secret", 4), &anna_), Verdict::Ok);
}

TEST_F(Digest, AnOldNonceIsStaleOnlyWithTheRightSecret) {
    const std::string right = credentials(0, "secret");
    const std::string wrong = answered(challenges_[0], "guess", 1);
    now_ += 11min;
    EXPECT_EQ(check(right, &anna_), Verdict::Stale);
    EXPECT_EQ(check(wrong, &anna_), Verdict::Wrong);
}

TEST_F(Digest, ANonceOfAnotherKeyIsStaleAndNeverGood) {
    DigestServer before{{"pbx \"one\"", "another key, before the restart."}, random_};
    EXPECT_EQ(check(answered(before.challenge(now_)[0], "secret", 1), &anna_), Verdict::Stale);
    std::string tampered = server_.challenge(now_)[0];
    char& digit = tampered[tampered.find("nonce=\"") + 7];
    digit = digit == '0' ? '1' : '0';
    EXPECT_EQ(check(answered(tampered, "secret", 1), &anna_), Verdict::Stale);
}

TEST_F(Digest, WhatWasNotOfferedIsMalformed) {
    const std::string good = credentials(0, "secret");
    const auto changed = [&](std::string_view from, std::string_view to) {
        std::string value = good;
        return value.replace(value.find(from), from.size(), to);
    };
    EXPECT_EQ(check(changed("qop=auth", "qop=auth-int"), &anna_), Verdict::Malformed);
    EXPECT_EQ(check(changed(", qop=auth", ""), &anna_), Verdict::Malformed);
    EXPECT_EQ(check(changed("SHA-256", "SHA-256-sess"), &anna_), Verdict::Malformed);
    EXPECT_EQ(check(changed("SHA-256", "SHA-512-256"), &anna_), Verdict::Malformed);
}

TEST(Nonces, AFullTableForgetsTheOldestAndNeverTakesItAgain) {
    CountingRandom random;
    Nonces nonces{"key", 10min, 3, random};
    base::Time now = base::from_unix_ms(5'000);
    std::vector<std::string> issued;
    for (int i = 0; i < 5; ++i) issued.push_back(nonces.issue(now += 1s));
    Nonces::Stamp stamp;
    for (const std::string& nonce : issued) {
        ASSERT_EQ(nonces.look(nonce, now, stamp), Nonces::State::Good);
        EXPECT_TRUE(nonces.use(stamp, 1, now));
    }
    EXPECT_EQ(nonces.counted(), 3U);
    EXPECT_EQ(nonces.look(issued[0], now, stamp), Nonces::State::Expired);
    EXPECT_EQ(nonces.look(issued[1], now, stamp), Nonces::State::Expired);
    EXPECT_EQ(nonces.look(issued[2], now, stamp), Nonces::State::Good);
    EXPECT_FALSE(nonces.use(stamp, 1, now));
    now += 20min;
    EXPECT_EQ(nonces.look(issued[4], now, stamp), Nonces::State::Expired);
    EXPECT_EQ(nonces.look(nonces.issue(now), now, stamp), Nonces::State::Good);
    EXPECT_TRUE(nonces.use(stamp, 1, now));
    EXPECT_EQ(nonces.counted(), 1U);
}

TEST(DigestHash, RealPhonesComputeWhatWeCompute) {
    Hasher hasher;
    for (const auto& [file, user, secret] :
         {std::tuple{"baresip", "anna", "pa"}, {"linphone", "anna", "pa"}, {"jssip", "anna.web", "x"}}) {
        const Message message = wire_text::parsed(wire_text::read_file(
            std::filesystem::path{SIDETONE_WIRE_DIR} / "phones" / (std::string{file} + "-register-authorized.sip")));
        const auto credentials = find_credentials(message, HeaderName::Authorization, "pbx.test");
        ASSERT_TRUE(credentials) << file;
        EXPECT_EQ(credentials->username, user);
        EXPECT_EQ(
            digest_response(hasher, DigestAlgorithm::Md5, make_ha1(DigestAlgorithm::Md5, user, "pbx.test", secret),
                            "5f0c", credentials->nc_text, credentials->cnonce, "REGISTER", credentials->uri)
                .text(),
            credentials->response)
            << file;
    }
}

TEST(DigestClient, TheStrongestUsableChallengeIsPicked) {
    const auto response = [](std::string_view rows) {
        std::string text =
            "SIP/2.0 401 Unauthorized\nVia: SIP/2.0/UDP a;branch=z9hG4bKa\nFrom: <sip:a@b>;tag=1\nTo: "
            "<sip:a@b>;tag=2\nCall-ID: 1\nCSeq: 1 REGISTER\n";
        return wire_text::parsed(wire_text::wire(text.append(rows).append("\n")));
    };
    const Message both = response(
        "WWW-Authenticate: Digest realm=\"r\", nonce=\"m\", algorithm=MD5, qop=\"auth\"\n"
        "WWW-Authenticate: Digest realm=\"r\", nonce=\"s\", algorithm=SHA-256, qop=\"auth\"\n");
    EXPECT_EQ(pick_challenge(both, HeaderName::WwwAuthenticate)->nonce, "s");
    const Message odd = response(
        "WWW-Authenticate: Digest realm=\"r\", nonce=\"x\", algorithm=SHA-512-256\nWWW-Authenticate: Basic "
        "realm=\"r\"\n"
        "WWW-Authenticate: Digest realm=\"r\", nonce=\"i\", qop=\"auth-int\"\nWWW-Authenticate: Digest realm=\"r\", "
        "nonce=\"old\"\n");
    EXPECT_EQ(pick_challenge(odd, HeaderName::WwwAuthenticate)->nonce, "old");
    EXPECT_FALSE(pick_challenge(both, HeaderName::ProxyAuthenticate));
}

TEST(DigestClient, AnswersWithoutQopAreThoseOfRfc2069) {
    const auto challenge = parse_digest_challenge("Digest realm=\"r\", nonce=\"n\", opaque=\"o\"").value();
    const std::string value = answer(challenge, "u\"x", "p", "INVITE", "sip:a", "cn", 1);
    Hasher hasher;
    const auto ha1 = hasher.joined(DigestAlgorithm::Md5, {"u\"x", "r", "p"});
    const auto ha2 = hasher.joined(DigestAlgorithm::Md5, {"INVITE", "sip:a"});
    EXPECT_NE(value.find(hasher.joined(DigestAlgorithm::Md5, {ha1.text(), "n", ha2.text()}).text()), std::string::npos);
    EXPECT_NE(value.find("opaque=\"o\""), std::string::npos);
    EXPECT_EQ(value.find("qop"), std::string::npos);
    EXPECT_EQ(answer(challenge, "u\r\n", "p", "INVITE", "sip:a", "cn", 1), "");
    EXPECT_EQ(answer(challenge, "u", "p", "INVITE", "sip:a\"", "cn", 1), "");
}

}  // namespace
}  // namespace sidetone::sip
