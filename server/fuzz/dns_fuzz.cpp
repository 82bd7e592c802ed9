// An answer of the DNS, and a search that gets it to all its questions. The first byte chooses the type of record.
#include "edge/dns/dns_message.h"
#include "fuzz/targets.h"
#include "sip/location/location.h"

namespace sidetone::fuzz {

namespace {

class Always final : public base::Random {
public:
    explicit Always(std::uint64_t value) : value_(value) {}
    std::uint64_t next() override { return value_; }

private:
    std::uint64_t value_;
};

}  // namespace

void fuzz_dns(std::string_view input) {
    using namespace sip::location;
    if (input.empty()) return;
    const auto chosen = static_cast<unsigned char>(input.front());
    input.remove_prefix(1);
    const auto type = static_cast<RecordType>(chosen % 4U);
    const auto* bytes = reinterpret_cast<const unsigned char*>(input.data());
    const auto answer = dns::read_answer(type, bytes, input.size());
    const auto records = answer.naptr.size() + answer.srv.size() + answer.addresses.size();
    promise((answer.kind == Answer::Kind::Found) == (records > 0), "what is found is there");
    promise(answer.ttl.count() >= 0 && answer.ttl.count() <= 0xffff'ffff, "a life is no less than nothing");

    Always random(chosen);
    const auto uri = sip::parse_uri("sip:pbx.example");
    Location location(*uri, {}, random);
    std::size_t asked = 0;
    while (!location.is_done()) {
        const auto question = location.questions().front();
        promise(++asked < 100, "a search ends");
        location.on_answer(question, dns::read_answer(question.type, bytes, input.size()));
    }
    promise(location.targets().size() <= LocationConfig{}.max_targets, "targets are bounded");
}

}  // namespace sidetone::fuzz
