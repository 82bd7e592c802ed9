#include "edge/net/shard.h"

#include <pthread.h>
#include <signal.h>

namespace sidetone::net {

namespace {
constexpr std::size_t kReadBuffer = std::size_t{64} * 1024;
constexpr std::size_t kWriteBuffer = std::size_t{16} * 1024;
}  // namespace

Shard::Shard(NetThreads::Shared& shared, std::size_t index)
    : shared_(shared),
      index_(index),
      timer_(context_),
      stop_timer_(context_),
      read_buffer_(kReadBuffer),
      write_buffer_(kWriteBuffer),
      mailbox_(context_) {
    guard_.emplace(boost::asio::make_work_guard(context_));
}

Shard::~Shard() {
    join();
}

void Shard::start() {
    thread_ = std::thread([this] {
        // Signals belong to the main thread; a peer that is gone is an error of the write, not of the process.
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_BLOCK, &all, nullptr);
        context_.run();
    });
}

void Shard::join() {
    if (thread_.joinable()) thread_.join();
}

void Shard::adopt(boost::asio::ip::tcp::socket socket, Sources::Place place, const TlsContext* tls,
                  std::unique_ptr<Protocol> protocol, std::size_t write_limit, base::Duration handshake) {
    if (stopping_) return;
    const ConnectionId id{next_id()};
    const auto connection =
        std::make_shared<Connection>(*this, id, std::move(socket), std::move(place), tls, std::move(protocol));
    connections_.emplace(id, connection);
    connection->set_write_limit(write_limit);
    connection->start(handshake);
}

Connection* Shard::find(ConnectionId id) {
    const auto found = connections_.find(id);
    return found == connections_.end() ? nullptr : found->second.get();
}

void Shard::with(ConnectionId id, const std::function<void(Connection&)>& what) {
    const auto found = connections_.find(id);
    if (found == connections_.end()) return;
    const auto connection = found->second;
    what(*connection);
    connection->flush();
}

void Shard::deliver(std::vector<Outgoing> messages) {
    // Each is written at once, while what belongs to it is still in the cache; what follows for the same connection
    // goes out with it.
    for (std::size_t i = 0; i < messages.size();) {
        const auto id = messages[i].connection;
        const auto found = connections_.find(id);
        const auto connection = found == connections_.end() ? nullptr : found->second;
        for (; i < messages.size() && messages[i].connection == id; ++i) {
            if (connection) connection->protocol().on_send(*connection, std::move(messages[i]));
        }
        if (connection) connection->flush();
    }
}

void Shard::each_connection(const std::function<void(Connection&)>& what) {
    std::vector<std::shared_ptr<Connection>> open;
    open.reserve(connections_.size());
    for (const auto& [id, connection] : connections_) open.push_back(connection);
    for (const auto& connection : open) what(*connection);
}

void Shard::resume_paused() {
    for (const auto id : std::exchange(paused_, {})) {
        if (const auto found = connections_.find(id); found != connections_.end()) {
            const auto connection = found->second;
            connection->resume_reading();
        }
    }
}

void Shard::count(Closed why) {
    if (why == Closed::Slow) ++shared_.closed_slow;
    if (why == Closed::Timeout) ++shared_.closed_timeout;
    if (why == Closed::ProtocolError) ++shared_.closed_protocol;
}

void Shard::forget(Connection& connection) {
    connections_.erase(connection.id());
    if (stopping_ && connections_.empty()) context_.stop();
}

base::TimerId Shard::arm(base::Time at, ConnectionId id) {
    const auto timer = wheel_.schedule(at, id);
    arm_timer();
    return timer;
}

void Shard::arm_timer() {
    const auto next = wheel_.next();
    if (!next || (armed_ && *armed_ <= *next)) return;
    armed_ = next;
    timer_.expires_after(std::chrono::duration_cast<std::chrono::steady_clock::duration>(*next - now()));
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (error) return;
        armed_.reset();
        const auto at = now();
        wheel_.advance(at, [this, at](ConnectionId&& id) {
            if (const auto found = connections_.find(id); found != connections_.end()) {
                const auto connection = found->second;
                connection->on_timer(at);
            }
        });
        arm_timer();
    });
}

void Shard::stop(base::Duration drain) {
    stopping_ = true;
    if (drain <= base::Duration{}) return close_all();
    stop_timer_.expires_after(std::chrono::duration_cast<std::chrono::steady_clock::duration>(drain));
    stop_timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error) close_all();
    });
    each_connection([until = now() + drain](Connection& connection) { connection.say_farewell(until); });
    if (connections_.empty()) context_.stop();
}

void Shard::close_all() {
    while (!connections_.empty()) {
        const auto connection = connections_.begin()->second;
        connection->close(Closed::ByUs);
    }
    context_.stop();
}

}  // namespace sidetone::net
