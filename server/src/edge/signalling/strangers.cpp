#include "edge/signalling/strangers.h"

#include "base/archive.h"

namespace sidetone::signalling {

Strangers::Strangers(StrangersConfig config, base::Random& random)
    : config_(config),
      hash_(random.next()),
      requests_(config.requests),
      from_host_(config.from_host),
      for_account_(config.for_account) {}

std::uint64_t Strangers::key_of(std::string_view host, std::string_view account) const {
    return hash_.with(hash_(host), account);
}

bool Strangers::knows(std::uint64_t key, base::Time now) const {
    const auto found = known_.find(key);
    return found != known_.end() && found->second > now;
}

void Strangers::remember(std::uint64_t key, base::Time now) {
    if (known_.size() >= config_.most_remembered && !known_.contains(key)) {
        boost::unordered::erase_if(known_, [now](const auto& entry) { return entry.second <= now; });
        // As many at once: then they are strangers again, and served a little slower.
        if (known_.size() >= config_.most_remembered) known_.clear();
    }
    known_[key] = now + config_.remembered;
}

bool Strangers::may_ask(std::string_view host, base::Time now) {
    const auto source = access::throttle_key(host);
    if (knows(key_of(source, {}), now)) return true;
    if (requests_.wait(source, now) > base::Duration{}) {
        ++counters_.ignored;
        return false;
    }
    requests_.take(source, now);
    return true;
}

bool Strangers::may_guess(std::string_view host, std::string_view account, base::Time now) {
    const auto source = access::throttle_key(host);
    const bool tried_too_often = from_host_.wait(source, now) > base::Duration{} ||
                                 for_account_.wait(std::string(account), now) > base::Duration{};
    if (!tried_too_often || knows(key_of(source, account), now)) return true;
    ++counters_.uncompared;
    return false;
}

void Strangers::was_wrong(std::string_view host, std::string_view account, base::Time now) {
    from_host_.take(access::throttle_key(host), now);
    for_account_.take(std::string(account), now);
}

void Strangers::was_right(std::string_view host, std::string_view account, base::Time now) {
    const auto source = access::throttle_key(host);
    remember(key_of(source, {}), now);
    remember(key_of(source, account), now);
}

template <class Archive>
void Strangers::archive(Archive& archive) {
    std::map<std::uint64_t, base::Time> known(known_.begin(), known_.end());
    archive(hash_, requests_, from_host_, for_account_, known, counters_.ignored, counters_.uncompared);
    if constexpr (Archive::kReads) known_ = {known.begin(), known.end()};
}

template void Strangers::archive(base::ArchiveWriter&);
template void Strangers::archive(base::ArchiveReader&);

}  // namespace sidetone::signalling
