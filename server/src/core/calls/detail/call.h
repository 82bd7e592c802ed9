// One call as Calls keeps it: two people, the device at each end, the branches that ring, and the bridge between the
// ends. Plain data on the core strand; the verbs beside (dial.cpp, fork.cpp, bridge.cpp ...) change it.
#pragma once

#include <array>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>

#include "base/timer_wheel.h"
#include "core/calls/events.h"
#include "core/calls/types.h"

namespace sidetone::calls::detail {

constexpr Side other(Side side) {
    return side == Side::A ? Side::B : Side::A;
}
constexpr std::size_t index(Side side) {
    return side == Side::A ? 0 : 1;
}

/// A device in a call: its dialog and what was said last in both directions.
struct End {
    LegId leg;  ///< 0: no dialog (yet, or any more)
    DeviceId device;
    bool phone = false;
    bool takes_talk = false;
    MediaProfile profile = MediaProfile::Rtp;
    bool ipv6 = false;
    std::string sdp;   ///< the device's last, as long as it did not hold by it: the media engine is told of it again
                       ///< after a restart
    std::string sent;  ///< ours to the device
    std::string codec;
    bool holds = false;  ///< by a re-INVITE of its own
    /// Its re-INVITE waits until the bridge is idle. SIP allows one open offer in a dialog.
    std::optional<LegReoffered> open_offer;
    LegId successor;              ///< a browser's new dialog, not answered yet (renewal.cpp)
    LegId predecessor;            ///< its old one, until the browser ends it
    bool wants_answer = false;    ///< `sdp` is its offer, our answer goes into the ACK
    bool answers_by_ack = false;  ///< our SDP in its 200 is an offer, its answer comes in the ACK
};

/// One device that shall ring, with a bridge of its own towards the caller (so that the first answer wins without a new
/// offer).
///
///   Waiting <--engine down-- Offering --> Inviting --180, 183--> Alerting --200--> the call's end B
///      `------engine ready-----^              `-- refused, flow lost, given up: gone, from every state
struct Branch {
    enum class State : std::uint8_t { Waiting, Offering, Inviting, Alerting };
    State state = State::Waiting;
    End end;
    /// 0 in Inviting and Alerting: the engine died since; a new bridge is made when this device answers.
    MediaId media;
    MediaOpId op;
    base::TimerId timer = 0;
    std::string contact;  ///< of the binding it was called at
    base::FlowId flow;
    bool may_fall_back = false;  ///< to plain RTP when the device refuses SRTP
    std::string early_sdp;

    /// Signalling knows its leg.
    [[nodiscard]] bool called() const { return state == State::Inviting || state == State::Alerting; }
};

/// The negotiation between the ends; at most one at a time. `first` is asked first.
///
///   Idle -> Offering -> AskingFirst -> Answering -> AskingSecond -> Telling -> Idle      re-establish after an
///   engine's death
///   Idle -> AskingOffer -> Offering, when a browser is the second
///                         connect ------^   `-> Idle, when the second waits for its 200 or ACK
///   Idle -> AnsweringOffer -> Idle                                                       a device's re-INVITE
///   Idle -> AskedForOffer -> Telling -> Idle                                             a re-INVITE without offer
///   Idle -> Answering -> AskedForOffer -> Telling -> Idle                                an INVITE without offer
///   Waiting: the engine is down, or a browser is; -> Offering when it is ready. AskingX and AskedForOffer wait for the
///   device before they go there.
struct Bridge {
    enum class Step : std::uint8_t {
        Idle,
        Waiting,
        AskingOffer,
        Offering,
        AskingFirst,
        Answering,
        AskingSecond,
        Telling,
        AnsweringOffer,
        AskedForOffer
    };
    Step step = Step::Idle;
    Side first = Side::B;
    Side speaker = Side::A;  ///< of Telling, AnsweringOffer, AskedForOffer
    MediaOpId op;
    base::TimerId timer = 0;  ///< of Waiting, and of a browser's new dialog
    /// Both ends know their SDP and the engine knows both: sounds and blocks may be set.
    bool live = false;
    std::array<bool, 2> blocked{};  ///< set at the engine: what this side speaks
    std::array<bool, 2> music{};    ///< set at the engine: what this side hears
};

/// One side of the call as a person.
struct Person {
    Party party;
    bool held = false;   ///< by a session: the server holds, the devices are not told
    bool muted = false;  ///< likewise
    std::string digits;  ///< for the engine to send as soon as the bridge is idle
    bool shown = false;  ///< has this own call in its sessions
    std::optional<OwnCall> last;
};

///   PickingUp --phone answered--> Opening --ring-back plays--> Ringing --first answer--> Connecting --bridged-->
///   Talking (a session dials from a phone)             incoming leg ------^ from every phase: Gone
struct Call {
    enum class Phase : std::uint8_t { PickingUp, Opening, Ringing, Connecting, Talking, Gone };

    CallId id;
    base::Time started_at{};
    std::optional<base::Time> answered_at;
    std::string dialled;
    std::optional<std::uint32_t> hops_left;
    std::array<Person, 2> people;
    std::array<End, 2> ends;

    std::list<Branch> branches;
    base::TimerId timer = 0;  ///< of PickingUp and Ringing
    base::TimerId return_timer = 0;
    LegId early_leg;         ///< the only branch whose SDP the caller may hear before the answer
    std::string early_sent;  ///< what the caller got in 183
    LegId early_sent_by;

    /// Ring-back to a phone that picked up by itself.
    MediaId single;
    MediaOpId single_op;
    base::TimerId single_timer = 0;

    MediaId media;  ///< of Connecting and Talking; 0 while the engine is gone
    Bridge bridge;

    Phase phase = Phase::Ringing;
    /// The caller's INVITE is unanswered: the first answer for it goes into the 200, later ones into a re-INVITE.
    bool caller_waits = false;
    bool caller_rings = false;  ///< the last it got was 180
    EndCause best_refusal = EndCause::NotReachable;
    bool any_refusal = false;
    bool single_waits = false;  ///< for the engine
    bool single_asked = false;  ///< the phone has our offer of a new ring-back

    [[nodiscard]] Person& person(Side side) { return people[index(side)]; }
    [[nodiscard]] const Person& person(Side side) const { return people[index(side)]; }
    [[nodiscard]] End& end(Side side) { return ends[index(side)]; }
    [[nodiscard]] const End& end(Side side) const { return ends[index(side)]; }
    [[nodiscard]] bool holds(Side side) const { return person(side).held || end(side).holds; }
    [[nodiscard]] bool gone() const { return phase == Phase::Gone; }
};

/// How a call ends, for each leg and as each side sees it.
struct Ending {
    EndCause leg_a = EndCause::HungUp;
    EndCause legs_b = EndCause::HungUp;
    EndCause seen_by_a = EndCause::HungUp;
    EndCause seen_by_b = EndCause::HungUp;
    std::optional<Side> by;
};

/// Equal but for the origin line, whose version rises with each copy (RFC 3264 8).
bool same_sdp(const std::string& left, const std::string& right);

inline constexpr std::string_view kUnavailable = "media.unavailable";
/// Ours: the engine did not answer in time.
inline constexpr std::string_view kTimeout = "media.timeout";

EndCause cause_of_media(std::string_view code);

}  // namespace sidetone::calls::detail
