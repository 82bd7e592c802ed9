#include "edge/metrics/status.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <charconv>
#include <map>
#include <set>
#include <sstream>

#include "edge/metrics/figures.h"

namespace sidetone::metrics {
namespace {

Sources some_sources() {
    Sources sources;
    sources.version = "0.1.0";
    sources.media_works = true;
    sources.certificate_expires = base::from_unix_ms(1'800'000'000'000);
    sources.registrations = {3, 0, 5, 0, 4};
    sources.calls = {.setting_up = 1, .established = 2, .started = 114};
    sources.sip.invites = 6;
    sources.sip.dialogs = 4;
    sources.sip.received.note_request(sip::Method::Register);
    sources.sip.received.note_request(sip::Method::Other);
    sources.sip.sent.note_response(401);
    sources.sip.drop(sip::Drop::NoTransaction);
    sources.transport.malformed = 9;
    sources.net.closed_slow = 2;
    sources.digest_wrong = 14;
    sources.strangers_ignored = 3;
    return sources;
}

std::map<std::string, double> by_name(const base::Figures& figures) {
    std::map<std::string, double> all;
    for (const auto& figure : figures) EXPECT_TRUE(all.emplace(base::name_of(figure), figure.value).second);
    return all;
}

TEST(Figures, AreWhatTheRoomsSay) {
    const auto figures = by_name(figures_of(some_sources()));
    EXPECT_EQ(figures.at("sidetone_build_info{version=\"0.1.0\"}"), 1);
    EXPECT_EQ(figures.at("sidetone_part_up{part=\"media\"}"), 1);
    EXPECT_EQ(figures.at("sidetone_part_up{part=\"store\"}"), 0);
    EXPECT_EQ(figures.at("sidetone_certificate_expiry_timestamp_seconds"), 1'800'000'000);
    EXPECT_EQ(figures.at("sidetone_registrations{transport=\"tls\"}"), 5);
    EXPECT_EQ(figures.at("sidetone_calls{state=\"established\"}"), 2);
    EXPECT_EQ(figures.at("sidetone_calls_started_total"), 114);
    EXPECT_EQ(figures.at("sidetone_sip_invites_in_progress"), 2);
    EXPECT_EQ(figures.at("sidetone_sip_requests_received_total{method=\"REGISTER\"}"), 1);
    EXPECT_EQ(figures.at("sidetone_sip_requests_received_total{method=\"other\"}"), 1);
    EXPECT_EQ(figures.at("sidetone_sip_responses_sent_total{class=\"4xx\"}"), 1);
    EXPECT_EQ(figures.at("sidetone_sip_messages_dropped_total{reason=\"no_transaction\"}"), 1);
    EXPECT_EQ(figures.at("sidetone_sip_messages_dropped_total{reason=\"malformed\"}"), 9);
    EXPECT_EQ(figures.at("sidetone_connections_closed_total{reason=\"slow_reader\"}"), 2);
    EXPECT_EQ(figures.at("sidetone_logins_refused_total{reason=\"digest_wrong\"}"), 14);
    EXPECT_EQ(figures.at("sidetone_sip_messages_dropped_total{reason=\"stranger_limit\"}"), 3);
}

TEST(Figures, OfTheProcessAreThoseOfThisOne) {
    base::Figures figures;
    add_process_figures(figures, base::from_unix_ms(5000));
    const auto all = by_name(figures);
    EXPECT_EQ(all.at("process_start_time_seconds"), 5);
    EXPECT_GT(all.at("process_cpu_seconds_total"), 0);
    EXPECT_GT(all.at("process_resident_memory_bytes"), 1e6);
}

TEST(Figures, AMessageOfOursIsCountedByItsFirstLine) {
    sip::MessageCounters sent;
    sent.note("SIP/2.0 180 Ringing\r\n");
    sent.note("SIP/2.0 ");
    sent.note("SIP/2.0 x");
    sent.note("INVITE sip:anna@pbx.example SIP/2.0\r\n");
    sent.note("FROBNICATE sip:anna@pbx.example SIP/2.0\r\n");
    sent.note("");
    EXPECT_EQ(sent.responses[1], 1U);
    EXPECT_EQ(sent.requests[static_cast<std::size_t>(sip::Method::Invite)], 1U);
    EXPECT_EQ(sent.requests[static_cast<std::size_t>(sip::Method::Other)], 2U);
}

bool is_name(std::string_view text) {
    return !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos;
}

/// "name value" or "name{label="value"} value"; what stands before the value, or empty if the line is none of both.
std::string sample_of(const std::string& line, std::string& family) {
    const auto space = line.rfind(' ');
    if (space == std::string::npos) return {};
    double value = 0;
    const auto* const end = line.data() + line.size();
    const auto read = std::from_chars(line.data() + space + 1, end, value);
    if (read.ec != std::errc{} || read.ptr != end || value < 0) return {};
    const auto name = line.substr(0, space);
    const auto brace = name.find('{');
    family = name.substr(0, brace);
    if (!is_name(family)) return {};
    if (brace == std::string::npos) return name;
    const auto equals = name.find("=\"", brace);
    if (equals == std::string::npos || !is_name(name.substr(brace + 1, equals - brace - 1))) return {};
    const auto label = name.substr(equals + 2);
    return label.size() > 2 && label.find_first_of("\"\\") == label.size() - 2 && label.ends_with("\"}") ? name : "";
}

/// The rules of the format and of naming: prometheus.io/docs/instrumenting/exposition_formats, .../practices/naming.
TEST(PrometheusText, KeepsToTheFormatAndTheRulesOfNaming) {
    auto figures = figures_of(some_sources());
    add_process_figures(figures, base::from_unix_ms(0));
    std::set<std::string> families;
    std::set<std::string> samples;
    std::string family;
    std::istringstream lines(prometheus_text(figures));
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("# HELP ")) {
            family = line.substr(7, line.find(' ', 7) - 7);
            EXPECT_TRUE(is_name(family) && line.ends_with(".")) << line;
            EXPECT_TRUE(families.insert(family).second) << "said twice: " << family;
        } else if (line.starts_with("# TYPE ")) {
            const auto* kind = family.ends_with("_total") ? "counter" : "gauge";
            EXPECT_EQ(line, "# TYPE " + family + " " + kind) << "it follows the help";
        } else {
            std::string own;
            const auto sample = sample_of(line, own);
            ASSERT_FALSE(sample.empty()) << line;
            EXPECT_EQ(own, family);
            EXPECT_TRUE(samples.insert(sample).second) << "given twice: " << line;
        }
    }
    EXPECT_EQ(samples.size(), figures.size());
    EXPECT_GT(families.size(), 20U);
}

TEST(PrometheusText, EscapesWhatALabelMustNotHave) {
    constexpr base::FigureFamily kFamily{"a_b", base::FigureFamily::Kind::Gauge, "Help.", "c"};
    const base::Figure figure{&kFamily, "x\"\\\ny", 0.5};
    EXPECT_EQ(prometheus_text({figure}), "# HELP a_b Help.\n# TYPE a_b gauge\na_b{c=\"x\\\"\\\\\\ny\"} 0.5\n");
}

TEST(JsonText, HasTheSameNamesAndNumbers) {
    Status status{.name = "pbx.example", .version = "0.1.0", .ailments = {"media"}};
    status.figures = figures_of(some_sources());
    const auto json = boost::json::parse(json_text(status)).as_object();
    EXPECT_EQ(json.at("state"), "degraded");
    EXPECT_EQ(json.at("ailments").at(0), "media");
    for (const auto& [name, value] : by_name(status.figures))
        EXPECT_EQ(json.at("figures").at(name).to_number<double>(), value) << name;
    status.ailments.clear();
    EXPECT_EQ(boost::json::parse(json_text(status)).at("state"), "ready");
    status.stopping = true;
    EXPECT_EQ(boost::json::parse(json_text(status)).at("state"), "stopping");
}

}  // namespace
}  // namespace sidetone::metrics
