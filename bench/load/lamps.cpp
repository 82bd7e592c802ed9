#include "lamps.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <optional>
#include <random>
#include <stdexcept>
#include <string_view>
#include <thread>

namespace bench {

namespace {

using Steady = std::chrono::steady_clock;

/// Long enough for the slowest round; whoever has nothing by then counts as missing.
constexpr std::chrono::seconds kPatience{3};
constexpr std::chrono::milliseconds kRest{250};
constexpr std::string_view kEvent = R"("type":"person.state","data":{"personId":")";

double ms_between(WireClock::time_point from, WireClock::time_point to) {
    return std::chrono::duration<double, std::milli>(to - from).count();
}

/// The next change of this phone's owner leaves.
void change(WatchedPhone& phone) {
    if (phone.asked && phone.phone->wait() != 200) throw std::runtime_error("the phone was refused");
    phone.phone->prepare(phone.registered ? 0 : 3600);
    phone.registered = !phone.registered;
    phone.asked = true;
    phone.changed = phone.phone->fire();
}

/// Whom the events in `text` are about.
std::vector<std::string_view> people_in(std::string_view text) {
    std::vector<std::string_view> people;
    for (auto at = text.find(kEvent); at != std::string_view::npos; at = text.find(kEvent, at)) {
        at += kEvent.size();
        people.push_back(text.substr(at, text.find('"', at) - at));
    }
    return people;
}

bool is_about(std::string_view text, std::string_view person) {
    const auto people = people_in(text);
    return std::find(people.begin(), people.end(), person) != people.end();
}

}  // namespace

Lamps::Lamps(Sessions& sessions) : sessions_(sessions) {
    for (const auto& session : sessions_) {
        session->detach_reading();
        session->receive();
        session->decrypt();
    }
}

void Lamps::watch() {
    if (epoll_ >= 0) return;
    epoll_ = epoll_create1(EPOLL_CLOEXEC);
    for (std::size_t i = 0; i < sessions_.size(); ++i) {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u64 = i;
        epoll_ctl(epoll_, EPOLL_CTL_ADD, sessions_[i]->fd(), &event);
    }
}

Lamps::~Lamps() {
    if (epoll_ >= 0) close(epoll_);
}

LampTimes Lamps::all_watch_on_wire(WatchedPhone& phone, long rounds) {
    LampTimes times;
    for (long i = 0; i < rounds; ++i) one_on_wire(phone, times);
    return times;
}

LampTimes Lamps::all_watch_decrypted(WatchedPhone& phone, long rounds) {
    watch();
    LampTimes times;
    for (long i = 0; i < rounds; ++i) one_decrypted(phone, times);
    return times;
}

void Lamps::one_on_wire(WatchedPhone& phone, LampTimes& times) {
    change(phone);
    ++times.changes;
    std::vector<std::optional<WireClock::time_point>> arrived(sessions_.size());
    const auto until = Steady::now() + kPatience;
    const auto is_missing = [](const auto& one) { return !one; };
    do {
        std::this_thread::sleep_for(kRest);
        for (std::size_t i = 0; i < sessions_.size(); ++i) {
            if (!arrived[i]) arrived[i] = sessions_[i]->receive();
        }
    } while (std::any_of(arrived.begin(), arrived.end(), is_missing) && Steady::now() < until);
    for (std::size_t i = 0; i < sessions_.size(); ++i) {
        if (!is_about(sessions_[i]->decrypt(), phone.person) || !arrived[i]) {
            ++times.missing;
        } else {
            times.ms.push_back(ms_between(phone.changed, *arrived[i]));
        }
    }
}

void Lamps::one_decrypted(WatchedPhone& phone, LampTimes& times) {
    std::this_thread::sleep_for(kRest);
    change(phone);
    ++times.changes;
    std::vector<bool> seen(sessions_.size());
    std::size_t left = sessions_.size();
    const auto until = Steady::now() + kPatience;
    while (left > 0) {
        const auto ready = wait(until);
        if (ready.empty()) break;
        for (const auto i : ready) {
            sessions_[i]->receive();
            if (!is_about(sessions_[i]->decrypt(), phone.person) || seen[i]) continue;
            seen[i] = true;
            --left;
            times.ms.push_back(ms_between(phone.changed, WireClock::now()));
        }
    }
    times.missing += left;
}

LampTimes Lamps::office(std::vector<WatchedPhone>& phones, double rate, std::chrono::seconds time,
                        std::size_t watchers) {
    watch();
    LampTimes times;
    std::mt19937 random(1);  // the same office every time
    std::exponential_distribution<double> pause(rate);
    const auto end = Steady::now() + time;
    auto next = Steady::now();
    while (next < end) {
        const auto ready = wait(next);
        for (const auto session : ready) take_events(phones, session, times);
        if (!ready.empty() && Steady::now() < next) continue;
        change(phones[times.changes++ % phones.size()]);
        next += std::chrono::duration_cast<Steady::duration>(std::chrono::duration<double>(pause(random)));
    }
    for (auto ready = wait(end + kRest); !ready.empty(); ready = wait(end + kRest)) {
        for (const auto session : ready) take_events(phones, session, times);
    }
    times.missing = times.changes * watchers - std::min(times.changes * watchers, times.ms.size());
    return times;
}

void Lamps::take_events(std::vector<WatchedPhone>& phones, std::size_t session, LampTimes& times) {
    const auto arrived = sessions_[session]->receive();
    const auto text = sessions_[session]->decrypt();
    for (const auto person : people_in(text)) {
        const auto phone =
            std::find_if(phones.begin(), phones.end(), [&](const auto& p) { return p.person == person; });
        if (phone != phones.end() && arrived) times.ms.push_back(ms_between(phone->changed, *arrived));
    }
}

std::vector<std::size_t> Lamps::wait(Steady::time_point until) {
    std::array<epoll_event, 512> ready{};
    const auto left = std::max(std::chrono::nanoseconds{0}, std::chrono::nanoseconds{until - Steady::now()});
    const timespec patience{left.count() / 1'000'000'000, left.count() % 1'000'000'000};
    const int count = epoll_pwait2(epoll_, ready.data(), ready.size(), &patience, nullptr);
    std::vector<std::size_t> sessions;
    for (int i = 0; i < count; ++i) sessions.push_back(ready[static_cast<std::size_t>(i)].data.u64);
    return sessions;
}

std::size_t Lamps::idle(std::chrono::minutes time) {
    static constexpr std::string_view kPing{"\x89\0", 2};
    static constexpr std::string_view kPong{"\x8a\x80\0\0\0\0", 6};
    watch();
    std::size_t pings = 0;
    const auto end = Steady::now() + time;
    while (Steady::now() < end) {
        for (const auto session : wait(end)) {
            sessions_[session]->receive();
            if (sessions_[session]->decrypt() != kPing) throw std::runtime_error("an idle session was told something");
            sessions_[session]->write(kPong);
            ++pings;
        }
    }
    return pings;
}

}  // namespace bench
