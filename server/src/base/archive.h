// The state of a room as bytes and back, for recordings: what a room knows when a recording begins is in it, so that a
// replay begins with the same. For the same build only: nothing here is a format that lasts, and nothing is read from
// the network. A struct is archived by a function beside its room,
//
//     template <class Archive>
//     void archive(Archive& archive, Offers& offers) {
//         auto& [local, refresh, sdp] = offers;  // a field that is added and forgotten here does not compile
//         archive(local, refresh, sdp);
//     }
//
// and a class by a member `template <class Archive> void archive(Archive&)`. Both are used in both directions.
#pragma once

#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/archive_shapes.h"

namespace sidetone::base {

/// The bytes end too early or say what cannot be.
class ArchiveError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

class ArchiveWriter : public detail::Archive<ArchiveWriter> {
public:
    static constexpr bool kReads = false;

    [[nodiscard]] std::string take() { return std::move(bytes_); }

    // --- for archive functions of kinds that are not above
    void raw(const void* bytes, std::size_t size) { bytes_.append(static_cast<const char*>(bytes), size); }
    void text(std::string_view text) {
        count(text.size());
        bytes_.append(text);
    }
    std::size_t count(std::size_t value) {
        const std::uint64_t wide = value;
        raw(&wide, sizeof wide);
        return value;
    }

private:
    std::string bytes_;
};

class ArchiveReader : public detail::Archive<ArchiveReader> {
public:
    static constexpr bool kReads = true;

    /// `bytes` live longer than the reader.
    explicit ArchiveReader(std::string_view bytes) : left_(bytes) {}
    [[nodiscard]] bool done() const { return left_.empty(); }

    // --- for archive functions of kinds that are not above. All throw ArchiveError.
    void raw(void* bytes, std::size_t size) {
        const auto source = cut(size);
        std::memcpy(bytes, source.data(), size);
    }
    void text(std::string& text) { text = cut(count()); }
    /// At least a byte is left for each of what is counted.
    std::size_t count(std::size_t /*now*/ = 0) {
        std::uint64_t wide = 0;
        raw(&wide, sizeof wide);
        if (wide > left_.size()) throw ArchiveError("more is announced than there is");
        return static_cast<std::size_t>(wide);
    }

private:
    std::string_view cut(std::size_t size) {
        if (size > left_.size()) throw ArchiveError("ends too early");
        const auto head = left_.substr(0, size);
        left_.remove_prefix(size);
        return head;
    }

    std::string_view left_;
};

}  // namespace sidetone::base
