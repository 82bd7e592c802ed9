// Many connections from one address, and what others notice of it.
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "edge/net/testing/sip_bench.h"

namespace sidetone::net {
namespace {

using testing::Client;
using testing::options;

const std::string kStranger = "127.0.0.2";
const std::string kPhone = "127.0.0.3";

/// Connections that say nothing.
class Flood {
public:
    Flood() = default;
    ~Flood() {
        for (const int socket : sockets_) ::close(socket);
    }
    Flood(const Flood&) = delete;
    Flood& operator=(const Flood&) = delete;
    void open(std::uint16_t port, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) sockets_.push_back(testing::connect_to(port, "127.0.0.1", kStranger));
    }
    /// Those after the first `kept` have been closed by the server.
    void wait_refused(std::size_t kept) {
        for (std::size_t i = kept; i < sockets_.size(); ++i) {
            char byte = 0;
            EXPECT_LE(::recv(sockets_[i], &byte, 1, 0), 0);
        }
    }

private:
    std::vector<int> sockets_;
};

class Strangers : public testing::SipBench {
protected:
    explicit Strangers(ConnectionLimits limits = limits_of_this_process()) : SipBench(limits) {}

    /// A phone signs in as it would: what it sends is answered, and it is known from then on.
    base::FlowId sign_in(Client& phone, const std::string& name) {
        phone.send(options(name));
        const auto flow = next("opened").flow;
        EXPECT_EQ(next("message").bytes, options(name));
        trust(flow);
        send(flow, "answer");
        EXPECT_EQ(phone.read_exactly(6), "answer");
        return flow;
    }
};

TEST_F(Strangers, TenThousandConnectionsOfOneAddressKeepNobodyOutAndTakeLittle) {
    constexpr std::size_t kMany = 10'000;
    const ConnectionLimits limits;
    open(sip::Transport::Tls);
    Client earlier(port(), true, "127.0.0.1", kPhone);
    const auto flow = sign_in(earlier, "earlier");
    const auto before = testing::allocated_bytes();
    Flood flood;
    flood.open(port(), kMany);
    flood.wait_refused(limits.untrusted);
    const auto taken = testing::allocated_bytes() - before;
    RecordProperty("bytes per stranger", static_cast<int>(taken / limits.untrusted));
    EXPECT_LT(taken / limits.untrusted, 4U * 1024);
    EXPECT_EQ(threads.counters().refused_source, kMany - limits.untrusted);
    EXPECT_EQ(threads.counters().refused_full, 0U);
    EXPECT_EQ(threads.counters().open, limits.untrusted + 1);
    EXPECT_EQ(threads.counters().sources, 2U);

    Client later(port(), true, "127.0.0.1", kPhone);
    sign_in(later, "later");
    earlier.send(options("again"));
    EXPECT_EQ(next("message").flow, flow);
}

class OfficeBehindOneAddress : public Strangers {
protected:
    OfficeBehindOneAddress() : Strangers({.open = 1000, .untrusted = 5, .burst = 20, .per_second = 1}) {}
};

TEST_F(OfficeBehindOneAddress, AllItsPhonesComeInOneAfterAnother) {
    open(sip::Transport::Tcp);
    std::vector<std::unique_ptr<Client>> phones;
    for (int i = 0; i < 100; ++i) {
        phones.push_back(std::make_unique<Client>(port(), false, "127.0.0.1", kPhone));
        sign_in(*phones.back(), std::to_string(i));
    }
    EXPECT_EQ(threads.counters().open, 100U);
    EXPECT_EQ(threads.counters().refused_source, 0U);
    EXPECT_EQ(threads.counters().delayed, 0U);
}

class PatientOffice : public Strangers {
protected:
    PatientOffice() : Strangers({.open = 1000, .untrusted = 5, .burst = 1, .per_second = 20}) {}
};

TEST_F(PatientOffice, WhoMustWaitForItsTurnIsServedThenAndCountedAmongStrangersMeanwhile) {
    open(sip::Transport::Tls);
    Flood others;
    others.open(port(), 2);
    Client waits(port(), true, "127.0.0.1", kStranger);
    sign_in(waits, "a");
    EXPECT_EQ(threads.counters().delayed, 2U);
    others.open(port(), 10);
    others.wait_refused(5);
}

TEST_F(Strangers, WhoNeverSignsInIsClosedAndWhoDoesStays) {
    SipTransportConfig config;
    config.listen = {{sip::Transport::Tcp, "127.0.0.1", 0}};
    config.untrusted = std::chrono::milliseconds{100};
    open(std::move(config));
    Client phone(port(), false);
    const auto known = sign_in(phone, "phone");
    Client stranger(port(), false);
    stranger.send(options("a") + options("b") + options("c").substr(0, 30));
    const auto flow = next("opened").flow;
    next("message");
    next("message");
    EXPECT_EQ(next("closed").flow, flow);
    EXPECT_EQ(threads.counters().closed_timeout, 1U);
    phone.send(options("again"));
    EXPECT_EQ(next("message").flow, known);
}

}  // namespace
}  // namespace sidetone::net
