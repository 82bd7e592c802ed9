#include "edge/net/sip_transport.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "edge/net/testing/sip_bench.h"

namespace sidetone::net {
namespace {

using testing::Client;
using testing::options;

class UdpPeer {
public:
    explicit UdpPeer(std::uint16_t port, const std::string& address = "127.0.0.1") {
        socket_ = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        to_.sin_family = AF_INET;
        to_.sin_port = htons(port);
        ::inet_pton(AF_INET, address.c_str(), &to_.sin_addr);
    }
    ~UdpPeer() { ::close(socket_); }
    UdpPeer(const UdpPeer&) = delete;
    UdpPeer& operator=(const UdpPeer&) = delete;
    void send(std::string_view bytes) {
        ::sendto(socket_, bytes.data(), bytes.size(), 0, reinterpret_cast<const sockaddr*>(&to_), sizeof to_);
    }
    std::string receive() {
        char bytes[65536];
        socklen_t size = sizeof from_;
        const auto got = ::recvfrom(socket_, bytes, sizeof bytes, 0, reinterpret_cast<sockaddr*>(&from_), &size);
        return {bytes, static_cast<std::size_t>(got)};
    }
    [[nodiscard]] std::string from() const {
        char text[64];
        return ::inet_ntop(AF_INET, &from_.sin_addr, text, sizeof text);
    }

private:
    int socket_ = -1;
    sockaddr_in to_{};
    sockaddr_in from_{};
};

using SipTransportTest = testing::SipBench;

TEST_F(SipTransportTest, ADatagramOpensAFlowAndIsAnsweredOnIt) {
    open(sip::Transport::Udp);
    UdpPeer phone(port());
    phone.send(options("a"));
    const auto opened = next("opened");
    EXPECT_EQ(opened.info.transport, sip::Transport::Udp);
    EXPECT_EQ(opened.info.local_host, "127.0.0.1");
    EXPECT_EQ(opened.info.local_port, port());
    EXPECT_EQ(opened.info.remote_host, "127.0.0.1");
    EXPECT_EQ(next("message").flow, opened.flow);
    send(opened.flow, "answer");
    EXPECT_EQ(phone.receive(), "answer");
    phone.send(options("b"));
    EXPECT_EQ(next("message").flow, opened.flow);
}

TEST_F(SipTransportTest, AnAnswerComesFromTheAddressThatWasWrittenTo) {
    open(sip::Transport::Udp, "0.0.0.0");
    UdpPeer phone(port(), "127.0.0.7");
    phone.send(options("a"));
    const auto opened = next("opened");
    EXPECT_EQ(opened.info.local_host, "127.0.0.7");
    send(opened.flow, "answer");
    EXPECT_EQ(phone.receive(), "answer");
    EXPECT_EQ(phone.from(), "127.0.0.7");
}

TEST_F(SipTransportTest, KeepAlivesAndNoiseOpenNoFlow) {
    open(sip::Transport::Udp);
    UdpPeer phone(port());
    phone.send("\r\n\r\n");
    phone.send(std::string(4, '\0'));
    phone.send("\x16\x03\x01garbage");
    phone.send("OPTIONS sip:x SIP/2.0\r\n\r\n");
    phone.send(options("a"));
    next("opened");
    EXPECT_EQ(next("message").bytes, options("a"));
    EXPECT_EQ(counters().malformed, 2U);
}

TEST_F(SipTransportTest, AStunKeepAliveIsAnsweredFromTheAddressItWasSentToAndOpensNoFlow) {
    open(sip::Transport::Udp, "0.0.0.0");
    UdpPeer phone(port(), "127.0.0.7");
    phone.send(std::string("\0\1\0\0\x21\x12\xa4\x42", 8) + "transaction1");
    EXPECT_EQ(phone.receive().substr(0, 20), std::string("\1\1\0\x0c\x21\x12\xa4\x42", 8) + "transaction1");
    EXPECT_EQ(phone.from(), "127.0.0.7");
    EXPECT_EQ(counters().udp_flows, 0U);
    EXPECT_EQ(counters().malformed, 0U);
}

TEST_F(SipTransportTest, AFullTableEndsTheFlowSilentForLongest) {
    SipTransportConfig config;
    config.listen = {{sip::Transport::Udp, "127.0.0.1", 0}};
    config.max_udp_flows = 2;
    open(std::move(config));
    UdpPeer first(port());
    UdpPeer second(port());
    UdpPeer third(port());
    first.send(options("1"));
    const auto flow = next("opened").flow;
    next("message");
    second.send(options("2"));
    const auto silent = next("opened").flow;
    next("message");
    first.send(options("3"));
    EXPECT_EQ(next("message").flow, flow);
    third.send(options("4"));
    EXPECT_EQ(next("closed").flow, silent);
    next("opened");
    next("message");
    EXPECT_EQ(counters().udp_flows, 2U);
}

TEST_F(SipTransportTest, BatchesOfDatagramsArriveInOrder) {
    open(sip::Transport::Udp);
    UdpPeer phone(port());
    phone.send(options("0"));
    const auto flow = next("opened").flow;
    next("message");
    core.run([&] {
        std::vector<sip::Send> batch;
        for (int i = 0; i < 100; ++i) batch.push_back({flow, std::to_string(i)});
        transport->send(std::move(batch));
    });
    for (int i = 0; i < 100; ++i) EXPECT_EQ(phone.receive(), std::to_string(i));
}

TEST_F(SipTransportTest, IPv6PhonesAreServed) {
    open(sip::Transport::Tcp, "::1");
    Client phone(port(), false, "::1");
    phone.send(options("a"));
    EXPECT_EQ(next("opened").info.remote_host, "::1");
    next("message");
}

TEST_F(SipTransportTest, AStreamIsCutIntoMessagesAtAnySplit) {
    open(sip::Transport::Tcp);
    Client phone(port(), false);
    const auto both = options("a", "body\r\n\r\n") + options("b");
    for (const char byte : both) phone.send({&byte, 1});
    const auto opened = next("opened");
    EXPECT_EQ(opened.info.transport, sip::Transport::Tcp);
    EXPECT_EQ(opened.info.remote_port, phone.local_port());
    EXPECT_EQ(next("message").bytes, options("a", "body\r\n\r\n"));
    EXPECT_EQ(next("message").bytes, options("b"));
}

TEST_F(SipTransportTest, PipelinedMessagesAndPingsAreAnsweredInOneStream) {
    open(sip::Transport::Tls);
    Client phone(port(), true);
    std::string all;
    for (int i = 0; i < 50; ++i) all += options(std::to_string(i)) + "\r\n\r\n";
    phone.send(all);
    const auto flow = next("opened").flow;
    for (int i = 0; i < 50; ++i) EXPECT_EQ(next("message").bytes, options(std::to_string(i)));
    std::string pongs;
    for (int i = 0; i < 50; ++i) pongs += "\r\n";
    EXPECT_EQ(phone.read_exactly(pongs.size()), pongs);
    send(flow, "answer");
    EXPECT_EQ(phone.read_exactly(6), "answer");
}

TEST_F(SipTransportTest, ABrokenStreamIsToldAndClosed) {
    open(sip::Transport::Tcp);
    Client phone(port(), false);
    phone.send("this is no SIP at all\r\n\r\n");
    const auto flow = next("opened").flow;
    EXPECT_EQ(next("malformed").flow, flow);
    EXPECT_EQ(next("closed").flow, flow);
    phone.wait_closed();
}

TEST_F(SipTransportTest, AnOversizedMessageEndsItsConnectionOnly) {
    open(sip::Transport::Tcp);
    Client good(port(), false);
    good.send(options("a"));
    const auto kept = next("opened").flow;
    next("message");
    Client bad(port(), false);
    bad.send("OPTIONS sip:x SIP/2.0\r\nSubject: " + std::string(100'000, 'x'));
    const auto flow = next("opened").flow;
    next("malformed");
    EXPECT_EQ(next("closed").flow, flow);
    good.send(options("b"));
    EXPECT_EQ(next("message").flow, kept);
}

TEST_F(SipTransportTest, GarbageOnTheTlsPortEndsItsConnectionOnly) {
    open(sip::Transport::Tls);
    Client phone(port(), true);
    Client garbage(port(), false);
    garbage.send("REGISTER sip:pbx SIP/2.0\r\n\r\n");
    garbage.wait_closed();
    phone.send(options("a"));
    next("opened");
    next("message");
    EXPECT_EQ(threads.counters().closed_protocol, 1U);
}

TEST_F(SipTransportTest, WhoSaysNothingIsClosedAfterAWhile) {
    SipTransportConfig config;
    config.listen = {{sip::Transport::Tcp, "127.0.0.1", 0}};
    config.first_message = std::chrono::milliseconds{50};
    open(std::move(config));
    Client silent(port(), false);
    silent.send("\r\n\r\n");
    next("opened");
    next("closed");
    EXPECT_EQ(silent.read_to_end(), "\r\n");
    Client slow(port(), false);
    slow.send(options("a") + "OPTIONS sip:x");
    next("opened");
    next("message");
    next("closed");
    EXPECT_EQ(threads.counters().closed_timeout, 2U);
}

TEST_F(SipTransportTest, WhoDoesNotReadIsClosed) {
    SipTransportConfig config;
    config.listen = {{sip::Transport::Tcp, "127.0.0.1", 0}};
    config.write_queue = 100'000;
    open(std::move(config));
    Client phone(port(), false);
    phone.send(options("a"));
    const auto flow = next("opened").flow;
    next("message");
    const std::string much(60'000, 'x');
    while (threads.counters().closed_slow == 0) send(flow, much);
    EXPECT_EQ(next("closed").flow, flow);
}

TEST_F(SipTransportTest, AFlowIsClosedFromTheCoreAndByThePeer) {
    open(sip::Transport::Tcp);
    Client phone(port(), false);
    phone.send(options("a"));
    const auto flow = next("opened").flow;
    next("message");
    core.run([&] { transport->close(flow); });
    EXPECT_EQ(phone.read_to_end(), "");
    {
        Client leaving(port(), false);
        leaving.send(options("b"));
        next("opened");
        next("message");
    }
    next("closed");
}

TEST_F(SipTransportTest, AFullCoreDropsDatagramsAndStopsReadingStreams) {
    SipTransportConfig config;
    config.listen = {{sip::Transport::Udp, "127.0.0.1", 0}, {sip::Transport::Tcp, "127.0.0.1", 0}};
    config.max_waiting = 10;
    std::promise<void> go;
    auto held = go.get_future();
    open(std::move(config));
    core.loop().post([&held] { held.wait(); });
    Client phone(transport->listening()[1].port, false);
    std::string all;
    for (int i = 0; i < 2000; ++i) all += options(std::to_string(i));
    std::thread sender([&] { phone.send(all); });
    UdpPeer noisy(port());
    for (int i = 0; i < 20'000; ++i) noisy.send(options("udp"));  // several times what the socket's buffer holds
    go.set_value();
    while (counters().dropped_full == 0) noisy.send(options("udp"));  // the system tells with the next datagram
    int messages = 0;
    while (messages < 2000) {
        const auto news = sink.news.take();
        if (news.what == "message" && news.bytes.find("Call-ID: udp") == std::string::npos) {
            EXPECT_EQ(news.bytes, options(std::to_string(messages)));
            ++messages;
        }
    }
    sender.join();
}

}  // namespace
}  // namespace sidetone::net
