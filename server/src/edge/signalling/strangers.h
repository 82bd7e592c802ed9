// What somebody may ask before they have shown who they are. Hosts nobody has ever signed in from are served slowly, so
// that a scanner learns little and late; and after too many wrong secrets, from one host or for one account, further
// ones are not even compared: the answer is that of a wrong secret, right or not. Whoever has been right from that host
// for that account before is not held up by others' mistakes. All tables are bounded. Core strand only.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <string_view>

#include "base/keyed_hash.h"
#include "base/random.h"
#include "base/time.h"
#include "core/access/throttle.h"

namespace sidetone::signalling {

struct StrangersConfig {
    /// Requests of a host unknown so far: a room full of phones at once, then twenty a second.
    access::ThrottleConfig requests{.burst = 200, .refill = std::chrono::milliseconds{50}};
    /// Wrong secrets.
    access::ThrottleConfig from_host{.burst = 50, .refill = std::chrono::seconds{3}};
    access::ThrottleConfig for_account{.burst = 10, .refill = std::chrono::seconds{30}};
    /// How long a host is remembered after somebody signed in from it. Longer than a registration.
    base::Duration remembered = std::chrono::hours{2};
    std::size_t most_remembered = 50'000;
};

struct StrangersCounters {
    std::uint64_t ignored = 0;     ///< requests beyond what a stranger may ask; not answered
    std::uint64_t uncompared = 0;  ///< secrets that were not looked at
};

class Strangers {
public:
    Strangers(StrangersConfig config, base::Random& random);

    /// A request outside of a dialog by a flow that has not signed in. False: it is to be ignored.
    [[nodiscard]] bool may_ask(std::string_view host, base::Time now);
    /// Whether the credentials are to be compared.
    [[nodiscard]] bool may_guess(std::string_view host, std::string_view account, base::Time now);
    void was_wrong(std::string_view host, std::string_view account, base::Time now);
    void was_right(std::string_view host, std::string_view account, base::Time now);
    [[nodiscard]] const StrangersCounters& counters() const { return counters_; }
    /// base/archive.h; not the configuration.
    template <class Archive>
    void archive(Archive& archive);

private:
    [[nodiscard]] bool knows(std::uint64_t key, base::Time now) const;
    void remember(std::uint64_t key, base::Time now);
    [[nodiscard]] std::uint64_t key_of(std::string_view host, std::string_view account) const;

    StrangersConfig config_;
    base::KeyedHash hash_;
    access::Throttle requests_;
    access::Throttle from_host_;
    access::Throttle for_account_;
    boost::unordered_flat_map<std::uint64_t, base::Time> known_;
    StrangersCounters counters_;
};

}  // namespace sidetone::signalling
