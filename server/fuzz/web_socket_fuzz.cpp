#include <string>
#include <utility>
#include <vector>

#include "edge/net/web_socket_frames.h"
#include "fuzz/targets.h"

namespace sidetone::fuzz {
namespace {

using net::FrameReader;

constexpr std::size_t kMaxMessage = 2048;

struct Seen {
    FrameReader::Kind kind;
    std::string payload;
    std::uint16_t code;
    bool operator==(const Seen&) const = default;
};

void drain(FrameReader& reader, std::string_view bytes, std::vector<Seen>& seen) {
    for (;;) {
        auto event = reader.next(bytes);
        if (event.kind == FrameReader::Kind::NeedMore) return;
        promise(event.payload.size() <= kMaxMessage, "a message keeps to its bound");
        seen.push_back({event.kind, std::move(event.payload), event.code});
    }
}

}  // namespace

/// The first byte says how the rest is cut into pieces; the messages must not depend on it.
void fuzz_web_socket(std::string_view input) {
    if (input.empty()) return;
    const std::size_t step = static_cast<unsigned char>(input.front()) + std::size_t{1};
    input.remove_prefix(1);
    FrameReader whole{kMaxMessage};
    std::vector<Seen> at_once;
    drain(whole, input, at_once);
    FrameReader pieces{kMaxMessage};
    std::vector<Seen> piecewise;
    for (std::size_t at = 0; at < input.size(); at += step) {
        drain(pieces, input.substr(at, step), piecewise);
        promise(pieces.buffered() <= kMaxMessage + 125, "a reader holds no more than its bound");
    }
    promise(at_once == piecewise, "messages do not depend on how the stream was cut");
}

}  // namespace sidetone::fuzz
