// config.toml: bytes as they are, and the text that they make. What is read is written so that it reads the same.
#include <stdexcept>
#include <string>

#include "app/config.h"
#include "edge/net/web_socket_frames.h"
#include "fuzz/targets.h"

namespace sidetone::fuzz {

namespace {

void read_and_write(const std::string& text) {
    app::Config config;
    try {
        config = app::parse_config(text, "/data");
    } catch (const std::runtime_error& error) {
        promise(std::string_view{error.what()}.find("/data/config.toml") != std::string_view::npos,
                "a complaint names the file");
        return;
    }
    const auto written = app::render_config(config);
    promise(app::render_config(app::parse_config(written, "/data")) == written, "what is written reads back the same");
}

}  // namespace

void fuzz_config(std::string_view input) {
    read_and_write(std::string{input});
    read_and_write(net::to_utf8(input));
}

}  // namespace sidetone::fuzz
