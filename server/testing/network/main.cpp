// simulate_sip [--seed N | --first-seed N --seeds M]: one seed with every message, or many seeds; fails with the first
// seed that breaks a rule.
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>

#include "testing/network/sip_peers.h"

namespace {

struct Options {
    std::uint64_t first = 1;
    std::uint64_t count = 1000;
    bool trace = false;
};

bool read_options(int argc, char** argv, Options& options) {
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string_view name = argv[i];
        const std::uint64_t value = std::strtoull(argv[i + 1], nullptr, 10);
        if (name == "--seed") {
            options = {value, 1, true};
        } else if (name == "--first-seed") {
            options.first = value;
        } else if (name == "--seeds") {
            options.count = value;
        } else {
            return false;
        }
    }
    return argc % 2 == 1;
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    if (!read_options(argc, argv, options)) {
        std::cerr << "usage: simulate_sip [--seed N] [--first-seed N] [--seeds M]\n";
        return 2;
    }
    std::size_t messages = 0;
    std::size_t calls = 0;
    std::size_t answered = 0;
    for (std::uint64_t seed = options.first; seed < options.first + options.count; ++seed) {
        const auto result = options.trace ? sidetone::testing::simulate_calls(
                                                seed, [](const std::string& text) { std::cout << text << '\n'; })
                                          : sidetone::testing::simulate_calls(seed);
        messages += result.messages;
        calls += result.calls;
        answered += result.answered;
        if (result.violations.empty()) continue;
        for (const auto& violation : result.violations) std::cerr << "seed " << seed << ": " << violation << '\n';
        std::cerr << "replay: simulate_sip --seed " << seed << '\n';
        return 1;
    }
    std::cout << options.count << " seeds, " << calls << " calls, " << answered << " answered, " << messages
              << " messages\n";
    return 0;
}
