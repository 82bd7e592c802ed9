// What the endpoint tells the application. Values; messages are shared and never changed.
#pragma once

#include <memory>
#include <string>
#include <variant>

#include "base/id.h"
#include "sip/endpoint_types.h"
#include "sip/message/message.h"

namespace sidetone::sip {

using SharedMessage = std::shared_ptr<const Message>;

/// A new non-INVITE request outside of a dialog (REGISTER, OPTIONS, MESSAGE, SUBSCRIBE ...). Must be answered with
/// respond().
struct RequestReceived {
    TransactionId transaction;
    base::FlowId flow;
    SharedMessage message;
};

/// Outcome of request() or request_in_dialog(). status 408 without a message: timed out; 503 without a message: the
/// flow is gone.
struct RequestAnswered {
    TransactionId transaction;
    int status = 0;
    SharedMessage message;
};

/// A new INVITE. 100 was sent already. To be answered with provisional(), accept(), reject() or end().
struct InviteReceived {
    InviteId invite;
    base::FlowId flow;
    SharedMessage message;
    /// The offer; empty if the INVITE had none.
    std::string sdp;
};

/// 101..199 to our INVITE. An SDP is an early answer (early media) of the early dialog `to_tag`.
struct Progress {
    InviteId invite;
    int status = 0;
    std::string to_tag;
    std::string sdp;
    SharedMessage message;
};

/// 2xx to our INVITE. The ACK was sent unless needs_answer, then confirm() sends it.
struct Answered {
    InviteId invite;
    std::string sdp;
    bool needs_answer = false;
    SharedMessage message;
};

/// 300..699 to our INVITE, or 408 after Timer B, 503 when the flow is gone, 487 after end(); message is null if nothing
/// came. Released follows.
struct Refused {
    InviteId invite;
    int status = 0;
    SharedMessage message;
};

/// The ACK to our 2xx came; with the answer if the INVITE had no offer.
struct Confirmed {
    InviteId invite;
    std::string sdp;
};

/// re-INVITE or UPDATE with an offer from the peer (sdp empty: the peer asks for our offer). Answer with accept_reoffer
/// or reject_reoffer. Session refreshes without a change of the SDP are answered by the endpoint itself.
struct Reoffered {
    InviteId invite;
    std::string sdp;
};

struct ReofferAnswered {
    InviteId invite;
    std::string sdp;
};

/// status 408 or 481 ends the dialog (Ended follows, RFC 5057); others leave it as it was.
struct ReofferRefused {
    InviteId invite;
    int status = 0;
};

/// A request inside a dialog that the endpoint does not treat itself (INFO, REFER, NOTIFY, MESSAGE). Answer with
/// respond().
struct DialogRequest {
    InviteId invite;
    TransactionId transaction;
    SharedMessage message;
};

enum class EndedBy : std::uint8_t { Bye, Cancel, Timeout, FlowLost, SessionExpired, NoAck, Us };

/// The peer ended it: BYE, CANCEL before our answer, no ACK to our 2xx, lost flow, expired session. Released follows.
struct Ended {
    InviteId invite;
    EndedBy by = EndedBy::Bye;
    /// Reason header value of the BYE or CANCEL (RFC 3326), may be empty.
    std::string reason;
};

/// The id is gone: no more events, calls with it are ignored. Comes exactly once for each InviteId.
struct Released {
    InviteId invite;
};

/// The stack has refused by itself what should not have been sent: an unknown method, extension or scheme, a request
/// that goes in circles. For the log.
struct Rejected {
    base::FlowId flow;
    int status = 0;
    SharedMessage message;
};

using Event = std::variant<Rejected, RequestReceived, RequestAnswered, InviteReceived, Progress, Answered, Refused,
                           Confirmed, Reoffered, ReofferAnswered, ReofferRefused, DialogRequest, Ended, Released>;

}  // namespace sidetone::sip
