#include "core/calls/calls.h"

#include "core/calls/detail/impl.h"

namespace sidetone::calls {

Calls::Calls(CallsConfig config, const directory::Directory& directory, const registrar::Registrar& registrar,
             Signalling& signalling, Media& media, Softphones& softphones)
    : impl_(std::make_unique<Impl>(*this, std::move(config), directory, registrar, signalling, media, softphones)) {}

Calls::~Calls() = default;

namespace {

template <class Impl, class Verb, class Command>
base::Result<void> run(Impl& impl, Verb verb, const Command& command, base::Time now) {
    impl.begin(now);
    const auto result = (impl.*verb)(command);
    impl.flush();
    return result;
}

template <class Impl, class Verb, class... News>
void hear(Impl& impl, base::Time now, Verb verb, const News&... news) {
    impl.begin(now);
    (impl.*verb)(news...);
    impl.flush();
}

}  // namespace

base::Result<void> Calls::dial(const Dial& command, base::Time now) {
    return run(*impl_, &Impl::dial, command, now);
}
base::Result<void> Calls::answer(const Answer& command, base::Time now) {
    return run(*impl_, &Impl::answer, command, now);
}
base::Result<void> Calls::reject(const Reject& command, base::Time now) {
    return run(*impl_, &Impl::reject, command, now);
}
base::Result<void> Calls::hang_up(const HangUp& command, base::Time now) {
    return run(*impl_, &Impl::hang_up, command, now);
}
base::Result<void> Calls::hold(const Hold& command, base::Time now) {
    return run(*impl_, &Impl::hold, command, now);
}
base::Result<void> Calls::mute(const Mute& command, base::Time now) {
    return run(*impl_, &Impl::mute, command, now);
}
base::Result<void> Calls::send_digits(const SendDigits& command, base::Time now) {
    return run(*impl_, &Impl::send_digits, command, now);
}

LegId Calls::next_leg() {
    return impl_->next_leg();
}
void Calls::on_incoming(const IncomingLeg& leg, base::Time now) {
    hear(*impl_, now, &Impl::on_incoming, leg);
}
void Calls::on_ringing(LegId leg, bool takes_talk, base::Time now) {
    hear(*impl_, now, &Impl::on_ringing, leg, takes_talk);
}
void Calls::on_progress(LegId leg, const std::string& sdp, base::Time now) {
    hear(*impl_, now, &Impl::on_progress, leg, sdp);
}
void Calls::on_answered(const LegAnswered& answered, base::Time now) {
    hear(*impl_, now, &Impl::on_answered, answered);
}
void Calls::on_ended(LegId leg, EndCause cause, base::Time now) {
    hear(*impl_, now, &Impl::on_ended, leg, cause);
}
void Calls::on_reoffered(const LegReoffered& reoffered, base::Time now) {
    hear(*impl_, now, &Impl::on_reoffered, reoffered);
}
void Calls::on_reoffer_answered(LegId leg, const std::string& sdp, base::Time now, std::optional<Direction> direction) {
    hear(*impl_, now, &Impl::on_reoffer_answered, leg, sdp, direction);
}
void Calls::on_reoffer_refused(LegId leg, EndCause cause, base::Time now) {
    hear(*impl_, now, &Impl::on_reoffer_refused, leg, cause);
}
void Calls::on_registration(const registrar::RegistrationChanged& news, base::Time now) {
    hear(*impl_, now, &Impl::on_registration, news);
}
void Calls::on_media_done(const MediaDone& done, base::Time now) {
    hear(*impl_, now, &Impl::on_media_done, done);
}
void Calls::on_media_lost(base::Time now) {
    hear(*impl_, now, &Impl::on_media_lost);
}
void Calls::on_media_ready(base::Time now) {
    hear(*impl_, now, &Impl::on_media_ready);
}
void Calls::end_all(base::Time now) {
    hear(*impl_, now, &Impl::end_all);
}

void Calls::on_deadline(base::Time now) {
    hear(*impl_, now, &Impl::on_deadline);
}

std::optional<base::Time> Calls::next_deadline() const {
    return impl_->next_deadline();
}
std::optional<OwnCall> Calls::own_call(OwnCallId id) const {
    return impl_->own_call(id);
}
std::optional<OwnCallId> Calls::own_call_of(LegId leg) const {
    return impl_->own_call_of(leg);
}
std::vector<OwnCall> Calls::own_calls(UserId user) const {
    return impl_->own_calls(user);
}
void Calls::each_own_call(UserId user, const std::function<void(const CallGlance&)>& look) const {
    impl_->each_own_call(user, look);
}
std::optional<CallView> Calls::view(CallId id) const {
    return impl_->view(id);
}
std::vector<CallId> Calls::ids() const {
    return impl_->ids();
}
std::size_t Calls::size() const {
    const auto counters = impl_->counters();
    return counters.setting_up + counters.established;
}
CallsCounters Calls::counters() const {
    return impl_->counters();
}

}  // namespace sidetone::calls
