// Timers as values: a room schedules payloads and is asked for its next deadline; nobody's thread sleeps here. O(1) to
// schedule and cancel. Hierarchical wheel with a 10 ms tick: a timer never fires early and at most one tick late.
// Deterministic: earlier ticks first, within a tick in the order of scheduling. One owner, one thread (the core
// strand).
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "base/ticks.h"
#include "base/time.h"

namespace sidetone::base {

/// Names a scheduled timer. Not reused before four thousand million timers later, so cancelling a fired timer is
/// harmless.
using TimerId = std::uint64_t;  // 0 = none

/// Payload: default constructible, movable, small.
template <class Payload>
class TimerWheel {
public:
    /// A time that has passed already fires with the next tick.
    TimerId schedule(Time at, Payload payload) {
        const std::uint32_t index = take_node();
        Node& node = nodes_[index];
        node.payload = std::move(payload);
        node.tick = std::max(tick_reached_by(at), current_ + 1);
        insert(index);
        ++size_;
        return id_of(index);
    }

    /// False if it fired or was cancelled already.
    bool cancel(TimerId id) {
        const auto index = static_cast<std::uint32_t>(id);
        if (id == 0 || index > nodes_.size() || index == 0) return false;
        Node& node = nodes_[index - 1];
        if (node.slot == kFree || node.generation != static_cast<std::uint32_t>(id >> 32U)) return false;
        unlink(index - 1);
        free_node(index - 1);
        return true;
    }
    /// When advance() should be called next; never late. Early only when the timer it was for has been cancelled.
    [[nodiscard]] std::optional<Time> next() const {
        for (std::size_t level = 0; level < kLevels; ++level) {
            if (occupied_[level] == 0) continue;
            const auto slot = level * kSlots + static_cast<std::size_t>(std::countr_zero(occupied_[level]));
            return Time{kTick * static_cast<std::int64_t>(slots_[slot].earliest)};
        }
        return std::nullopt;
    }

    /// Calls fire(Payload&&) for all that are due. `fire` may schedule and cancel.
    template <class Fire>
    void advance(Time now, Fire&& fire) {
        const std::uint64_t target = tick_passed_at(now);
        while (current_ < target) {
            const auto first = first_occupied();
            if (!first || first->begins > target) break;
            current_ = first->begins;
            if (first->level == 0) {
                fire_slot(first->slot, fire);
            } else {
                cascade(first->slot);
                fire_slot(current_ % kSlots, fire);
            }
        }
        current_ = std::max(current_, target);
    }

    [[nodiscard]] std::size_t size() const { return size_; }
    /// With what is scheduled and under the same ids (base/archive.h).
    template <class Archive>
    void archive(Archive& archive) {
        archive(nodes_, slots_, occupied_, current_, free_, size_);
    }

private:
    static constexpr std::uint64_t kSlots = 64;
    static constexpr unsigned kBits = 6;
    static constexpr std::size_t kLevels = kTickBits / kBits;
    static constexpr std::uint16_t kFree = 0xffff;
    static constexpr std::uint32_t kNone = 0xffffffff;

    struct Node {
        std::uint64_t tick = 0;
        std::uint32_t next = kNone;
        std::uint32_t previous = kNone;
        std::uint32_t generation = 0;
        std::uint16_t slot = kFree;
        Payload payload{};
        template <class Archive>
        void archive(Archive& archive) {
            archive(tick, next, previous, generation, slot, payload);
        }
    };
    struct Slot {
        std::uint32_t head = kNone;
        std::uint32_t tail = kNone;
        std::uint64_t earliest = 0;  ///< a bound from below: a cancelled timer leaves it as it was
        template <class Archive>
        void archive(Archive& archive) {
            archive(head, tail, earliest);
        }
    };
    struct Occupied {
        std::size_t level;
        std::size_t slot;
        std::uint64_t begins;
    };

    TimerId id_of(std::uint32_t index) const { return (std::uint64_t{nodes_[index].generation} << 32U) | (index + 1); }

    std::uint32_t take_node() {
        if (free_ == kNone) {
            nodes_.emplace_back();
            return static_cast<std::uint32_t>(nodes_.size() - 1);
        }
        return std::exchange(free_, nodes_[free_].next);
    }
    void free_node(std::uint32_t index) {
        Node& node = nodes_[index];
        node.slot = kFree;
        ++node.generation;
        node.payload = Payload{};
        node.next = std::exchange(free_, index);
        --size_;
    }

    /// The level is that of the highest digit (base 64) in which the tick differs from now, so all of a level lies
    /// before all of the next, and a slot's content only ever moves down when the wheel enters it: the order of
    /// scheduling is kept.
    void insert(std::uint32_t index) {
        Node& node = nodes_[index];
        const auto differs =
            (node.tick ^ current_) | 1U;  // what is due with the first tick of an entered slot goes to level 0
        const auto level = static_cast<std::size_t>(63 - std::countl_zero(differs)) / kBits;
        const auto digit = (node.tick >> (kBits * level)) % kSlots;
        node.slot = static_cast<std::uint16_t>(level * kSlots + digit);
        Slot& slot = slots_[node.slot];
        slot.earliest = slot.head == kNone ? node.tick : std::min(slot.earliest, node.tick);
        node.next = kNone;
        node.previous = slot.tail;
        (slot.tail == kNone ? slot.head : nodes_[slot.tail].next) = index;
        slot.tail = index;
        occupied_[level] |= std::uint64_t{1} << digit;
    }
    void unlink(std::uint32_t index) {
        const Node& node = nodes_[index];
        Slot& slot = slots_[node.slot];
        (node.previous == kNone ? slot.head : nodes_[node.previous].next) = node.next;
        (node.next == kNone ? slot.tail : nodes_[node.next].previous) = node.previous;
        if (slot.head == kNone) occupied_[node.slot / kSlots] &= ~(std::uint64_t{1} << (node.slot % kSlots));
    }

    std::optional<Occupied> first_occupied() const {
        for (std::size_t level = 0; level < kLevels; ++level) {
            if (occupied_[level] == 0) continue;
            const auto digit = static_cast<std::uint64_t>(std::countr_zero(occupied_[level]));
            const auto above = current_ >> (kBits * (level + 1)) << (kBits * (level + 1));
            return Occupied{level, level * kSlots + digit, above | (digit << (kBits * level))};
        }
        return std::nullopt;
    }
    void cascade(std::size_t from) {
        std::uint32_t index = slots_[from].head;
        slots_[from].head = slots_[from].tail = kNone;
        occupied_[from / kSlots] &= ~(std::uint64_t{1} << (from % kSlots));
        while (index != kNone) {
            const std::uint32_t next = nodes_[index].next;
            insert(index);
            index = next;
        }
    }
    template <class Fire>
    void fire_slot(std::size_t slot, Fire& fire) {
        while (slots_[slot].head != kNone) {
            const std::uint32_t index = slots_[slot].head;
            Payload payload = std::move(nodes_[index].payload);
            unlink(index);
            free_node(index);
            fire(std::move(payload));
        }
    }

    std::vector<Node> nodes_;
    std::array<Slot, kSlots * kLevels> slots_{};
    std::array<std::uint64_t, kLevels> occupied_{};
    std::uint64_t current_ = 0;
    std::uint32_t free_ = kNone;
    std::size_t size_ = 0;
};

}  // namespace sidetone::base
