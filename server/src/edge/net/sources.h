// How many connections each source may have: a source is an IPv4 address or an IPv6 /64. Any thread. A whole office
// behind one address must come in, so what is bounded tightly are connections that have not shown yet whose they are;
// those that have (trust()) count towards the bound of all alone. What is left of that bound at last is for sources
// that have few. Leaves closing to the listener.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "base/time.h"

namespace sidetone::net {

struct ConnectionLimits {
    /// Of all sources.
    std::size_t open = 50'000;
    /// Of one source: not yet trusted. At most a quarter of `open`.
    std::size_t untrusted = 1'024;
    /// Of one source: so many are served at once, after that so many a second; the others wait for their turn. One that
    /// becomes trusted gives its turn back.
    std::uint32_t burst = 2'048;
    std::uint32_t per_second = 256;
    /// The last eighth of `open` is for sources with less than this.
    std::size_t few = 8;
    /// Sources without a connection that are remembered, so that coming and going does not begin a new burst.
    std::size_t remembered = 4'096;
};

using SourceKey = std::uint64_t;
SourceKey source_of(const boost::asio::ip::address& address);
/// For people: 192.0.2.1, 2001:db8:1:2::/64.
std::string to_text(SourceKey source);

class Sources : public std::enable_shared_from_this<Sources> {
public:
    explicit Sources(ConnectionLimits limits);

    /// What one connection takes; given back when it ends.
    class Place {
    public:
        Place() = default;
        Place(Place&& other) noexcept { swap(other); }
        Place& operator=(Place&& other) noexcept {
            Place(std::move(other)).swap(*this);
            return *this;
        }
        ~Place() {
            if (sources_) sources_->release(key_, trusted_);
        }
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;

        /// Its turn: not to be served before.
        [[nodiscard]] base::Time turn() const { return turn_; }
        [[nodiscard]] bool trusted() const { return trusted_; }
        void trust();
        /// Its source has so many untrusted ones that none should stay without need.
        [[nodiscard]] bool crowded() const { return sources_ && sources_->is_crowded(key_); }

    private:
        friend class Sources;
        Place(std::shared_ptr<Sources> sources, SourceKey key, base::Time turn)
            : sources_(std::move(sources)), key_(key), turn_(turn) {}
        void swap(Place& other) noexcept;
        std::shared_ptr<Sources> sources_;
        SourceKey key_ = 0;
        base::Time turn_{};
        bool trusted_ = false;
    };

    enum class Verdict : std::uint8_t { Admitted, Full, TooManyUntrusted };
    struct Admission {
        Verdict verdict = Verdict::Full;
        Place place;        ///< if admitted
        bool news = false;  ///< refused, and that was not so before: for the log
    };
    [[nodiscard]] Admission admit(SourceKey source, base::Time now);

    [[nodiscard]] std::size_t open() const;
    /// What the table holds: bounded by open + remembered.
    [[nodiscard]] std::size_t known() const;

private:
    struct Source {
        std::uint32_t open = 0;
        std::uint32_t untrusted = 0;
        /// Turns up to here are given away: a source that is fresh is a burst behind now.
        base::Time spent{};
        bool leaving = false;  ///< in leaving_
        bool refused = false;  ///< one at least since it had none
    };
    struct Hash {
        std::uint64_t seed;
        std::size_t operator()(SourceKey key) const noexcept;
    };

    [[nodiscard]] Verdict judge(const Source& source) const;
    [[nodiscard]] bool is_full_for(const Source& source) const;
    void release(SourceKey key, bool trusted);
    void trust(SourceKey key);
    [[nodiscard]] bool is_crowded(SourceKey key) const;
    void forget_idle();

    const ConnectionLimits limits_;
    const base::Duration each_;
    mutable std::mutex mutex_;
    std::unordered_map<SourceKey, Source, Hash> sources_;
    std::deque<SourceKey> leaving_;  ///< those whose last connection ended, oldest first
    std::size_t open_ = 0;
};

}  // namespace sidetone::net
