// Peers that send byte by byte, send what is no TLS or no SIP, or do not read: over TCP and TLS. Those over WebSocket
// and HTTP are in ../http/slow_browsers_test.cpp.
#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "edge/net/shard.h"
#include "edge/net/testing/sip_bench.h"
#include "edge/net/testing/slow_client.h"

namespace sidetone::net {
namespace {

using testing::Client;
using testing::closes_while_trickling;
using testing::options;
using testing::TlsBytes;

class SlowPeers : public testing::SipBench {
protected:
    void open_in_a_hurry(sip::Transport kind) {
        SipTransportConfig config;
        config.listen = {{kind, "127.0.0.1", 0}};
        config.first_message = std::chrono::milliseconds{100};
        open(std::move(config));
    }
    base::FlowId sign_in(Client& phone) {
        phone.send(options("first"));
        const auto flow = next("opened").flow;
        next("message");
        trust(flow);
        return flow;
    }
};

const std::string kLong = options("slow", std::string(2000, 'x'));

TEST_F(SlowPeers, TheFirstMessageOfAStreamMustBeWholeInTime) {
    open_in_a_hurry(sip::Transport::Tcp);
    const Client phone(port(), false);
    EXPECT_TRUE(closes_while_trickling(phone.handle(), kLong));
    next("opened");
    next("closed");
    EXPECT_EQ(threads.counters().closed_timeout, 1U);
}

TEST_F(SlowPeers, EachLaterMessageMustBeWholeInTime) {
    open_in_a_hurry(sip::Transport::Tcp);
    Client phone(port(), false);
    const auto flow = sign_in(phone);
    EXPECT_TRUE(closes_while_trickling(phone.handle(), kLong));
    EXPECT_EQ(next("closed").flow, flow);
    EXPECT_EQ(threads.counters().closed_timeout, 1U);
}

TEST_F(SlowPeers, LineBreaksBetweenMessagesAreNoMessageThatHasBegun) {
    open_in_a_hurry(sip::Transport::Tcp);
    Client phone(port(), false);
    const auto flow = sign_in(phone);
    phone.send("\r\n");
    // Whoever began a message at the same time or later is gone by its deadline; this one is not.
    Client other(port(), false);
    const auto late = sign_in(other);
    other.send("OPTIONS");
    EXPECT_EQ(next("closed").flow, late);
    phone.send("\r\n");
    EXPECT_EQ(phone.read_exactly(2), "\r\n");
    phone.send(options("again"));
    EXPECT_EQ(next("message").flow, flow);
}

TEST_F(SlowPeers, ATlsHandshakeMustBeDoneInTime) {
    open_in_a_hurry(sip::Transport::Tls);
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        const Client peer(port(), false);
        TlsBytes bytes(peer.handle(), version);
        auto hello = bytes.hello();
        ASSERT_GT(hello.size(), 100U);
        hello.back() = '\0';
        EXPECT_TRUE(closes_while_trickling(peer.handle(), hello + std::string(1000, '\0')));
    }
    EXPECT_EQ(threads.counters().closed_timeout, 2U);
}

TEST_F(SlowPeers, AMessageInTlsRecordsThatComeByteByByteMustBeWholeInTime) {
    open_in_a_hurry(sip::Transport::Tls);
    const Client peer(port(), false);
    TlsBytes bytes(peer.handle(), TLS1_3_VERSION);
    ASSERT_TRUE(bytes.shake_hands());
    EXPECT_TRUE(closes_while_trickling(peer.handle(), bytes.seal(kLong)));
    next("opened");
    next("closed");

    // Records of one byte each.
    const Client other(port(), false);
    TlsBytes other_tls(other.handle(), TLS1_2_VERSION);
    ASSERT_TRUE(other_tls.shake_hands());
    std::string records;
    for (const char& byte : kLong) records += other_tls.seal({&byte, 1});
    EXPECT_TRUE(closes_while_trickling(other.handle(), records));
    next("opened");
    next("closed");
    EXPECT_EQ(threads.counters().closed_timeout, 2U);
}

TEST_F(SlowPeers, MessagesInRecordsOfOneByteArriveWhole) {
    open(sip::Transport::Tls);
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        const Client peer(port(), false);
        TlsBytes bytes(peer.handle(), version);
        ASSERT_TRUE(bytes.shake_hands());
        std::string records;
        for (const char& byte : kLong) records += bytes.seal({&byte, 1});
        ::send(peer.handle(), records.data(), records.size(), MSG_NOSIGNAL);
        const auto flow = next("opened").flow;
        EXPECT_EQ(next("message").bytes, kLong);
        const auto split = bytes.seal(kLong);
        for (const char& byte : split) ::send(peer.handle(), &byte, 1, MSG_NOSIGNAL);
        const auto again = next("message");
        EXPECT_EQ(again.flow, flow);
        EXPECT_EQ(again.bytes, kLong);
        ::shutdown(peer.handle(), SHUT_WR);
        next("closed");
    }
}

