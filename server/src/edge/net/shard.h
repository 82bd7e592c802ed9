// One net thread: its io_context, its connections and their deadlines, and the buffers they share while they run.
// Everything here happens on that thread, save post(). Leaves accepting to Listener.
#pragma once

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/timer_wheel.h"
#include "edge/net/connection.h"
#include "edge/net/log_gate.h"
#include "edge/net/mailbox.h"
#include "edge/net/net_threads.h"

namespace sidetone::net {

/// What all net threads share.
struct NetThreads::Shared {
    Shared(const base::Clock& the_clock, const ConnectionLimits& limits)
        : clock(the_clock), sources(std::make_shared<Sources>(limits)) {}
    const base::Clock& clock;
    const std::shared_ptr<Sources> sources;
    std::atomic<std::uint64_t> last_id{0};
    std::atomic<std::size_t> next_shard{0};
    std::atomic<std::uint64_t> accepted{0};
    std::atomic<std::uint64_t> refused_full{0};
    std::atomic<std::uint64_t> refused_source{0};
    std::atomic<std::uint64_t> delayed{0};
    std::atomic<std::uint64_t> closed_slow{0};
    std::atomic<std::uint64_t> closed_timeout{0};
    std::atomic<std::uint64_t> closed_protocol{0};
    LogGate sip_complaints{"sip"};
    LogGate web_complaints{"web"};
    LogGate refusals{"net"};
};

/// The low byte of a connection's id; UDP flows have ids beyond (sip_transport.h).
constexpr std::size_t thread_of(std::uint64_t id) {
    return id & 0xffU;
}

class Shard {
public:
    Shard(NetThreads::Shared& shared, std::size_t index);
    ~Shard();
    Shard(const Shard&) = delete;
    Shard& operator=(const Shard&) = delete;

    [[nodiscard]] boost::asio::io_context& context() { return context_; }
    [[nodiscard]] std::size_t index() const { return index_; }
    [[nodiscard]] base::Time now() const { return shared_.clock.now(); }
    [[nodiscard]] std::uint64_t next_id() { return (++shared_.last_id << 8U) | index_; }

    void start();
    /// Any thread; in order. Work that does not run because of a stop is dropped.
    void post(std::function<void()> work) { mailbox_.post(std::move(work)); }

    /// Serves an accepted socket when its turn has come.
    void adopt(boost::asio::ip::tcp::socket socket, Sources::Place place, const TlsContext* tls,
               std::unique_ptr<Protocol> protocol, std::size_t write_limit, base::Duration handshake);
    [[nodiscard]] Connection* find(ConnectionId id);
    /// Runs `what` on the connection if it is still there, then writes.
    void with(ConnectionId id, const std::function<void(Connection&)>& what);
    void deliver(std::vector<Outgoing> messages);
    void resume_paused();
    void each_connection(const std::function<void(Connection&)>& what);

    /// What peers send that is no SIP, and no HTTP or WebSocket.
    [[nodiscard]] LogGate& sip_complaints() { return shared_.sip_complaints; }
    [[nodiscard]] LogGate& web_complaints() { return shared_.web_complaints; }

    // --- for Connection
    void count(Closed why);
    void forget(Connection& connection);
    base::TimerId arm(base::Time at, ConnectionId id);
    void disarm(base::TimerId timer) { wheel_.cancel(timer); }
    void remember_paused(ConnectionId id) { paused_.push_back(id); }
    [[nodiscard]] std::vector<char>& read_buffer() { return read_buffer_; }
    [[nodiscard]] std::vector<char>& write_buffer() { return write_buffer_; }

    // --- for NetThreads
    /// Ends the thread once every connection is closed; at the latest after `drain`.
    void stop(base::Duration drain);
    void join();

private:
    void arm_timer();
    void close_all();

    NetThreads::Shared& shared_;
    const std::size_t index_;
    boost::asio::io_context context_{1};
    std::optional<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>> guard_;
    boost::asio::steady_timer timer_;
    boost::asio::steady_timer stop_timer_;
    std::optional<base::Time> armed_;
    base::TimerWheel<ConnectionId> wheel_;
    std::unordered_map<ConnectionId, std::shared_ptr<Connection>> connections_;
    std::vector<ConnectionId> paused_;
    std::vector<char> read_buffer_;
    std::vector<char> write_buffer_;
    bool stopping_ = false;
    Mailbox mailbox_;
    std::thread thread_;
};

}  // namespace sidetone::net
