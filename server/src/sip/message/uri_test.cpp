#include "sip/message/uri.h"

#include <gtest/gtest.h>

#include "sip/message/name_addr.h"
#include "sip/message/via.h"

namespace sidetone::sip {
namespace {

bool same(std::string_view a, std::string_view b) {
    const auto left = parse_uri(a);
    const auto right = parse_uri(b);
    EXPECT_TRUE(left) << a;
    EXPECT_TRUE(right) << b;
    EXPECT_EQ(same_uri(*left, *right), same_uri(*right, *left)) << a << " " << b;
    return same_uri(*left, *right);
}

TEST(Uri, ASipUriComesApart) {
    const Uri uri = parse_uri("sips:al%20ice:pw@[2001:db8::10]:5070;transport=tcp;lr?subject=x&y=z").value();
    EXPECT_EQ(uri.scheme, Uri::Scheme::Sips);
    EXPECT_EQ(uri.user_text(), "al ice");
    EXPECT_EQ(uri.password, "pw");
    EXPECT_EQ(uri.host, "2001:db8::10");
    EXPECT_TRUE(uri.host_is_ipv6);
    EXPECT_EQ(uri.port, 5070);
    EXPECT_EQ(uri.param("transport"), "tcp");
    EXPECT_EQ(uri.param("LR"), "");
    EXPECT_EQ(uri.param("ttl"), std::nullopt);
    EXPECT_EQ(uri.headers, "subject=x&y=z");
}

TEST(Uri, TelAndOtherSchemes) {
    const Uri tel = parse_uri("tel:+1-201-555-0123;phone-context=x").value();
    EXPECT_EQ(tel.scheme, Uri::Scheme::Tel);
    EXPECT_EQ(tel.user, "+1-201-555-0123");
    EXPECT_EQ(parse_uri("http://www.example.com/a?b")->scheme, Uri::Scheme::Other);
    EXPECT_EQ(parse_uri("urn:service:sos")->scheme, Uri::Scheme::Other);
}

TEST(Uri, WhatTheGrammarRefusesIsRefused) {
    for (const std::string_view bad : {"",
                                       "sip",
                                       ":a",
                                       "sip:",
                                       "sip:@host",
                                       "sip:a@",
                                       "sip:a b@c",
                                       "sip:a@b c",
                                       "sip:a@b:0",
                                       "sip:a@b:65536",
                                       "sip:a@b:5x",
                                       "sip:a@[::1",
                                       "sip:a@[::1]x",
                                       "sip:a@[fe80::1%eth0]",
                                       "sip:a%2@b",
                                       "sip:a%zz@b",
                                       "sip:a@b;x=<y>",
                                       "sip:a@b;x=\"y\"",
                                       "<sip:a@b>",
                                       "sip:a@b>",
                                       "tel:",
                                       "tel:12 34",
                                       "tel:xyz",
                                       "http:",
                                       "http:a b",
                                       "1sip:a@b",
                                       "sip:a@b?x y"}) {
        EXPECT_FALSE(parse_uri(bad)) << bad;
    }
}

TEST(Uri, EqualityFollowsRfc3261) {
    EXPECT_TRUE(same("sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtlanTa.CoM;Transport=tcp"));
    EXPECT_FALSE(same("sip:a@b;transport=%ffx", "sip:a@b;transport=%ffy"));
    EXPECT_TRUE(same("sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5"));
    EXPECT_TRUE(same("sip:carol@chicago.com", "sip:carol@chicago.com;security=on"));
    EXPECT_TRUE(same("sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
                     "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com"));
    EXPECT_TRUE(same("sip:alice@atlanta.com?subject=project%20x&priority=urgent",
                     "sip:alice@atlanta.com?priority=urgent&subject=project%20x"));
    EXPECT_FALSE(same("SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP"));
    EXPECT_FALSE(same("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060"));
    EXPECT_FALSE(same("sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp"));
    EXPECT_FALSE(same("sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp"));
    EXPECT_FALSE(same("sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting"));
    EXPECT_FALSE(same("sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4"));
    EXPECT_FALSE(same("sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off"));
    EXPECT_FALSE(same("sip:a@b", "sips:a@b"));
    EXPECT_FALSE(same("sip:a%3Bx@b", "sip:a;x@b"));
}

TEST(Uri, TelNumbersAreComparedWithoutSeparators) {
    EXPECT_TRUE(same("tel:+1-201-555-0123", "tel:+12015550123"));
    EXPECT_FALSE(same("tel:+12015550123", "tel:2015550123"));
    EXPECT_FALSE(same("tel:123;phone-context=a", "tel:123;phone-context=b"));
}

TEST(Uri, UserPartsAreEscapedAndBack) {
    const std::string odd = "a b@c<>\"%:\r\n\xc3\xa4;x";
    const std::string escaped = escape_user(odd);
    EXPECT_EQ(escaped.find_first_of(" @<>\"\r\n"), std::string::npos);
    EXPECT_EQ(unescape(escaped), odd);
    EXPECT_TRUE(parse_uri("sip:" + escaped + "@host"));
    EXPECT_EQ(host_text("::1"), "[::1]");
    EXPECT_EQ(host_text("192.0.2.1"), "192.0.2.1");
}

TEST(NameAddr, WithAndWithoutBrackets) {
    const NameAddr bracketed = parse_name_addr("\"A \\\"B\\\" <x>\" <sip:a@b;lr?x=y>;tag=1;q=\"a;b\"").value();
    EXPECT_EQ(bracketed.display_name(), "A \"B\" <x>");
    EXPECT_EQ(bracketed.uri, "sip:a@b;lr?x=y");
    EXPECT_EQ(bracketed.tag(), "1");
    EXPECT_EQ(bracketed.params.find("q"), "\"a;b\"");
    const NameAddr bare = parse_name_addr("sip:a@b;tag=2").value();
    EXPECT_EQ(bare.uri, "sip:a@b");
    EXPECT_EQ(bare.tag(), "2");
    EXPECT_TRUE(parse_name_addr(" * ")->star);
    EXPECT_EQ(parse_name_addr("Zo\xc3\xab W <sip:a@b>")->display, "Zo\xc3\xab W");
}

TEST(NameAddr, WhatTheGrammarRefusesIsRefused) {
    for (const std::string_view bad :
         {"", "<>", "<sip:a@b", "sip:a@b?x=y", "\"x <sip:a@b>", "a, b <sip:a@b>", "<sip:a@b>x", "< sip:a@b >",
          "<sip:a@b>;;tag=1", "<sip:a@b>;tag=\"x", "<sip:a@b>;=x", "sip:a@b>;tag=1", "bob"}) {
        EXPECT_FALSE(parse_name_addr(bad)) << bad;
    }
}

TEST(NameAddr, MadeOnesCannotBreakOut) {
    EXPECT_EQ(make_name_addr("A \"B\" \\", "sip:a@b"), "\"A \\\"B\\\" \\\\\" <sip:a@b>");
    EXPECT_EQ(make_name_addr("", "sip:a@b"), "<sip:a@b>");
    EXPECT_EQ(make_name_addr("A\r\nX: y", "sip:a@b"), "");
    EXPECT_EQ(make_name_addr("A", "sip:a@b>;x"), "");
    EXPECT_EQ(make_name_addr("A", "sip:a@b\nX"), "");
}

TEST(Via, AllItsForms) {
    const Via via =
        parse_via("SIP/2.0/UDP [2001:db8::9:1]:5070;received=192.0.2.3;rport=9;branch=z9hG4bKx;alias").value();
    EXPECT_EQ(via.transport, "UDP");
    EXPECT_EQ(via.host, "2001:db8::9:1");
    EXPECT_EQ(via.port, 5070);
    EXPECT_EQ(via.sent_by, "[2001:db8::9:1]:5070");
    EXPECT_EQ(via.received(), "192.0.2.3");
    EXPECT_TRUE(via.has_rport());
    EXPECT_TRUE(via.has_magic_cookie());
    EXPECT_EQ(parse_via("SIP / 2.0 / TCP  first.example.com : 4000 ;ttl=16; branch=old")->port, 4000);
    EXPECT_FALSE(parse_via("SIP/2.0/TCP a;branch=old")->has_magic_cookie());
    EXPECT_EQ(parse_via("SIP/2.0/WSS df7jal23ls0d.invalid;branch=z9hG4bK56sdasks")->transport, "WSS");
    for (const std::string_view bad :
         {"", "SIP/2.0/UDP", "SIP/2.0/UDP ", "SIP/3.0/UDP a", "SIP/2.0 a", "SIP/2.0/UDP a b", "SIP/2.0/UDP a:0",
          "SIP/2.0/UDP a;;branch=x", "HTTP/2.0/TCP a", "SIP/2.0/UDP a;branch=\"x"}) {
        EXPECT_FALSE(parse_via(bad)) << bad;
    }
}

}  // namespace
}  // namespace sidetone::sip
