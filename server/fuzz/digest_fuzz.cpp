#include "fuzz/targets.h"
#include "sip/auth/digest.h"
#include "sip/message/text.h"

namespace sidetone::fuzz {
namespace {

class Counting : public base::Random {
public:
    std::uint64_t next() override { return ++count_; }

private:
    std::uint64_t count_ = 0;
};

}  // namespace

void fuzz_digest(std::string_view input) {
    using namespace sip;
    Counting random;
    DigestServer server{{"pbx", "0123456789abcdef0123456789abcdef"}, random};
    const base::Time now = base::from_unix_ms(1'000'000);
    const Ha1s ha1s = make_ha1s("a", "pbx", "secret");
    if (const auto credentials = parse_digest_credentials(input)) {
        promise(server.check(*credentials, "REGISTER", Ha1View(ha1s), now) != Verdict::Ok,
                "nobody guesses a signed nonce and a hash");
        static_cast<void>(plain(credentials->username));
    }
    if (const auto challenge = parse_digest_challenge(input)) {
        const std::string value = answer(*challenge, "a", "secret", "REGISTER", "sip:pbx", "cn", 1);
        if (text::has_line_break(input) || challenge->algorithm == DigestAlgorithm::Other) return;
        const auto credentials = parse_digest_credentials(value);
        promise(credentials && credentials->nonce == challenge->nonce && credentials->realm == challenge->realm,
                "our answer can be read");
    }
}

}  // namespace sidetone::fuzz
