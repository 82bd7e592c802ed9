#include "edge/net/net_threads.h"

#include <algorithm>
#include <stdexcept>

#include "edge/net/shard.h"

namespace sidetone::net {

NetThreads::NetThreads(std::size_t threads, std::size_t max_connections, const base::Clock& clock)
    : shared_(std::make_unique<Shared>(clock)) {
    if (threads == 0 || threads > 126) throw std::invalid_argument("net threads: 1 to 126");
    shared_->max_connections = max_connections;
    for (std::size_t i = 0; i < threads; ++i) shards_.push_back(std::make_unique<Shard>(*shared_, i));
}

NetThreads::~NetThreads() {
    stop();
}

void NetThreads::start() {
    for (auto& shard : shards_) shard->start();
}

void NetThreads::stop(base::Duration drain) {
    for (auto& shard : shards_) shard->post([&shard = *shard, drain] { shard.stop(drain); });
    for (auto& shard : shards_) shard->join();
}

void NetThreads::send(std::vector<Outgoing> messages) {
    if (messages.empty()) return;
    if (shards_.size() == 1) {
        return shards_[0]->post([&shard = *shards_[0], batch = std::make_shared<std::vector<Outgoing>>(
                                                           std::move(messages))] { shard.deliver(std::move(*batch)); });
    }
    std::vector<std::vector<Outgoing>> batches(shards_.size());
    for (auto& message : messages) {
        const auto thread = thread_of(message.connection.value);
        if (thread < batches.size()) batches[thread].push_back(std::move(message));
    }
    for (std::size_t i = 0; i < batches.size(); ++i) {
        if (batches[i].empty()) continue;
        shards_[i]->post([&shard = *shards_[i], batch = std::make_shared<std::vector<Outgoing>>(
                                                    std::move(batches[i]))] { shard.deliver(std::move(*batch)); });
    }
}

void NetThreads::close(ConnectionId connection) {
    const auto thread = thread_of(connection.value);
    if (thread >= shards_.size()) return;
    shards_[thread]->post([&shard = *shards_[thread], connection] {
        shard.with(connection, [](Connection& open) { open.finish(open.shard().now() + std::chrono::seconds{5}); });
    });
}

Shard& NetThreads::next_shard() {
    return *shards_[shared_->next_shard++ % shards_.size()];
}

NetCounters NetThreads::counters() const {
    NetCounters out;
    out.accepted = shared_->accepted;
    out.refused_full = shared_->refused_full;
    out.closed_slow = shared_->closed_slow;
    out.closed_timeout = shared_->closed_timeout;
    out.closed_protocol = shared_->closed_protocol;
    out.open = shared_->open;
    return out;
}

}  // namespace sidetone::net
