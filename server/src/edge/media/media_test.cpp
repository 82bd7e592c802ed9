// Against a real rtpengine on loopback: two RTP ends of this test exchange packets through it.
#include "edge/media/media.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <future>
#include <map>
#include <set>

#include "edge/net/testing/edge_bench.h"

#include "edge/media/engine_process.h"

namespace sidetone::media {
namespace {

/// One end of a call: a UDP socket that speaks G.711 A-law packets.
class RtpEnd {
public:
    RtpEnd() : fd_(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address);
        socklen_t length = sizeof address;
        getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &length);
        port_ = ntohs(address.sin_port);
        const timeval patience{0, 20'000};
        setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }
    ~RtpEnd() { close(fd_); }
    RtpEnd(const RtpEnd&) = delete;
    RtpEnd& operator=(const RtpEnd&) = delete;

    [[nodiscard]] std::string sdp(std::string_view direction = "sendrecv",
                                  std::string_view address = "127.0.0.1") const {
        return "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 " + std::string(address) + "\r\nt=0 0\r\nm=audio " +
               std::to_string(port_) +
               " RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=" +
               std::string(direction) + "\r\n";
    }

    /// Where the engine's SDP says this end shall send.
    void talk_to(const std::string& sdp) {
        engine_port_ = static_cast<std::uint16_t>(std::stoi(sdp.substr(sdp.find("m=audio ") + 8)));
    }

    void send(char sample) {
        std::array<char, 172> packet{};
        packet[0] = static_cast<char>(0x80);
        packet[1] = 8;
        const std::uint16_t sequence = htons(++sequence_);
        const std::uint32_t time = htonl(sequence_ * 160U);
        std::memcpy(packet.data() + 2, &sequence, 2);
        std::memcpy(packet.data() + 4, &time, 4);
        packet[11] = 1;
        std::memset(packet.data() + 12, sample, 160);
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(engine_port_);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        sendto(fd_, packet.data(), packet.size(), 0, reinterpret_cast<sockaddr*>(&to), sizeof to);
    }

    /// The next packet's payload; empty if none came within 20 ms.
    std::string receive() {
        std::array<char, 2048> buffer{};
        const auto size = recv(fd_, buffer.data(), buffer.size(), 0);
        received_type_ = size > 12 ? buffer[1] & 0x7f : -1;
        return size > 12 ? std::string(buffer.data() + 12, static_cast<std::size_t>(size) - 12) : std::string{};
    }

    /// Payload type of what receive() gave; -1: nothing came.
    [[nodiscard]] int received_type() const { return received_type_; }

private:
    int fd_;
    int received_type_ = -1;
    std::uint16_t port_ = 0;
    std::uint16_t engine_port_ = 0;
    std::uint16_t sequence_ = 0;
};

/// Some other time-out than the test's own is not needed: what never comes is the runner's to end.
bool hears(RtpEnd& from, RtpEnd& to, char sample) {
    for (int i = 0; i < 250; ++i) {
        from.send(sample);
        if (const auto payload = to.receive(); !payload.empty() && payload[0] == sample) return true;
    }
    return false;
}

bool hears_music(RtpEnd& end) {
    for (int i = 0; i < 250; ++i) {
        const auto payload = end.receive();
        // A-law silence and the tests' own sound are one value; music has many.
        if (std::set<char>(payload.begin(), payload.end()).size() > 8) return true;
    }
    return false;
}

class MediaTest : public testing::Test {
protected:
    void SetUp() override {
        MediaConfig config;
        config.sounds = SIDETONE_SOUNDS;
        config.port_min = 42000;
        config.port_max = 42200;
        // Media would try again for ever, and the test wait with it.
        const auto look = config.program + " --version >/dev/null 2>&1";
        ASSERT_EQ(std::system(look.c_str()), 0) << config.program << " does not run here; ./dev test installs it";
        auto ready = ready_.get_future();
        core_.run([&] {
            media_ = std::make_unique<Media>(config, core_.loop(), "test" + std::to_string(getpid()));
            core_.loop().add_room([this] { return media_->next_deadline(); },
                                  [this](base::Time now) { media_->on_deadline(now); });
            media_->start(
                {.done = [this](const calls::MediaDone& done) { results_.at(done.op.value).set_value(done.sdp); },
                 .lost = [this] { lost_.set_value(); },
                 .ready =
                     [this] {
                         ready_.set_value();
                         ready_ = {};
                     }});
        });
        ready.get();
    }

    void TearDown() override {
        if (media_) core_.run([this] { media_->stop(); });
        core_.stop();
    }

    calls::MediaOpId next() {
        const calls::MediaOpId op{++last_op_};
        core_.run([&] { results_[op.value] = {}; });
        return op;
    }

    base::Result<std::string> result_of(calls::MediaOpId op) {
        return core_.run([&] { return results_.at(op.value).get_future(); }).get();
    }

    std::string sdp_of(calls::MediaOpId op) {
        const auto result = result_of(op);
        EXPECT_TRUE(result) << (result ? "" : std::string(result.error().code));
        return result ? *result : std::string{};
    }

