// For tests of calls: Anna and Ben with their devices, and ports that write down what they are told. The media engine
// answers when the test says engine(); devices answer when the test calls them. One thread.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <deque>
#include <sstream>
#include <string>
#include <vector>

#include "core/calls/calls.h"
#include "core/directory/directory.h"
#include "core/registrar/registrar.h"

namespace sidetone::calls::testing {

using namespace std::chrono_literals;
using registrar::Transport;

struct NoStore final : directory::DirectoryStore {
    void save_device(const directory::Device& /*device*/) override {}
    void remove_device(DeviceId /*id*/) override {}
    void save_password_hash(UserId /*id*/, const std::string& /*hash*/) override {}
};

/// Everything the ports are told, one line each, in order: "invite 2 device 21 with O1[sdp-a]".
struct Recorder final : Signalling, Media, Softphones {
    std::vector<std::string> lines;
    std::deque<MediaDone> outcomes;  ///< what the engine would answer, in order
    Invitation last_invitation;

    template <class... Words>
    void note(const Words&... words) {
        std::ostringstream line;
        const char* gap = "";
        ((line << gap << words, gap = " "), ...);
        lines.push_back(line.str());
    }
    static const char* name(EndCause cause) {
        static constexpr std::array kNames{
            "HungUp",         "Cancelled",          "Busy",          "Rejected",   "NoAnswer",
            "NotReachable",   "CompletedElsewhere", "UnknownTarget", "NotAllowed", "NotAcceptable",
            "ConnectionLost", "Overloaded",         "Failed"};
        return kNames.at(static_cast<std::size_t>(cause));
    }
    static const char* name(Direction direction) {
        static constexpr std::array kNames{"SendRecv", "SendOnly", "RecvOnly", "Inactive"};
        return kNames.at(static_cast<std::size_t>(direction));
    }
    static const char* name(MediaProfile profile) {
        static constexpr std::array kNames{"Rtp", "Srtp", "Web"};
        return kNames.at(static_cast<std::size_t>(profile));
    }

    void invite(LegId leg, const registrar::Binding& binding, const Invitation& invitation) override {
        last_invitation = invitation;
        note("invite", leg.value, "device", binding.device.value, "with",
             invitation.sdp.empty() ? "no offer" : invitation.sdp);
    }
    void replace(LegId leg, LegId replaced, const Invitation& invitation) override {
        last_invitation = invitation;
        note("replace", replaced.value, "by", leg.value, "with", invitation.sdp.empty() ? "no offer" : invitation.sdp);
    }
    void confirm(LegId leg, const std::string& sdp) override { note("confirm", leg.value, "with", sdp); }
    void ring(LegId leg) override { note("ring", leg.value); }
    void progress(LegId leg, const std::string& sdp) override { note("progress", leg.value, "with", sdp); }
    void accept(LegId leg, const std::string& sdp) override { note("accept", leg.value, "with", sdp); }
    void end(LegId leg, EndCause cause) override { note("end", leg.value, name(cause)); }
    void reoffer(LegId leg, const std::string& sdp) override { note("reoffer", leg.value, "with", sdp); }
    void accept_reoffer(LegId leg, const std::string& sdp, Direction direction) override {
        note("accept_reoffer", leg.value, "with", sdp, name(direction));
    }
    void refuse_reoffer(LegId leg, EndCause cause) override { note("refuse_reoffer", leg.value, name(cause)); }
    void talk(LegId leg) override { note("talk", leg.value); }

