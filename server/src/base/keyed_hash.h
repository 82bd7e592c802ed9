// A hash of bytes that come from outside, with a key nobody outside knows: who cannot tell which texts collide cannot
// make a table slow. Fast for the lengths of tags, branches and addresses (multiply and fold, as wyhash does); for hash
// tables only. A value, any thread.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace sidetone::base {

class KeyedHash {
public:
    /// For boost::unordered_flat_map: every bit of the result depends on every bit of the text.
    using is_avalanching = void;
    using is_transparent = void;

    explicit KeyedHash(std::uint64_t key = 0) : first_(spread(key)), second_(spread(key ^ kOdd)) {}

    [[nodiscard]] std::size_t operator()(std::string_view text) const noexcept { return with(0, text); }
    /// Of several texts: each time with what the one before gave.
    [[nodiscard]] std::uint64_t with(std::uint64_t before, std::string_view text) const noexcept {
        std::uint64_t state = fold(before ^ first_, text.size() ^ second_);
        const char* at = text.data();
        std::size_t left = text.size();
        for (; left > 16; at += 16, left -= 16) state = fold(read(at, 8) ^ first_, read(at + 8, 8) ^ state);
        const std::size_t half = left > 8 ? 8 : left;
        return fold(read(at, half) ^ second_, read(at + half, left - half) ^ state);
    }

    template <class Archive>
    void archive(Archive& archive) {
        archive(first_, second_);
    }

private:
    static constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15ULL;

    /// Splitmix64: two keys of one.
    static std::uint64_t spread(std::uint64_t key) noexcept {
        key += kOdd;
        key = (key ^ (key >> 30U)) * 0xbf58476d1ce4e5b9ULL;
        key = (key ^ (key >> 27U)) * 0x94d049bb133111ebULL;
        return key ^ (key >> 31U);
    }
    static std::uint64_t read(const char* at, std::size_t size) noexcept {
        std::uint64_t word = 0;
        if (size != 0) std::memcpy(&word, at, size);
        return word;
    }
    static std::uint64_t fold(std::uint64_t left, std::uint64_t right) noexcept {
        __extension__ using Wide = unsigned __int128;
        const Wide product = static_cast<Wide>(left) * right;
        return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
    }

    std::uint64_t first_;
    std::uint64_t second_;
};

}  // namespace sidetone::base