    void connect() {
        auto op = next();
        core_.run([&] { media_->offer(op, kMedia, kA, kB, a_.sdp()); });
        b_.talk_to(sdp_of(op));
        op = next();
        core_.run([&] { media_->answer(op, kMedia, kA, kB, b_.sdp()); });
        a_.talk_to(sdp_of(op));
    }

    [[nodiscard]] static pid_t engine() {
        for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
            std::ifstream file(entry.path() / "stat");
            std::string pid, name, state, parent;
            if (file >> pid >> name >> state >> parent && name.starts_with("(rtpengine") &&
                parent == std::to_string(getpid()))
                return std::stoi(pid);
        }
        return 0;
    }

    static constexpr calls::MediaId kMedia{1};
    static constexpr calls::MediaEnd kA{calls::LegId{1}};
    static constexpr calls::MediaEnd kB{calls::LegId{2}};
    net::testing::CoreThread core_;
    std::unique_ptr<Media> media_;
    std::map<std::uint64_t, std::promise<base::Result<std::string>>> results_;
    std::promise<void> lost_;
    std::promise<void> ready_;
    std::uint64_t last_op_ = 0;
    RtpEnd a_;
    RtpEnd b_;
};

TEST_F(MediaTest, two_phones_hear_each_other_through_the_engine) {
    connect();
    EXPECT_TRUE(hears(a_, b_, 'a'));
    EXPECT_TRUE(hears(b_, a_, 'b'));
    core_.run([&] { media_->release(kMedia); });
}

TEST_F(MediaTest, a_blocked_leg_is_not_heard_until_it_is_let_through_again) {
    connect();
    ASSERT_TRUE(hears(a_, b_, 'a'));
    ASSERT_TRUE(hears(b_, a_, 'b'));
    core_.run([&] { media_->block(kMedia, kA.leg, true); });
    core_.run([&] { media_->block(kMedia, kA.leg, false); });
    EXPECT_TRUE(hears(a_, b_, 'c'));
    core_.run([&] { media_->release(kMedia); });
}

TEST_F(MediaTest, a_held_phone_hears_music) {
    connect();
    ASSERT_TRUE(hears(a_, b_, 'a'));
    ASSERT_TRUE(hears(b_, a_, 'b'));
    core_.run([&] { media_->block(kMedia, kB.leg, true); });
    core_.run([&] { media_->play(kMedia, kA.leg, calls::Media::Sound::Music); });
    EXPECT_TRUE(hears_music(a_));
    core_.run([&] { media_->release(kMedia); });
}

/// A server whose sounds lie just where the engine wants them: it was started with other files open.
class MediaTestWithOpenFiles : public MediaTest {
protected:
    void SetUp() override {
        for (int fd = open("/dev/null", O_RDONLY | O_CLOEXEC); fd >= 0; fd = open("/dev/null", O_RDONLY | O_CLOEXEC)) {
            others_.push_back(fd);
            if (fd >= kFirstSoundFd - 1) break;
        }
        MediaTest::SetUp();
    }
    void TearDown() override {
        MediaTest::TearDown();
        for (const int fd : others_) close(fd);
    }
    std::vector<int> others_;
};

TEST_F(MediaTestWithOpenFiles, a_held_phone_hears_music_whatever_descriptors_are_taken) {
    ASSERT_EQ(others_.back(), kFirstSoundFd - 1);
    connect();
    ASSERT_TRUE(hears(a_, b_, 'a'));
    ASSERT_TRUE(hears(b_, a_, 'b'));
    media_->block(kMedia, kB.leg, true);
    media_->play(kMedia, kA.leg, calls::Media::Sound::Music);
    EXPECT_TRUE(hears_music(a_));
    media_->release(kMedia);
}

TEST_F(MediaTest, whatever_way_a_phone_holds_the_other_hears_music_and_speaks_again_after) {
    connect();
    ASSERT_TRUE(hears(a_, b_, 'a'));
    ASSERT_TRUE(hears(b_, a_, 'b'));
    for (const auto& hold : {b_.sdp("sendonly"), b_.sdp("inactive"), b_.sdp("sendrecv", "0.0.0.0")}) {
        auto op = next();
        core_.run([&] { media_->reoffer(op, kMedia, kB, kA, hold, a_.sdp()); });
        sdp_of(op);
        core_.run([&] { media_->block(kMedia, kB.leg, true); });
        core_.run([&] { media_->play(kMedia, kA.leg, calls::Media::Sound::Music); });
        EXPECT_TRUE(hears_music(a_)) << hold;
        core_.run([&] { media_->stop(kMedia, kA.leg); });
        core_.run([&] { media_->block(kMedia, kB.leg, false); });
        op = next();
        core_.run([&] { media_->reoffer(op, kMedia, kB, kA, b_.sdp(), a_.sdp()); });
        b_.talk_to(sdp_of(op));
        EXPECT_TRUE(hears(a_, b_, 'c')) << hold;
        EXPECT_TRUE(hears(b_, a_, 'd')) << hold;
    }
    core_.run([&] { media_->release(kMedia); });
}