    void offer(MediaOpId op, MediaId media, MediaEnd from, MediaEnd to, const std::string& sdp) override {
        note("media", media.value, "offer", from.leg.value, name(from.profile), "to", to.leg.value, name(to.profile));
        outcome(op, "O", media, sdp);
    }
    void answer(MediaOpId op, MediaId media, MediaEnd from, MediaEnd to, const std::string& sdp) override {
        note("media", media.value, "answer of", to.leg.value, "for", from.leg.value);
        outcome(op, "A", media, sdp);
    }
    void reoffer(MediaOpId op, MediaId media, MediaEnd from, MediaEnd to, const std::string& sdp,
                 const std::string& sdp_of_to) override {
        note("media", media.value, "reoffer", from.leg.value, sdp, "to", to.leg.value, sdp_of_to);
        outcome(op, "R", media, sdp);
    }
    void open_single(MediaOpId op, MediaId media, MediaEnd from, const std::string& sdp) override {
        note("media", media.value, "single", from.leg.value);
        outcome(op, "S", media, sdp);
    }
    void play(MediaId media, LegId hears, Sound sound) override {
        note("media", media.value, hears.value, "hears", sound == Sound::Music ? "music" : "ring-back");
    }
    void stop(MediaId media, LegId hears) override { note("media", media.value, hears.value, "hears no sound"); }
    void block(MediaId media, LegId speaks, bool blocked) override {
        note("media", media.value, blocked ? "block" : "unblock", speaks.value);
    }
    void send_digits(MediaId media, MediaEnd from, MediaEnd to, const std::string& sdp, const std::string& sdp_of_to,
                     const std::string& digits) override {
        note("media", media.value, "digits", digits, "of", from.leg.value, sdp, "to", to.leg.value, sdp_of_to);
    }
    void release(MediaId media) override { note("media", media.value, "release"); }

    void dial(DeviceId softphone, const std::string& uri) override { note("softphone", softphone.value, "dials", uri); }
    void send_digits(DeviceId softphone, OwnCallId, const std::string& digits) override {
        note("softphone", softphone.value, "sends", digits);
    }
    void answer(DeviceId softphone, OwnCallId call) override {
        note("softphone", softphone.value, "answers", call.call.value, call.side == Side::A ? "a" : "b");
    }

private:
    void outcome(MediaOpId op, const char* kind, MediaId media, const std::string& sdp) {
        outcomes.push_back({.op = op, .sdp = kind + std::to_string(media.value) + "[" + sdp + "]"});
    }
};

class DeskTest : public ::testing::Test {
protected:
    static constexpr UserId kAnna{1};
    static constexpr UserId kBen{2};
    static constexpr DeviceId kAnnaPhone{11};
    static constexpr DeviceId kAnnaBrowser{12};
    static constexpr DeviceId kBenPhone{21};
    static constexpr DeviceId kBenBrowser{22};
    static constexpr DeviceId kBenSecure{23};  ///< a phone over TLS that takes "talk"

    DeskTest();

    void on_line(DeviceId device, Transport transport = Transport::Udp, bool takes_talk = false);
    void lose_flow(DeviceId device) { registrar_.on_flow_closed(base::FlowId{device.value}, now_); }

    /// Anna's phone calls; returns its leg.
    LegId call_from(DeviceId device, const std::string& dialled, MediaProfile profile = MediaProfile::Rtp);
    /// Anna's phone talks to Ben's phone. Legs: A = 1, B = 2.
    void talk_plainly();
    /// The engine answers all it was asked, and what follows from that.
    void engine();
    void engine_refuses(std::string_view code);
    void answered(LegId leg, const std::string& sdp) {
        calls_.on_answered({.leg = leg, .sdp = sdp, .codec = "PCMA"}, now_);
    }
    void pass(base::Duration time);

    /// The lines since the last look.
    std::vector<std::string> seen() { return std::exchange(ports_.lines, {}); }
    [[nodiscard]] bool has_seen(const std::string& line) const {
        return std::find(ports_.lines.begin(), ports_.lines.end(), line) != ports_.lines.end();
    }
    OwnCall own_of(UserId user) { return calls_.own_calls(user).at(0); }

    base::Time now_ = base::from_unix_ms(1'000'000);
    NoStore store_;
    directory::Directory directory_{store_};
    registrar::Registrar registrar_{{}, directory_};
    Recorder ports_;
    Calls calls_;
    std::vector<OwnCallEnded> ended_;
    std::vector<OwnCallChanged> changed_;
};

}  // namespace sidetone::calls::testing
