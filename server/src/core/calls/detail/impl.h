// The inside of Calls: every call, the indexes to find it by leg, media operation and user, and the verbs. Core strand
// only. A command of a port never comes back within itself; a call that ends stays readable until flush(), so that no
// verb is left with a dangling reference.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "base/timer_wheel.h"
#include "core/calls/calls.h"
#include "core/calls/detail/call.h"
#include "core/calls/detail/pending.h"
#include "core/calls/detail/returning.h"
#include "core/directory/directory.h"
#include "core/registrar/registrar.h"

namespace sidetone::calls {

using detail::Branch, detail::Call, detail::End, detail::Ending, detail::Operation, detail::Timer;
using Phase = detail::Call::Phase;
using Step = detail::Bridge::Step;
using Purpose = detail::Operation::Purpose;

class Calls::Impl {
public:
    Impl(Calls& owner, CallsConfig config, const directory::Directory& directory, const registrar::Registrar& registrar,
         Signalling& signalling, Media& media, Softphones& softphones);

    // One file per verb; names as in Calls.
    base::Result<void> dial(const Dial& command);
    base::Result<void> answer(const Answer& command);
    base::Result<void> reject(const Reject& command);
    base::Result<void> hang_up(const HangUp& command);
    base::Result<void> hold(const Hold& command);
    base::Result<void> mute(const Mute& command);
    base::Result<void> send_digits(const SendDigits& command);
    LegId next_leg() { return LegId{++last_leg_}; }
    void on_incoming(const IncomingLeg& leg);
    void on_ringing(LegId leg, bool takes_talk);
    void on_progress(LegId leg, const std::string& sdp);
    void on_answered(const LegAnswered& answered);
    void on_ended(LegId leg, EndCause cause);
    void on_reoffered(const LegReoffered& reoffered);
    void on_reoffer_answered(LegId leg, const std::string& sdp, std::optional<Direction> direction);
    void on_reoffer_refused(LegId leg, EndCause cause);
    void on_registration(const registrar::RegistrationChanged& news);
    void on_media_done(const MediaDone& done);
    void on_media_lost();
    void on_media_ready();
    void end_all();
    void on_deadline();
    [[nodiscard]] std::optional<base::Time> next_deadline() const { return timers_.next(); }
    [[nodiscard]] std::optional<OwnCall> own_call(OwnCallId id) const;
    [[nodiscard]] std::optional<OwnCallId> own_call_of(LegId leg) const;
    [[nodiscard]] std::vector<OwnCall> own_calls(UserId user) const;
    void each_own_call(UserId user, const std::function<void(const CallGlance&)>& look) const;
    [[nodiscard]] std::optional<CallView> view(CallId id) const;
    [[nodiscard]] std::vector<CallId> ids() const;
    [[nodiscard]] CallsCounters counters() const { return {calls_.size() - established_, established_, last_call_}; }

    /// state.cpp
    template <class Archive>
    void archive(Archive& archive);
    /// Around each entry from outside: the time, and then the news, told when everything is consistent again.
    void begin(base::Time now) { now_ = now; }
    void flush();

private:
    // --- calls.cpp: the tables
    Call& create(UserId caller, UserId callee, const std::string& dialled);
    Call* find(CallId id) const;
    Call* find_by_leg(LegId leg) const;
    Branch* find_branch(Call& call, LegId leg) const;
    /// The caller's or the answered device's leg.
    static std::optional<Side> side_of(const Call& call, LegId leg);
    LegId open_leg(const Call& call);
    void close_leg(LegId& leg, EndCause cause);
    void close_legs(End& end, EndCause cause);  ///< with those of a renewal
    void forget_leg(LegId& leg);
    [[nodiscard]] std::size_t count_of(UserId user) const;
    [[nodiscard]] Party party_of(UserId user) const;
    void touch(const Call& call) { touched_.push_back(call.id); }
    base::TimerId start_timer(base::Duration after, Timer timer);
    void stop_timer(base::TimerId& timer);
    void on_timer(const Timer& timer);

    // --- media_operations.cpp
    MediaOpId start_operation(const Call& call, Purpose purpose, LegId leg = {});
    void drop_operation(MediaOpId& op);
    void finish_operation(MediaOpId id, const base::Result<std::string>& sdp, const std::string& codec);
    MediaId next_media() { return MediaId{++last_media_}; }
    void release(MediaId& media);
    static MediaEnd media_end(const End& end) { return {end.leg, end.profile, end.ipv6}; }
    // --- own_call.cpp
    [[nodiscard]] OwnCall make_own_call(const Call& call, Side side) const;
    /// The call and the side, if it is this user's. Refusal calls.unknown.
    base::Result<std::pair<Call*, Side>> find_own(UserId user, OwnCallId id) const;

