// The configuration's own reading: a wrong file is refused with its name, a right one reads back as it was written.
#include <sstream>
#include <stdexcept>

#include "app/config.h"
#include "fuzz/targets.h"

namespace sidetone::fuzz {

void fuzz_config(std::string_view input) {
    if (input.size() > 4096) return;
    app::Config config;
    try {
        std::istringstream stream{std::string(input)};
        config = app::read_config(stream, "config.toml");
    } catch (const std::runtime_error& refusal) {
        promise(std::string_view(refusal.what()).find("config.toml") != std::string_view::npos,
                "a refusal names the file");
        return;
    }
    promise(!config.system.name.empty() && !config.listen.addresses.empty(), "what was taken makes sense");
}

}  // namespace sidetone::fuzz
