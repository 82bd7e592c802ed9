#include <string>
#include <utility>
#include <vector>

#include "fuzz/targets.h"
#include "sip/message/framing.h"

namespace sidetone::fuzz {
namespace {

using sip::StreamFramer;
using Seen = std::vector<std::pair<StreamFramer::Kind, std::string>>;

/// False after Broken.
bool drain(StreamFramer& framer, Seen& seen) {
    for (;;) {
        StreamFramer::Next next = framer.next();
        if (next.kind == StreamFramer::Kind::NeedMore) return true;
        const bool broken = next.kind == StreamFramer::Kind::Broken;
        // What is held back when the stream breaks depends on the pieces; that it breaks does not.
        seen.emplace_back(next.kind, broken ? std::string{} : std::move(next.bytes));
        if (broken) return false;
    }
}

}  // namespace

/// The first byte says how the rest is cut into pieces; the messages must not depend on it.
void fuzz_framing(std::string_view input) {
    if (input.empty()) return;
    const std::size_t step = static_cast<unsigned char>(input.front()) + std::size_t{1};
    input.remove_prefix(1);
    sip::Limits limits;
    limits.message = 2048;
    StreamFramer whole{limits};
    Seen at_once;
    whole.feed(input);
    drain(whole, at_once);
    StreamFramer pieces{limits};
    Seen piecewise;
    for (std::size_t at = 0; at < input.size(); at += step) {
        pieces.feed(input.substr(at, step));
        if (!drain(pieces, piecewise)) break;
        promise(pieces.buffered() <= limits.message + step, "a framer holds no more than its bound");
    }
    promise(at_once == piecewise, "messages do not depend on how the stream was cut");
}

}  // namespace sidetone::fuzz
