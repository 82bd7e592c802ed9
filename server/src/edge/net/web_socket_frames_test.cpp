#include "edge/net/web_socket_frames.h"

#include <gtest/gtest.h>

#include "edge/net/testing/edge_bench.h"

namespace sidetone::net {
namespace {

using Kind = FrameReader::Kind;
using testing::masked_frame;

std::string read_all(const std::string& bytes, std::size_t step) {
    FrameReader reader(1000);
    std::string seen;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
        auto piece = std::string_view{bytes}.substr(at, step);
        for (auto event = reader.next(piece); event.kind != Kind::NeedMore; event = reader.next(piece)) {
            seen += "MPOCF"[static_cast<int>(event.kind) - 1] + event.payload +
                    (event.code != 0 ? std::to_string(event.code) : "") + ";";
        }
    }
    return seen;
}

TEST(WebSocketFramesTest, MessagesDoNotDependOnHowTheStreamWasCut) {
    const auto bytes = masked_frame(1, "one ", false) + masked_frame(9, "ping") + masked_frame(0, "two") +
                       masked_frame(2, std::string(300, 'x')) + masked_frame(10, "") + masked_frame(1, "") +
                       masked_frame(8, std::string("\x03\xe9", 2)) + masked_frame(1, "after");
    const auto expected = "Pping;Mone two;M" + std::string(300, 'x') + ";O;M;C1001;";
    for (std::size_t step = 1; step <= bytes.size(); ++step) EXPECT_EQ(read_all(bytes, step), expected) << step;
}

TEST(WebSocketFramesTest, LengthsAreInTheirShortestForm) {
    EXPECT_EQ(read_all(std::string("\x81\xfe\x00\x05\0\0\0\0hello", 13), 13), "F1002;");
    EXPECT_EQ(read_all(std::string("\x81\xff\0\0\0\0\0\0\xff\xff\0\0\0\0", 14), 14), "F1002;");
    EXPECT_EQ(read_all(std::string("\x81\xff\xff\0\0\0\0\0\0\0\0\0\0\0", 14), 14), "F1002;");
}

TEST(WebSocketFramesTest, ABigLengthIsRefusedBeforeItsBytesCome) {
    EXPECT_EQ(read_all(std::string("\x81\xff\0\0\0\0\x40\0\0\0\0\0\0\0", 14), 14), "F1009;");
}

TEST(WebSocketFramesTest, TextIsUtf8) {
    for (const auto* good :
         {"", "a", "\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\x93\x9e", "\xed\x9f\xbf", "\xf4\x8f\xbf\xbf"})
        EXPECT_TRUE(is_utf8(good));
    for (const auto* bad : {"\x80", "\xc0\xaf", "\xc3", "\xe2\x82", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff",
                            "\xe0\x80\x80", "\xf0\x80\x80\x80"})
        EXPECT_FALSE(is_utf8(bad));
    EXPECT_EQ(to_utf8("Ger\xe4t"), "Gert");
    EXPECT_EQ(to_utf8("Ger\xc3\xa4t"), "Ger\xc3\xa4t");
}

TEST(WebSocketFramesTest, TheAcceptKeyIsThatOfTheStandard) {
    EXPECT_EQ(accept_key("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

}  // namespace
}  // namespace sidetone::net
