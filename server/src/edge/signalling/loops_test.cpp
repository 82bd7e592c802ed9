// Calls that go round in circles through the server, which is a B2BUA: no Via tells it, Max-Forwards ends it (RFC 5393,
// RFC 3261 16.6 step 3).
#include <gtest/gtest.h>

#include <string>

#include "edge/signalling/testing/exchange.h"

namespace sidetone::signalling::testing {
namespace {

using sip::HeaderName;

class LoopTest : public ExchangeTest {
protected:
    struct Phone {
        base::FlowId flow;
        std::string user;
        std::string others_number;
    };

    /// The phone sends on the INVITE that it got, as one that forwards does; the last answer.
    const sip::Message& send_on(const Phone& phone, int round) {
        const auto* got = find(phone.flow, "INVITE ");
        if (got == nullptr) throw std::logic_error("nothing to send on");
        Wire wire;
        wire.uri = "sip:" + phone.others_number + "@" + kSystem;
        wire.from = "<sip:" + phone.user + "@" + kSystem + ">;tag=on" + std::to_string(round);
        wire.to = "<" + wire.uri + ">";
        wire.call_id = "sent-on-" + std::to_string(round);
        wire.branch = "z9hG4bKon" + std::to_string(round);
        wire.headers = "Contact: <sip:" + phone.user + "@198.51.100.7:" + std::to_string(6000 + phone.flow.value) +
                       ">\r\nMax-Forwards: " + std::string(got->header(HeaderName::MaxForwards)) + "\r\n";
        wire.body = kSdp;
        const auto challenge = *sip::Message::parse(send(phone.flow, wire).bytes());
        if (challenge.status() != 407) return *find(phone.flow, "SIP/2.0 ");
        add_credentials(wire, challenge, phone.user + "-1", "secret of " + phone.user + "-1");
        return send(phone.flow, wire);
    }
};

TEST_F(LoopTest, ThatTwoPhonesMakeEndsWhenItsHopsAreUsedUpAndLeavesNothing) {
    const Phone phones[] = {{open_flow(sip::Transport::Tcp), "anna", "34"},
                            {open_flow(sip::Transport::Tcp), "tomas", "10"}};
    register_phone("anna", phones[0].flow);
    register_phone("tomas", phones[1].flow);
    call_tomas(phones[0].flow, "Max-Forwards: 7\r\n");
    int rounds = 0;
    while (rounds < 70) {
        ++rounds;
        if (send_on(phones[rounds % 2], rounds).status() == 483) break;
    }
    EXPECT_EQ(rounds, 7);  // 6 is sent on as 5, ... , 0 is not sent on
    EXPECT_EQ(calls_.size(), 7U);
    lose(phones[0].flow);
    lose(phones[1].flow);
    pass(std::chrono::minutes{2});
    EXPECT_EQ(calls_.size(), 0U);
    EXPECT_EQ(engine_.open, 0U);
    EXPECT_TRUE(signalling_.is_settled());
}

}  // namespace
}  // namespace sidetone::signalling::testing
