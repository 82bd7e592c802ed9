// SIP on a TCP or TLS connection: cuts the stream into messages, answers keep-alives (RFC 5626), closes what is too
// slow or no SIP. One per connection, on its net thread. Leaves the messages to the core strand.
#pragma once

#include "edge/net/connection.h"
#include "edge/net/sip_inbox.h"
#include "sip/message/framing.h"

namespace sidetone::net {

struct SipStreamTimes {
    base::Duration first_message;
    base::Duration idle;
    /// To show who it is: for a stream that is not trusted.
    base::Duration untrusted;
};

class SipStream final : public Protocol {
public:
    SipStream(SipWay way, SipStreamTimes times) : way_(std::move(way)), times_(times) {}

    void on_open(Connection& connection) override;
    void on_bytes(Connection& connection, std::string_view bytes) override;
    void on_deadline(Connection& connection) override;
    void on_send(Connection& connection, Outgoing&& message) override;
    void on_trusted(Connection& connection) override;
    void on_closed(Connection& connection, Closed why) override;

private:
    void take(Connection& connection, sip::StreamFramer::Next&& next);
    void push(Connection& connection, SipNews news);
    void move_deadline(Connection& connection);
    static void complain(Connection& connection, const sip::ParseFailure& failure);

    SipWay way_;
    SipStreamTimes times_;
    sip::StreamFramer framer_;
    base::Time opened_at_{};
    bool opened_ = false;
    bool first_seen_ = false;
    bool broken_ = false;
    bool in_message_ = false;  ///< a message has begun and its end is awaited
};

/// A line for the log.
std::string no_sip(std::string_view transport, std::string_view from, const sip::ParseFailure& failure);

/// What the endpoint must know of a flow.
sip::FlowInfo flow_info(base::FlowId id, sip::Transport transport, Addresses addresses);

}  // namespace sidetone::net
