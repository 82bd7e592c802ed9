#include "edge/media/engine_process.h"

#include <fcntl.h>
#include <poll.h>
#include <spdlog/spdlog.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/read_until.hpp>
#include <csignal>
#include <istream>

#include "edge/media/ng_messages.h"

namespace sidetone::media {

namespace asio = boost::asio;

namespace {

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

EngineProcess::EngineProcess(asio::io_context& io) : process_(io), log_(io), log_buffer_(64 * 1024) {}

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
    const auto parent = getpid();
    const pid_t child = fork();
    if (child == 0) become_engine(arguments, log[1], options.sound_fds, parent);
    close(log[1]);
    if (child < 0) {
        close(log[0]);
        return false;
    }
    pid_ = child;
    ended_ = std::move(ended);
    log_.assign(log[0]);
    process_.assign(static_cast<int>(syscall(SYS_pidfd_open, child, 0)));
    read_log();
    watch();
    return true;
}

void EngineProcess::watch() {
    process_.async_wait(asio::posix::stream_descriptor::wait_read, [this](const boost::system::error_code& error) {
        if (error) return;
        int status = 0;
        waitpid(pid_, &status, 0);
        pid_ = 0;
        boost::system::error_code ignored;
        process_.close(ignored);
        log_.close(ignored);
        log_buffer_.consume(log_buffer_.size());
        spdlog::warn("media: the engine ended ({} {})", WIFSIGNALED(status) ? "signal" : "status",
                     WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
        auto ended = std::move(ended_);
        if (ended) ended();
    });
}

void EngineProcess::read_log() {
    asio::async_read_until(log_, log_buffer_, '\n', [this](const boost::system::error_code& error, std::size_t) {
        if (error == asio::error::not_found) log_buffer_.consume(log_buffer_.size());  // a line beyond the bound
        if (error && error != asio::error::not_found) return;
        std::istream stream(&log_buffer_);
        for (std::string line; log_buffer_.size() != 0 && std::getline(stream, line);) {
            if (const auto text = fit_for_log(line); !text.empty()) spdlog::warn("rtpengine: {}", text);
        }
        read_log();
    });
}

void EngineProcess::stop() {
    boost::system::error_code ignored;
    if (pid_ != 0) {
        kill(pid_, SIGTERM);
        pollfd poll_end{process_.native_handle(), POLLIN, 0};
        if (poll(&poll_end, 1, 2000) == 0) kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
        pid_ = 0;
    }
    ended_ = nullptr;
    process_.close(ignored);
    log_.close(ignored);
}

std::uint16_t free_control_port() {
    asio::io_context io;
    const asio::ip::udp::socket socket(io, {asio::ip::address_v4::loopback(), 0});
    return socket.local_endpoint().port();
}

}  // namespace sidetone::media
