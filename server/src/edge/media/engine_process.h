// rtpengine as a child: started with what it needs and nothing else (as nobody when we are root, no capability,
// loopback control only), its log passed into ours, its end noticed at once, ended with us. Core strand.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "edge/net/core_loop.h"

namespace sidetone::media {

struct EngineOptions {
    std::string program;
    std::vector<std::string> addresses;
    std::uint16_t port_min = 0;
    std::uint16_t port_max = 0;
    int dscp = 0;
    std::uint16_t control_port = 0;
    /// Open files the child inherits as descriptors kFirstSoundFd, +1 ...: it may have no right to open them by path.
    std::vector<int> sound_fds;
};

inline constexpr int kFirstSoundFd = 20;

class EngineProcess {
public:
    explicit EngineProcess(net::CoreLoop& loop) : loop_(loop) {}
    ~EngineProcess();
    EngineProcess(const EngineProcess&) = delete;
    EngineProcess& operator=(const EngineProcess&) = delete;

    /// False if the program could not be started. `ended` comes once, when it has gone.
    bool start(const EngineOptions& options, std::function<void()> ended);
    /// SIGTERM, and SIGKILL after two seconds; returns when it is gone.
    void stop();

private:
    void on_end();
    void read_log();
    void let_go();

    net::CoreLoop& loop_;
    int process_ = -1;  ///< pidfd: readable when the child has ended
    int log_ = -1;
    std::string log_line_;  ///< its beginning
    std::function<void()> ended_;
    pid_t pid_ = 0;
};

/// A UDP port of loopback that is free now.
std::uint16_t free_control_port();

}  // namespace sidetone::media
