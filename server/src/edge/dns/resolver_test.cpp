// With a real DNS server on loopback.
#include "edge/dns/resolver.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <future>

#include "edge/dns/testing/dns_server.h"
#include "edge/net/crypto.h"
#include "edge/net/shard.h"
#include "edge/net/testing/edge_bench.h"

namespace sidetone::dns {
namespace {

using sip::location::Failure;
using testing::DnsServer;

const std::vector<std::string> kZone{
    "--local=/example/",
    "--local-ttl=60",
    "--naptr-record=pbx.example,10,10,s,SIPS+D2T,,_sips._tcp.pbx.example",
    "--naptr-record=pbx.example,20,10,s,SIP+D2T,,_sip._tcp.pbx.example",
    "--naptr-record=pbx.example,30,10,s,SIP+D2U,,_sip._udp.pbx.example",
    "--srv-host=_sips._tcp.pbx.example,one.example,5071,10,100",
    "--srv-host=_sips._tcp.pbx.example,two.example,5072,20,100",
    "--srv-host=_sip._tcp.pbx.example,two.example,5070,10,100",
    "--srv-host=_sip._udp.plain.example,two.example,5090,10,100",
    "--host-record=one.example,192.0.2.1,2001:db8::1",
    "--host-record=two.example,192.0.2.2",
    "--cname=alias.example,two.example",
};

/// Takes questions and does not answer.
class SilentServer {
public:
    SilentServer() {
        address_.sin_family = AF_INET;
        address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address_;
        EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&address_), size), 0);
        ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address_), &size);
    }
    ~SilentServer() { ::close(socket_); }
    SilentServer(const SilentServer&) = delete;
    SilentServer& operator=(const SilentServer&) = delete;
    [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(ntohs(address_.sin_port)); }
    void wait_question() const {
        std::array<char, 512> question{};
        EXPECT_GT(::recv(socket_, question.data(), question.size(), 0), 12);
    }

private:
    const int socket_ = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_in address_{};
};

class ResolverTest : public ::testing::Test {
protected:
    ResolverTest() { threads.start(); }
    ~ResolverTest() override {
        resolver.reset();
        threads.stop();
        core.stop();
    }
    void open(ResolverConfig config) {
        resolver = std::make_unique<Resolver>(threads.shard(0), core.loop(), clock, std::make_unique<net::OsRandom>(),
                                              std::move(config));
    }
    void open(const DnsServer& server) {
        ResolverConfig config;
        config.servers = server.address();
        open(std::move(config));
    }
    Located locate(const std::string& uri) {
        std::promise<Located> found;
        resolver->resolve(uri, [&found](Located located) { found.set_value(std::move(located)); });
        return found.get_future().get();
    }
    std::string targets(const std::string& uri) {
        std::string text;
        for (const auto& one : locate(uri).targets) {
            const auto* transport = one.transport == sip::Transport::Udp   ? "udp"
                                    : one.transport == sip::Transport::Tcp ? "tcp"
                                                                           : "tls";
            text +=
                (text.empty() ? "" : " ") + std::string(transport) + ":" + one.address + ":" + std::to_string(one.port);
        }
        return text;
    }
    net::testing::RealClock clock;
    net::testing::CoreThread core;
    net::NetThreads threads{1, 10, clock};
    std::unique_ptr<Resolver> resolver;
};

TEST_F(ResolverTest, ADomainLeadsToItsServersByTransportAndPriority) {
    const DnsServer server(kZone);
    open(server);
    EXPECT_EQ(targets("sip:pbx.example"), "tls:192.0.2.1:5071 tls:2001:db8::1:5071 tls:192.0.2.2:5072");
    EXPECT_EQ(targets("sip:pbx.example;transport=tcp"), "tcp:192.0.2.2:5070");
    EXPECT_EQ(targets("sip:plain.example"), "udp:192.0.2.2:5090");
    EXPECT_EQ(targets("sip:one.example:5080"), "udp:192.0.2.1:5080 udp:2001:db8::1:5080");
    EXPECT_EQ(targets("sip:alias.example"), "udp:192.0.2.2:5060");
    EXPECT_EQ(targets("sip:192.0.2.9"), "udp:192.0.2.9:5060");
    const auto nothing = locate("sip:nobody.example");
    EXPECT_TRUE(nothing.targets.empty());
    EXPECT_FALSE(nothing.failed);
    EXPECT_TRUE(locate("not a uri").targets.empty());
}

