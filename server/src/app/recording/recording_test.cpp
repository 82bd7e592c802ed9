#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "app/recording/blanks.h"
#include "app/recording/journal.h"
#include "app/recording/replay.h"

namespace sidetone::app::recording {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

/// Recordings that are kept: each was a fault, or could be one.
class Recordings : public ::testing::TestWithParam<fs::path> {};

TEST_P(Recordings, HappenAgainByteForByte) {
    const auto outcome = replay(read_file(GetParam()), "any");
    EXPECT_TRUE(outcome.same()) << GetParam() << " line " << outcome.line << "\nthen: " << outcome.expected
                                << "\nnow:  " << outcome.got;
    EXPECT_GT(outcome.entries, 30U);
    EXPECT_GT(outcome.decisions, 50U);
}

// The state of a recording's begin is complete: whenever it had begun, it would have gone on the same.
TEST_P(Recordings, GoOnTheSameFromTheStateAfterAnyTurn) {
    const auto outcome = replay(read_file(GetParam()), "any", {.renew = true});
    EXPECT_TRUE(outcome.same()) << GetParam() << " line " << outcome.line << "\nthen: " << outcome.expected
                                << "\nnow:  " << outcome.got;
}

TEST_P(Recordings, TellWhereADecisionDiffers) {
    auto text = read_file(GetParam());
    const auto at = text.find("\n> sip ");
    ASSERT_NE(at, std::string::npos);
    const auto line_end = text.find('\n', at + 1);
    auto& digit = text[text.rfind(' ', line_end) - 1];  // the last of the hash
    digit = digit == '0' ? '1' : '0';
    const auto outcome = replay(text, "any");
    EXPECT_EQ(outcome.line,
              static_cast<std::size_t>(std::count(text.begin(), text.begin() + static_cast<long>(at), '\n')) + 2);
    EXPECT_NE(outcome.expected, outcome.got);

    const auto accepted = replay(text, "any", {.accept = true}).accepted;
    EXPECT_EQ(accepted, read_file(GetParam()));
}

TEST_P(Recordings, BrokenOffAnywhereAreReplayedAsFarAsTheyGoOrRefused) {
    const auto text = read_file(GetParam());
    for (std::size_t size = 0; size < text.size(); size += 997) {
        try {
            (void)replay(std::string_view(text).substr(0, size), "any");
        } catch (const std::runtime_error& error) {
            EXPECT_NE(std::string_view(error.what()), "");
        }
    }
}

std::vector<fs::path> kept() {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(RECORDINGS)) {
        if (entry.path().extension() == ".rec") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

INSTANTIATE_TEST_SUITE_P(Kept, Recordings, ::testing::ValuesIn(kept()),
                         [](const auto& one) { return one.param.stem().string(); });

TEST(Blanks, TakeEverySecretOutOfAMessageAndNothingElse) {
    const std::string body =
        "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 5004 RTP/SAVP 8\r\n"
        "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2VjcmV0a2V5c2VjcmV0=|2^31|1:1\r\na=ice-pwd:verysecretpassword\r\n";
    const std::string text =
        "INVITE sip:12@pbx.example SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa\r\nFrom: "
        "<sip:11@pbx.example>;tag=1\r\n"
        "To: <sip:12@pbx.example>\r\nCall-ID: 1\r\nUser-Agent: response=kept\r\nCSeq: 1 INVITE\r\nContact: "
        "<sip:11@192.0.2.1>\r\n"
        "Proxy-Authorization: Digest username=\"anna-1\", realm=\"pbx\", nonce=\"n0\", uri=\"sip:12@pbx\", "
        "Response=\"0123456789ABCDEF0123456789abcdef\", algorithm=MD5, qop=auth, nc=00000001, cnonce=\"c0\"\r\n"
        "Content-Type: application/sdp\r\nContent-Length: " +
        std::to_string(body.size()) + "\r\n\r\n" + body;
    const auto message = sip::Message::parse(text);
    ASSERT_TRUE(message);
    Journal journal(nullptr);
    const Blanks blanks(42);
    Journal blanked(&blanks);
    blanked.message(base::from_unix_ms(1), base::FlowId{7}, *message);
    journal.message(base::from_unix_ms(1), base::FlowId{7}, *message);
    const auto before = journal.take();
    const auto after = blanked.take();
    EXPECT_EQ(before.size(), after.size());
    for (const auto* secret : {"0123456789ABCDEF", "abcdef\"", "c2VjcmV0", "verysecret"}) {
        EXPECT_NE(before.find(secret), std::string::npos) << secret;
        EXPECT_EQ(after.find(secret), std::string::npos) << secret;
    }
    for (const auto* known :
         {"response=kept", "username=\"anna-1\"", "nonce=\"n0\"", "cnonce=\"c0\"", "=|2^31|1:1\r\n", "inline:"})
        EXPECT_NE(after.find(known), std::string::npos) << known;
    EXPECT_TRUE(sip::Message::parse(after.substr(after.find("INVITE"))));
}

TEST(Blanks, EqualSecretsStayEqualAndOthersDiffer) {
    const Blanks blanks(7);
    std::string sdp = "a=ice-pwd:one\r\na=ice-pwd:one\r\na=ice-pwd:two\r\n";
    blanks.blank_sdp(sdp.data(), sdp.size());
    EXPECT_EQ(sdp.substr(10, 3), sdp.substr(25, 3));
    EXPECT_NE(sdp.substr(10, 3), sdp.substr(40, 3));
    EXPECT_NE(sdp.substr(10, 3), "one");
}

TEST(Blanks, BodiesThatAreNoSdpAndTypedDigitsAreNotKept) {
    const Blanks blanks(7);
    Journal journal(&blanks);
    const auto message = sip::Message::parse(
        "MESSAGE sip:12@pbx.example SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa\r\nFrom: "
        "<sip:11@pbx>;tag=1\r\nTo: "
        "<sip:12@pbx>\r\nCall-ID: 1\r\nCSeq: 1 MESSAGE\r\nContent-Type: text/plain\r\nContent-Length: "
        "13\r\n\r\nbetween us two");
    ASSERT_TRUE(message);
    journal.message(base::from_unix_ms(1), base::FlowId{7}, *message);
    journal.in(base::from_unix_ms(1), "send_digits", Digits{"4711#"});
    const auto text = journal.take();
    EXPECT_EQ(text.find("between"), std::string::npos);
    EXPECT_NE(text.find("\r\n\r\nxxxxxxxxxxxxx\n"), std::string::npos);
    EXPECT_NE(text.find("send_digits 5555#\n"), std::string::npos);
}

TEST(Journal, AnyTextIsAFieldAndBack) {
    for (const std::string text : {"", "plain", "with spaces and % and \r\n\t", "\x7f\xc3\xa4", "%"}) {
        Journal journal(nullptr);
        journal.in({}, "kind", text);
        const auto line = journal.take();
        EXPECT_EQ(std::count(line.begin(), line.end(), ' '), 1);
        const auto field = line.substr(5, line.size() - 6);
        EXPECT_EQ(decode_field(field), text);
    }
    EXPECT_EQ(decode_field("%4"), std::nullopt);
    EXPECT_EQ(decode_field("a%zz"), std::nullopt);
}

TEST(Replay, RefusesWhatIsNoRecording) {
    EXPECT_THROW((void)replay("", "any"), std::runtime_error);
    EXPECT_THROW((void)replay("sidetone recording 1\nrandom 00\nbegin\n", "any"), std::runtime_error);
    EXPECT_THROW((void)replay("sidetone recording 1\nstate AAAA\nbegin\n", "any"), std::runtime_error);
    EXPECT_THROW((void)replay("sidetone recording 1\nbegin\nmsg 1 18446744073709551615\nx\n", "any"),
                 std::runtime_error);
    EXPECT_THROW((void)replay("sidetone recording 1\nbegin\nmsg 1 99\nx\n", "any"), std::runtime_error);
    EXPECT_THROW((void)replay("sidetone recording 1\nbegin\nsomething else\n", "any"), std::runtime_error);
}

}  // namespace
}  // namespace sidetone::app::recording
