// The running telephone system: one page that says what is built from what, who hears whom, and in which order it
// starts and stops. Everything of core, sip and signalling lives on the core loop's thread, and with it SIP over UDP
// and the media engine's control; connections live on net threads.
#pragma once

#include <atomic>
#include <optional>
#include <string>

#include "app/config.h"
#include "app/overload.h"
#include "app/recording/recorder.h"
#include "app/rooms.h"
#include "app/system_clock.h"
#include "core/access/access.h"
#include "edge/http/server.h"
#include "edge/live/live.h"
#include "edge/media/direct_media.h"
#include "edge/media/media.h"
#include "edge/metrics/server.h"
#include "edge/net/core_loop.h"
#include "edge/net/crypto.h"
#include "edge/net/net_threads.h"
#include "edge/net/sip_transport.h"
#include "edge/net/tls_context.h"
#include "edge/net/worker_pool.h"
#include "edge/store/store.h"

namespace sidetone::app {

struct Folders {
    std::string web;
    std::string sounds;
};

struct OfficeOptions {
    Folders folders;
    bool without_media_engine = false;
    /// From the first moment on.
    bool record = false;
};

class Office {
public:
    /// Opens the store and loads everything. Throws std::runtime_error with what is wrong and where.
    Office(Config config, const OfficeOptions& options);
    ~Office();
    Office(const Office&) = delete;
    Office& operator=(const Office&) = delete;

    /// Runs on the calling thread until stop(). The exit code: 0, or 1 when the store failed.
    int run();
    /// From any thread. The first time the office says goodbye and ends; the second time it ends at once.
    void stop();
    void reload_certificate();
    [[nodiscard]] net::CoreLoop& loop() { return loop_; }

private:
    void wire_rooms();
    void wire_deadlines();
    void start_media();
    void on_media_ready();
    void begin_stop();
    [[nodiscard]] bool has_media() const { return direct_media_ || media_.is_ready(); }
    [[nodiscard]] std::vector<std::string> ailments() const;
    [[nodiscard]] base::Figures figures() const;
    [[nodiscard]] metrics::Status status() const;
    [[nodiscard]] metrics::Outcome control(const std::string& command);

    Config config_;
    SystemClock clock_;
    net::OsRandom random_;
    recording::RoomsRandom rooms_random_;
    net::CoreLoop loop_;
    std::atomic<bool> failed_ = false;  ///< set on the store's thread
    bool was_ready_ = false;
    Overload overload_;
    base::Time started_at_ = clock_.now();
    std::optional<base::Time> certificate_expires_;
    std::optional<base::Time> stop_by_;  ///< set: the office is saying goodbye

    store::Store store_;
    net::TlsContext tls_;
    net::NetThreads net_;
    net::WorkerPool workers_;
    media::Media media_;
    std::optional<media::DirectMedia> direct_media_;  ///< in its place
    net::SipTransport transport_;
    std::string nonce_key_;
    Rooms rooms_;
    access::Access access_;
    live::Live live_;
    http::Server http_;
    metrics::Server metrics_;
    recording::Recorder recorder_;
};

}  // namespace sidetone::app
