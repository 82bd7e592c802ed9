// The tables of Calls: calls, legs, users, timers, and the news at the end of each turn.
#include <algorithm>

#include "core/calls/detail/impl.h"

namespace sidetone::calls {

Calls::Impl::Impl(Calls& owner, CallsConfig config, const directory::Directory& directory,
                  const registrar::Registrar& registrar, Signalling& signalling, Media& media, Softphones& softphones)
    : owner_(owner),
      config_(std::move(config)),
      directory_(directory),
      registrar_(registrar),
      signalling_(signalling),
      media_(media),
      softphones_(softphones) {}

Call& Calls::Impl::create(UserId caller, UserId callee, const std::string& dialled) {
    const CallId id{++last_call_};
    auto& call = *(calls_[id] = std::make_unique<Call>());
    call.id = id;
    call.started_at = now_;
    call.dialled = dialled;
    call.person(Side::A).party = party_of(caller);
    call.person(Side::A).shown = true;
    call.person(Side::B).party = party_of(callee);
    calls_of_[caller].push_back(id);
    if (callee != caller) calls_of_[callee].push_back(id);
    touch(call);
    return call;
}

Call* Calls::Impl::find(CallId id) const {
    const auto found = calls_.find(id);
    return found == calls_.end() ? nullptr : found->second.get();
}

Call* Calls::Impl::find_by_leg(LegId leg) const {
    const auto found = legs_.find(leg);
    return found == legs_.end() ? nullptr : find(found->second);
}

Branch* Calls::Impl::find_branch(Call& call, LegId leg) const {
    for (auto& branch : call.branches) {
        if (branch.end.leg == leg) return &branch;
    }
    return nullptr;
}

std::optional<Side> Calls::Impl::side_of(const Call& call, LegId leg) {
    for (const auto side : {Side::A, Side::B}) {
        if (call.end(side).leg == leg) return side;
    }
    return std::nullopt;
}

LegId Calls::Impl::open_leg(const Call& call) {
    const auto leg = next_leg();
    legs_.emplace(leg, call.id);
    return leg;
}

void Calls::Impl::forget_leg(LegId& leg) {
    legs_.erase(leg);
    leg = {};
}

void Calls::Impl::close_leg(LegId& leg, EndCause cause) {
    if (!leg) return;
    const auto closed = leg;
    forget_leg(leg);
    signalling_.end(closed, cause);
}

std::size_t Calls::Impl::count_of(UserId user) const {
    const auto found = calls_of_.find(user);
    return found == calls_of_.end() ? 0 : found->second.size();
}

Party Calls::Impl::party_of(UserId user) const {
    const auto* found = directory_.find_user(user);
    if (found == nullptr) return {{}, {}, user};
    return {found->display_name, found->number.empty() ? found->short_name : found->number, user};
}

base::TimerId Calls::Impl::start_timer(base::Duration after, Timer timer) {
    return timers_.schedule(now_ + after, timer);
}

void Calls::Impl::stop_timer(base::TimerId& timer) {
    if (timer != 0) timers_.cancel(timer);
    timer = 0;
}

void Calls::Impl::on_deadline() {
    timers_.advance(now_, [this](Timer&& timer) { on_timer(timer); });
}

void Calls::Impl::on_timer(const Timer& timer) {
    if (timer.kind == Timer::Kind::Operation) {
        finish_operation(timer.op, base::Error{detail::kTimeout}, {});
        return;
    }
    auto* call = find(timer.call);
    if (call == nullptr) return;
    switch (timer.kind) {
        case Timer::Kind::PickUp:
            call->timer = 0;
            fail_setup(*call, EndCause::Failed);
            return;
        case Timer::Kind::Ring: {
            call->timer = 0;
            const bool rang = std::any_of(call->branches.begin(), call->branches.end(),
                                          [](const Branch& b) { return b.state == Branch::State::Alerting; });
            fail_setup(*call, rang ? EndCause::NoAnswer : EndCause::NotReachable);
            return;
        }
        case Timer::Kind::SingleWait:
            call->single_timer = 0;
            fail_setup(*call, EndCause::Overloaded);
            return;
        case Timer::Kind::BranchWait:
            if (auto* branch = find_branch(*call, timer.leg)) {
                branch->timer = 0;
                remove_branch(*call, timer.leg, EndCause::Overloaded);
            }
            return;
        case Timer::Kind::BridgeWait:
            call->bridge.timer = 0;
            // People who talk already are not cut off: as soon as the engine is back they hear each other again.
            if (call->phase == Phase::Connecting) {
                fail_setup(*call, EndCause::Overloaded);
            } else {
                start_bridge(*call);
            }
            return;
        case Timer::Kind::Return:
            call->return_timer = 0;
            if (call->branches.empty()) await_return(*call, call->best_refusal);
            return;
        case Timer::Kind::Operation:
            return;
    }
}

void Calls::Impl::flush() {
    auto touched = std::move(touched_);
    auto ended = std::move(ended_);
    touched_.clear();
    ended_.clear();
    gone_.clear();
    std::sort(touched.begin(), touched.end());
    touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
    std::vector<OwnCallChanged> news;
    for (const auto id : touched) {
        auto* call = find(id);
        if (call == nullptr) continue;
        for (const auto side : {Side::A, Side::B}) {
            auto& person = call->person(side);
            if (!person.shown) continue;
            auto picture = make_own_call(*call, side);
            if (person.last == picture) continue;
            person.last = std::move(picture);
            news.push_back({{id, side}, person.party.user});
        }
    }
    for (const auto& event : news) owner_.changed.publish(event);
    for (const auto& event : ended) owner_.ended.publish(event);
}

}  // namespace sidetone::calls
