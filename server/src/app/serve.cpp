#include "app/serve.h"

#include <spdlog/spdlog.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <functional>
#include <system_error>

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

/// Blocks what is read as signals later, for this thread and those it starts.
sigset_t block_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, signal);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    return set;
}

/// Blocked signals as something to read, on the core strand.
class Signals {
public:
    Signals(const sigset_t& set, net::CoreLoop& loop, std::function<void(int)> on_signal)
        : loop_(loop), on_signal_(std::move(on_signal)) {
        descriptor_ = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
        if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "signalfd");
        loop_.watch(descriptor_, [this] { read_one(); });
    }
    ~Signals() {
        loop_.unwatch(descriptor_);
        close(descriptor_);
    }
    Signals(const Signals&) = delete;
    Signals& operator=(const Signals&) = delete;

private:
    void read_one() {
        signalfd_siginfo info{};
        if (read(descriptor_, &info, sizeof info) == sizeof info) on_signal_(static_cast<int>(info.ssi_signo));
    }

    net::CoreLoop& loop_;
    std::function<void(int)> on_signal_;
    int descriptor_ = -1;
};

}  // namespace

int run_serve(const ServeOptions& options) {
    const auto blocked = block_signals();
    std::signal(SIGPIPE, SIG_IGN);  // a write to a closed connection is an error value, not an end
    auto config = load_config(options.data);
    spdlog::set_level(spdlog::level::from_str(config.log.level));
    spdlog::flush_on(spdlog::level::info);
    const Folders folders{.web = options.web.empty() ? shared_folder("web") : options.web,
                          .sounds = shared_folder("sounds")};
    Office office(std::move(config),
                  {.folders = folders, .without_media_engine = options.without_media_engine, .record = options.record});
    const Signals signals(blocked, office.loop(),
                          [&office](int signal) { signal == SIGHUP ? office.reload_certificate() : office.stop(); });
    const int code = office.run();
    spdlog::info("stopped");
    return code;
}

}  // namespace sidetone::app