    // --- dial.cpp: click to dial
    void on_phone_answered(Call& call, const LegAnswered& answered);
    void open_single(Call& call);
    void wait_to_open(Call& call);
    void on_single_opened(Call& call, const base::Result<std::string>& sdp);
    void give_up_ring_back(Call& call);
    void on_ring_back_asked(Call& call, const std::string& sdp);

    // --- fork.cpp: the ringing
    void start_ringing(Call& call);
    void add_branch(Call& call, const registrar::Binding& binding, std::optional<MediaProfile> profile = {});
    void offer_branch(Call& call, Branch& branch);
    void wait_to_offer(Call& call, Branch& branch);
    void on_branch_offered(Call& call, Branch& branch, const base::Result<std::string>& sdp);
    void remove_branch(Call& call, LegId leg, EndCause cause, std::optional<EndCause> tell = {});
    void on_branch_refused(Call& call, Branch& branch, EndCause cause);
    void clear_branch(Branch& branch, std::optional<EndCause> tell);
    void join_ringing(Call& call, const registrar::Binding& binding);
    void leave_ringing(Call& call, DeviceId device);
    static MediaProfile profile_for(const directory::Device& device, const registrar::Binding& binding);
    /// Nothing rings: fails, or waits for a device that was there a moment ago.
    void await_return(Call& call, EndCause cause);
    // --- early_media.cpp
    void ring_caller(Call& call);
    void start_early(Call& call, Branch& branch);
    void on_early_answered(Call& call, Branch& branch, const base::Result<std::string>& sdp);
    void hand_on_early(Call& call);
    void accept_with_early(Call& call);
    // --- answer.cpp
    void connect(Call& call, LegId winner, const LegAnswered& answered);

    // --- bridge.cpp
    void start_bridge(Call& call);
    void offer_bridge(Call& call);
    void drop_bridge(Call& call);
    void ask(Call& call, Side side, Step step, const std::string& sdp);
    void answer_bridge(Call& call, const std::string& sdp_of_first);
    void tell_bridge(Call& call, Side speaker, const std::string& sdp);
    void on_bridge_operation(Call& call, const base::Result<std::string>& sdp, const std::string& codec);
    void on_bridge_answered(Call& call, const std::string& sdp, const std::string& codec);
    void on_bridge_failed(Call& call, std::string_view code);
    void wait_for_engine(Call& call);
    void finish_bridge(Call& call);
    void apply_sounds(Call& call);

    // --- reoffer.cpp
    /// What waited for an idle bridge: the devices' re-INVITEs, then digits.
    void serve_offers(Call& call);
    void send_waiting_digits(Call& call, Side side);
    void serve_offer(Call& call, Side side);
    void take_answer(Call& call, Side side, const std::string& sdp, std::optional<Direction> direction);
    void refuse_offer(End& end, EndCause cause);
    void accept_offer(Call& call, Side side, const std::string& sdp);
    void lose_media(Call& call);  // media_recovery.cpp

    // --- renewal.cpp: a browser's new dialog
    static bool needs_new_offer(const Call& call, Side side);
    void renew(Call& call, Side side, Step step, const std::string& sdp);
    bool on_renewed(Call& call, const LegAnswered& answered);      ///< false: it is no renewal
    bool on_renewal_ended(Call& call, LegId leg, EndCause cause);  ///< likewise

    // --- end.cpp
    void finish(Call& call, const Ending& ending);
    void fail_setup(Call& call, EndCause cause);
    void decline(Call& call, EndCause cause);            ///< the callee does not want it
    void end_by(Call& call, Side side, EndCause cause);  ///< the side hung up or was lost, in any phase

    Calls& owner_;
    CallsConfig config_;
    const directory::Directory& directory_;
    const registrar::Registrar& registrar_;
    Signalling& signalling_;
    Media& media_;
    Softphones& softphones_;

    base::Time now_{};
    bool engine_up_ = true;
    std::uint64_t last_call_ = 0;
    std::uint64_t last_leg_ = 0;
    std::uint64_t last_media_ = 0;
    std::uint64_t last_operation_ = 0;
    /// Ordered: what happens to all calls (an engine's restart) happens in the same order in every run.
    std::map<CallId, std::unique_ptr<Call>> calls_;
    std::size_t established_ = 0;
    std::unordered_map<LegId, CallId> legs_;
    std::unordered_map<MediaOpId, Operation> operations_;
    std::unordered_map<UserId, std::vector<CallId>> calls_of_;
    base::TimerWheel<Timer> timers_;
    detail::Returning returning_;
    std::vector<CallId> touched_;
    std::vector<OwnCallEnded> ended_;
    std::vector<std::unique_ptr<Call>> gone_;
};

}  // namespace sidetone::calls