TEST_F(SlowPeers, WhatIsNoTlsIsClosedAtOnceAndHurtsNobody) {
    open(sip::Transport::Tls);
    Client phone(port(), true);
    const auto flow = sign_in(phone);
    std::string junk;
    for (unsigned i = 0; i < 20'000; ++i) junk.push_back(static_cast<char>((i * 2654435761U) >> 13U));
    // A handshake record of full length, with junk for a hello; a hello that says it is longer than any may be.
    const std::string full = std::string("\x16\x03\x01\x40\x00", 5) + junk.substr(0, 16'384);
    const std::string endless =
        std::string("\x16\x03\x01\x40\x00\x01\xff\xff\xff\x03\x03", 11) + junk.substr(0, 16'378);
    const std::vector<std::string> all{
        options("plain"),       "GET / HTTP/1.1\r\nHost: pbx\r\n\r\n", junk, full, endless,
        std::string(100, '\0'), "\x80\x2e\x01" + std::string(50, '\0')};
    for (const auto& bytes : all) {
        Client peer(port(), false);
        peer.send(bytes);
        peer.wait_closed();
    }
    EXPECT_EQ(threads.counters().closed_protocol, all.size());
    EXPECT_EQ(threads.counters().open, 1U);
    phone.send(options("again"));
    EXPECT_EQ(next("message").flow, flow);
}

TEST_F(SlowPeers, AClientHelloWithSixteenKilobytesOfOffersIsTaken) {
    open(sip::Transport::Tls);
    const Client peer(port(), false);
    TlsBytes bytes(peer.handle(), TLS1_3_VERSION);
    std::string protocols;
    while (protocols.size() < 16'000) protocols += "\xff" + std::string(255, 'p');
    SSL_set_alpn_protos(bytes.tls(), reinterpret_cast<const unsigned char*>(protocols.data()),
                        static_cast<unsigned>(protocols.size()));
    ASSERT_TRUE(bytes.shake_hands());
    const auto sealed = bytes.seal(options("a"));
    ::send(peer.handle(), sealed.data(), sealed.size(), MSG_NOSIGNAL);
    next("opened");
    EXPECT_EQ(next("message").bytes, options("a"));
}

TEST_F(SlowPeers, ATlsHelloOnTheTcpPortIsClosedAtOnce) {
    open(sip::Transport::Tcp);
    const Client peer(port(), false);
    TlsBytes bytes(peer.handle(), TLS1_3_VERSION);
    EXPECT_FALSE(bytes.shake_hands());
    next("opened");
    EXPECT_EQ(next("malformed").bytes, "start line");
    next("closed");
}

TEST_F(SlowPeers, ARenegotiationIsRefused) {
    open(sip::Transport::Tls);
    const Client peer(port(), false);
    TlsBytes bytes(peer.handle(), TLS1_2_VERSION);
    ASSERT_TRUE(bytes.shake_hands());
    ASSERT_EQ(SSL_renegotiate(bytes.tls()), 1);
    EXPECT_FALSE(bytes.shake_hands());
    EXPECT_EQ(ERR_GET_REASON(ERR_peek_last_error()), SSL_R_NO_RENEGOTIATION);
}

/// What it costs the server to send to one that does not read, until that is closed.
class WhoDoesNotRead : public SlowPeers {
protected:
    static constexpr std::size_t kQueue = std::size_t{256} * 1024;

    std::size_t most_taken(sip::Transport kind, std::size_t message) {
        SipTransportConfig config;
        config.listen = {{kind, "127.0.0.1", 0}};
        config.write_queue = kQueue;
        open(std::move(config));
        Client phone(port(), kind == sip::Transport::Tls);
        const auto flow = sign_in(phone);
        const auto before = testing::allocated_bytes();
        std::size_t most = before;
        const std::string bytes(message, 'x');
        while (threads.counters().closed_slow == 0) {
            core.run([&] { transport->send(std::vector<sip::Send>(256, {flow, bytes})); });
            std::promise<std::size_t> taken;
            threads.shard(thread_of(flow.value)).post([&] { taken.set_value(testing::allocated_bytes()); });
            most = std::max(most, taken.get_future().get());
        }
        next("closed");
        return most - before;
    }
};

TEST_F(WhoDoesNotRead, CostsItsBoundOverTcpWhateverTheSizeOfMessages) {
    EXPECT_LT(most_taken(sip::Transport::Tcp, 2), 2 * kQueue);
}

TEST_F(WhoDoesNotRead, CostsItsBoundOverTcp) {
    EXPECT_LT(most_taken(sip::Transport::Tcp, 1000), 2 * kQueue);
}

TEST_F(WhoDoesNotRead, CostsItsBoundOverTls) {
    EXPECT_LT(most_taken(sip::Transport::Tls, 1000), 2 * kQueue);
}

TEST_F(WhoDoesNotRead, CostsItsBoundOverTlsWhateverTheSizeOfMessages) {
    EXPECT_LT(most_taken(sip::Transport::Tls, 2), 2 * kQueue);
}

TEST_F(WhoDoesNotRead, ButSendsPingsIsClosedToo) {
    SipTransportConfig config;
    config.listen = {{sip::Transport::Tcp, "127.0.0.1", 0}};
    config.write_queue = kQueue;
    open(std::move(config));
    Client phone(port(), false);
    sign_in(phone);
    const auto before = testing::allocated_bytes();
    std::string pings;
    for (int i = 0; i < 10'000; ++i) pings += "\r\n\r\n";
    while (threads.counters().closed_slow == 0) {
        phone.send(pings);
        EXPECT_LT(testing::allocated_bytes(), before + 3 * kQueue);
    }
    next("closed");
}

}  // namespace
}  // namespace sidetone::net
