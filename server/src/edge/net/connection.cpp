#include "edge/net/connection.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>

#include "edge/net/shard.h"

namespace sidetone::net {

namespace {
/// One TLS record; what one round gathers for writing.
constexpr std::size_t kRecord = std::size_t{16} * 1024;
/// Reads of one connection before others get their turn.
constexpr int kReadsPerTurn = 8;
}  // namespace

Connection::Connection(Shard& shard, ConnectionId id, boost::asio::ip::tcp::socket socket, Sources::Place place,
                       const TlsContext* tls, std::unique_ptr<Protocol> protocol)
    : shard_(shard),
      id_(id),
      socket_(std::move(socket)),
      context_(tls),
      place_(std::move(place)),
      protocol_(std::move(protocol)) {}

Connection::~Connection() {
    SSL_free(tls_);
}

void Connection::start(base::Duration handshake) {
    handshake_ = handshake;
    const auto now = shard_.now();
    waits_ = place_.turn() > now;
    if (waits_) return set_deadline(place_.turn());
    begin();
}

void Connection::begin() {
    set_deadline(shard_.now() + handshake_);
    secure() ? wait() : pump();
}

void Connection::trust() {
    if (closed_ || place_.trusted()) return;
    place_.trust();
    protocol_->on_trusted(*this);
}

Addresses Connection::addresses() const {
    Addresses out;
    boost::system::error_code ignored;
    const auto local = socket_.local_endpoint(ignored);
    const auto remote = socket_.remote_endpoint(ignored);
    out.local_host = local.address().to_string();
    out.local_port = local.port();
    out.remote_host = remote.address().to_string();
    out.remote_port = remote.port();
    return out;
}

void Connection::write(std::string head, std::shared_ptr<const std::string> body, std::string tail) {
    if (closed_ || finishing_) return;
    Chunk chunk{std::move(head), std::move(body), std::move(tail)};
    const auto size = chunk.size();
    if (size == 0) return;
    // What a chunk costs beside its bytes counts too, or a million pongs that nobody reads would be forty times as
    // much.
    const auto parts = queue_.size() - first_ + 1;
    if (queued_ + size + parts * sizeof(Chunk) > write_limit_) return close(Closed::Slow);
    queued_ += size;
    queue_.push_back(std::move(chunk));
}

/// Writes only. What may have come in meanwhile is told by the socket, and asking it costs as much as the write.
void Connection::flush() {
    if (pumping_ || closed_ || !open_) return;
    const auto self = shared_from_this();
    pumping_ = true;
    needs_write_ = false;
    write_queue();
    pumping_ = false;
    retired_.reset();
    if (!closed_) wait();
}

void Connection::finish(base::Time until, bool drain) {
    if (closed_ || finishing_) return;
    finishing_ = true;
    drains_ = drain;
    set_deadline(until);
    flush();
}

void Connection::say_farewell(base::Time until) {
    if (!open_) return close(Closed::ByUs);
    protocol_->on_stop(*this);
    finish(until);
}

void Connection::close(Closed why) {
    if (closed_) return;
    closed_ = true;
    const auto self = shared_from_this();
    shard_.count(why);
    place_ = {};
    shard_.disarm(timer_);
    if (why == Closed::ByUs || why == Closed::Timeout) say_goodbye();
    boost::system::error_code ignored;
    socket_.close(ignored);
    protocol_->on_closed(*this, why);
    queue_ = {};
    shard_.forget(*this);
}

void Connection::say_goodbye() {
    if (draining_) return;
    if (tls_ != nullptr && open_) {
        ERR_clear_error();
        SSL_shutdown(tls_);  // one alert, no wait for the peer's
    }
    boost::system::error_code ignored;
    socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
}

/// Closing with bytes unread would reset the connection and take our last words with it.
void Connection::drain() {
    if (!draining_) say_goodbye();
    draining_ = true;
    auto& buffer = shard_.read_buffer();
    for (int i = 0; i < kReadsPerTurn; ++i) {
        const auto result = ::recv(socket_.native_handle(), buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (result > 0) continue;
        if (result < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return;
        return close(Closed::ByUs);
    }
}

void Connection::set_deadline(base::Time at) {
    if (closed_) return;
    deadline_ = at;
    if (at >= armed_) return;  // the timer fires earlier and looks again
    shard_.disarm(timer_);
    armed_ = at;
    timer_ = shard_.arm(at, id_);
}

void Connection::on_timer(base::Time now) {
    timer_ = 0;
    armed_ = kNever;
    if (closed_ || deadline_ == kNever) return;
    if (deadline_ > now) return set_deadline(deadline_);
    deadline_ = kNever;
    if (std::exchange(waits_, false)) return begin();
    if (!open_ || finishing_) return close(draining_ ? Closed::ByUs : Closed::Timeout);
    protocol_->on_deadline(*this);
    flush();
}

void Connection::pause_reading() {
    if (paused_ || closed_) return;
    paused_ = true;
    shard_.remember_paused(id_);
}

void Connection::resume_reading() {
    if (!paused_) return;
    paused_ = false;
    if (!pumping_ && !closed_) pump();
}

Protocol& Connection::become(std::unique_ptr<Protocol> protocol) {
    retired_ = std::exchange(protocol_, std::move(protocol));
    return *protocol_;
}

/// Everything that can be done without waiting; then waits for what is missing.
void Connection::pump() {
    const auto self = shared_from_this();
    pumping_ = true;
    needs_write_ = false;
    if (!open_ && shake_hands() == Io::Progress) {
        open_ = true;
        clear_deadline();
        protocol_->on_open(*this);
    }
    if (open_) {
        auto state = Io::Progress;
        for (int i = 0; i < kReadsPerTurn && state == Io::Progress && !closed_ && !paused_ && !finishing_; ++i)
            state = read_once();
        write_queue();
    }
    pumping_ = false;
    retired_.reset();
    if (!closed_) wait();
}

void Connection::write_queue() {
    while (!closed_ && queued_ > 0) {
        if (write_once() != Io::Progress) break;
        if (queued_ == 0) protocol_->on_written(*this);  // which may have more
    }
    if (!closed_ && finishing_ && queued_ == 0) drains_ ? drain() : close(Closed::ByUs);
}

Connection::Io Connection::shake_hands() {
    if (!secure()) return Io::Progress;
    if (tls_ == nullptr) {
        tls_ = context_->new_connection();
        if (tls_ == nullptr) {
            close(Closed::Lost);
            return Io::Closed;
        }
        SSL_set_fd(tls_, socket_.native_handle());
    }
    ERR_clear_error();
    return tls_outcome(SSL_accept(tls_));
}

Connection::Io Connection::tls_outcome(int result) {
    if (result > 0) return Io::Progress;
    switch (SSL_get_error(tls_, result)) {
        case SSL_ERROR_WANT_READ:
            return Io::Again;
        case SSL_ERROR_WANT_WRITE:
            needs_write_ = true;
            return Io::Again;
        case SSL_ERROR_ZERO_RETURN:
            close(Closed::ByPeer);
            return Io::Closed;
        case SSL_ERROR_SSL:
            close(Closed::ProtocolError);
            return Io::Closed;
        default:
            close(Closed::Lost);
            return Io::Closed;
    }
}

Connection::Io Connection::read_once() {
    auto& buffer = shard_.read_buffer();
    std::size_t size = 0;
    if (tls_ != nullptr) {
        ERR_clear_error();
        const int result = SSL_read(tls_, buffer.data(), static_cast<int>(buffer.size()));
        if (result <= 0) return tls_outcome(result);
        size = static_cast<std::size_t>(result);
    } else {
        const auto result = ::recv(socket_.native_handle(), buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (result < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return Io::Again;
        if (result <= 0) {
            close(result == 0 ? Closed::ByPeer : Closed::Lost);
            return Io::Closed;
        }
        size = static_cast<std::size_t>(result);
    }
    protocol_->on_bytes(*this, {buffer.data(), size});
    return closed_ ? Io::Closed : Io::Progress;
}

/// What is left of the part that `from` lies in.
std::string_view Connection::Chunk::rest(std::size_t from) const {
    if (from < head.size()) return std::string_view{head}.substr(from);
    from -= head.size();
    if (body && from < body->size()) return std::string_view{*body}.substr(from);
    return std::string_view{tail}.substr(from - (body ? body->size() : 0));
}

/// At most one record's worth of the queue.
std::size_t Connection::gather(std::vector<char>& into) const {
    std::size_t size = 0;
    auto offset = offset_;
    for (auto i = first_; i < queue_.size() && size < kRecord; ++i, offset = 0) {
        while (offset < queue_[i].size() && size < kRecord) {
            const auto part = queue_[i].rest(offset).substr(0, kRecord - size);
            std::copy(part.begin(), part.end(), into.begin() + static_cast<std::ptrdiff_t>(size));
            size += part.size();
            offset += part.size();
        }
    }
    return size;
}

long Connection::send_plain() {
    std::array<iovec, 32> parts{};
    std::size_t count = 0;
    auto offset = offset_;
    for (auto i = first_; i < queue_.size() && count < parts.size(); ++i, offset = 0) {
        while (offset < queue_[i].size() && count < parts.size()) {
            const auto part = queue_[i].rest(offset);
            parts[count++] = {const_cast<char*>(part.data()), part.size()};
            offset += part.size();
        }
    }
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = count;
    return ::sendmsg(socket_.native_handle(), &message, MSG_DONTWAIT | MSG_NOSIGNAL);
}

Connection::Io Connection::write_once() {
    if (tls_ != nullptr) {
        auto& buffer = shard_.write_buffer();
        const auto size = gather(buffer);
        ERR_clear_error();
        // A repeated SSL_write must show the same bytes or more; the queue only grows at its end, so it does.
        const int result = SSL_write(tls_, buffer.data(), static_cast<int>(size));
        if (result <= 0) return tls_outcome(result);
        written(static_cast<std::size_t>(result));
        return Io::Progress;
    }
    const auto result = send_plain();
    if (result < 0) {
        if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) {
            needs_write_ = true;
            return Io::Again;
        }
        close(Closed::Lost);
        return Io::Closed;
    }
    written(static_cast<std::size_t>(result));
    return Io::Progress;
}

void Connection::written(std::size_t bytes) {
    queued_ -= bytes;
    offset_ += bytes;
    while (first_ < queue_.size() && offset_ >= queue_[first_].size()) {
        offset_ -= queue_[first_].size();
        queue_[first_] = {};
        ++first_;
    }
    if (first_ == queue_.size()) {
        queue_ = {};  // an idle connection keeps nothing
        first_ = 0;
    } else if (first_ >= 64) {
        queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(first_));
        first_ = 0;
    }
}

void Connection::wait() {
    using Socket = boost::asio::ip::tcp::socket;
    const bool read = !open_ || draining_ || (!paused_ && !finishing_);
    const bool pending = read && open_ && !draining_ && tls_ != nullptr && SSL_pending(tls_) > 0;
    if (pending && !read_waits_) {  // decrypted bytes are left: the socket itself would not tell
        read_waits_ = true;
        boost::asio::post(shard_.context(), [self = shared_from_this()] { self->on_ready(true, {}); });
    } else if (read && !read_waits_) {
        read_waits_ = true;
        socket_.async_wait(Socket::wait_read,
                           [self = shared_from_this()](const auto& error) { self->on_ready(true, error); });
    }
    if (needs_write_ && !write_waits_) {
        write_waits_ = true;
        socket_.async_wait(Socket::wait_write,
                           [self = shared_from_this()](const auto& error) { self->on_ready(false, error); });
    }
}

void Connection::on_ready(bool read, const boost::system::error_code& error) {
    (read ? read_waits_ : write_waits_) = false;
    if (closed_) return;
    if (error) return close(Closed::Lost);
    pump();
}

}  // namespace sidetone::net
