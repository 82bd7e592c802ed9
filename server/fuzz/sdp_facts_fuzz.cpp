// What the rules are told of an SDP, and the one change made to one.
#include "edge/signalling/sdp_facts.h"
#include "fuzz/targets.h"

namespace sidetone::fuzz {

void fuzz_sdp_facts(std::string_view input) {
    using calls::Direction;
    const auto facts = signalling::read_sdp(input);
    if (!facts) return;
    promise(facts->codec.size() <= input.size(), "a codec's name is in its SDP");
    for (const auto direction : {Direction::SendRecv, Direction::SendOnly, Direction::RecvOnly, Direction::Inactive}) {
        const auto changed = signalling::with_direction(std::string(input), direction);
        const auto again = signalling::read_sdp(changed);
        if (!again) continue;  // it has grown beyond the bound of an SDP
        // The hold of RFC 2543 says that nothing shall be sent, whatever else is said.
        if (input.find("0.0.0.0") == std::string_view::npos)
            promise(again->direction == direction, "a direction that was set is read");
        promise(again->profile == facts->profile && again->codec == facts->codec, "nothing else has changed");
    }
}

}  // namespace sidetone::fuzz
