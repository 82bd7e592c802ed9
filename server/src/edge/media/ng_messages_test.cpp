#include "edge/media/ng_messages.h"

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

namespace sidetone::media {
namespace {

constexpr std::string_view kOffer =
    "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8 0 "
    "101\r\na=rtpmap:8 PCMA/8000\r\n"
    "a=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\nm=video 4002 RTP/AVP 96\r\na=rtpmap:96 VP8/90000\r\n";

const Names kNames{"run"};

TEST(NgMessages, a_browser_is_spoken_to_with_ice_and_dtls_where_the_engine_waits) {
    const auto text = boost::json::serialize(make_offer(kNames, calls::MediaId{7}, calls::LegId{1}, {},
                                                        calls::MediaEnd{{}, calls::MediaProfile::Web}, kOffer, false));
    EXPECT_NE(text.find(R"("call-id":"run-7")"), std::string::npos);
    EXPECT_NE(text.find(R"("ICE":"force")"), std::string::npos);
    EXPECT_NE(text.find(R"("DTLS-reverse":"passive")"), std::string::npos);
    EXPECT_EQ(text.find("strict-source"), std::string::npos);
}

TEST(NgMessages, an_idle_bridge_is_offered_as_one_that_sends) {
    EXPECT_EQ(as_offer("v=0\r\na=inactive\r\na=inactivex\r\nm=a\na=inactive"),
              "v=0\r\na=sendonly\r\na=inactivex\r\nm=a\na=sendonly");
    EXPECT_EQ(as_offer(kOffer), kOffer);
}

TEST(NgMessages, no_key_of_a_leg_reaches_the_log) {
    EXPECT_EQ(fit_for_log("[17.5] WARNING: [x]: Error in packet [{\"command\":\"offer\",\"sdp\":\"a=crypto"),
              "[17.5] WARNING: [x]: Error in packet [");
    EXPECT_EQ(fit_for_log("1 AES_CM_128_HMAC_SHA1_80 inl"), "");
    EXPECT_EQ(fit_for_log("ine:c2VjcmV0\"}]"), "");
    EXPECT_EQ(fit_for_log("[17.5] ERR: SDP v=0 a=crypto:1 inline:c2VjcmV0"), "[17.5] ERR: SDP ");
    EXPECT_EQ(fit_for_log("[17.5] WARNING: Ran out of ports"), "[17.5] WARNING: Ran out of ports");
    EXPECT_EQ(fit_for_log(""), "");
}

TEST(NgMessages, a_phone_is_held_to_the_address_it_gave) {
    const auto text = boost::json::serialize(make_answer(kNames, calls::MediaId{7}, calls::LegId{1}, "leg2",
                                                         calls::MediaEnd{{}, calls::MediaProfile::Rtp}, kOffer, false));
    EXPECT_NE(text.find("strict-source"), std::string::npos);
    EXPECT_NE(text.find(R"("endpoint-learning":["heuristic"])"), std::string::npos);
    EXPECT_NE(text.find(R"("to-tag":"leg2")"), std::string::npos);
}

TEST(NgMessages, digits_are_injected_only_where_asked_for) {
    const auto with = boost::json::serialize(make_offer(kNames, calls::MediaId{7}, calls::LegId{1}, {},
                                                        calls::MediaEnd{{}, calls::MediaProfile::Rtp}, kOffer, true));
    const auto without = boost::json::serialize(make_offer(
        kNames, calls::MediaId{7}, calls::LegId{1}, {}, calls::MediaEnd{{}, calls::MediaProfile::Rtp}, kOffer, false));
    EXPECT_NE(with.find("inject-DTMF"), std::string::npos);
    EXPECT_EQ(without.find("inject-DTMF"), std::string::npos);
}

TEST(NgMessages, a_made_up_answer_has_the_audio_codecs_of_the_offer_and_sends_only) {
    const auto answer = made_up_answer(kOffer);
    EXPECT_NE(answer.find("m=audio 9 RTP/AVP 8 0 101\r\n"), std::string::npos);
    EXPECT_NE(answer.find("a=rtpmap:8 PCMA/8000\r\n"), std::string::npos);
    EXPECT_EQ(answer.find("video"), std::string::npos);
    EXPECT_TRUE(answer.ends_with("a=sendonly\r\n"));
}

TEST(NgMessages, a_stored_offer_becomes_an_answer_that_begins_dtls) {
    EXPECT_EQ(as_answer("a=setup:actpass\r\na=mid:0\r\n"), "a=setup:active\r\na=mid:0\r\n");
}

TEST(NgMessages, the_first_codec_is_named_with_and_without_an_rtpmap) {
    EXPECT_EQ(first_codec(kOffer), "PCMA");
    EXPECT_EQ(first_codec("v=0\r\nm=audio 4000 RTP/AVP 0\r\n"), "PCMU");
    EXPECT_EQ(first_codec("v=0\r\nm=video 4000 RTP/AVP 96\r\n"), "");
    EXPECT_EQ(first_codec("m=audio"), "");
}

}  // namespace
}  // namespace sidetone::media
