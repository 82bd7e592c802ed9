// The messages of RFC 4475 and RFC 5118 and what the parser makes of each: the column "parser" of
// testing/wire/torture.json.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <set>

#include "sip/message/message.h"
#include "sip/message/parse_failure.h"
#include "testing/wire_text.h"

namespace sidetone::sip {
namespace {

const std::filesystem::path kWire = SIDETONE_WIRE_DIR;

struct Torture {
    std::filesystem::path file;
    std::string name;
    std::string verdict;
};

std::vector<Torture> torture() {
    std::vector<Torture> all;
    const auto table = boost::json::parse(wire_text::read_file(kWire / "torture.json"));
    for (const auto& one : table.at("messages").as_array()) {
        const std::string name = one.at("name").as_string().c_str();
        const auto folder = kWire / ("rfc" + std::to_string(one.at("rfc").as_int64()));
        all.push_back({folder / (name + ".sip"), name, one.at("parser").as_string().c_str()});
    }
    return all;
}

/// "request METHOD", "response STATUS", "refuse STATUS" for what is answered if it can be, "drop".
std::string verdict_of(const ParseResult& result) {
    if (!result) return result.error().is_request ? "refuse " + std::to_string(result.error().status) : "drop";
    return result->is_request() ? "request " + std::string(result->method_text())
                                : "response " + std::to_string(result->status());
}

TEST(Torture, EveryMessageGetsItsVerdictOfTheParser) {
    for (const auto& one : torture()) {
        const auto result = Message::parse(wire_text::read_file(one.file));
        EXPECT_EQ(verdict_of(result), one.verdict) << one.name << (result ? "" : result.error().what);
    }
}

TEST(Torture, EveryFileIsInTheTableAndEachOnce) {
    std::set<std::filesystem::path> files;
    for (const auto* folder : {"rfc4475", "rfc5118"}) {
        for (const auto& entry : std::filesystem::directory_iterator{kWire / folder}) files.insert(entry.path());
    }
    const auto listed = torture();
    EXPECT_EQ(files.size(), listed.size());
    for (const auto& one : listed) EXPECT_EQ(files.erase(one.file), 1U) << one.name;
}

TEST(Torture, APortWithinTheBracketsIsPartOfTheAddress) {
    const auto uri_of = [](const char* name) {
        const auto message = Message::parse(wire_text::read_file(kWire / "rfc5118" / name));
        return std::string(message->request_uri());
    };
    const auto ambiguous = uri_of("port-ambiguous.sip");
    EXPECT_EQ(parse_uri(ambiguous)->host, "2001:db8::10:5070");
    EXPECT_EQ(parse_uri(ambiguous)->port, 0);
    const auto clear = uri_of("port-unambiguous.sip");
    EXPECT_EQ(parse_uri(clear)->host, "2001:db8::10");
    EXPECT_EQ(parse_uri(clear)->port, 5070);
}

}  // namespace
}  // namespace sidetone::sip
