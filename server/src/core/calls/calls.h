// The rules of calls: who rings, who is connected, held, muted, ended. Owns every call and its legs; commands
// signalling and media through ports and hears their outcome by id, never from within the command. Core strand only.
// Leaves SIP to signalling, RTP to media, lamps to presence.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/publisher.h"
#include "base/result.h"
#include "core/calls/commands.h"
#include "core/calls/events.h"
#include "core/calls/ports.h"

namespace sidetone::base {
class ArchiveReader;
class ArchiveWriter;
}  // namespace sidetone::base
namespace sidetone::directory {
class Directory;
}
namespace sidetone::registrar {
class Registrar;
}

namespace sidetone::calls {

struct CallsConfig {
    std::string system_name;
    base::Duration ring_time = std::chrono::seconds{120};
    /// A phone called with auto-answer must pick up within this time.
    base::Duration pickup_time = std::chrono::seconds{20};
    /// The media engine must answer within this time.
    base::Duration media_time = std::chrono::seconds{5};
    /// A device that lost its connection may be back within this time; a call rings on for it.
    base::Duration return_time = std::chrono::seconds{5};
    std::size_t max_calls = 20'000;
    std::size_t max_calls_per_user = 10;
};

struct CallsCounters {
    std::size_t setting_up = 0;
    std::size_t established = 0;  ///< answered
    std::uint64_t started = 0;    ///< since the start of the server
};

class Calls final : public Commands {
public:
    Calls(CallsConfig config, const directory::Directory& directory, const registrar::Registrar& registrar,
          Signalling& signalling, Media& media, Softphones& softphones);
    ~Calls() override;
    Calls(const Calls&) = delete;
    Calls& operator=(const Calls&) = delete;

    // --- from sessions
    base::Result<void> dial(const Dial& command, base::Time now) override;
    base::Result<void> answer(const Answer& command, base::Time now) override;
    base::Result<void> reject(const Reject& command, base::Time now) override;
    base::Result<void> hang_up(const HangUp& command, base::Time now) override;
    base::Result<void> hold(const Hold& command, base::Time now) override;
    base::Result<void> mute(const Mute& command, base::Time now) override;
    base::Result<void> send_digits(const SendDigits& command, base::Time now) override;

    // --- from signalling
    LegId next_leg();
    void on_incoming(const IncomingLeg& leg, base::Time now);
    void on_ringing(LegId leg, bool takes_talk, base::Time now);
    void on_progress(LegId leg, const std::string& sdp, base::Time now);
    void on_answered(const LegAnswered& answered, base::Time now);
    /// A final refusal of an INVITE of ours, or the end of a leg by the other end. The leg's id is dead.
    void on_ended(LegId leg, EndCause cause, base::Time now);
    void on_reoffered(const LegReoffered& reoffered, base::Time now);
    /// `direction` is the device's own, where signalling read it: a device that was asked for its offer may retrieve
    /// that way.
    void on_reoffer_answered(LegId leg, const std::string& sdp, base::Time now,
                             std::optional<Direction> direction = std::nullopt);
    void on_reoffer_refused(LegId leg, EndCause cause, base::Time now);

    // --- from registrar, as wired: a device that registers joins the ringing, one whose flow is lost leaves it
    void on_registration(const registrar::RegistrationChanged& news, base::Time now);

    // --- from media
    void on_media_done(const MediaDone& done, base::Time now);
    void on_media_lost(base::Time now);   ///< the engine died: every bridge is gone
    void on_media_ready(base::Time now);  ///< it is back: calls are re-established by re-INVITE

    /// The server stops: every call ends for both ends.
    void end_all(base::Time now);

    void on_deadline(base::Time now);
    [[nodiscard]] std::optional<base::Time> next_deadline() const;

    // --- recordings: all there is, apart from the configuration (base/archive.h)
    void save(base::ArchiveWriter& archive);
    /// Into a new one. Throws base::ArchiveError.
    void load(base::ArchiveReader& archive);

    // --- for sessions and presence
    [[nodiscard]] std::optional<OwnCall> own_call(OwnCallId id) const;
    /// Which own call an incoming leg has become; none if it was refused.
    [[nodiscard]] std::optional<OwnCallId> own_call_of(LegId leg) const;
    [[nodiscard]] std::vector<OwnCall> own_calls(UserId user) const;
    void each_own_call(UserId user, const std::function<void(const CallGlance&)>& look) const;
    [[nodiscard]] std::optional<CallView> view(CallId id) const;
    /// Oldest first.
    [[nodiscard]] std::vector<CallId> ids() const;
    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] CallsCounters counters() const;

    /// `changed` comes at the end of the call above that caused it, and only when the own call looks different; `ended`
    /// exactly once for each own call, for one that failed at once without a `changed` before it.
    base::Publisher<OwnCallChanged> changed;
    base::Publisher<OwnCallEnded> ended;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace sidetone::calls
