#include "edge/media/engine_process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <spdlog/spdlog.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <string_view>
#include <utility>

#include "edge/media/ng_messages.h"

namespace sidetone::media {

namespace {

constexpr std::size_t kLongestLine = 8192;

std::vector<std::string> arguments_of(const EngineOptions& options) {
    std::vector<std::string> arguments;
    if (geteuid() == 0) {
        arguments = {"setpriv",        "--reuid=nobody",      "--regid=nogroup", "--clear-groups",
                     "--no-new-privs", "--bounding-set=-all", "--pdeathsig=TERM"};
    }
    const auto control = "127.0.0.1:" + std::to_string(options.control_port);
    // One media thread: with two, a browser sees reordered packets. Learning as strict as phones allow: see the ADR on
    // media.
    for (auto argument :
         {options.program, std::string("--config-file=none"), std::string("--table=-1"), std::string("--foreground"),
          std::string("--log-stderr"), std::string("--log-level=4"), "--listen-ng=" + control,
          "--port-min=" + std::to_string(options.port_min), "--port-max=" + std::to_string(options.port_max),
          std::string("--num-threads=1"), std::string("--media-num-threads=1"),
          std::string("--endpoint-learning=heuristic"), std::string("--timeout=120"),
          std::string("--silent-timeout=3600"), std::string("--offer-timeout=3600"),
          "--tos=" + std::to_string(options.dscp << 2), std::string("--delete-delay=0")}) {
        arguments.push_back(std::move(argument));
    }
    for (const auto& address : options.addresses) arguments.push_back("--interface=media/" + address);
    return arguments;
}

/// Between fork and exec: only what is safe there.
[[noreturn]] void become_engine(std::vector<char*>& arguments, int log_fd, const std::vector<int>& sounds,
                                pid_t parent) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);  // lost when setpriv changes the user, which sets it again
    if (getppid() != parent) _exit(127);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    const int null_fd = open("/dev/null", O_RDWR);
    dup2(null_fd, STDIN_FILENO);
    dup2(null_fd, STDOUT_FILENO);
    dup2(log_fd, STDERR_FILENO);
    for (std::size_t i = 0; i < sounds.size(); ++i) dup2(sounds[i], kFirstSoundFd + static_cast<int>(i));
    execvp(arguments[0], arguments.data());
    _exit(127);
}

}  // namespace

EngineProcess::~EngineProcess() {
    stop();
}

bool EngineProcess::start(const EngineOptions& options, std::function<void()> ended) {
    std::array<int, 2> log{};
    if (pipe2(log.data(), O_CLOEXEC) != 0) return false;
    auto texts = arguments_of(options);
    std::vector<char*> arguments;
    for (auto& text : texts) arguments.push_back(text.data());
    arguments.push_back(nullptr);
    // One of them may lie where another belongs, and a descriptor that is duplicated onto itself stays closed on exec.
    std::vector<int> sounds;
    for (const int fd : options.sound_fds)
        sounds.push_back(fcntl(fd, F_DUPFD_CLOEXEC,
                               kFirstSoundFd + static_cast<int>(options.sound_fds.size())));  // NOLINT(*-vararg)
    const auto parent = getpid();
    const pid_t child = fork();
    if (child == 0) become_engine(arguments, log[1], sounds, parent);
    for (const int fd : sounds) close(fd);
    close(log[1]);
    if (child < 0) {
        close(log[0]);
        return false;
    }
    pid_ = child;
    ended_ = std::move(ended);
    log_ = log[0];
    fcntl(log_, F_SETFL, O_NONBLOCK);
    process_ = static_cast<int>(syscall(SYS_pidfd_open, child, 0));
    loop_.watch(log_, [this] { read_log(); });
    loop_.watch(process_, [this] { on_end(); });
    return true;
}

void EngineProcess::let_go() {
    for (int* descriptor : {&process_, &log_}) {
        if (*descriptor < 0) continue;
        loop_.unwatch(*descriptor);
        close(std::exchange(*descriptor, -1));
    }
    log_line_.clear();
}

void EngineProcess::on_end() {
    int status = 0;
    waitpid(std::exchange(pid_, 0), &status, 0);
    let_go();
    spdlog::warn("media: the engine ended ({} {})", WIFSIGNALED(status) ? "signal" : "status",
                 WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    if (const auto ended = std::move(ended_)) ended();
}

void EngineProcess::read_log() {
    std::array<char, 4096> bytes{};
    const auto size = read(log_, bytes.data(), bytes.size());
    if (size == 0) {  // nobody writes any more; its end comes by itself
        loop_.unwatch(log_);
        close(std::exchange(log_, -1));
        return;
    }
    if (size < 0) return;
    for (std::string_view rest(bytes.data(), static_cast<std::size_t>(size)); !rest.empty();) {
        const auto end = rest.find('\n');
        if (log_line_.size() < kLongestLine) log_line_.append(rest.substr(0, end));
        if (end == std::string_view::npos) return;
        rest.remove_prefix(end + 1);
        if (const auto text = fit_for_log(log_line_); !text.empty()) spdlog::warn("rtpengine: {}", text);
        log_line_.clear();
    }
}

void EngineProcess::stop() {
    if (pid_ != 0) {
        kill(pid_, SIGTERM);
        pollfd poll_end{process_, POLLIN, 0};
        if (poll(&poll_end, 1, 2000) == 0) kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
        pid_ = 0;
    }
    ended_ = nullptr;
    let_go();
}

std::uint16_t free_control_port() {
    const int probe = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bind(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    socklen_t size = sizeof address;
    getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size);
    close(probe);
    return ntohs(address.sin_port);
}

}  // namespace sidetone::media
