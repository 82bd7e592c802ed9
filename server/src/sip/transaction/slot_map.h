// Objects at stable addresses under ids that are not reused soon. No allocation per object once warm. A value of its
// owner, one thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

namespace sidetone::sip {

template <class T>
class SlotMap {
public:
    /// `mark` is or-ed into every id, so that ids of two maps differ.
    explicit SlotMap(std::uint64_t mark = 0) : mark_(mark) {}

    std::pair<std::uint64_t, T&> emplace() {
        std::uint32_t index = 0;
        if (free_.empty()) {
            index = static_cast<std::uint32_t>(slots_.size());
            slots_.emplace_back();
        } else {
            index = free_.back();
            free_.pop_back();
        }
        Slot& slot = slots_[index];
        slot.value.emplace();
        ++size_;
        return {mark_ | (std::uint64_t{slot.generation} << 32U) | (index + 1U), *slot.value};
    }

    [[nodiscard]] T* find(std::uint64_t id) {
        Slot* slot = slot_of(id);
        return slot ? &*slot->value : nullptr;
    }

    void erase(std::uint64_t id) {
        Slot* slot = slot_of(id);
        if (!slot) return;
        slot->value.reset();
        slot->generation = (slot->generation + 1) & kGenerations;
        free_.push_back(static_cast<std::uint32_t>(id) - 1U);
        --size_;
    }

    [[nodiscard]] std::size_t size() const { return size_; }
    template <class Predicate>
    [[nodiscard]] bool any(Predicate holds) const {
        return std::any_of(slots_.begin(), slots_.end(),
                           [&](const Slot& slot) { return slot.value && holds(*slot.value); });
    }

    template <class Look>
    void each(Look look) {
        for (auto& slot : slots_) {
            if (slot.value) look(*slot.value);
        }
    }

    /// With what is in it and under the same ids (base/archive.h).
    template <class Archive>
    void archive(Archive& archive) {
        archive(slots_, free_, size_);
    }

private:
    static constexpr std::uint32_t kGenerations = 0x3fffffff;
    struct Slot {
        std::uint32_t generation = 0;
        std::optional<T> value;

        template <class Archive>
        void archive(Archive& archive) {
            archive(generation, value);
        }
    };

    Slot* slot_of(std::uint64_t id) {
        const auto index = static_cast<std::uint32_t>(id);
        if (index == 0 || index > slots_.size()) return nullptr;
        Slot& slot = slots_[index - 1];
        if (!slot.value || (mark_ | (std::uint64_t{slot.generation} << 32U) | index) != id) return nullptr;
        return &slot;
    }

    std::uint64_t mark_;
    std::deque<Slot> slots_;
    std::vector<std::uint32_t> free_;
    std::size_t size_ = 0;
};

}  // namespace sidetone::sip
