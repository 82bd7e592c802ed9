#include "edge/media/ng_messages.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

namespace sidetone::media {
namespace {

constexpr std::string_view kOffer =
    "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8 0 "
    "101\r\na=rtpmap:8 PCMA/8000\r\n"
    "a=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\nm=video 4002 RTP/AVP 96\r\na=rtpmap:96 VP8/90000\r\n";

const Names kNames{"run"};
const calls::MediaEnd kPhone{calls::LegId{1}, calls::MediaProfile::Rtp};
const calls::MediaEnd kBrowser{calls::LegId{2}, calls::MediaProfile::Web};

TEST(NgMessages, a_browser_is_spoken_to_with_ice_and_dtls_where_the_engine_waits) {
    const auto text = make_offer(kNames, {calls::MediaId{7}, kPhone, kBrowser, {}, false}, kOffer);
    EXPECT_NE(text.find(R"("call-id":"run-7")"), std::string::npos);
    EXPECT_NE(text.find(R"("ICE":"force")"), std::string::npos);
    EXPECT_NE(text.find(R"("DTLS-reverse":"passive")"), std::string::npos);
}

TEST(NgMessages, every_command_is_json_whatever_is_in_the_sdp) {
    for (const auto receiver : {calls::MediaProfile::Rtp, calls::MediaProfile::Srtp, calls::MediaProfile::Web}) {
        for (const std::string_view sdp : {kOffer, std::string_view("s=\"quoted\" \\ \x01\t\r\n")}) {
            const Speech speech{calls::MediaId{7}, kPhone, {calls::LegId{2}, receiver}, "server7", true};
            for (const auto& text : {make_offer(kNames, speech, sdp), make_answer(kNames, speech, sdp)}) {
                boost::system::error_code error;
                const auto value = boost::json::parse(text, error);
                ASSERT_FALSE(error) << text;
                EXPECT_EQ(value.at("call-id"), "run-7");
                EXPECT_EQ(value.at("to-tag"), "server7");
                EXPECT_EQ(value.at("sdp").as_string(), sdp);
            }
        }
    }
    EXPECT_EQ(make_delete(kNames, calls::MediaId{7}), R"({"command":"delete","call-id":"run-7","delete-delay":0})");
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

TEST(NgMessages, a_phone_is_held_to_the_address_it_gave_and_a_browser_may_change_its_own) {
    const auto phone = make_answer(kNames, {calls::MediaId{7}, kPhone, kBrowser, {}, false}, kOffer);
    EXPECT_NE(phone.find("strict-source"), std::string::npos);
    EXPECT_NE(phone.find(R"("endpoint-learning":["heuristic"])"), std::string::npos);
    EXPECT_NE(phone.find(R"("from-tag":"leg2")"), std::string::npos);
    EXPECT_NE(phone.find(R"("to-tag":"leg1")"), std::string::npos);
    const auto browser = make_offer(kNames, {calls::MediaId{7}, kBrowser, kPhone, {}, false}, kOffer);
    EXPECT_EQ(browser.find("strict-source"), std::string::npos);
}

TEST(NgMessages, opus_is_for_browsers_and_the_last_choice_of_phones) {
    const auto phone = make_offer(kNames, {calls::MediaId{7}, kBrowser, kPhone, {}, false}, kOffer);
    EXPECT_NE(phone.find(R"("mask":["opus"])"), std::string::npos);
    const auto browser = make_offer(kNames, {calls::MediaId{7}, kBrowser, kBrowser, {}, false}, kOffer);
    EXPECT_EQ(browser.find(R"("mask")"), std::string::npos);
}

TEST(NgMessages, digits_are_injected_only_where_asked_for) {
    const auto with = make_offer(kNames, {calls::MediaId{7}, kPhone, kBrowser, {}, true}, kOffer);
    const auto without = make_offer(kNames, {calls::MediaId{7}, kPhone, kBrowser, {}, false}, kOffer);
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

TEST(NgMessages, a_browser_is_named_no_source) {
    const std::string sdp = "v=0\r\nm=audio 1 RTP/AVP 8\r\na=ssrc:1 cname:x\r\na=sendrecv\r\n";
    EXPECT_EQ(without_sources(sdp), "v=0\r\nm=audio 1 RTP/AVP 8\r\na=sendrecv\r\n");
    const auto sent = [&](const calls::MediaEnd& to) {
        return make_answer(kNames, {calls::MediaId{7}, kPhone, to, {}, false}, sdp);
    };
    EXPECT_EQ(sent(kBrowser).find("a=ssrc"), std::string::npos);
    EXPECT_NE(sent(kPhone).find("a=ssrc"), std::string::npos);
}

TEST(NgMessages, a_stored_offer_does_not_bring_opus_into_a_running_call_of_a_phone) {
    EXPECT_EQ(
        with_opus_last("v=0\r\nm=audio 1 RTP/AVP 96 9 8 101\r\na=rtpmap:96 opus/48000/2\r\na=rtpmap:9 G722/8000\r\n"),
        "v=0\r\nm=audio 1 RTP/AVP 9 8 101 96\r\na=rtpmap:96 opus/48000/2\r\na=rtpmap:9 G722/8000\r\n");
    EXPECT_EQ(with_opus_last("m=audio 1 RTP/AVP 96\r\na=rtpmap:96 opus/48000/2\r\n"),
              "m=audio 1 RTP/AVP 96\r\na=rtpmap:96 opus/48000/2\r\n");
    EXPECT_EQ(with_opus_last("m=audio 1\r\na=rtpmap:9\r\n"), "m=audio 1\r\na=rtpmap:9\r\n");
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
