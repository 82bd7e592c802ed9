// What tests of the edges stand on: a real clock, a core strand on its own thread, a certificate made for the run, and
// a plain blocking client. Loopback only. Nothing here waits by time: whoever waits, waits for bytes or news.
#pragma once

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/clock.h"
#include "edge/net/core_loop.h"
#include "edge/net/tls_context.h"

namespace sidetone::net::testing {

class RealClock final : public base::Clock {
public:
    [[nodiscard]] base::Time now() const override {
        return base::Time{
            std::chrono::duration_cast<base::Duration>(std::chrono::steady_clock::now().time_since_epoch())};
    }
};

class CoreThread {
public:
    CoreThread() : thread_([this] { loop_.run(); }) {}
    ~CoreThread() { stop(); }
    void stop() {
        loop_.stop();
        if (thread_.joinable()) thread_.join();
    }
    CoreLoop& loop() { return loop_; }
    /// Runs it there and waits for it.
    template <class Work>
    auto run(Work work) {
        std::packaged_task<decltype(work())()> task(std::move(work));
        auto outcome = task.get_future();
        loop_.post([&task] { task(); });
        return outcome.get();
    }

private:
    RealClock clock_;
    CoreLoop loop_{clock_};
    std::thread thread_;
};

/// News from another thread, in order.
template <class T>
class Inbox {
public:
    void push(T item) {
        {
            const std::lock_guard lock(mutex_);
            items_.push_back(std::move(item));
        }
        ready_.notify_all();
    }
    T take() {
        std::unique_lock lock(mutex_);
        ready_.wait(lock, [this] { return !items_.empty(); });
        T item = std::move(items_.front());
        items_.pop_front();
        return item;
    }
    [[nodiscard]] bool empty() const {
        const std::lock_guard lock(mutex_);
        return items_.empty();
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<T> items_;
};

/// A folder that goes with it.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// A self-signed certificate for localhost with this common name.
TlsFiles make_certificate(const std::filesystem::path& folder, const std::string& common_name = "localhost");

/// Bytes this process has taken from the heap and not given back.
std::size_t allocated_bytes();

/// A TCP connection to this address and port, from `source` if not empty. The socket; blocking. Throws
/// std::runtime_error.
int connect_to(std::uint16_t port, const std::string& address = "127.0.0.1", const std::string& source = {});

/// Blocking; TCP, over TLS if asked.
class Client {
public:
    Client(std::uint16_t port, bool tls, const std::string& address = "127.0.0.1", const std::string& source = {});
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    void send(std::string_view bytes);
    std::string read_exactly(std::size_t size);
    /// Up to and with `end`.
    std::string read_until(std::string_view end);
    /// What comes until the other side closes (or resets).
    std::string read_to_end();
    /// The other side closed; whatever came before is ignored.
    void wait_closed() { (void)read_to_end(); }
    void close();
    [[nodiscard]] std::string peer_common_name() const;
    [[nodiscard]] std::string tls_version() const;
    [[nodiscard]] std::uint16_t local_port() const;
    [[nodiscard]] int handle() const { return socket_; }

private:
    bool fill();
    int socket_ = -1;
    std::shared_ptr<SSL_CTX> context_;
    SSL* tls_ = nullptr;
    std::string buffer_;
};

/// A frame as a client sends it: masked.
std::string masked_frame(std::uint8_t opcode, std::string_view payload, bool fin = true);
struct ReceivedFrame {
    std::uint8_t opcode = 0;
    std::string payload;
    [[nodiscard]] std::uint16_t close_code() const;
};
ReceivedFrame read_frame(Client& client);
/// Opens a WebSocket; the head of the answer.
std::string open_web_socket(Client& client, const std::string& path, const std::string& more_headers = {});

}  // namespace sidetone::net::testing
