// live.watch: an administrator sees every call, lost phones and the figures of the server; what changes is told once a
// second at most. While nobody watches, no call costs anything here.
#include <algorithm>
#include <boost/json/array.hpp>

#include "core/directory/directory.h"
#include "edge/live/detail/impl.h"
#include "edge/live/detail/views.h"

namespace sidetone::live {

namespace json = boost::json;

namespace {

json::object figures_json(const base::Figures& figures) {
    json::object object;
    for (const auto& figure : figures) object[base::name_of(figure)] = figure.value;
    return object;
}

/// What differs from `before`. The list of figures is the same in every moment but for those that come and go at its
/// end.
base::Figures changed_figures(const base::Figures& before, const base::Figures& now) {
    base::Figures changed;
    for (std::size_t i = 0; i < now.size(); ++i) {
        const bool same = i < before.size() && before[i].family == now[i].family &&
                          before[i].label_value == now[i].label_value && before[i].value == now[i].value;
        if (!same) changed.push_back(now[i]);
    }
    return changed;
}

}  // namespace

Outcome Live::Impl::watch(Request& request) {
    if (const auto refusal = request.params.done()) return *refusal;
    const auto sight = visibility::AdministratorSight::of(parts_.directory, request.session.user);
    if (!sight) return Refusal{-32000, "access.permission_denied", {}};
    auto& sessions = watch_.sessions;
    const auto now = parts_.clock.now();
    if (sessions.empty()) {
        watch_.next = now + config_.watch_interval;
        watch_.figures = parts_.figures ? parts_.figures() : base::Figures{};
        watch_.lost_changed = false;
        fill_shown_calls();
    }
    if (std::find(sessions.begin(), sessions.end(), &request.session) == sessions.end())
        sessions.push_back(&request.session);
    json::array calls;
    for (const auto& [id, changed] : watch_.calls) {
        if (const auto call = calls_->view(id))
            calls.push_back(to_json(*sight, *call, parts_.directory, parts_.registrar));
    }
    return json::object{{"at", base::to_unix_ms(now)},
                        {"calls", std::move(calls)},
                        {"lost", to_json(*sight, watch_.lost, now - Watch::kLostFor, parts_.directory)},
                        {"figures", figures_json(watch_.figures)}};
}

Outcome Live::Impl::unwatch(Request& request) {
    if (const auto refusal = request.params.done()) return *refusal;
    stop_watching(request.session);
    return json::object{};
}

void Live::Impl::stop_watching(Session& session) {
    std::erase(watch_.sessions, &session);
    if (!watch_.sessions.empty()) return;
    watch_.next.reset();
    watch_.calls.clear();
    watch_.figures.clear();
}

void Live::Impl::note_call(core::CallId call) {
    if (watch_.sessions.empty()) return;
    if (const auto shown = watch_.calls.find(call); shown != watch_.calls.end()) {
        shown->second = true;
    } else if (watch_.calls.size() < Watch::kShown) {
        watch_.calls.emplace(call, true);
    }
}

/// A phone that is gone without having said so. A browser that is closed says nothing, either; that is no loss.
void Live::Impl::note_registration(const registrar::RegistrationChanged& news) {
    auto& lost = watch_.lost;
    const auto known =
        std::find_if(lost.begin(), lost.end(), [&](const auto& one) { return one.device == news.device; });
    if (known != lost.end()) {
        lost.erase(known);
        watch_.lost_changed = true;
    }
    if (news.change != registrar::Change::Expired && news.change != registrar::Change::FlowLost) return;
    const auto* device = parts_.directory.find_device(news.device);
    if (!device || device->kind != directory::DeviceKind::Phone) return;
    lost.push_back({news.device, news.change, parts_.clock.now()});
    if (lost.size() > Watch::kLost) lost.pop_front();
    watch_.lost_changed = true;
}

/// Those that were begun when there was no room.
void Live::Impl::fill_shown_calls() {
    if (watch_.calls.size() >= Watch::kShown || calls_->size() <= watch_.calls.size()) return;
    for (const auto id : calls_->ids()) {
        if (watch_.calls.size() >= Watch::kShown) return;
        watch_.calls.emplace(id, true);
    }
}

json::object Live::Impl::changes_for(const visibility::AdministratorSight& sight) {
    const auto now = parts_.clock.now();
    json::object changes{{"at", base::to_unix_ms(now)}};
    json::array changed;
    json::array ended;
    fill_shown_calls();
    for (auto one = watch_.calls.begin(); one != watch_.calls.end();) {
        if (!std::exchange(one->second, false)) {
            ++one;
        } else if (const auto call = calls_->view(one->first)) {
            changed.push_back(to_json(sight, *call, parts_.directory, parts_.registrar));
            ++one;
        } else {
            ended.emplace_back(wire_id(one->first));
            one = watch_.calls.erase(one);
        }
    }
    if (!changed.empty()) changes["calls"] = std::move(changed);
    if (!ended.empty()) changes["ended"] = std::move(ended);
    if (std::exchange(watch_.lost_changed, false))
        changes["lost"] = to_json(sight, watch_.lost, now - Watch::kLostFor, parts_.directory);
    auto figures = parts_.figures ? parts_.figures() : base::Figures{};
    if (const auto different = changed_figures(watch_.figures, figures); !different.empty())
        changes["figures"] = figures_json(different);
    watch_.figures = std::move(figures);
    return changes;
}

void Live::Impl::tell_watchers(base::Time now) {
    watch_.next = now + config_.watch_interval;
    SharedBody body;
    const auto watchers = watch_.sessions;
    for (auto* session : watchers) {
        const auto sight = visibility::AdministratorSight::of(parts_.directory, session->user);
        if (!sight) {
            stop_watching(*session);
            continue;
        }
        if (!body) {
            const auto changes = changes_for(*sight);
            if (changes.size() == 1) return;  // nothing but the time
            body = event_body("live.changed", changes);
        }
        push(*session, body);
    }
}

}  // namespace sidetone::live
