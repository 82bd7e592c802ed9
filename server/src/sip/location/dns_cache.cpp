#include "sip/location/dns_cache.h"

#include <algorithm>

namespace sidetone::sip::location {

const Answer* DnsCache::find(const Question& question, base::Time now) {
    const auto found = entries_.find(question);
    if (found == entries_.end()) return nullptr;
    if (found->second->until <= now) {
        erase(found);
        return nullptr;
    }
    order_.splice(order_.begin(), order_, found->second);
    return &found->second->answer;
}

std::chrono::seconds DnsCache::life(const Answer& answer) const {
    switch (answer.kind) {
        case Answer::Kind::Found:
            return std::min(answer.ttl, config_.longest);
        case Answer::Kind::None:
            return answer.ttl.count() > 0 ? std::min(answer.ttl, config_.longest_none) : config_.untold_none;
        case Answer::Kind::Failed:
            break;
    }
    return config_.failed;
}

void DnsCache::put(const Question& question, Answer answer, base::Time now) {
    if (const auto found = entries_.find(question); found != entries_.end()) erase(found);
    const auto good_for = life(answer);
    if (good_for.count() <= 0 || config_.entries == 0) return;  // RFC 1035 3.2.1: for this transaction only
    const auto shorten = [this](auto& records) { records.resize(std::min(records.size(), config_.records)); };
    shorten(answer.naptr);
    shorten(answer.srv);
    shorten(answer.addresses);
    order_.push_front({question, std::move(answer), now + good_for});
    entries_[question] = order_.begin();
    if (entries_.size() > config_.entries) erase(entries_.find(order_.back().question));
}

void DnsCache::erase(std::map<Question, Order::iterator>::iterator found) {
    order_.erase(found->second);
    entries_.erase(found);
}

}  // namespace sidetone::sip::location
