#include "edge/net/core_loop.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <system_error>
#include <utility>

namespace sidetone::net {

namespace {

int checked(int result, const char* what) {
    if (result < 0) throw std::system_error(errno, std::generic_category(), what);
    return result;
}

}  // namespace

CoreLoop::CoreLoop(const base::Clock& clock) : clock_(clock) {
    turn_.time = clock.now();
    epoll_ = checked(::epoll_create1(EPOLL_CLOEXEC), "epoll");
    bell_ = checked(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), "eventfd");
    // Edge-triggered: each ring wakes once, and nobody needs to read it.
    epoll_event event{};
    event.events = EPOLLIN | EPOLLET;
    event.data.fd = bell_;
    checked(::epoll_ctl(epoll_, EPOLL_CTL_ADD, bell_, &event), "epoll");
}

CoreLoop::~CoreLoop() {
    ::close(bell_);
    ::close(epoll_);
}

void CoreLoop::post(std::function<void()> work) {
    bool wake = false;
    {
        const std::lock_guard lock(mutex_);
        posted_.push_back(std::move(work));
        wake = std::exchange(asleep_, false);
    }
    if (wake) ring();
}

void CoreLoop::stop() {
    stopped_ = true;
    ring();
}

void CoreLoop::ring() const {
    const std::uint64_t once = 1;
    // Fails only when the counter is at its end, and then it has rung.
    (void)!::write(bell_, &once, sizeof once);
}

void CoreLoop::watch(int descriptor, std::function<void()> readable) {
    const auto index = static_cast<std::size_t>(descriptor);
    if (watched_.size() <= index) watched_.resize(index + 1);
    watched_[index] = std::make_shared<const std::function<void()>>(std::move(readable));
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = descriptor;
    checked(::epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event), "epoll");
}

void CoreLoop::unwatch(int descriptor) {
    const auto index = static_cast<std::size_t>(descriptor);
    if (descriptor < 0 || index >= watched_.size() || !watched_[index]) return;
    watched_[index].reset();
    ::epoll_ctl(epoll_, EPOLL_CTL_DEL, descriptor, nullptr);
}

void CoreLoop::add_room(std::function<std::optional<base::Time>()> next_deadline,
                        std::function<void(base::Time)> on_deadline) {
    rooms_.push_back({std::move(next_deadline), std::move(on_deadline)});
}

void CoreLoop::run() {
    while (!stopped_) {
        read_ready();
        do_posted();
        meet_deadlines();
        if (flush_) flush_();
    }
}

/// Milliseconds until the next deadline; a little late rather than early, for early means another turn for nothing.
int CoreLoop::patience() {
    {
        const std::lock_guard lock(mutex_);
        if (!posted_.empty()) return 0;
        asleep_ = true;
    }
    std::optional<base::Time> earliest;
    for (const auto& room : rooms_) {
        if (const auto next = room.next_deadline(); next && (!earliest || *next < *earliest)) earliest = next;
    }
    if (!earliest) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*earliest - clock_.now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, std::numeric_limits<int>::max()));
}

void CoreLoop::read_ready() {
    std::array<epoll_event, 32> ready{};
    const int count = ::epoll_wait(epoll_, ready.data(), static_cast<int>(ready.size()), patience());
    turn_.time = clock_.now();
    for (int i = 0; i < count; ++i) {
        const auto descriptor = static_cast<std::size_t>(ready[static_cast<std::size_t>(i)].data.fd);
        // One that was called before may have ended this one.
        if (const auto readable = descriptor < watched_.size() ? watched_[descriptor] : nullptr) (*readable)();
    }
}

void CoreLoop::do_posted() {
    std::vector<std::function<void()>> posted;
    {
        const std::lock_guard lock(mutex_);
        asleep_ = false;
        posted.swap(posted_);
    }
    for (const auto& work : posted) work();
}

void CoreLoop::meet_deadlines() {
    for (const auto& room : rooms_) {
        if (const auto next = room.next_deadline(); next && *next <= turn_.time) room.on_deadline(turn_.time);
    }
}

}  // namespace sidetone::net
