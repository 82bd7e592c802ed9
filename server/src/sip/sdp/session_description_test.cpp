#include "sip/sdp/session_description.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

constexpr std::string_view kPhone =
    "v=0\r\no=- 3 7 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 101 9 8 "
    "96\r\na=rtpmap:101 telephone-event/8000\r\n"
    "a=rtpmap:96 opus/48000/2\r\na=fmtp:101 0-15\r\nm=video 4002 RTP/AVP 99\r\na=rtpmap:99 H264/90000\r\n";

SessionDescription parsed(std::string_view text) {
    return std::move(SessionDescription::parse(text).value());
}

std::string with(std::string_view more, std::string_view connection = "192.0.2.1") {
    return "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 " + std::string{connection} +
           "\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n" + std::string{more};
}

TEST(SessionDescription, ReadsMediaAndCodecs) {
    const SessionDescription sdp = parsed(kPhone);
    ASSERT_EQ(sdp.media().size(), 2U);
    const MediaSection& audio = *sdp.audio();
    EXPECT_EQ(audio.port(), 4000);
    EXPECT_EQ(audio.protocol(), "RTP/AVP");
    const auto codecs = audio.codecs();
    ASSERT_EQ(codecs.size(), 4U);
    EXPECT_EQ(codecs[1].name, "G722");
    EXPECT_EQ(codecs[3].name, "opus");
    EXPECT_EQ(codecs[3].clock_rate, 48000U);
    EXPECT_EQ(audio.first_codec_name(), "G722");
    EXPECT_FALSE(audio.is_webrtc());
    EXPECT_EQ(sdp.version(), 7U);
}

TEST(SessionDescription, WritesBackWhatItRead) {
    EXPECT_EQ(parsed(kPhone).text(), kPhone);
    const std::string odd =
        with("i=x\r\nb=AS:64\r\nk=clear:x\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:abc\r\nz=unknown\r\n");
    EXPECT_EQ(parsed(odd).text(), odd);
    EXPECT_EQ(parsed("v=0\no=- 1 1 IN IP4 a\ns=-\nt=0 0\n\n").text(), "v=0\r\no=- 1 1 IN IP4 a\r\ns=-\r\nt=0 0\r\n");
}

TEST(SessionDescription, DirectionComesFromMediaThenSessionThenDefault) {
    EXPECT_EQ(parsed(with("")).audio_direction(), MediaDirection::SendRecv);
    EXPECT_EQ(parsed(with("a=sendonly\r\n")).audio_direction(), MediaDirection::SendOnly);
    EXPECT_EQ(parsed("v=0\r\no=- 1 1 IN IP4 a\r\ns=-\r\na=inactive\r\nm=audio 1 RTP/AVP 0\r\n").audio_direction(),
              MediaDirection::Inactive);
    EXPECT_EQ(parsed("v=0\r\no=- 1 1 IN IP4 a\r\ns=-\r\na=inactive\r\nm=audio 1 RTP/AVP 0\r\na=recvonly\r\n")
                  .audio_direction(),
              MediaDirection::RecvOnly);
    EXPECT_EQ(parsed(with("a=sendonlyx\r\na=recvonly\r\n")).audio_direction(), MediaDirection::RecvOnly);
}

TEST(SessionDescription, TheOldHoldIsUnderstoodAndIceIsNot) {
    EXPECT_EQ(parsed(with("", "0.0.0.0")).audio_direction(), MediaDirection::SendOnly);
    EXPECT_EQ(parsed(with("a=recvonly\r\n", "0.0.0.0")).audio_direction(), MediaDirection::Inactive);
    EXPECT_EQ(parsed(with("c=IN IP4 192.0.2.9\r\n", "0.0.0.0")).audio_direction(), MediaDirection::SendRecv);
    EXPECT_EQ(parsed(with("a=ice-ufrag:x\r\n", "0.0.0.0")).audio_direction(), MediaDirection::SendRecv);
}

TEST(SessionDescription, DirectionIsSetOnceForEachLivingSection) {
    SessionDescription sdp = parsed(
        "v=0\r\no=- 1 1 IN IP4 a\r\ns=-\r\na=sendonly\r\nm=audio 1 RTP/AVP 0\r\na=sendrecv\r\na=ptime:20\r\nm=video 0 "
        "RTP/AVP 99\r\n");
    sdp.set_direction(MediaDirection::Inactive);
    EXPECT_EQ(sdp.text(),
              "v=0\r\no=- 1 1 IN IP4 a\r\ns=-\r\nm=audio 1 RTP/AVP 0\r\na=ptime:20\r\na=inactive\r\nm=video 0 RTP/AVP "
              "99\r\n");
    EXPECT_EQ(reversed(MediaDirection::SendOnly), MediaDirection::RecvOnly);
    EXPECT_EQ(reversed(MediaDirection::Inactive), MediaDirection::Inactive);
}

