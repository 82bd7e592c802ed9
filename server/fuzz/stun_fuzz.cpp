// Keep-alives of phones over UDP. The first byte chooses the family of the address they come from.
#include "edge/net/stun.h"
#include "fuzz/targets.h"

namespace sidetone::fuzz {

void fuzz_stun(std::string_view input) {
    if (input.empty()) return;
    sockaddr_storage from{};
    from.ss_family = (input.front() & 1) != 0 ? AF_INET6 : AF_INET;
    input.remove_prefix(1);
    const auto answer = net::stun_answer(input, from);
    if (answer.empty()) return;
    promise(net::looks_like_stun(input), "only STUN is answered");
    promise(answer.size() <= 20 + 24 || answer.size() <= input.size() + 24,
            "no answer is much longer than its question");
    promise(answer.substr(4, 16) == input.substr(4, 16), "an answer names the question");
    promise(net::stun_answer(answer, from).empty(), "an answer is not answered");
}

}  // namespace sidetone::fuzz
