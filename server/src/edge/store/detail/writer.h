// The store's thread: takes writes in order, puts many into one transaction, stops at the first that fails. Owns the
// connection to the database once it runs; leaves what a write is to rows.h.
#pragma once

#include <soci/soci.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "edge/store/store.h"

namespace sidetone::store {

class Store::Writer {
public:
    using Write = std::function<void(soci::session&)>;

    explicit Writer(StoreConfig config);
    /// Writes what waits.
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    /// Any thread. Waits while the queue is full.
    void add(Write write);
    void flush();
    [[nodiscard]] bool healthy() const;
    /// Reads beside the writer: on the calling thread, with the connection, after what was added before.
    template <class Read>
    void with_session(Read&& read) {
        flush();
        const std::scoped_lock lock(session_mutex_);
        read(session_);
    }

private:
    void run();
    /// What went wrong; empty if nothing did.
    std::string write_all(std::deque<Write>& batch);

    StoreConfig config_;
    std::mutex session_mutex_;
    soci::session session_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::condition_variable done_;
    std::deque<Write> queue_;
    bool busy_ = false;
    bool failed_ = false;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace sidetone::store
