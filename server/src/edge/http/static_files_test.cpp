#include "edge/http/static_files.h"

#include <gtest/gtest.h>

#include <fstream>

#include "edge/net/testing/edge_bench.h"

namespace sidetone::http {
namespace {

namespace fs = std::filesystem;

void put(const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
}

std::string header(const Answer& answer, std::string_view name) {
    for (const auto& [key, value] : answer.headers) {
        if (key == name) return value;
    }
    return {};
}

class StaticFilesTest : public ::testing::Test {
protected:
    StaticFilesTest() {
        put(folder.path() / "secret.txt", "secret");
        put(root() / "index.html", "page");
        put(root() / "sw.js", "worker");
        put(root() / "assets/a1.js", "script");
        put(root() / "assets/a1.js.br", "brotli");
        put(root() / "assets/a1.js.gz", "gzip");
        put(root() / ".env", "hidden");
        fs::create_symlink(folder.path() / "secret.txt", root() / "link.txt");
    }
    fs::path root() const { return folder.path() / "web"; }
    Answer get(const std::string& target, const std::string& encoding = {}, const std::string& tag = {}) {
        Request request;
        request.method = "GET";
        request.target = target;
        request.headers = {{"Accept-Encoding", encoding}, {"If-None-Match", tag}};
        return files.answer(request);
    }
    net::testing::TemporaryFolder folder;
    StaticFiles files{root()};
};

TEST_F(StaticFilesTest, AssetsNeverChangeAndThePageIsAskedForAlways) {
    const auto script = get("/assets/a1.js");
    EXPECT_EQ(*script.body, "script");
    EXPECT_EQ(header(script, "Content-Type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(header(script, "Cache-Control"), "public, max-age=31536000, immutable");
    const auto page = get("/?lang=de");
    EXPECT_EQ(*page.body, "page");
    EXPECT_EQ(header(page, "Cache-Control"), "no-cache");
}

TEST_F(StaticFilesTest, ThePagesOwnAddressesAreThePage) {
    EXPECT_EQ(*get("/settings/devices").body, "page");
    EXPECT_EQ(*get("/sw.js").body, "worker");
    EXPECT_EQ(get("/assets/gone.js").status, 404);
}

TEST_F(StaticFilesTest, CompressedFilesAreSentToWhoTakesThem) {
    EXPECT_EQ(*get("/assets/a1.js", "gzip, deflate, br").body, "brotli");
    EXPECT_EQ(*get("/assets/a1.js", "gzip").body, "gzip");
    EXPECT_EQ(header(get("/assets/a1.js", "gzip"), "Content-Encoding"), "gzip");
    EXPECT_EQ(header(get("/assets/a1.js", "gzip"), "Content-Type"), "text/javascript; charset=utf-8");
}

TEST_F(StaticFilesTest, WhoHasTheFileAlreadyGetsNoBytes) {
    const auto first = get("/sw.js");
    const auto again = get("/sw.js", {}, header(first, "ETag"));
    EXPECT_EQ(again.status, 304);
    EXPECT_EQ(again.body, nullptr);
    EXPECT_NE(header(get("/assets/a1.js", "br"), "ETag"), header(get("/assets/a1.js"), "ETag"));
}

TEST_F(StaticFilesTest, AChangedFileIsReadAgain) {
    EXPECT_EQ(*get("/sw.js").body, "worker");
    put(root() / "sw.js", "new worker");
    EXPECT_EQ(*get("/sw.js").body, "new worker");
}

TEST_F(StaticFilesTest, NoPathLeavesTheFolder) {
    for (const auto* target : {"/../secret.txt", "/assets/../../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt",
                               "/assets/%2e%2e%2f%2e%2e%2fsecret.txt", "/..\\secret.txt", "/a%00b", "/%", "/%zz",
                               "/.env", "secret.txt", "", "//../secret.txt"}) {
        EXPECT_EQ(get(target).status, 400) << target;
    }
    EXPECT_EQ(*get("/link.txt").body, "page");
    EXPECT_EQ(*get("//etc/passwd").body, "page");
    EXPECT_EQ(*get("/assets").body, "page");
}

}  // namespace
}  // namespace sidetone::http
