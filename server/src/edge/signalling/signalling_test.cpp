// Registrations, calls and lost connections as phones see them on the wire: the real stack, registrar, directory and
// call control; in place of sockets the test writes what phones send and reads what they get, in place of the media
// engine one that passes every SDP on. Time is counted out.
#include "edge/signalling/signalling.h"

#include <gtest/gtest.h>

#include <deque>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/calls/calls.h"
#include "core/directory/testing/office.h"
#include "core/registrar/registrar.h"
#include "sip/auth/digest.h"
#include "testing/network/seeded_random.h"
#include "testing/network/wire_desk.h"

namespace sidetone::signalling {
namespace {

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

constexpr const char* kSystem = "pbx.example";
constexpr const char* kSdp =
    "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 5004 RTP/AVP 8\r\na=rtpmap:8 "
    "PCMA/8000\r\n";

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
    /// Both talk; the flows of both.
    void talk(base::FlowId anna, base::FlowId tomas);

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

SignallingConfig config_of_the_desk() {
    SignallingConfig config;
    config.system_name = kSystem;
    config.own_hosts = {"192.0.2.1"};
    config.nonce_key = std::string(32, 'k');
    config.endpoint.flow_grace = std::chrono::seconds{30};
    return config;
}

directory::Device phone_of(std::uint64_t id, core::UserId owner, const std::string& auth_user) {
    auto phone = directory::testing::a_phone(core::DeviceId{id}, owner, auth_user);
    const auto ha1s = sip::make_ha1s(auth_user, kSystem, "secret of " + auth_user);
    phone.ha1_md5 = ha1s.md5;
    phone.ha1_sha256 = ha1s.sha256;
    return phone;
}

void SentMessages::send(std::vector<sip::Send> messages) {
    for (auto& what : messages) {
        auto message = sip::Message::parse(std::move(what.bytes));
        if (!message) throw std::logic_error("what was sent is no SIP message");
        all.push_back({what.flow, std::move(*message)});
    }
}

ExchangeTest::ExchangeTest()
    : signalling_(config_of_the_desk(), directory_, registrar_, out_, random_, clock_),
      calls_({.system_name = kSystem}, directory_, registrar_, signalling_, engine_, engine_) {
    using namespace directory::testing;
    directory_.load(some_users(), {}, {phone_of(11, kAnna, "anna-1"), phone_of(12, kTomas, "tomas-1")});
    signalling_.set_calls(calls_);
    registrar_.changed.subscribe([this](const auto& news) { calls_.on_registration(news, clock_.now()); });
    calls_.ended.subscribe([this](const auto& news) { ended_.push_back(news); });
}

base::FlowId ExchangeTest::open_flow(sip::Transport transport) {
    const base::FlowId flow{++flows_};
    signalling_.on_flow_opened(
        {flow, transport, "192.0.2.1", 5060, "198.51.100.7", static_cast<std::uint16_t>(6000 + flows_)});
    return flow;
}

void ExchangeTest::lose(base::FlowId flow) {
    signalling_.on_flow_closed(flow);
    settle();
}

void ExchangeTest::settle() {
    for (;;) {
        signalling_.flush();
        if (engine_.done.empty()) return;
        const auto done = engine_.done.front();
        engine_.done.pop_front();
        calls_.on_media_done(done, clock_.now());
    }
}

const sip::Message& ExchangeTest::send(base::FlowId flow, const Wire& wire) {
    auto message = sip::Message::parse(wire.text());
    if (!message) throw std::invalid_argument("no SIP message: " + std::string(message.error().what));
    signalling_.on_message(flow, std::move(*message));
    settle();
    const auto* last = find(flow, "");
    if (last == nullptr) throw std::logic_error("nothing came back");
    return *last;
}

void ExchangeTest::answer(base::FlowId flow, const sip::Message& request, int status, const std::string& headers,
                          const std::string& body) {
    std::string text = "SIP/2.0 " + std::to_string(status) + " Whatever\r\n";
    for (const auto via : request.rows(sip::HeaderName::Via)) text += "Via: " + std::string(via) + "\r\n";
    text += "From: " + std::string(request.header(sip::HeaderName::From)) +
            "\r\nTo: " + std::string(request.header(sip::HeaderName::To)) +
            (request.to_tag().empty() ? ";tag=phone" : "") + "\r\nCall-ID: " + std::string(request.call_id()) +
            "\r\nCSeq: " + std::string(request.header(sip::HeaderName::CSeq)) + "\r\n" + headers;
    if (!body.empty()) text += "Content-Type: application/sdp\r\n";
    text += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    signalling_.on_message(flow, std::move(*sip::Message::parse(text)));
    settle();
}

void ExchangeTest::pass(base::Duration time) {
    for (const auto until = clock_.time + time; clock_.time < until;) {
        clock_.time = std::min(until, clock_.time + base::Duration{std::chrono::milliseconds{100}});
        signalling_.on_deadline(clock_.time);
        calls_.on_deadline(clock_.time);
        registrar_.on_deadline(clock_.time);
        settle();
    }
}

const sip::Message* ExchangeTest::find(base::FlowId flow, std::string_view start) const {
    for (auto one = out_.all.rbegin(); one != out_.all.rend(); ++one) {
        if (one->flow == flow && one->message.bytes().starts_with(start)) return &one->message;
    }
    return nullptr;
}

Wire ExchangeTest::register_of(const std::string& user, const std::string& headers) {
    Wire wire;
    wire.method = "REGISTER";
    wire.uri = std::string("sip:") + kSystem;
    wire.from = wire.to = "<sip:" + user + "@" + kSystem + ">";
    wire.from += ";tag=r";
    wire.call_id = "register " + user;
    wire.call_id[8] = '-';
    wire.cseq = ++requests_;
    wire.branch = "z9hG4bKr" + std::to_string(requests_);
    wire.headers = headers;
    return wire;
}

void ExchangeTest::add_credentials(Wire& wire, const sip::Message& challenge, const std::string& auth_user,
                                   const std::string& secret, std::uint32_t count, bool md5) {
    using sip::HeaderName;
    const bool proxy = challenge.status() == 407;
    const auto header = proxy ? HeaderName::ProxyAuthenticate : HeaderName::WwwAuthenticate;
    auto picked = sip::pick_challenge(challenge, header);
    if (!picked) throw std::logic_error("no challenge");
    if (md5) picked->algorithm = sip::DigestAlgorithm::Md5;
    wire.headers += proxy ? "Proxy-Authorization: " : "Authorization: ";
    wire.headers += sip::answer(*picked, auth_user, secret, wire.method, wire.uri, "cnonce", count) + "\r\n";
    ++wire.cseq;
    wire.branch += "a";
}

const sip::Message& ExchangeTest::register_phone(const std::string& user, base::FlowId flow,
                                                 const std::string& headers) {
    const auto contact =
        "Contact: <sip:" + user + "@198.51.100.7:" + std::to_string(6000 + flow.value) + ">" + instance_ + "\r\n";
    auto wire = register_of(user, contact + "Expires: 600\r\n" + headers);
    ++requests_;
    const auto challenge = send(flow, wire);
    add_credentials(wire, challenge, user + "-1", "secret of " + user + "-1");
    return send(flow, wire);
}

const sip::Message& ExchangeTest::call_tomas(base::FlowId flow, const std::string& headers) {
    Wire wire;
    wire.uri = std::string("sip:34@") + kSystem;
    wire.from = std::string("<sip:anna@") + kSystem + ">;tag=a";
    wire.to = "<" + wire.uri + ">";
    wire.headers = "Contact: <sip:anna@198.51.100.7:6001>\r\n" + headers;
    wire.body = kSdp;
    const auto challenge = send(flow, wire);
    EXPECT_EQ(challenge.status(), 407);
    auto ack = wire;
    ack.method = "ACK";
    ack.to = challenge.header(sip::HeaderName::To);
    ack.body = {};
    send(flow, ack);
    add_credentials(wire, challenge, "anna-1", "secret of anna-1");
    return send(flow, wire);
}

void ExchangeTest::talk(base::FlowId anna, base::FlowId tomas) {
    register_phone("anna", anna);
    register_phone("tomas", tomas);
    call_tomas(anna);
    const auto invite = *find(tomas, "INVITE ");
    answer(tomas, invite, 200, "Contact: <sip:tomas@198.51.100.7:6002>\r\nAllow: INVITE, ACK, BYE, UPDATE\r\n", kSdp);
    const auto* ok = find(anna, "SIP/2.0 200");
    ASSERT_NE(ok, nullptr);
    Wire ack;
    ack.method = "ACK";
    ack.branch = "z9hG4bKack";
    ack.uri = std::string("sip:34@") + kSystem;
    ack.from = std::string("<sip:anna@") + kSystem + ">;tag=a";
    ack.to = ok->header(sip::HeaderName::To);
    ack.cseq = ok->cseq();
    send(anna, ack);
    ASSERT_EQ(calls_.size(), 1U);
}

using directory::testing::kAnna;
using sip::HeaderName;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr core::DeviceId kAnnaPhone{11};
constexpr core::DeviceId kTomasPhone{12};
constexpr const char* kContact = "Contact: <sip:anna@198.51.100.7:6001>\r\n";

class RegistrationTest : public ExchangeTest {
protected:
    /// REGISTER of Anna's phone with the right secret.
    const sip::Message& try_to_register(const std::string& headers, const std::string& user = "anna") {
        auto wire = register_of(user, headers);
        ++requests_;
        const auto challenge = send(flow_, wire);
        add_credentials(wire, challenge, "anna-1", "secret of anna-1");
        return send(flow_, wire);
    }
    base::FlowId flow_ = open_flow();
};

TEST_F(RegistrationTest, IsChallengedAndTakenInBothAlgorithms) {
    for (const bool md5 : {false, true}) {
        auto wire = register_of("anna", kContact);
        ++requests_;
        const auto challenge = send(flow_, wire);
        ASSERT_EQ(challenge.status(), 401);
        EXPECT_FALSE(registrar_.find_binding(kAnnaPhone) && !md5);
        add_credentials(wire, challenge, "anna-1", "secret of anna-1", 1, md5);
        EXPECT_EQ(send(flow_, wire).status(), 200);
        EXPECT_TRUE(registrar_.find_binding(kAnnaPhone));
    }
}

TEST_F(RegistrationTest, WithAWrongSecretOrByAnUnknownNameIsChallengedAlike) {
    for (const auto* name : {"anna-1", "nobody-1"}) {
        auto wire = register_of("anna", kContact);
        ++requests_;
        const auto challenge = send(flow_, wire);
        add_credentials(wire, challenge, name, "wrong");
        const auto& again = send(flow_, wire);
        EXPECT_EQ(again.status(), 401);
        EXPECT_EQ(again.header(HeaderName::WwwAuthenticate).find("stale"), std::string_view::npos);
    }
    EXPECT_EQ(registrar_.size(), 0U);
}

TEST_F(RegistrationTest, WithANonceCountThatWasUsedIsChallengedAsStaleAndChangesNothing) {
    auto wire = register_of("anna", kContact);
    const auto challenge = send(flow_, wire);
    add_credentials(wire, challenge, "anna-1", "secret of anna-1");
    ASSERT_EQ(send(flow_, wire).status(), 200);
    auto replay = wire;
    replay.branch += "replay";
    replay.headers.replace(replay.headers.find("6001"), 4, "6666");
    ++replay.cseq;
    const auto& refused = send(flow_, replay);
    EXPECT_EQ(refused.status(), 401);
    EXPECT_NE(refused.header(HeaderName::WwwAuthenticate).find("stale=true"), std::string_view::npos);
    EXPECT_EQ(registrar_.find_binding(kAnnaPhone)->contact, "sip:anna@198.51.100.7:6001");
    auto next = replay;
    next.headers = kContact;
    add_credentials(next, challenge, "anna-1", "secret of anna-1", 2);
    EXPECT_EQ(send(flow_, next).status(), 200);
}

TEST_F(RegistrationTest, WithAnOldNonceIsToldSoAndWelcomeWithAFreshOne) {
    auto wire = register_of("anna", kContact);
    const auto challenge = send(flow_, wire);
    pass(minutes{11});
    auto late = wire;
    add_credentials(late, challenge, "anna-1", "secret of anna-1");
    const auto stale = send(flow_, late);
    EXPECT_EQ(stale.status(), 401);
    EXPECT_NE(stale.header(HeaderName::WwwAuthenticate).find("stale=true"), std::string_view::npos);
    auto again = late;
    again.headers = kContact;
    add_credentials(again, stale, "anna-1", "secret of anna-1");
    EXPECT_EQ(send(flow_, again).status(), 200);
}

TEST_F(RegistrationTest, WithoutQopIsMalformed) {
    auto wire =
        register_of("anna", std::string(kContact) +
                                "Authorization: Digest username=\"anna-1\", realm=\"pbx.example\", nonce=\"1\", "
                                "uri=\"sip:pbx.example\", response=\"00000000000000000000000000000000\"\r\n");
    EXPECT_EQ(send(flow_, wire).status(), 400);
}

TEST_F(RegistrationTest, OffersTheAlgorithmsInAnOrderThatThePhoneCanRead) {
    const auto algorithms = [&](const std::string& agent) {
        const auto& challenge = send(flow_, register_of("anna", kContact + ("User-Agent: " + agent + "\r\n")));
        std::string order;
        for (const auto row : challenge.rows(HeaderName::WwwAuthenticate))
            order += row.find("SHA-256") != std::string_view::npos ? 'S' : 'M';
        return order;
    };
    EXPECT_EQ(algorithms("Linphone/5.0"), "SM");
    EXPECT_EQ(algorithms("Whatever 1"), "MS");
    EXPECT_EQ(algorithms("baresip v1.0.0"), "M");
    EXPECT_EQ(algorithms("JsSIP 3"), "M");
}

TEST_F(RegistrationTest, IsForTheOwnerOfTheDeviceAlone) {
    EXPECT_EQ(try_to_register(kContact, "tomas").status(), 403);
    EXPECT_EQ(try_to_register(kContact, "10").status(), 200);
    EXPECT_EQ(try_to_register(kContact, "anna-1").status(), 200);
    EXPECT_EQ(try_to_register(kContact, "Anna").status(), 200);
}

TEST_F(RegistrationTest, WithContactsThatMakeNoSenseIsRefused) {
    EXPECT_EQ(try_to_register("Contact: <tel:+1555>\r\n").status(), 400);
    EXPECT_EQ(try_to_register("Contact: <sip:a@b>\r\nContact: <sip:c@d>\r\n").status(), 403);
    EXPECT_EQ(try_to_register("Contact: *\r\nExpires: 60\r\n").status(), 400);
    EXPECT_EQ(try_to_register("Contact: *, <sip:a@b>\r\nExpires: 0\r\n").status(), 400);
    EXPECT_EQ(registrar_.size(), 0U);
}

TEST_F(RegistrationTest, HasAnIntervalBetweenItsBoundsAndEnds) {
    const auto& brief = try_to_register(std::string(kContact) + "Expires: 5\r\n");
    EXPECT_EQ(brief.status(), 423);
    EXPECT_EQ(brief.header("Min-Expires"), "30");
    EXPECT_EQ(try_to_register("Contact: <sip:anna@198.51.100.7:6001>;expires=99999\r\n").header(HeaderName::Contact),
              "<sip:anna@198.51.100.7:6001>;expires=3600");
    EXPECT_EQ(try_to_register("Contact: <sip:anna@198.51.100.7:6001>;expires=60\r\nExpires: 90\r\n")
                  .header(HeaderName::Contact),
              "<sip:anna@198.51.100.7:6001>;expires=60");
    pass(seconds{61});
    EXPECT_EQ(registrar_.size(), 0U);
    EXPECT_FALSE(try_to_register("").has(HeaderName::Contact));
}

TEST_F(RegistrationTest, IsTakenBackByItsContactAndByTheStar) {
    for (const auto* farewell :
         {"Contact: <sip:anna@198.51.100.7:6001>;expires=0\r\n", "Contact: *\r\nExpires: 0\r\n"}) {
        ASSERT_EQ(try_to_register(kContact).status(), 200);
        ASSERT_EQ(registrar_.size(), 1U);
        EXPECT_EQ(try_to_register(farewell).status(), 200);
        EXPECT_EQ(registrar_.size(), 0U);
    }
}

TEST_F(RegistrationTest, OfADeviceTakesThePlaceOfItsLastOne) {
    try_to_register(kContact);
    const auto other = open_flow(sip::Transport::Tcp);
    EXPECT_EQ(register_phone("anna", other).status(), 200);
    EXPECT_EQ(registrar_.size(), 1U);
    EXPECT_EQ(registrar_.find_binding(kAnnaPhone)->flow, other);
    EXPECT_EQ(registrar_.find_binding(kAnnaPhone)->remote_address, "198.51.100.7:6002");
}

TEST_F(RegistrationTest, IsLostWithItsFlow) {
    const auto flow = open_flow(sip::Transport::Wss);
    register_phone("anna", flow);
    lose(flow);
    EXPECT_EQ(registrar_.size(), 0U);
}

TEST_F(RegistrationTest, OfASoftphoneWhoseSecretHasExpiredIsRefused) {
    const auto ha1s = sip::make_ha1s("anna-1", kSystem, "secret of anna-1");
    ASSERT_TRUE(directory_.set_device_secret(kAnnaPhone, ha1s.md5, ha1s.sha256, clock_.now() + minutes{1}));
    EXPECT_EQ(try_to_register(kContact).status(), 200);
    pass(minutes{2});
    EXPECT_EQ(try_to_register(kContact).status(), 401);
}

TEST_F(RegistrationTest, ThroughAProxyIsReachedByItsPath) {
    const auto anna = open_flow();
    register_phone("anna", anna);
    const auto& ok = register_phone("tomas", flow_, "Path: <sip:edge1.example;lr>, <sip:edge2.example;lr>\r\n");
    EXPECT_EQ(ok.header("Path"), "<sip:edge1.example;lr>");
    call_tomas(anna);
    const auto* invite = find(flow_, "INVITE ");
    ASSERT_NE(invite, nullptr);
    EXPECT_EQ(invite->request_uri(), "sip:tomas@198.51.100.7:6001");
    std::vector<std::string> routes;
    for (const auto route : invite->values(HeaderName::Route)) routes.emplace_back(route);
    EXPECT_EQ(routes, (std::vector<std::string>{"<sip:edge1.example;lr>", "<sip:edge2.example;lr>"}));
}

class CallTest : public ExchangeTest {
protected:
    Wire in_annas_dialog(std::string method, std::uint32_t cseq) {
        Wire wire;
        wire.method = std::move(method);
        wire.uri = std::string("sip:34@") + kSystem;
        wire.branch = "z9hG4bK" + wire.method + std::to_string(cseq);
        wire.from = std::string("<sip:anna@") + kSystem + ">;tag=a";
        wire.to = find(anna_, "SIP/2.0 200")->header(HeaderName::To);
        wire.cseq = cseq;
        return wire;
    }
    base::FlowId anna_ = open_flow(sip::Transport::Tcp);
    base::FlowId tomas_ = open_flow(sip::Transport::Wss);
};

TEST_F(CallTest, CountsItsHopsDown) {
    register_phone("anna", anna_);
    register_phone("tomas", tomas_);
    call_tomas(anna_, "Max-Forwards: 12\r\n");
    ASSERT_NE(find(tomas_, "INVITE "), nullptr);
    EXPECT_EQ(find(tomas_, "INVITE ")->number(HeaderName::MaxForwards), 11U);
    EXPECT_EQ(find(tomas_, "INVITE ")->to().uri, "sip:34@pbx.example");
}

TEST_F(CallTest, ThatMayNotBePassedOnIsRefused) {
    Wire wire;
    wire.headers += "Max-Forwards: 0\r\n";
    wire.body = kSdp;
    EXPECT_EQ(send(anna_, wire).status(), 483);
}

TEST_F(CallTest, WithoutAnOfferThatCanBeReadIsRefused) {
    for (const auto* body : {"", "v=0\r\nm=audio", "v=0\r\no=- 1 1 IN IP4 1.2.3.4\r\ns=-\r\nt=0 0\r\n"}) {
        Wire wire;
        wire.uri = std::string("sip:34@") + kSystem;
        wire.call_id = "call-" + std::to_string(++requests_);
        wire.branch += std::to_string(requests_);
        wire.body = body;
        const auto challenge = send(anna_, wire);
        add_credentials(wire, challenge, "anna-1", "secret of anna-1");
        EXPECT_EQ(send(anna_, wire).status(), 488) << body;
    }
    EXPECT_EQ(calls_.size(), 0U);
}

TEST_F(CallTest, IsEndedByByeForBothAndLeavesNoBridge) {
    talk(anna_, tomas_);
    EXPECT_EQ(engine_.open, 1U);
    EXPECT_EQ(send(anna_, in_annas_dialog("BYE", 3)).status(), 200);
    ASSERT_NE(find(tomas_, "BYE "), nullptr);
    answer(tomas_, *find(tomas_, "BYE "), 200);
    EXPECT_EQ(calls_.size(), 0U);
    EXPECT_EQ(engine_.open, 0U);
}

TEST_F(CallTest, WhoseFlowIsLostGoesOnWhenTheDeviceRegistersAgain) {
    talk(anna_, tomas_);
    lose(tomas_);
    EXPECT_FALSE(registrar_.find_binding(kTomasPhone));
    pass(seconds{20});
    EXPECT_EQ(calls_.size(), 1U);
    const auto back = open_flow(sip::Transport::Wss);
    register_phone("tomas", back);
    // It hears that it is registered, then whether it still knows the call.
    ASSERT_NE(find(back, "UPDATE "), nullptr);
    answer(back, *find(back, "UPDATE "), 200, "Contact: <sip:tomas@198.51.100.7:6002>\r\n");
    pass(seconds{60});
    EXPECT_EQ(calls_.size(), 1U);
    send(anna_, in_annas_dialog("BYE", 3));
    EXPECT_NE(find(back, "BYE "), nullptr);
}

TEST_F(CallTest, WhoseFlowIsLostEndsForTheOtherWhenTheDeviceStaysAway) {
    talk(anna_, tomas_);
    lose(tomas_);
    pass(seconds{29});
    EXPECT_EQ(find(anna_, "BYE "), nullptr);
    pass(seconds{2});
    ASSERT_NE(find(anna_, "BYE "), nullptr);
    EXPECT_NE(find(anna_, "BYE ")->header(HeaderName::Reason).find("Connection lost"), std::string_view::npos);
    ASSERT_FALSE(ended_.empty());
    EXPECT_EQ(ended_.front().cause, calls::EndCause::ConnectionLost);
    EXPECT_EQ(calls_.size(), 0U);
}

TEST_F(CallTest, OfAnotherPhoneWithTheSameSecretStaysWhereItIs) {
    talk(anna_, tomas_);
    const auto elsewhere = open_flow(sip::Transport::Wss);
    register_phone("tomas", elsewhere);
    EXPECT_EQ(find(elsewhere, "UPDATE "), nullptr);
    send(anna_, in_annas_dialog("BYE", 3));
    EXPECT_NE(find(tomas_, "BYE "), nullptr);
}

TEST_F(CallTest, OfADeviceThatRegistersOverAnotherFlowFollowsItThere) {
    instance_ = ";+sip.instance=\"<urn:uuid:1>\"";
    talk(anna_, tomas_);
    const auto elsewhere = open_flow(sip::Transport::Wss);
    register_phone("tomas", elsewhere);
    ASSERT_NE(find(elsewhere, "UPDATE "), nullptr);
    answer(elsewhere, *find(elsewhere, "UPDATE "), 200);
    lose(tomas_);
    pass(seconds{60});
    EXPECT_EQ(calls_.size(), 1U);
}

TEST_F(CallTest, ThatRingsIsLostWithTheFlowAtOnce) {
    register_phone("anna", anna_);
    register_phone("tomas", tomas_);
    call_tomas(anna_);
    ASSERT_NE(find(tomas_, "INVITE "), nullptr);
    lose(tomas_);
    EXPECT_NE(find(anna_, "SIP/2.0 480"), nullptr);
    EXPECT_EQ(calls_.size(), 0U);
}

TEST_F(CallTest, IsEndedForBothByAServerThatStops) {
    talk(anna_, tomas_);
    signalling_.refuse_new_requests();
    calls_.end_all(clock_.now());
    settle();
    EXPECT_FALSE(signalling_.is_settled());
    Wire late;
    late.call_id = "late";
    late.branch = "z9hG4bKlate";
    EXPECT_EQ(send(anna_, late).status(), 503);
    answer(anna_, *find(anna_, "BYE "), 200);
    answer(tomas_, *find(tomas_, "BYE "), 200);
    EXPECT_TRUE(signalling_.is_settled());
}

TEST_F(ExchangeTest, WhatIsNotSpokenHereIsAnsweredInTheTermsOfTheProtocol) {
    const auto flow = open_flow();
    const auto ask = [&](const char* method, const std::string& headers = {}) {
        Wire wire;
        wire.method = method;
        wire.uri = std::string("sip:anna@") + kSystem;
        wire.call_id = wire.branch = "z9hG4bK" + std::to_string(++requests_);
        wire.headers += headers;
        return send(flow, wire).status();
    };
    EXPECT_EQ(ask("OPTIONS"), 200);
    EXPECT_EQ(ask("SUBSCRIBE", "Event: presence\r\n"), 489);
    EXPECT_EQ(ask("PUBLISH", "Event: presence\r\n"), 489);
    EXPECT_EQ(ask("MESSAGE"), 405);
    EXPECT_EQ(ask("FROBNICATE"), 501);
    EXPECT_EQ(ask("BYE"), 481);
    EXPECT_EQ(ask("OPTIONS", "Require: teleport\r\n"), 420);
}

}  // namespace
}  // namespace sidetone::signalling
