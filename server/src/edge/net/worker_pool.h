// Threads for work that takes tens of milliseconds (Argon2id), with a bounded queue: what does not fit is refused, not
// delayed. Any thread.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace sidetone::net {

class WorkerPool {
public:
    WorkerPool(std::size_t threads, std::size_t max_waiting);
    /// Finishes what runs; what waits is dropped.
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    /// False: full or stopping; the work is not done.
    [[nodiscard]] bool try_post(std::function<void()> work);
    /// As the destructor, earlier. Harmless twice.
    void stop();

private:
    void run();

    const std::size_t max_waiting_;
    std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<std::function<void()>> waiting_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace sidetone::net
