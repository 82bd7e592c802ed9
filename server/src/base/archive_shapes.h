// How archive.h takes values of each kind apart: numbers, ids, times, texts, containers, and whatever has an archive
// function of its own. The same for both directions.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/id.h"

namespace sidetone::base {

namespace detail {

template <class T>
concept Scalar = std::is_arithmetic_v<T> || std::is_enum_v<T>;

template <class T, class Archive>
concept ArchivesItself = requires(T& value, Archive& archive) {
    value.archive(archive);
};

/// `Self` does raw bytes, texts and counts.
template <class Self>
class Archive {
public:
    template <class... Values>
    void operator()(Values&... values) {
        (one(values), ...);
    }

protected:
    template <Scalar T>
    void one(T& value) {
        self().raw(&value, sizeof value);
    }
    void one(std::string& text) { self().text(text); }
    template <class Rep, class Period>
    void one(std::chrono::duration<Rep, Period>& value) {
        auto count = value.count();
        one(count);
        value = std::chrono::duration<Rep, Period>(count);
    }
    template <class Clock, class Duration>
    void one(std::chrono::time_point<Clock, Duration>& value) {
        auto since = value.time_since_epoch();
        one(since);
        value = std::chrono::time_point<Clock, Duration>(since);
    }
    template <class Tag>
    void one(Id<Tag>& id) {
        one(id.value);
    }
    template <class First, class Second>
    void one(std::pair<First, Second>& pair) {
        (*this)(pair.first, pair.second);
    }
    template <class T, std::size_t kSize>
    void one(std::array<T, kSize>& values) {
        for (auto& value : values) one(value);
    }
    template <class T>
    void one(std::optional<T>& value) {
        bool there = value.has_value();
        one(there);
        if constexpr (Self::kReads) {
            value.reset();
            if (there) value.emplace();
        }
        if (there) one(*value);
    }
    template <class T>
    void one(std::unique_ptr<T>& value) {
        bool there = value != nullptr;
        one(there);
        if constexpr (Self::kReads) value = there ? std::make_unique<T>() : nullptr;
        if (there) one(*value);
    }
    template <class T>
    void one(std::vector<T>& values) {
        sequence(values);
    }
    template <class T>
    void one(std::deque<T>& values) {
        sequence(values);
    }
    template <class T>
    void one(std::list<T>& values) {
        sequence(values);
    }
    template <class Key, class T>
    void one(std::map<Key, T>& values) {
        table(values);
    }
    /// Their order is not part of what is kept: no decision may depend on it.
    template <class Key, class T>
    void one(std::unordered_map<Key, T>& values) {
        table(values);
    }
    template <class T>
    requires(!Scalar<T>) void one(T& value) {
        if constexpr (ArchivesItself<T, Self>)
            value.archive(self());
        else
            archive(self(), value);
    }

private:
    [[nodiscard]] Self& self() { return static_cast<Self&>(*this); }

    /// Elements stay where they are made: some cannot move.
    template <class Values>
    void sequence(Values& values) {
        const std::size_t count = self().count(values.size());
        if constexpr (Self::kReads) {
            values.clear();
            for (std::size_t i = 0; i < count; ++i) one(values.emplace_back());
        } else {
            for (auto& value : values) one(value);
        }
    }
    template <class Table>
    void table(Table& table) {
        const std::size_t count = self().count(table.size());
        if constexpr (Self::kReads) {
            table.clear();
            for (std::size_t i = 0; i < count; ++i) {
                typename Table::key_type key{};
                one(key);
                one(table[key]);
            }
        } else {
            for (auto& [key, value] : table) {
                auto written = key;
                one(written);
                one(value);
            }
        }
    }
};

}  // namespace detail

}  // namespace sidetone::base
