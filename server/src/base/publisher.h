// News travels upward as events: a room publishes, whoever was wired in app/wiring.cpp hears. Synchronous, on the core
// strand, in the order of subscription. Rule: publish only when the room's own state is consistent again, for a
// listener may call back in.
#pragma once

#include <functional>
#include <utility>
#include <vector>

namespace sidetone::base {

template <class Event>
class Publisher {
public:
    using Listener = std::function<void(const Event&)>;

    /// Listeners are added while wiring, before the first event, and live as long as the publisher.
    void subscribe(Listener listener) { listeners_.push_back(std::move(listener)); }

    void publish(const Event& event) const {
        for (const auto& listener : listeners_) listener(event);
    }

private:
    std::vector<Listener> listeners_;
};

}  // namespace sidetone::base
