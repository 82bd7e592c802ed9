// Answers of the DNS for as long as they are good: as long as their zone says, within bounds, and so are those that say
// there is nothing (RFC 2308). Bounded; the one unused for longest goes. Time is handed in. One owner.
#pragma once

#include <list>
#include <map>

#include "base/time.h"
#include "sip/location/dns.h"

namespace sidetone::sip::location {

struct DnsCacheConfig {
    std::size_t entries = 4'096;
    std::chrono::seconds longest = std::chrono::hours{24};
    /// RFC 2308 5: one to three hours.
    std::chrono::seconds longest_none = std::chrono::hours{1};
    /// Of an answer that says nothing is there, but not for how long.
    std::chrono::seconds untold_none = std::chrono::seconds{30};
    /// RFC 2308 7: at most five minutes. A server that does not answer is not asked for each call.
    std::chrono::seconds failed = std::chrono::seconds{5};
    /// Records of one answer that are kept.
    std::size_t records = 64;
};

class DnsCache {
public:
    explicit DnsCache(DnsCacheConfig config = {}) : config_(config) {}

    /// Null: to be asked for. Valid until the next call.
    [[nodiscard]] const Answer* find(const Question& question, base::Time now);
    void put(const Question& question, Answer answer, base::Time now);
    [[nodiscard]] std::size_t size() const { return entries_.size(); }

private:
    struct Entry {
        Question question;
        Answer answer;
        base::Time until{};
    };
    using Order = std::list<Entry>;  ///< used last in front

    [[nodiscard]] std::chrono::seconds life(const Answer& answer) const;
    void erase(std::map<Question, Order::iterator>::iterator found);

    const DnsCacheConfig config_;
    Order order_;
    std::map<Question, Order::iterator> entries_;
};

}  // namespace sidetone::sip::location
