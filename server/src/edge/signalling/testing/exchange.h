// An exchange for tests: the real stack, registrar, directory and call control; in place of sockets the test writes
// what phones send and reads what they get, in place of the media engine stands one that passes every SDP on. Time is
// counted out. One thread.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/calls/calls.h"
#include "core/directory/testing/office.h"
#include "core/registrar/registrar.h"
#include "edge/signalling/signalling.h"
#include "testing/network/seeded_random.h"
#include "testing/network/wire_desk.h"

namespace sidetone::signalling::testing {

using sidetone::testing::SeededRandom;
using sidetone::testing::Wire;

class CountedClock final : public base::Clock {
public:
    [[nodiscard]] base::Time now() const override { return time; }
    base::Time time{std::chrono::hours{24 * 365 * 56}};
};

class PassingEngine final : public calls::Media, public calls::Softphones {
public:
    std::deque<calls::MediaDone> done;
    std::size_t open = 0;  ///< bridges

    void offer(calls::MediaOpId op, calls::MediaId media, calls::MediaEnd, calls::MediaEnd,
               const std::string& sdp) override {
        open += seen_.insert(media.value).second ? 1 : 0;
        done.push_back({.op = op, .sdp = sdp});
    }
    void answer(calls::MediaOpId op, calls::MediaId, calls::MediaEnd, calls::MediaEnd,
                const std::string& sdp) override {
        done.push_back({.op = op, .sdp = sdp});
    }
    void reoffer(calls::MediaOpId op, calls::MediaId, calls::MediaEnd, calls::MediaEnd, const std::string&,
                 const std::string& sdp_of_to) override {
        done.push_back({.op = op, .sdp = sdp_of_to});
    }
    void open_single(calls::MediaOpId op, calls::MediaId media, calls::MediaEnd, const std::string& sdp) override {
        open += seen_.insert(media.value).second ? 1 : 0;
        done.push_back({.op = op, .sdp = sdp});
    }
    void play(calls::MediaId, calls::LegId, Sound) override {}
    void stop(calls::MediaId, calls::LegId) override {}
    void block(calls::MediaId, calls::LegId, bool) override {}
    void send_digits(calls::MediaId, calls::MediaEnd, calls::MediaEnd, const std::string&, const std::string&,
                     const std::string&) override {}
    void release(calls::MediaId) override { --open; }
    void dial(core::DeviceId, const std::string&) override {}
    void answer(core::DeviceId, calls::OwnCallId) override {}
    void send_digits(core::DeviceId, calls::OwnCallId, const std::string&) override {}

private:
    std::set<std::uint64_t> seen_;
};

class SentMessages final : public net::SipOut {
public:
    struct One {
        base::FlowId flow;
        sip::Message message;
    };
    std::vector<One> all;
    void send(std::vector<sip::Send> messages) override;
};

inline constexpr const char* kSystem = "pbx.example";
inline constexpr const char* kSdp =
    "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 5004 RTP/AVP 8\r\na=rtpmap:8 "
    "PCMA/8000\r\n";
inline constexpr const char* kWebSdp =
    "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF "
    "8\r\na=fingerprint:sha-256 00\r\na=rtpmap:8 PCMA/8000\r\n";
inline constexpr const char* kContact = "Contact: <sip:anna@198.51.100.7:6001>\r\n";
inline constexpr core::DeviceId kAnnaPhone{11};
inline constexpr core::DeviceId kTomasPhone{12};

class ExchangeTest : public ::testing::Test {
protected:
    ExchangeTest();

    base::FlowId open_flow(sip::Transport transport = sip::Transport::Udp);
    void lose(base::FlowId flow);
    /// A phone sends it; the last message it gets back on that flow.
    const sip::Message& send(base::FlowId flow, const Wire& wire);
    /// Answers `request` (which we sent) on its flow.
    void answer(base::FlowId flow, const sip::Message& request, int status, const std::string& headers = {},
                const std::string& body = {});
    void pass(base::Duration time);
    void settle();

    /// The last message sent on the flow that begins so; null if there is none.
    const sip::Message* find(base::FlowId flow, std::string_view start) const;

    Wire register_of(const std::string& user, const std::string& headers);
    /// Adds credentials for the challenge, as `auth_user`.
    static void add_credentials(Wire& wire, const sip::Message& challenge, const std::string& auth_user,
                                const std::string& secret, std::uint32_t count = 1, bool md5 = false);
    /// Registers "<user>-1" over the flow; the answer.
    const sip::Message& register_phone(const std::string& user, base::FlowId flow, const std::string& headers = {});
    /// Anna's phone calls Tomas: INVITE, challenge, INVITE. Further headers of both.
    const sip::Message& call_tomas(base::FlowId flow, const std::string& headers = {});
    /// Both talk; the flows of both, and what Tomas' device answers.
    void talk(base::FlowId anna, base::FlowId tomas, const std::string& sdp = kSdp);

    CountedClock clock_;
    SeededRandom random_{7};
    directory::testing::RememberingStore store_;
    directory::Directory directory_{store_};
    registrar::Registrar registrar_{{}, directory_};
    PassingEngine engine_;
    SentMessages out_;
    Signalling signalling_;
    calls::Calls calls_;
    std::vector<calls::OwnCallEnded> ended_;
    std::string instance_;  ///< parameter of the phones' Contact
    std::uint64_t flows_ = 0;
    std::uint32_t requests_ = 0;
};

}  // namespace sidetone::signalling::testing
