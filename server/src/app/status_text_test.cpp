#include "app/status_text.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

namespace sidetone::app {
namespace {

boost::json::object status(const std::string& state, const std::string& ailments, const std::string& figures) {
    return boost::json::parse(R"({"name":"pbx.example","version":"0.1.0","state":")" + state + R"(","ailments":[)" +
                              ailments + R"(],"startedAt":1000,"now":3700000,"figures":{)" + figures + "}}")
        .as_object();
}

TEST(StatusText, BeginsWithTheStateAndWhatNeedsSomebody) {
    const auto page =
        status_text(status("degraded", "\"media\"", R"("sidetone_certificate_expiry_timestamp_seconds":90100)"), false);
    EXPECT_TRUE(
        page.starts_with("Sidetone 0.1.0, pbx.example: degraded, up 1 h 1 min\n"
                         "  The media does not work; see the log.\n"
                         "  The certificate ends in 1 d.\n"))
        << page;
}

TEST(StatusText, SaysNothingOfACertificateThatIsGoodForLong) {
    const auto page =
        status_text(status("ready", "", R"("sidetone_certificate_expiry_timestamp_seconds":9000000)"), false);
    EXPECT_EQ(page.find("certificate"), std::string::npos) << page;
    EXPECT_NE(status_text(status("ready", "", R"("sidetone_certificate_expiry_timestamp_seconds":3700)"), false)
                  .find("The certificate has ended."),
              std::string::npos);
}

TEST(StatusText, AddsUpAFamilyAndListsItsParts) {
    const auto page = status_text(
        status("ready", "",
               R"("sidetone_registrations{transport=\"udp\"}":12,"sidetone_registrations{transport=\"tls\"}":0,)"
               R"("sidetone_sip_messages_dropped_total{reason=\"malformed\"}":3,)"
               R"("sidetone_sip_messages_dropped_total{reason=\"no_flow\"}":0)"),
        false);
    EXPECT_NE(page.find("  Registrations                   12   udp 12, tls 0\n"), std::string::npos) << page;
    EXPECT_NE(page.find("  Messages dropped                 3   malformed 3\n"), std::string::npos) << page;
}

TEST(StatusText, ShowsMessagesBothWaysAndLeavesOutThoseThatNeverCame) {
    const auto page = status_text(status("ready", "",
                                         R"("sidetone_sip_requests_received_total{method=\"INVITE\"}":7,)"
                                         R"("sidetone_sip_requests_received_total{method=\"REFER\"}":0,)"
                                         R"("sidetone_sip_requests_sent_total{method=\"INVITE\"}":11,)"
                                         R"("sidetone_sip_requests_sent_total{method=\"REFER\"}":0)"),
                                  false);
    EXPECT_NE(page.find("    INVITE                         7          11\n"), std::string::npos) << page;
    EXPECT_EQ(page.find("REFER"), std::string::npos) << page;
}

TEST(StatusText, HasNoColourUnlessItIsAskedFor) {
    EXPECT_EQ(status_text(status("ready", "", ""), false).find('\x1b'), std::string::npos);
    EXPECT_NE(status_text(status("ready", "", ""), true).find("\x1b[32mready\x1b[0m"), std::string::npos);
}

TEST(StatusText, NamesTheTwoLargestUnitsOfATime) {
    EXPECT_EQ(duration_text(0), "0 s");
    EXPECT_EQ(duration_text(59), "59 s");
    EXPECT_EQ(duration_text(60), "1 min");
    EXPECT_EQ(duration_text(3661), "1 h 1 min");
    EXPECT_EQ(duration_text(41 * 86400 + 2 * 3600 + 59), "41 d 2 h");
}

}  // namespace
}  // namespace sidetone::app
