// The words of call control. Values. SDPs are opaque texts here: only signalling and media read them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "core/ids.h"

namespace sidetone::calls {

using core::CallId;
using core::DeviceId;
using core::LegId;
using core::MediaId;
using core::MediaOpId;
using core::UserId;

/// The two sides of a call: A calls, B is called.
enum class Side : std::uint8_t { A, B };

/// A call as one side sees it: what a session shows as one call. On the wire "<call>a" or "<call>b".
struct OwnCallId {
    CallId call;
    Side side = Side::A;
    auto operator<=>(const OwnCallId&) const = default;
};

/// Who is at a side, as shown to the other.
struct Party {
    std::string name;    ///< display name, may be empty
    std::string number;  ///< number, or SIP user or URI if there is none
    UserId user;         ///< if a user of this system
    bool operator==(const Party&) const = default;
};

/// Why a leg or a call ended. signalling maps each to a SIP status and Reason header, and back (one table there).
enum class EndCause : std::uint8_t {
    HungUp,
    Cancelled,           ///< the caller gave up
    Busy,                ///< 486, 600
    Rejected,            ///< 603, 403 by a person
    NoAnswer,            ///< 408, 480 after ringing, ring time over
    NotReachable,        ///< 480, nothing registered, flow lost before the answer
    CompletedElsewhere,  ///< another device answered (RFC 3326: SIP;cause=200)
    UnknownTarget,       ///< 404, 484
    NotAllowed,          ///< 403 by rule
    NotAcceptable,       ///< 488: no common codec, media refused
    ConnectionLost,      ///< an established leg's flow or session timer was lost
    Overloaded,          ///< 503 with Retry-After
    Failed,              ///< anything else; a fault of ours or of a device
};

/// How media is spoken with the device of a leg.
enum class MediaProfile : std::uint8_t { Rtp, Srtp, Web };

enum class Direction : std::uint8_t { SendRecv, SendOnly, RecvOnly, Inactive };

enum class CallState : std::uint8_t { Starting, Calling, Alerting, Ringing, Talking };

enum class Action : std::uint8_t { Answer, Reject, HangUp, Hold, Retrieve, Mute, SendDigits };

/// What a session shows of an own call; made by Calls for each side that is a user.
struct OwnCall {
    OwnCallId id;
    UserId user;
    bool outgoing = false;
    CallState state = CallState::Calling;
    Party peer;
    std::vector<DeviceId> devices;
    base::Time started_at{};
    std::optional<base::Time> answered_at;
    bool held_by_me = false;
    bool held_by_peer = false;
    bool muted = false;
    std::string codec;
    std::vector<Action> actions;
    /// Devices that can be answered from outside: softphones, and phones that take "talk".
    std::vector<DeviceId> answer_on;
    bool operator==(const OwnCall&) const = default;
};

/// What a lamp needs of an own call, without a copy. `peer` is valid until the next call to Calls.
struct CallGlance {
    CallState state = CallState::Calling;
    bool outgoing = false;
    bool held_by_me = false;
    base::Time started_at{};
    std::optional<base::Time> answered_at;
    const Party* peer = nullptr;
};

/// One device in a call.
struct LegView {
    enum class State : std::uint8_t { Calling, Ringing, Talking };
    Side side = Side::A;
    DeviceId device;
    State state = State::Calling;
    MediaProfile profile = MediaProfile::Rtp;
    std::string codec;  ///< while it talks
    bool held = false;  ///< by a session or by itself
    bool muted = false;
};

/// A call as a whole, for whoever may see all of them.
struct CallView {
    CallId id;
    /// As the caller's side sees it.
    CallState state = CallState::Calling;
    Party from;
    Party to;
    base::Time started_at{};
    std::optional<base::Time> answered_at;
    std::vector<LegView> legs;  ///< the caller's first
};

}  // namespace sidetone::calls
