// The running telephone system: one page that says what is built from what, who hears whom, and in which order it
// starts and stops. Everything of core, sip and signalling lives on the core loop's thread; sockets live on net
// threads; the media engine's control on a thread of its own.
#pragma once

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <optional>
#include <string>
#include <thread>

#include "app/config.h"
#include "app/core_loop.h"
#include "core/access/access.h"
#include "core/calls/calls.h"
#include "core/directory/directory.h"
#include "core/presence/presence.h"
#include "core/registrar/registrar.h"
#include "edge/http/server.h"
#include "edge/live/live.h"
#include "edge/media/media.h"
#include "edge/net/crypto.h"
#include "edge/net/net_threads.h"
#include "edge/net/sip_transport.h"
#include "edge/net/tls_context.h"
#include "edge/net/worker_pool.h"
#include "edge/signalling/signalling.h"
#include "edge/store/store.h"

namespace sidetone::app {

struct Folders {
    std::string web;
    std::string sounds;
};

class Office {
public:
    /// Opens the store and loads everything. Throws std::runtime_error with what is wrong and where.
    Office(Config config, const Folders& folders);
    ~Office();
    Office(const Office&) = delete;
    Office& operator=(const Office&) = delete;

    /// Runs on the calling thread until stop(). The exit code: 0, or 1 when the store failed.
    int run();
    /// From any thread. The first time the office says goodbye and ends; the second time it ends at once.
    void stop();
    void reload_certificate() { tls_.reload_certificate(); }
    [[nodiscard]] boost::asio::io_context& context() { return loop_.context(); }

private:
    void wire_rooms();
    void wire_deadlines();
    void start_media();
    void begin_stop();

    Config config_;
    SystemClock clock_;
    net::OsRandom random_;
    CoreLoop loop_;
    std::atomic<bool> failed_ = false;  ///< set on the store's thread
    bool was_ready_ = false;
    std::optional<base::Time> stop_by_;  ///< set: the office is saying goodbye

    store::Store store_;
    directory::Directory directory_;
    registrar::Registrar registrar_;
    access::Access access_;

    net::TlsContext tls_;
    net::NetThreads net_;
    net::WorkerPool workers_;
    boost::asio::io_context media_io_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> media_guard_;
    media::Media media_;
    net::SipTransport transport_;
    signalling::Signalling signalling_;
    live::Live live_;
    calls::Calls calls_;
    presence::Presence presence_;
    http::Server http_;
    std::thread media_thread_;
};

}  // namespace sidetone::app
