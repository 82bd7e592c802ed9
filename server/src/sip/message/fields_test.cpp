#include "sip/message/fields.h"

#include <gtest/gtest.h>

#include "sip/message/digest_fields.h"
#include "sip/message/header_name.h"

namespace sidetone::sip {
namespace {

TEST(HeaderNames, EveryNameIsFoundInAnyCase) {
    for (std::size_t i = 1; i < kHeaderNames; ++i) {
        const auto name = static_cast<HeaderName>(i);
        std::string lowered{to_text(name)};
        for (char& c : lowered) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
        EXPECT_EQ(header_name_of(lowered), name) << lowered;
        EXPECT_EQ(header_name_of(to_text(name)), name);
        EXPECT_EQ(header_name_of(lowered + "x"), HeaderName::Unknown);
    }
    EXPECT_EQ(header_name_of("V"), HeaderName::Via);
    EXPECT_EQ(header_name_of("j"), HeaderName::Unknown);
    EXPECT_EQ(header_name_of("1"), HeaderName::Unknown);
    EXPECT_EQ(header_name_of(""), HeaderName::Unknown);
}

TEST(Fields, CSeqAndRAck) {
    EXPECT_EQ(parse_cseq("0009  INVITE")->number, 9U);
    EXPECT_EQ(parse_cseq("2147483647 BYE")->method, Method::Bye);
    for (const std::string_view bad :
         {"", "1", "INVITE", "1INVITE", "2147483648 INVITE", "-1 BYE", "+1 BYE", "1 A B", "99999999999999999999 BYE"}) {
        EXPECT_FALSE(parse_cseq(bad)) << bad;
    }
    const RAck rack = parse_rack("776656 1 INVITE").value();
    EXPECT_EQ(rack.rseq, 776656U);
    EXPECT_EQ(rack.cseq.number, 1U);
    EXPECT_FALSE(parse_rack("1 INVITE"));
}

TEST(Fields, NumbersWithWhatMayFollow) {
    EXPECT_EQ(parse_number("3600"), 3600U);
    EXPECT_EQ(parse_number("120 (in a meeting);duration=5"), 120U);
    EXPECT_EQ(parse_number("18000;duration=3600"), 18000U);
    EXPECT_FALSE(parse_number("4294967296"));
    EXPECT_FALSE(parse_number("5 5"));
    EXPECT_FALSE(parse_number(""));
}

TEST(Fields, SessionExpires) {
    EXPECT_EQ(parse_session_expires("1800;refresher=UAC")->refresher, SessionExpires::Refresher::Uac);
    EXPECT_EQ(parse_session_expires("90")->refresher, SessionExpires::Refresher::None);
    EXPECT_EQ(parse_session_expires("90 ; x=y; refresher=uas")->refresher, SessionExpires::Refresher::Uas);
    EXPECT_FALSE(parse_session_expires("x"));
    EXPECT_FALSE(parse_session_expires("90;refresher=me"));
}

TEST(Fields, ReasonEventAndReplaces) {
    const Reason reason = parse_reason("SIP ;cause=200 ;text=\"Call completed elsewhere\"").value();
    EXPECT_EQ(reason.protocol, "SIP");
    EXPECT_EQ(reason.cause, 200U);
    EXPECT_EQ(reason.text, "\"Call completed elsewhere\"");
    EXPECT_EQ(parse_token_with_params("message-summary;id=3")->token, "message-summary");
    EXPECT_EQ(parse_token_with_params("multipart/mixed;boundary=\"x;y\"")->params.find("boundary"), "\"x;y\"");
    EXPECT_FALSE(parse_token_with_params("a b"));
    EXPECT_FALSE(parse_token_with_params("text/"));
    const Replaces replaces = parse_replaces("c1@h;to-tag=t;from-tag=f;early-only").value();
    EXPECT_EQ(replaces.call_id, "c1@h");
    EXPECT_EQ(replaces.to_tag, "t");
    EXPECT_TRUE(replaces.early_only);
    EXPECT_FALSE(parse_replaces("c1@h;to-tag=t"));
}

TEST(DigestFields, CredentialsAsPhonesWriteThem) {
    const auto credentials = parse_digest_credentials(
        "Digest username=\"a\\\"b\", realm=\"r, 1\",nonce=\"n\" , uri=\"sip:x\", "
        "response=\"6629fae49393a05397450978507c4ef1\", algorithm=sha-256, "
        "cnonce=\"0a4f113b\", opaque=\"\", qop=auth, nc=0000000a, other=\"x\"");
    ASSERT_TRUE(credentials);
    EXPECT_EQ(plain(credentials->username), "a\"b");
    EXPECT_EQ(credentials->realm, "r, 1");
    EXPECT_EQ(credentials->algorithm, DigestAlgorithm::Sha256);
    EXPECT_EQ(credentials->qop, DigestQop::Auth);
    EXPECT_EQ(credentials->nc, 10U);
}

TEST(DigestFields, MalformedCredentialsAreRefused) {
    const std::string good = "Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"u\", response=\"x\"";
    EXPECT_TRUE(parse_digest_credentials(good));
    for (const std::string& bad :
         {std::string{}, std::string{"Digest"}, std::string{"Basic YTpi"}, good + ", nonce=\"m\"", good + ", qop=auth",
          good + ", qop=auth, nc=1, cnonce=\"x\"", good + ", qop=auth, nc=0000000g, cnonce=\"x\"", good + ", x",
          good + ", x=\"y", good + ", x=\"y\\\"", good + ", x=y\"z\"", good + ", x=y z",
          good.substr(0, good.size() - 14)}) {
        EXPECT_FALSE(parse_digest_credentials(bad)) << bad;
    }
}

TEST(DigestFields, Challenges) {
    const auto challenge =
        parse_digest_challenge(
            "Digest realm=\"x\", qop=\"auth-int,auth\", nonce=\"n\", stale=TRUE, algorithm=MD5, opaque=\"o\"")
            .value();
    EXPECT_TRUE(challenge.offers_auth);
    EXPECT_TRUE(challenge.stale);
    EXPECT_EQ(challenge.opaque, "o");
    EXPECT_FALSE(parse_digest_challenge("Digest realm=\"x\""));
    EXPECT_EQ(parse_digest_challenge("Digest realm=\"x\", nonce=\"n\", algorithm=SHA-512-256")->algorithm,
              DigestAlgorithm::Other);
}

}  // namespace
}  // namespace sidetone::sip
