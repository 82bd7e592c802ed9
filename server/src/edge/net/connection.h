// One accepted TCP connection, with or without TLS: handshake, reading, a bounded write queue, one deadline. TLS works
// on the socket itself, so an idle connection has no buffers. Lives on the net thread of its shard. Leaves what the
// bytes mean to its Protocol.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "base/timer_wheel.h"
#include "edge/net/net_threads.h"
#include "edge/net/sources.h"
#include "edge/net/tls_context.h"

namespace sidetone::net {

class Connection;

enum class Closed : std::uint8_t { ByPeer, ByUs, Slow, Timeout, ProtocolError, Lost };

/// What is spoken on a connection; owned by it. A call may close the connection or replace the protocol.
class Protocol {
public:
    virtual ~Protocol() = default;
    /// After the handshake.
    virtual void on_open(Connection& connection) = 0;
    virtual void on_bytes(Connection& connection, std::string_view bytes) = 0;
    virtual void on_deadline(Connection& connection) = 0;
    /// A message from elsewhere, by NetThreads::send().
    virtual void on_send(Connection& connection, Outgoing&& message) = 0;
    /// The other end has shown who it is: Connection::is_trusted().
    virtual void on_trusted(Connection& connection) { (void)connection; }
    /// Everything queued has been written.
    virtual void on_written(Connection& connection) { (void)connection; }
    /// The server stops: last words, if the protocol has some. The connection is finished right after.
    virtual void on_stop(Connection& connection) { (void)connection; }
    /// Last call, also when on_open never came.
    virtual void on_closed(Connection& connection, Closed why) = 0;
};

struct Addresses {
    std::string local_host;
    std::uint16_t local_port = 0;
    std::string remote_host;
    std::uint16_t remote_port = 0;
};

class Connection : public std::enable_shared_from_this<Connection> {
public:
    /// `tls`: may be null.
    Connection(Shard& shard, ConnectionId id, boost::asio::ip::tcp::socket socket, Sources::Place place,
               const TlsContext* tls, std::unique_ptr<Protocol> protocol);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// When its turn has come; the handshake must be done in `handshake` after it.
    void start(base::Duration handshake);

    [[nodiscard]] ConnectionId id() const { return id_; }
    [[nodiscard]] Shard& shard() const { return shard_; }
    [[nodiscard]] bool secure() const { return context_ != nullptr; }
    [[nodiscard]] bool is_closed() const { return closed_; }
    [[nodiscard]] bool is_trusted() const { return place_.trusted(); }
    /// Its source has many that are not: better closed than kept for later.
    [[nodiscard]] bool is_crowded() const { return !place_.trusted() && place_.crowded(); }
    void trust();
    [[nodiscard]] Protocol& protocol() const { return *protocol_; }
    [[nodiscard]] Addresses addresses() const;
    [[nodiscard]] std::size_t queued() const { return queued_; }

    void set_write_limit(std::size_t bytes) { write_limit_ = bytes; }
    /// Queues; written by flush(), which comes by itself after the Protocol's calls.
    void write(std::string head, std::shared_ptr<const std::string> body = {}, std::string tail = {});
    void flush();
    /// Nothing more is understood or queued; closed when all is written and the peer has closed, at the latest at
    /// `until`. Without `drain` it is closed when all is written: for a peer that said that it sends nothing more.
    void finish(base::Time until, bool drain = true);
    void close(Closed why);
    /// The server stops: the protocol's last words, then finish(). A handshake that is still going on is broken off.
    void say_farewell(base::Time until);

    void set_deadline(base::Time at);
    void clear_deadline() { deadline_ = kNever; }
    /// By the shard, when the timer that was armed has fired.
    void on_timer(base::Time now);

    /// Until Shard::resume_paused().
    void pause_reading();
    void resume_reading();

    /// The rest of the bytes goes to the new protocol by the old one's hand.
    Protocol& become(std::unique_ptr<Protocol> protocol);

private:
    struct Chunk {
        std::string head;
        std::shared_ptr<const std::string> body;
        std::string tail;
        [[nodiscard]] std::size_t size() const { return head.size() + (body ? body->size() : 0) + tail.size(); }
        [[nodiscard]] std::string_view rest(std::size_t from) const;
    };
    enum class Io : std::uint8_t { Progress, Again, Closed };

    static constexpr base::Time kNever{base::Duration{std::numeric_limits<std::int64_t>::max()}};

    void begin();
    void pump();
    void write_queue();
    void say_goodbye();
    void drain();
    Io shake_hands();
    Io read_once();
    Io write_once();
    Io tls_outcome(int result);
    long send_plain();
    std::size_t gather(std::vector<char>& into) const;
    void written(std::size_t bytes);
    void wait();
    void on_ready(bool read, const boost::system::error_code& error);

    Shard& shard_;
    const ConnectionId id_;
    boost::asio::ip::tcp::socket socket_;
    const TlsContext* context_;
    SSL* tls_ = nullptr;  ///< from the first byte on: who says nothing takes nothing
    Sources::Place place_;
    base::Duration handshake_{};
    std::unique_ptr<Protocol> protocol_;
    std::unique_ptr<Protocol> retired_;
    std::vector<Chunk> queue_;
    std::size_t first_ = 0;   ///< chunk being written
    std::size_t offset_ = 0;  ///< bytes of it that are written
    std::size_t queued_ = 0;  ///< bytes not yet written
    std::size_t write_limit_ = std::size_t{1024} * 1024;
    base::Time deadline_ = kNever;
    base::Time armed_ = kNever;
    base::TimerId timer_ = 0;
    bool waits_ = false;  ///< for its turn
    bool open_ = false;   ///< handshake done
    bool closed_ = false;
    bool pumping_ = false;
    bool paused_ = false;
    bool finishing_ = false;
    bool drains_ = true;
    bool draining_ = false;
    bool read_waits_ = false;  ///< an async_wait is out
    bool write_waits_ = false;
    bool needs_write_ = false;  ///< the socket must become writable before it goes on
};

}  // namespace sidetone::net
