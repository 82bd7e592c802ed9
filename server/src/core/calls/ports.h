// What calls asks of the outside: signalling (SIP), media (rtpengine), softphones (the browser that owns one). Each
// command returns at once; its outcome comes back as an on_... call at Calls, on the core strand, looked up again by
// id.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/calls/types.h"
#include "core/registrar/types.h"

namespace sidetone::calls {

struct Invitation {
    /// Who calls, as the called device shows it.
    Party from;
    /// What was dialled, for To.
    std::string dialled;
    /// The offer; empty: the device is asked for its offer, and confirm() must follow.
    std::string sdp;
    /// Click to dial: the phone shall pick up by itself (Call-Info answer-after=0, Alert-Info auto answer).
    bool auto_answer = false;
    /// Goes into X-Sidetone-Call, so that a softphone knows which call this is.
    OwnCallId own_call;
    /// As it came with the caller's leg; this hop is not counted yet.
    std::optional<std::uint32_t> hops_left = {};
};

class Signalling {
public:
    virtual ~Signalling() = default;
    /// Calls the device of `binding`. The core chooses the leg's id.
    virtual void invite(LegId leg, const registrar::Binding& binding, const Invitation& invitation) = 0;
    /// Calls the device of the established leg `replaced`, where that leg reaches it: it answers at once, the new leg
    /// takes the old one's place, and the device ends that one by itself (RFC 3891).
    virtual void replace(LegId leg, LegId replaced, const Invitation& invitation) = 0;
    /// The ACK with our answer, after on_answered(needs_answer).
    virtual void confirm(LegId leg, const std::string& sdp) = 0;
    virtual void ring(LegId leg) = 0;                              ///< 180
    virtual void progress(LegId leg, const std::string& sdp) = 0;  ///< 183 with early media
    virtual void accept(LegId leg, const std::string& sdp) = 0;    ///< 200
    /// CANCEL, BYE or a final refusal, whatever fits the leg's state. The leg's id is dead afterwards: no on_...
    /// follows.
    virtual void end(LegId leg, EndCause cause) = 0;
    virtual void reoffer(LegId leg, const std::string& sdp) = 0;  ///< re-INVITE
    virtual void accept_reoffer(LegId leg, const std::string& sdp, Direction direction) = 0;
    virtual void refuse_reoffer(LegId leg, EndCause cause) = 0;
    /// NOTIFY Event: talk: the phone answers, or takes its held call back.
    virtual void talk(LegId leg) = 0;
};

struct MediaEnd {
    LegId leg;
    MediaProfile profile = MediaProfile::Rtp;
    bool ipv6 = false;
};

class Media {
public:
    virtual ~Media() = default;
    /// Opens a bridge: `sdp` is what `from` offered; the outcome is the SDP to offer to `to`.
    virtual void offer(MediaOpId op, MediaId media, MediaEnd from, MediaEnd to, const std::string& sdp) = 0;
    /// `sdp` is what `to` answered; the outcome is the answer for `from`.
    virtual void answer(MediaOpId op, MediaId media, MediaEnd from, MediaEnd to, const std::string& sdp) = 0;
    /// `from` offered anew (hold, refresh, new address) and `to` shall not hear of it: uses `to`'s last SDP. The
    /// outcome is the answer for `from`.
    virtual void reoffer(MediaOpId op, MediaId media, MediaEnd from, MediaEnd to, const std::string& sdp,
                         const std::string& sdp_of_to) = 0;
    /// A leg alone with the server, e.g. for ring-back to a phone that picked up by itself. The outcome is the answer
    /// for `from`.
    virtual void open_single(MediaOpId op, MediaId media, MediaEnd from, const std::string& sdp) = 0;
    enum class Sound : std::uint8_t { Music, RingBack };
    /// `hears` hears the sound in a loop instead of the other end, until stop.
    virtual void play(MediaId media, LegId hears, Sound sound) = 0;
    virtual void stop(MediaId media, LegId hears) = 0;
    /// What `speaks` sends is no longer passed on (mute), or again.
    virtual void block(MediaId media, LegId speaks, bool blocked) = 0;
    /// Digits for `to`, as if `from` had pressed them. Both ends' last SDPs, as in reoffer: on its first digits the
    /// bridge becomes one that can send them, which no device is told of.
    virtual void send_digits(MediaId media, MediaEnd from, MediaEnd to, const std::string& sdp,
                             const std::string& sdp_of_to, const std::string& digits) = 0;
    /// Exactly once for every MediaId that was offered or opened.
    virtual void release(MediaId media) = 0;
};

class Softphones {
public:
    virtual ~Softphones() = default;
    virtual void dial(DeviceId softphone, const std::string& uri) = 0;
    virtual void answer(DeviceId softphone, OwnCallId call) = 0;
    virtual void send_digits(DeviceId softphone, OwnCallId call, const std::string& digits) = 0;
};

}  // namespace sidetone::calls
