// sidetone-simulate: runs many seeded offices, prints each failing seed, or the trace of one.
#include <CLI/CLI.hpp>
#include <iostream>

#include "testing/office/office.h"

namespace {

using sidetone::testing::Broken;
using sidetone::testing::Office;

/// True if the office kept its invariants.
bool run_one(std::uint64_t seed, bool traced, std::size_t& answered) {
    Office office(seed, traced);
    std::string reason;
    try {
        office.run();
    } catch (const Broken& broken) {
        reason = broken.what();
    }
    answered += office.answered();
    for (const auto& line : office.trace()) std::cout << line << '\n';
    if (!reason.empty()) std::cout << "seed " << seed << " fails: " << reason << '\n';
    return reason.empty();
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Simulates seeded offices against the invariants of the core"};
    std::uint64_t seeds = 1000;
    std::uint64_t first = 1;
    std::uint64_t only = 0;
    bool trace = false;
    app.add_option("--seeds", seeds, "how many offices");
    app.add_option("--first-seed", first, "the first of them");
    app.add_option("--seed", only, "only this one");
    app.add_flag("--trace", trace, "print what happens");
    CLI11_PARSE(app, argc, argv);
    if (only != 0) {
        first = only;
        seeds = 1;
    }
    std::size_t failures = 0;
    std::size_t answered = 0;
    for (std::uint64_t seed = first; seed < first + seeds; ++seed) {
        if (!run_one(seed, trace, answered)) ++failures;
    }
    std::cout << seeds << " offices, " << answered << " calls answered, " << failures << " failing seeds\n";
    return failures == 0 ? 0 : 1;
}
