#include "edge/signalling/testing/exchange.h"

#include <algorithm>
#include <stdexcept>

#include "sip/auth/digest.h"

namespace sidetone::signalling::testing {

namespace {

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

}  // namespace

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
    using directory::testing::kAnna;
    using directory::testing::kTomas;
    directory_.load(directory::testing::some_users(), {},
                    {phone_of(11, kAnna, "anna-1"), phone_of(12, kTomas, "tomas-1")});
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

void ExchangeTest::talk(base::FlowId anna, base::FlowId tomas, const std::string& sdp) {
    register_phone("anna", anna);
    register_phone("tomas", tomas);
    call_tomas(anna);
    const auto invite = *find(tomas, "INVITE ");
    answer(tomas, invite, 200, "Contact: <sip:tomas@198.51.100.7:6002>\r\nAllow: INVITE, ACK, BYE, UPDATE\r\n", sdp);
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

}  // namespace sidetone::signalling::testing
