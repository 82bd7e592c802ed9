// The state of one INVITE session: plain data, changed by Sessions alone.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "sip/dialog/dialog.h"
#include "sip/transaction/context.h"

namespace sidetone::sip {

/// A 2xx to an INVITE or re-INVITE that waits for its ACK (RFC 3261 13.3.1.4).
struct AwaitedAck {
    std::string bytes;  ///< empty: none is awaited
    std::uint32_t cseq = 0;
    bool is_initial = false;
    bool has_offer = false;  ///< the ACK brings the answer
    base::TimerId timer = 0;
    base::Duration interval{};
    base::Time give_up{};

    [[nodiscard]] bool is_awaited() const { return !bytes.empty(); }
};

/// Reliable provisional responses (RFC 3262, server side): one at a time, the others and the 2xx wait.
struct Reliable {
    struct Waiting {
        int status = 0;
        std::string sdp;
        ExtraHeaders headers;
    };
    bool required = false;
    std::uint32_t rseq = 0;
    std::string bytes;  ///< empty: none is unacknowledged
    base::TimerId timer = 0;
    base::Duration interval{};
    base::Time give_up{};
    std::deque<Waiting> waiting;
};

/// Offers after the first (RFC 3264, RFC 3261 14). At most one is open.
struct Offers {
    TransactionId local;            ///< our re-INVITE or UPDATE that is out
    bool local_is_refresh = false;  ///< it is a session refresh: no news for the application
    std::string local_sdp;
    TransactionId remote;  ///< the peer's, that waits for the application
    bool remote_is_update = false;
    std::string remote_sdp;
    std::string remote_target;          ///< its Contact, taken over when it is accepted
    std::optional<std::string> queued;  ///< the application's next
    bool refresh_queued = false;
    unsigned retries = 0;
    base::TimerId retry = 0;
};

/// RFC 4028.
struct SessionTimer {
    std::uint32_t seconds = 0;  ///< 0: none runs
    std::uint32_t min_se = 0;   ///< what the peer has asked for by 422
    bool we_refresh = false;
    bool supported = false;  ///< by the peer
    TransactionId update;    ///< our UPDATE that is out
    base::TimerId refresh = 0;
    base::TimerId expiry = 0;
};

struct Session {
    /// caller: Calling -> (AnswerWanted ->) Established; called: Incoming -> Accepted -> Established.
    /// `ending` is beside it: the application has let go, the protocol has not (CANCEL is out, the ACK that must
    /// precede BYE is awaited, or the flow was lost and BYE waits for another).
    enum class State : std::uint8_t { Calling, AnswerWanted, Incoming, Accepted, Established };

    InviteId id;
    State state = State::Calling;
    bool is_caller = false;
    bool ending = false;
    bool sips = false;
    bool peer_takes_update = false;
    bool had_offer = false;  ///< the INVITE brought the offer
    unsigned invite_tries = 0;
    base::FlowId flow;
    PeerId peer;
    TransactionId transaction;  ///< of the first INVITE
    std::uint32_t invite_cseq = 0;
    std::string contact_user;
    ExtraHeaders headers;  ///< of our INVITE, until it is answered
    std::string local_sdp;
    std::string remote_sdp;
    std::string end_reason;
    Dialog dialog;              ///< caller: before an answer the template of the early ones
    std::vector<Dialog> early;  ///< caller: one per To-tag
    AwaitedAck ack;
    Reliable reliable;
    Offers offers;
    SessionTimer timer;
    FlowMember on_flow;
};

}  // namespace sidetone::sip