TEST_F(MediaTest, digits_of_ours_arrive_as_telephone_events) {
    connect();
    ASSERT_TRUE(hears(a_, b_, 'a'));
    ASSERT_TRUE(hears(b_, a_, 'b'));
    core_.run([&] { media_->send_digits(kMedia, kA, kB, a_.sdp(), b_.sdp(), "5#"); });
    std::string events;
    for (int i = 0; i < 250 && events != "5#"; ++i) {
        a_.send('a');
        const auto payload = b_.receive();
        if (b_.received_type() != 101 || payload.empty()) continue;
        const char digit = payload[0] == 11 ? '#' : static_cast<char>('0' + payload[0]);
        if (events.empty() || events.back() != digit) events.push_back(digit);
    }
    EXPECT_EQ(events, "5#");
    EXPECT_TRUE(hears(a_, b_, 'c'));
    EXPECT_TRUE(hears(b_, a_, 'd'));
    core_.run([&] { media_->release(kMedia); });
}

TEST_F(MediaTest, a_phone_with_keys_and_one_without_are_bridged) {
    const calls::MediaEnd secure{kB.leg, calls::MediaProfile::Srtp};
    auto op = next();
    core_.run([&] { media_->offer(op, kMedia, kA, secure, a_.sdp()); });
    const auto offered = sdp_of(op);
    EXPECT_NE(offered.find(" RTP/SAVP "), std::string::npos);
    EXPECT_NE(offered.find(" AES_CM_128_HMAC_SHA1_80 inline:"), std::string::npos) << offered;
    auto answer = b_.sdp();
    answer.replace(answer.find("RTP/AVP"), 7, "RTP/SAVP");
    answer += "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5\r\n";
    op = next();
    core_.run([&] { media_->answer(op, kMedia, kA, secure, answer); });
    const auto answered = sdp_of(op);
    EXPECT_NE(answered.find(" RTP/AVP "), std::string::npos);
    EXPECT_EQ(answered.find("a=crypto"), std::string::npos);
    core_.run([&] { media_->release(kMedia); });
}

TEST_F(MediaTest, a_browser_is_offered_ice_and_dtls) {
    const calls::MediaEnd browser{kB.leg, calls::MediaProfile::Web};
    const auto op = next();
    core_.run([&] { media_->offer(op, kMedia, kA, browser, a_.sdp()); });
    const auto offered = sdp_of(op);
    for (const std::string_view part :
         {"UDP/TLS/RTP/SAVPF", "a=ice-ufrag:", "a=fingerprint:sha-256 ", "a=setup:", "a=mid:", "a=rtcp-mux"}) {
        EXPECT_NE(offered.find(part), std::string::npos) << part;
    }
    core_.run([&] { media_->release(kMedia); });
}

TEST_F(MediaTest, a_leg_alone_hears_ring_back) {
    const auto op = next();
    core_.run([&] { media_->open_single(op, kMedia, kA, a_.sdp()); });
    a_.talk_to(sdp_of(op));
    core_.run([&] { media_->play(kMedia, kA.leg, calls::Media::Sound::RingBack); });
    bool tone = false;
    for (int i = 0; i < 250 && !tone; ++i) {
        a_.send('a');
        const auto payload = a_.receive();
        tone = std::set<char>(payload.begin(), payload.end()).size() > 8;
    }
    EXPECT_TRUE(tone);
    core_.run([&] { media_->release(kMedia); });
}

TEST_F(MediaTest, an_end_that_moves_is_found_again_without_telling_the_other) {
    connect();
    ASSERT_TRUE(hears(a_, b_, 'a'));
    RtpEnd moved;
    const auto op = next();
    core_.run([&] { media_->reoffer(op, kMedia, kA, kB, moved.sdp(), b_.sdp()); });
    moved.talk_to(sdp_of(op));
    EXPECT_TRUE(hears(moved, b_, 'm'));
    EXPECT_TRUE(hears(b_, moved, 'n'));
    core_.run([&] { media_->release(kMedia); });
}

TEST_F(MediaTest, an_sdp_that_is_none_is_refused) {
    const auto op = next();
    core_.run([&] { media_->offer(op, kMedia, kA, kB, "no sdp at all"); });
    const auto result = result_of(op);
    EXPECT_FALSE(result);
}

TEST_F(MediaTest, a_killed_engine_comes_back_and_works) {
    connect();
    const auto pid = engine();
    ASSERT_NE(pid, 0);
    auto lost = core_.run([this] { return lost_.get_future(); });
    auto back = core_.run([this] { return ready_.get_future(); });
    kill(pid, SIGKILL);
    lost.get();
    back.get();
    connect();
    EXPECT_TRUE(hears(a_, b_, 'a'));
    core_.run([&] { media_->release(kMedia); });
}

}  // namespace
}  // namespace sidetone::media
