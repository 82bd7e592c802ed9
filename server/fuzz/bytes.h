// The input of a scripted target, taken as choices. What is at the front is usual: a short or dull input still goes
// deep. A value, one thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sidetone::fuzz {

class Bytes {
public:
    explicit Bytes(std::string_view input) : rest_(input) {}

    [[nodiscard]] bool empty() const { return rest_.empty(); }
    /// 0 at the end.
    std::uint8_t next() {
        if (rest_.empty()) return 0;
        const auto byte = static_cast<std::uint8_t>(rest_.front());
        rest_.remove_prefix(1);
        return byte;
    }
    /// 0 .. bound-1, each alike.
    std::size_t below(std::size_t bound) { return bound == 0 ? 0 : next() % bound; }
    /// 0 .. bound-1, three times in four 0.
    std::size_t usual(std::size_t bound) {
        const auto byte = next();
        return byte < 192 || bound < 2 ? 0 : 1 + (byte - 192U) % (bound - 1);
    }
    bool rarely() { return next() >= 240; }
    template <class T, std::size_t size>
    const T& any_of(const std::array<T, size>& all) {
        return all[below(size)];
    }
    template <class T, std::size_t size>
    const T& usually_first_of(const std::array<T, size>& all) {
        return all[usual(size)];
    }

private:
    std::string_view rest_;
};

}  // namespace sidetone::fuzz