TEST(SessionDescription, OtherMediaIsRefusedOrTakenOut) {
    SessionDescription answer = parsed(kPhone);
    answer.reject_all_but_audio();
    EXPECT_EQ(answer.media()[0].port(), 4000);
    EXPECT_EQ(answer.media()[1].port(), 0);
    SessionDescription offer = parsed(
        "v=0\r\no=- 1 1 IN IP4 a\r\ns=-\r\na=group:BUNDLE v0 a0\r\na=group:LS v0 a0\r\nm=video 9 UDP/TLS/RTP/SAVPF "
        "99\r\na=mid:v0\r\n"
        "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:a0\r\n");
    EXPECT_TRUE(offer.audio()->is_webrtc());
    offer.remove_all_but_audio();
    EXPECT_EQ(offer.text(),
              "v=0\r\no=- 1 1 IN IP4 a\r\ns=-\r\na=group:BUNDLE a0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:a0\r\n");
}

TEST(SessionDescription, AttributesAreReplacedInPlace) {
    SessionDescription sdp = parsed(with("a=setup:actpass\r\na=mid:0\r\na=setup:active\r\n"));
    MediaSection& audio = sdp.media().front();
    audio.set_attribute("setup", "passive");
    audio.set_attribute("rtcp-mux", "");
    audio.remove_attribute("mid");
    EXPECT_EQ(sdp.text(), with("a=setup:passive\r\na=rtcp-mux\r\n"));
    EXPECT_EQ(audio.attribute("rtcp-mux"), "");
    EXPECT_EQ(audio.attribute("mid"), std::nullopt);
}

TEST(SessionDescription, ComparesApartFromTheVersion) {
    SessionDescription changed = parsed(kPhone);
    changed.set_version(8);
    EXPECT_EQ(changed.version(), 8U);
    EXPECT_TRUE(same_media(kPhone, changed.text()));
    changed.set_direction(MediaDirection::SendOnly);
    EXPECT_FALSE(same_media(kPhone, changed.text()));
    EXPECT_FALSE(same_media("x", "y"));
    EXPECT_TRUE(same_media("x", "x"));
}

TEST(SessionDescription, WhatIsNoSdpIsRefused) {
    const std::string good = with("");
    for (const std::string& bad :
         {std::string{}, std::string{"v=1\r\n"}, std::string{"o=- 1 1 IN IP4 a\r\n"}, std::string{"v=0\r\ns=-\r\n"},
          good + "x\r\n", good + "=\r\n", good + "A=b\r\n", good + "\r\nm=audio 1 RTP/AVP 0\r\n",
          good + "m=audio 70000 RTP/AVP 0\r\n", good + "m=audio 1 RTP/AVP\r\n", good + "m=audio x RTP/AVP 0\r\n",
          good + "m=audio -1 RTP/AVP 0\r\n", good + "m=a@b 1 RTP/AVP 0\r\n", good + "c=IN IP5 x\r\n", good + "c=\r\n",
          good + "a=x\ry\r\n", good + "v=0\r\n", good + std::string{"a=\0\r\n", 6}, good + "o=- 1 1 IN IP4 a\r\n"}) {
        EXPECT_FALSE(SessionDescription::parse(bad)) << bad;
    }
}

TEST(SessionDescription, BoundsAreKept) {
    std::string attributes;
    for (int i = 0; i < 1100; ++i) attributes += "a=x\r\n";
    EXPECT_EQ(SessionDescription::parse(with(attributes)).error().what, "too many SDP attributes");
    std::string media;
    for (int i = 0; i < 65; ++i) media += "m=audio 1 RTP/AVP 0\r\n";
    EXPECT_EQ(SessionDescription::parse(with(media)).error().what, "too many media lines");
    EXPECT_EQ(SessionDescription::parse(with("a=" + std::string(70000, 'x'))).error().what, "SDP too large");
}

TEST(SessionDescription, WithoutAudioThereIsNone) {
    const SessionDescription sdp = parsed("v=0\r\no=- 1 1 IN IP4 a\r\ns=-\r\nm=video 1 RTP/AVP 99\r\n");
    EXPECT_EQ(sdp.audio(), nullptr);
    EXPECT_EQ(sdp.audio_direction(), MediaDirection::Inactive);
    EXPECT_TRUE(parsed("v=0\r\no=- 1 1 IN IP4 a\r\ns=-\r\nm=audio 1 RTP/SAVP 0\r\n").audio()->is_sdes());
}

}  // namespace
}  // namespace sidetone::sip
