// SIP over real sockets on loopback, for tests of the transports: what they tell the core strand is kept in order, and
// what the strand would send is sent from the test.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "edge/net/crypto.h"
#include "edge/net/sip_transport.h"
#include "edge/net/testing/edge_bench.h"

namespace sidetone::net::testing {

struct News {
    std::string what;  ///< opened, message, malformed, closed
    base::FlowId flow;
    sip::FlowInfo info;
    std::string bytes;
};

class RecordingSink final : public SipSink {
public:
    void on_flow_opened(const sip::FlowInfo& flow) override { news.push({"opened", flow.id, flow, {}}); }
    void on_message(base::FlowId flow, sip::Message&& message) override {
        news.push({"message", flow, {}, message.bytes()});
    }
    void on_malformed(base::FlowId flow, const sip::ParseFailure& failure) override {
        news.push({"malformed", flow, {}, std::string(failure.what)});
    }
    void on_flow_closed(base::FlowId flow) override { news.push({"closed", flow, {}, {}}); }
    Inbox<News> news;
};

inline std::string options(const std::string& branch, const std::string& body = {}) {
    return "OPTIONS sip:pbx.example SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1:5070;branch=z9hG4bK" + branch +
           "\r\nMax-Forwards: 70\r\nFrom: <sip:anna@pbx.example>;tag=1\r\nTo: <sip:pbx.example>\r\nCall-ID: " + branch +
           "\r\nCSeq: 1 OPTIONS\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

class SipBench : public ::testing::Test {
protected:
    explicit SipBench(ConnectionLimits limits = {.open = 100}) : threads(2, limits, clock) {}

    void open(SipTransportConfig config) {
        threads.start();
        transport = std::make_unique<SipTransport>(std::move(config), threads, &tls, core.loop(), random);
        transport->set_sink(sink);
        core.run([this] { transport->start(); });
    }
    void open(sip::Transport kind, const std::string& address = "127.0.0.1") {
        SipTransportConfig config;
        config.listen = {{kind, address, 0}};
        open(std::move(config));
    }
    void TearDown() override {
        core.run([this] { transport->stop(); });
        threads.stop();
        core.stop();
    }
    std::uint16_t port() const { return transport->listening().front().port; }
    void send(base::FlowId flow, const std::string& bytes) {
        core.run([&] { transport->send({{flow, bytes}}); });
    }
    SipTransportCounters counters() {
        return core.run([this] { return transport->counters(); });
    }
    void trust(base::FlowId flow) {
        core.run([&] { transport->trust(flow); });
    }
    News next(const std::string& what) {
        auto news = sink.news.take();
        EXPECT_EQ(news.what, what) << news.bytes;
        return news;
    }

    TemporaryFolder folder;
    RealClock clock;
    CoreThread core;
    OsRandom random;
    TlsContext tls{make_certificate(folder.path())};
    NetThreads threads;
    RecordingSink sink;
    std::unique_ptr<SipTransport> transport;
};

}  // namespace sidetone::net::testing
