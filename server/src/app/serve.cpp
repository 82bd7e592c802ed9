#include "app/serve.h"

#include <spdlog/spdlog.h>

#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <filesystem>

#include "app/config.h"
#include "app/office.h"

namespace sidetone::app {

namespace {

namespace fs = std::filesystem;

/// Beside the program in a build folder, else where a package installs it.
std::string shared_folder(const char* name) {
    const auto program = fs::read_symlink("/proc/self/exe").parent_path();
    if (fs::exists(program / name)) return (program / name).string();
    return (program.parent_path() / "share" / "sidetone" / name).string();
}

void watch_signals(boost::asio::signal_set& signals, Office& office) {
    signals.async_wait([&signals, &office](const boost::system::error_code& error, int signal) {
        if (error) return;
        signal == SIGHUP ? office.reload_certificate() : office.stop();
        watch_signals(signals, office);
    });
}

}  // namespace

int run_serve(const ServeOptions& options) {
    std::signal(SIGPIPE, SIG_IGN);  // a write to a closed connection is an error value, not an end
    auto config = load_config(options.data);
    spdlog::set_level(spdlog::level::from_str(config.log.level));
    spdlog::flush_on(spdlog::level::info);
    Office office(std::move(config),
                  {.web = options.web.empty() ? shared_folder("web") : options.web, .sounds = shared_folder("sounds")});
    boost::asio::signal_set signals(office.context(), SIGINT, SIGTERM, SIGHUP);
    watch_signals(signals, office);
    const int code = office.run();
    spdlog::info("stopped");
    return code;
}

}  // namespace sidetone::app
