#include "app/replay.h"

#include <spdlog/spdlog.h>

#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>

#include "app/build_id.h"
#include "app/recording/replay.h"

namespace sidetone::app {

int run_replay(const ReplayOptions& options) {
    std::ifstream file(options.file, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) throw std::runtime_error("the recording " + options.file + " cannot be read");
    spdlog::set_level(spdlog::level::off);  // what was logged then is in that server's log
    const auto outcome = recording::replay(text.view(), build_id(), {.accept = options.accept});
    if (outcome.same()) {
        std::cout << "The same again: " << outcome.entries << " things came in, " << outcome.decisions
                  << " decisions and times are byte for byte as they were.\n";
        return 0;
    }
    if (options.accept) {
        file.close();
        std::ofstream(options.file, std::ios::binary | std::ios::trunc) << outcome.accepted;
    }
    std::cout << "Different from line " << outcome.line << " on.\n  then: " << outcome.expected
              << "\n  now:  " << outcome.got << "\n";
    if (options.accept) std::cout << "The file has the decisions of now.\n";
    return options.accept ? 0 : 1;
}

}  // namespace sidetone::app