TEST_F(ResolverTest, WhatIsKnownIsNotAskedAgainNorIsWhatIsNotThere) {
    DnsServer server(kZone);
    open(server);
    const auto first = targets("sip:pbx.example");
    EXPECT_TRUE(locate("sip:nobody.example:5060").targets.empty());
    const auto asked = resolver->counters().asked;
    EXPECT_EQ(asked, 8U);  // NAPTR, SRV, two hosts of two families, and one that is not there
    server.stop();
    EXPECT_EQ(targets("sip:pbx.example"), first);
    EXPECT_FALSE(locate("sip:nobody.example:5060").failed);
    EXPECT_EQ(resolver->counters().asked, asked);
    EXPECT_EQ(resolver->counters().cached, 8U);
}

TEST_F(ResolverTest, ManyWhoAskTheSameAtOnceAskOnce) {
    const DnsServer server(kZone);
    open(server);
    net::testing::Inbox<std::size_t> found;
    // Nothing is read before all have asked.
    std::promise<void> go;
    auto held = go.get_future();
    threads.shard(0).post([&held] { held.wait(); });
    for (int i = 0; i < 200; ++i)
        resolver->resolve("sip:pbx.example", [&found](const Located& located) { found.push(located.targets.size()); });
    go.set_value();
    for (int i = 0; i < 200; ++i) EXPECT_EQ(found.take(), 3U);
    EXPECT_EQ(resolver->counters().asked, 6U);
}

TEST_F(ResolverTest, ADnsThatDoesNotAnswerIsAFailureAndNotAskedForEachCall) {
    ResolverConfig config;
    config.servers = "127.0.0.1:" + std::to_string(testing::free_port());
    config.patience = std::chrono::milliseconds{50};
    open(std::move(config));
    const auto located = locate("sip:pbx.example");
    EXPECT_TRUE(located.targets.empty());
    EXPECT_TRUE(located.failed);
    const auto asked = resolver->counters().asked;
    EXPECT_EQ(resolver->counters().failed, asked);
    EXPECT_TRUE(locate("sip:pbx.example").failed);
    EXPECT_EQ(resolver->counters().asked, asked);
}

TEST_F(ResolverTest, WhatTheMachineKnowsItselfIsNotAsked) {
    const SilentServer server;
    ResolverConfig config;
    config.servers = server.address();
    config.location.ipv6 = false;
    open(std::move(config));
    EXPECT_EQ(targets("sip:localhost:5080"), "udp:127.0.0.1:5080");
    EXPECT_EQ(resolver->counters().asked, 0U);
}

TEST_F(ResolverTest, LargeAnswersComeOverTcp) {
    auto zone = kZone;
    for (int i = 0; i < 60; ++i) {
        const auto host = "a-host-with-a-long-name-number-" + std::to_string(i) + ".example";
        zone.push_back("--srv-host=_sip._udp.large.example," + host + ",5060," + std::to_string(i) + ",0");
        zone.push_back("--host-record=" + host + ",10.0.0." + std::to_string(i));
    }
    const DnsServer server(zone);
    ResolverConfig config;
    config.servers = server.address();
    config.location.max_hosts = 100;
    config.location.max_targets = 100;
    open(std::move(config));
    const auto located = locate("sip:large.example;transport=udp");
    ASSERT_EQ(located.targets.size(), 60U);
    for (std::size_t i = 0; i < 60; ++i) EXPECT_EQ(located.targets[i].address, "10.0.0." + std::to_string(i));
}

TEST_F(ResolverTest, TargetsThatFailedAreTriedLast) {
    const DnsServer server(kZone);
    open(server);
    const auto all = locate("sip:pbx.example").targets;
    resolver->report(all[0], Failure::Timeout);
    EXPECT_EQ(targets("sip:pbx.example"), "tls:2001:db8::1:5071 tls:192.0.2.2:5072 tls:192.0.2.1:5071");
    resolver->report_answer(all[0]);
    EXPECT_EQ(targets("sip:pbx.example"), "tls:192.0.2.1:5071 tls:2001:db8::1:5071 tls:192.0.2.2:5072");
}

TEST_F(ResolverTest, MoreThanItsBoundFailAtOnce) {
    const SilentServer server;
    ResolverConfig config;
    config.servers = server.address();
    config.max_searches = 1;
    config.patience = std::chrono::milliseconds{300};
    open(std::move(config));
    net::testing::Inbox<std::string> found;
    resolver->resolve("sip:one.example:1", [&found](const Located&) { found.push("one"); });
    server.wait_question();
    resolver->resolve("sip:two.example:1", [&found](const Located& located) {
        EXPECT_TRUE(located.failed);
        found.push("two");
    });
    EXPECT_EQ(found.take(), "two");
    EXPECT_EQ(found.take(), "one");
}

TEST_F(ResolverTest, ItMayEndWhileQuestionsAreOut) {
    const SilentServer server;
    ResolverConfig config;
    config.servers = server.address();
    open(std::move(config));
    resolver->resolve("sip:pbx.example", [](const Located&) { ADD_FAILURE(); });
    server.wait_question();
    resolver.reset();
}

}  // namespace
}  // namespace sidetone::dns
