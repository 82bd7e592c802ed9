// Every input that was worth keeping goes through its target again, in the ordinary test build.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "fuzz/targets.h"

namespace sidetone::fuzz {
namespace {

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

void replay(void (*target)(std::string_view), const std::string& folder) {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{folder}) {
        if (!entry.is_regular_file()) continue;
        SCOPED_TRACE(entry.path().string());
        target(read_file(entry.path()));
        ++count;
    }
    EXPECT_GT(count, 0U) << folder;
}

const std::string kCorpus = SIDETONE_CORPUS_DIR;

TEST(FuzzCorpus, Dns) {
    replay(fuzz_dns, kCorpus + "/dns");
}
TEST(FuzzCorpus, Message) {
    replay(fuzz_message, kCorpus + "/message");
    replay(fuzz_message, SIDETONE_WIRE_DIR);
}
TEST(FuzzCorpus, Framing) {
    replay(fuzz_framing, kCorpus + "/framing");
}
TEST(FuzzCorpus, Uri) {
    replay(fuzz_uri, kCorpus + "/uri");
}
TEST(FuzzCorpus, Sdp) {
    replay(fuzz_sdp, kCorpus + "/sdp");
}
TEST(FuzzCorpus, Digest) {
    replay(fuzz_digest, kCorpus + "/digest");
}
TEST(FuzzCorpus, Endpoint) {
    replay(fuzz_endpoint, kCorpus + "/endpoint");
}
TEST(FuzzCorpus, Dialog) {
    replay(fuzz_dialog, kCorpus + "/dialog");
}
TEST(FuzzCorpus, Recording) {
    replay(fuzz_recording, kCorpus + "/recording");
}
TEST(FuzzCorpus, Exchange) {
    replay(fuzz_exchange, kCorpus + "/exchange");
}
TEST(FuzzCorpus, WebSocket) {
    replay(fuzz_web_socket, kCorpus + "/web_socket");
}
TEST(FuzzCorpus, Session) {
    replay(fuzz_session, kCorpus + "/session");
}
TEST(FuzzCorpus, Http) {
    replay(fuzz_http, kCorpus + "/http");
}
TEST(FuzzCorpus, Media) {
    replay(fuzz_media, kCorpus + "/sdp");
    replay(fuzz_media, kCorpus + "/media");
}
TEST(FuzzCorpus, SdpFacts) {
    replay(fuzz_sdp_facts, kCorpus + "/sdp");
    replay(fuzz_sdp_facts, kCorpus + "/sdp_facts");
}
TEST(FuzzCorpus, Stun) {
    replay(fuzz_stun, kCorpus + "/stun");
}
TEST(FuzzCorpus, Text) {
    replay(fuzz_text, kCorpus + "/text");
}
TEST(FuzzCorpus, Config) {
    replay(fuzz_config, kCorpus + "/config");
}

}  // namespace
}  // namespace sidetone::fuzz
