// Recordings as files that somebody sent: replayed as far as they make sense, or refused. What is replayed and accepted
// is then the same again.
#include <stdexcept>

#include "app/recording/replay.h"
#include "fuzz/targets.h"

namespace sidetone::fuzz {

void fuzz_recording(std::string_view input) {
    // Of another build: a state is not read, which is for what this very program wrote.
    constexpr std::string_view kBuild = "none";
    try {
        const auto accepted = app::recording::replay(input, kBuild, {.accept = true}).accepted;
        promise(app::recording::replay(accepted, kBuild).same(), "what was accepted is the same again");
    } catch (const std::runtime_error&) {
        return;
    }
}

}  // namespace sidetone::fuzz
