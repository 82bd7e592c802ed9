// Nonces without memory: the time of issue and a salt, signed by the server's key. Only the counts of nonces in use are
// kept, bounded: when the table is full the oldest nonce is forgotten, and it and all issued before it count as
// expired. One thread (the core strand).
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/time.h"
#include "sip/auth/hash.h"

namespace sidetone::sip {

class Nonces {
public:
    struct Stamp {
        std::int64_t issued = 0;  ///< microseconds of base::Time
        std::uint64_t salt = 0;
        auto operator<=>(const Stamp&) const = default;
    };
    enum class State : std::uint8_t { Good, Expired, Foreign };

    Nonces(std::string_view key, base::Duration lifetime, std::size_t most_counted, base::Random& random);

    /// Signs what is issued from here on. What the key before has signed stays good for its lifetime.
    void set_key(std::string_view key, base::Time now);
    [[nodiscard]] std::string issue(base::Time now);
    /// Foreign: not signed by this key, or of no nonce's form. `stamp` is set unless Foreign.
    [[nodiscard]] State look(std::string_view nonce, base::Time now, Stamp& stamp);
    /// Notes a use. False if the count did not rise: a replay.
    [[nodiscard]] bool use(const Stamp& stamp, std::uint32_t count, base::Time now);
    [[nodiscard]] std::size_t counted() const { return counts_.size(); }

private:
    [[nodiscard]] static std::string signed_text(HmacSha256& hmac, const Stamp& stamp);

    HmacSha256 hmac_;
    std::optional<HmacSha256> hmac_before_;
    base::Time before_until_{};
    base::Duration lifetime_;
    std::size_t most_counted_;
    base::Random& random_;
    std::map<Stamp, std::uint32_t> counts_;  // oldest first
    Stamp forgotten_;                        // this one and all before are expired
};

}  // namespace sidetone::sip
