#include "sip/message/framing.h"

#include <gtest/gtest.h>

#include <vector>

#include "testing/wire_text.h"

namespace sidetone::sip {
namespace {

using Kind = StreamFramer::Kind;
using wire_text::request_text;
using wire_text::wire;

struct Seen {
    std::vector<std::string> messages;
    int pings = 0;
    std::string_view what;
    int status = 0;
};

void drain(StreamFramer& framer, Seen& seen) {
    for (;;) {
        StreamFramer::Next next = framer.next();
        if (next.kind == Kind::NeedMore) return;
        if (next.kind == Kind::Ping) ++seen.pings;
        if (next.kind == Kind::Message) seen.messages.push_back(std::move(next.bytes));
        if (next.kind == Kind::Broken) {
            seen.what = next.what;
            seen.status = next.status;
            return;
        }
    }
}

Seen feed_in_pieces(std::string_view stream, std::size_t piece, const Limits& limits = kDefaultLimits) {
    StreamFramer framer{limits};
    Seen seen;
    for (std::size_t at = 0; at < stream.size(); at += piece) {
        framer.feed(stream.substr(at, piece));
        drain(framer, seen);
    }
    return seen;
}

TEST(StreamFramer, FindsMessagesAtAnySplit) {
    const std::string first = request_text("INVITE", "Subject: a\n\tb\n", "12\r\n\r\n34");
    const std::string second = wire("BYE sip:a SIP/2.0\nl :\n  0003\nX: content-length: 9\n\nxyz");
    const std::string stream = "\r\n\r\n" + first + "\r\n\r\n" + second + "\r\n" + first + first;
    for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
        const Seen seen = feed_in_pieces(stream, piece);
        EXPECT_EQ(seen.messages, (std::vector<std::string>{first, second, first, first})) << piece;
        EXPECT_EQ(seen.pings, 2) << piece;
    }
}

TEST(StreamFramer, RandomSplitsOfALongStreamLoseNothing) {
    std::string stream;
    for (int i = 0; i < 300; ++i)
        stream += request_text("MESSAGE", "", std::string(static_cast<std::size_t>(i * 7 % 900), 'x'));
    std::uint32_t random = 1;
    StreamFramer framer;
    Seen seen;
    for (std::size_t at = 0; at < stream.size();) {
        random = random * 1664525U + 1013904223U;
        const std::size_t piece = (random >> 16U) % 3000;
        framer.feed(std::string_view{stream}.substr(at, piece));
        at += piece;
        drain(framer, seen);
    }
    EXPECT_EQ(seen.messages.size(), 300U);
    EXPECT_EQ(framer.buffered(), 0U);
}

TEST(StreamFramer, AStreamThatCannotBeFollowedIsBroken) {
    EXPECT_EQ(feed_in_pieces(wire("INVITE sip:a SIP/2.0\nVia: x\n\n"), 7).what, "Content-Length missing");
    EXPECT_EQ(feed_in_pieces(wire("INVITE sip:a SIP/2.0\nl: 1\nContent-Length: 1\n\nx"), 7).what, "Content-Length");
    EXPECT_EQ(feed_in_pieces(wire("INVITE sip:a SIP/2.0\nl: -1\n\n"), 7).what, "Content-Length");
    EXPECT_EQ(feed_in_pieces(wire("INVITE sip:a SIP/2.0\nl: 1x\n\n"), 7).what, "Content-Length");
    EXPECT_EQ(feed_in_pieces(wire("INVITE sip:a SIP/2.0\nl: 99999999999999999999999\n\n"), 7).what, "Content-Length");
    const Seen large = feed_in_pieces(wire("INVITE sip:a SIP/2.0\nl: 65536\n\n"), 7);
    EXPECT_EQ(large.what, "message too large");
    EXPECT_EQ(large.status, 513);
    EXPECT_EQ(feed_in_pieces(std::string(70000, 'a'), 1000).what, "head too large");
    for (const auto* binary : {"\x16\x03\x01", "\x80\x2e\x01", "\r\n\x7f"})
        EXPECT_EQ(feed_in_pieces(binary, 7).what, "start line");
}

TEST(StreamFramer, HoldsNoMoreThanItsBound) {
    StreamFramer framer;
    for (int i = 0; i < 1000; ++i) {
        framer.feed(std::string(1000, 'a'));
        if (framer.next().kind == Kind::Broken) break;
    }
    EXPECT_LE(framer.buffered(), 70'000U);
    framer.feed("more");
    EXPECT_EQ(framer.buffered(), 0U);
}

TEST(StreamFramer, IsInAMessageFromItsFirstByteToItsLast) {
    StreamFramer framer;
    const auto text = request_text("OPTIONS");
    framer.feed("\r\n\r\n\r\n");
    EXPECT_EQ(framer.next().kind, Kind::Ping);
    EXPECT_EQ(framer.next().kind, Kind::NeedMore);
    EXPECT_FALSE(framer.in_message());
    framer.feed(text.substr(0, 1));
    EXPECT_EQ(framer.next().kind, Kind::NeedMore);
    EXPECT_TRUE(framer.in_message());
    framer.feed(text.substr(1));
    EXPECT_EQ(framer.next().kind, Kind::Message);
    EXPECT_FALSE(framer.in_message());
}

TEST(StreamFramer, PongsAndPaddingArePassedOver) {
    const Seen seen = feed_in_pieces("\r\n" + request_text("OPTIONS") + "\r\n", 3);
    EXPECT_EQ(seen.messages.size(), 1U);
    EXPECT_EQ(seen.pings, 0);
}

}  // namespace
}  // namespace sidetone::sip
