#include "sip/message/builder.h"

#include <gtest/gtest.h>

#include "testing/wire_text.h"

namespace sidetone::sip {
namespace {

using wire_text::parsed;
using wire_text::request_text;
using wire_text::wire;

TEST(Builder, ARequestIsWrittenAsGiven) {
    Builder builder = Builder::request("MESSAGE", "sip:bob@example.com");
    builder.via("TLS", "2001:db8::1", 5061, "z9hG4bKx").header(HeaderName::MaxForwards, 70);
    builder.tagged(HeaderName::From, "<sip:a@b>", "t1")
        .tagged(HeaderName::To, "<sip:c@d>", "")
        .header(HeaderName::CallId, "x@y");
    builder.cseq(3, "MESSAGE").header("X-Own", "yes");
    EXPECT_TRUE(builder.ok());
    EXPECT_EQ(std::move(builder).finish("text/plain", "hello"),
              wire("MESSAGE sip:bob@example.com SIP/2.0\nVia: SIP/2.0/TLS "
                   "[2001:db8::1]:5061;branch=z9hG4bKx;rport\nMax-Forwards: 70\n"
                   "From: <sip:a@b>;tag=t1\nTo: <sip:c@d>\nCall-ID: x@y\nCSeq: 3 MESSAGE\nX-Own: yes\nContent-Type: "
                   "text/plain\n"
                   "Content-Length: 5\n\nhello"));
}

TEST(Builder, AResponseCopiesWhatRfc3261Says) {
    const Message request = parsed(
        request_text("INVITE", "Record-Route: <sip:p1;lr>, <sip:p2;lr>\nVia: SIP/2.0/TCP second, SIP/2.0/UDP third\n"));
    const std::string response = Builder::response_from(request, 200, {}, "b9").finish();
    EXPECT_EQ(response,
              wire("SIP/2.0 200 OK\nVia: SIP/2.0/UDP 192.0.2.1:5062;branch=z9hG4bK77;rport\nVia: SIP/2.0/TCP second, "
                   "SIP/2.0/UDP third\n"
                   "Record-Route: <sip:p1;lr>, <sip:p2;lr>\nFrom: \"Anna\" <sip:anna@example.com>;tag=a1\n"
                   "To: <sip:bob@example.com>;tag=b9\nCall-ID: c1@192.0.2.1\nCSeq: 7 INVITE\nContent-Length: 0\n\n"));
    EXPECT_EQ(Builder::response_from(request, 404, {}, "b9").finish().find("Record-Route"), std::string::npos);
    EXPECT_EQ(Builder::response_from(request, 100, {}, "b9").finish().find("tag=b9"), std::string::npos);
}

TEST(Builder, AToTagThatIsThereStays) {
    std::string text = request_text("BYE");
    text.insert(text.find("\r\nCall-ID"), ";tag=old");
    const Message response = parsed(Builder::response_from(parsed(text), 200, {}, "new").finish());
    EXPECT_EQ(response.to_tag(), "old");
}

TEST(Builder, ReceivedAndRportSayWhereItCameFrom) {
    const Source elsewhere{"198.51.100.7", 40000};
    const Message response = parsed(Builder::response_from(parsed(request_text()), 100, {}, {}, &elsewhere).finish());
    EXPECT_EQ(response.header(HeaderName::Via),
              "SIP/2.0/UDP 192.0.2.1:5062;branch=z9hG4bK77;received=198.51.100.7;rport=40000");
    std::string plain_via = request_text();
    plain_via.erase(plain_via.find(";rport"), 6);
    const Source same{"192.0.2.1", 5062};
    EXPECT_EQ(parsed(Builder::response_from(parsed(plain_via), 100, {}, {}, &same).finish()).header(HeaderName::Via),
              "SIP/2.0/UDP 192.0.2.1:5062;branch=z9hG4bK77");
    std::string forged = request_text();
    forged.insert(forged.find(";rport"), ";received=6.6.6.6");
    EXPECT_EQ(parsed(Builder::response_from(parsed(forged), 100, {}, {}, &same).finish()).top_via().received(),
              "192.0.2.1");
}

TEST(Builder, NothingBreaksOutOfAHeader) {
    for (const std::string_view evil : {"a\r\nX-Evil: 1", "a\nX-Evil: 1", "a\r", "\n"}) {
        Builder builder = Builder::request("INVITE", "sip:a@b");
        builder.header(HeaderName::Subject, evil)
            .header("X-Own", evil)
            .tagged(HeaderName::To, evil, "x")
            .tagged(HeaderName::From, "<sip:a@b>", evil);
        builder.via("UDP", evil, 1, "z9hG4bKx").via("UDP", "a", 1, evil).cseq(1, evil).header(evil, "x");
        EXPECT_FALSE(builder.ok());
        EXPECT_EQ(std::move(builder).finish(evil, "b"), wire("INVITE sip:a@b SIP/2.0\nContent-Length: 1\n\nb"));
    }
    EXPECT_FALSE(Builder::request("INVITE", "sip:a@b SIP/2.0\r\nX: y").ok());
    EXPECT_FALSE(Builder::request("IN VITE", "sip:a@b").ok());
    EXPECT_FALSE(Builder::request("INVITE", "sip:a@b").header("Content-Length", "5").ok());
    EXPECT_EQ(Builder::response(200, "O\r\nK").ok(), false);
}

TEST(Builder, ARefusalAnswersWhatCouldNotBeParsed) {
    const auto result = Message::parse(request_text("OPTIONS", "Max-Forwards: 71\n"));
    ASSERT_FALSE(result);
    const Source source{"198.51.100.7", 9};
    const Message response = parsed(refusal_of(result.error(), "t9", &source));
    EXPECT_EQ(response.status(), 400);
    EXPECT_EQ(response.reason(), "Bad Request (a header twice that may be there once)");
    EXPECT_EQ(response.to_tag(), "t9");
    EXPECT_EQ(response.top_via().params.find("rport"), "9");
    EXPECT_EQ(refusal_of(salvage(request_text("ACK"), "x", 400), "t"), "");
}

TEST(Builder, PhrasesOfUnknownStatusesAreThoseOfTheirClass) {
    EXPECT_EQ(reason_phrase(486), "Busy Here");
    EXPECT_EQ(reason_phrase(499), "Bad Request");
    EXPECT_EQ(reason_phrase(699), "Declined");
    EXPECT_EQ(reason_phrase(99), "");
}

}  // namespace
}  // namespace sidetone::sip
