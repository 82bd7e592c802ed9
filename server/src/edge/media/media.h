// The port calls::Media, done by rtpengine: every leg's RTP goes through it. Owns the engine's process and the control
// connection. Core strand; what the engine answers is told in a later turn. Leaves what to play, block and bridge to
// calls.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/calls/events.h"
#include "core/calls/ports.h"
#include "edge/net/core_loop.h"

namespace sidetone::media {

struct MediaConfig {
    std::string program = "rtpengine";
    /// Addresses media is spoken on; each may be "address!advertised address" behind NAT.
    std::vector<std::string> addresses{"127.0.0.1"};
    std::uint16_t port_min = 30000;
    std::uint16_t port_max = 39999;
    /// DSCP of RTP (C17); 46 is EF.
    int dscp = 46;
    /// Folder with music.wav and ringback.wav.
    std::string sounds;
};

/// News for calls.
struct MediaNews {
    std::function<void(const calls::MediaDone&)> done;
    std::function<void()> lost;
    std::function<void()> ready;
};

class Media final : public calls::Media {
public:
    /// Throws std::runtime_error when a sound cannot be read.
    Media(MediaConfig config, net::CoreLoop& loop, std::string run_id);
    ~Media() override;

    /// Starts the engine; `news.ready` follows when it answers.
    void start(MediaNews news);
    /// Ends the engine and waits for it. On the strand or after it.
    void stop();
    [[nodiscard]] bool is_ready() const;
    /// Questions the engine has not answered.
    [[nodiscard]] std::size_t waiting() const;
    [[nodiscard]] std::optional<base::Time> next_deadline() const;
    void on_deadline(base::Time now);

    void offer(calls::MediaOpId op, calls::MediaId media, calls::MediaEnd from, calls::MediaEnd to,
               const std::string& sdp) override;
    void answer(calls::MediaOpId op, calls::MediaId media, calls::MediaEnd from, calls::MediaEnd to,
                const std::string& sdp) override;
    void reoffer(calls::MediaOpId op, calls::MediaId media, calls::MediaEnd from, calls::MediaEnd to,
                 const std::string& sdp, const std::string& sdp_of_to) override;
    void open_single(calls::MediaOpId op, calls::MediaId media, calls::MediaEnd from, const std::string& sdp) override;
    void play(calls::MediaId media, calls::LegId hears, Sound sound) override;
    void stop(calls::MediaId media, calls::LegId hears) override;
    void block(calls::MediaId media, calls::LegId speaks, bool blocked) override;
    void send_digits(calls::MediaId media, calls::MediaEnd from, calls::MediaEnd to, const std::string& sdp,
                     const std::string& sdp_of_to, const std::string& digits) override;
    void release(calls::MediaId media) override;

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace sidetone::media
