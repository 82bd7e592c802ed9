#include "edge/dns/testing/dns_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <utility>

extern char** environ;

namespace sidetone::dns::testing {

std::uint16_t free_port() {
    const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(socket, reinterpret_cast<sockaddr*>(&address), size) != 0) throw std::runtime_error("bind");
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
    ::close(socket);
    return ntohs(address.sin_port);
}

DnsServer::DnsServer(const std::vector<std::string>& options) {
    for (int i = 0; i < 10; ++i) {
        if (start(options)) return;
    }
    throw std::runtime_error("dnsmasq does not start; the package dnsmasq-base is needed");
}

bool DnsServer::start(std::vector<std::string> options) {
    port_ = free_port();
    options.insert(options.begin(),
                   {"/usr/sbin/dnsmasq", "--keep-in-foreground", "--log-facility=-", "--conf-file=/dev/null",
                    "--no-resolv", "--no-hosts", "--no-poll", "--bind-interfaces", "--listen-address=127.0.0.1",
                    "--except-interface=", "--pid-file=", "--user=", "--group=", "--cache-size=0",
                    "--port=" + std::to_string(port_)});
    std::vector<char*> arguments;
    arguments.reserve(options.size() + 1);
    for (auto& option : options) arguments.push_back(option.data());
    arguments.push_back(nullptr);
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe");
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, pipe[1], STDERR_FILENO);
    const int failed = ::posix_spawn(&process_, arguments[0], &actions, nullptr, arguments.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(pipe[1]);
    log_ = pipe[0];
    if (failed != 0) process_ = -1;
    std::string said;
    std::array<char, 4096> bytes{};
    while (said.find("started, version") == std::string::npos) {
        const auto got = ::read(log_, bytes.data(), bytes.size());
        if (got <= 0) {
            stop();
            return false;
        }
        said.append(bytes.data(), static_cast<std::size_t>(got));
    }
    return true;
}

void DnsServer::stop() {
    if (process_ > 0) {
        ::kill(process_, SIGKILL);
        ::waitpid(std::exchange(process_, -1), nullptr, 0);
    }
    if (log_ >= 0) ::close(std::exchange(log_, -1));
}

DnsServer::~DnsServer() {
    stop();
}

}  // namespace sidetone::dns::testing
