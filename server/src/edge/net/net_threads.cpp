#include "edge/net/net_threads.h"

#include <spdlog/fmt/fmt.h>
#include <sys/resource.h>

#include <algorithm>
#include <stdexcept>

#include "edge/net/shard.h"

namespace sidetone::net {

namespace {
/// Files, pipes and listening sockets, beside connections.
constexpr std::size_t kOtherDescriptors = 256;
}  // namespace

ConnectionLimits limits_of_this_process() {
    ConnectionLimits limits;
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return limits;
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
    const std::size_t most = files.rlim_max > kOtherDescriptors ? files.rlim_max - kOtherDescriptors : 1;
    limits.open = std::min(limits.open, most);
    return limits;
}

NetThreads::NetThreads(std::size_t threads, ConnectionLimits limits, const base::Clock& clock)
    : shared_(std::make_unique<Shared>(clock, limits)) {
    if (threads == 0 || threads > 126) throw std::invalid_argument("net threads: 1 to 126");
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

void NetThreads::trust(ConnectionId connection) {
    const auto thread = thread_of(connection.value);
    if (thread >= shards_.size()) return;
    shards_[thread]->post([&shard = *shards_[thread], connection] {
        if (auto* open = shard.find(connection)) open->trust();
    });
}

std::optional<Sources::Place> NetThreads::admit(const boost::asio::ip::address& source) {
    const auto now = shared_->clock.now();
    const auto key = source_of(source);
    auto admission = shared_->sources->admit(key, now);
    if (admission.verdict == Sources::Verdict::Admitted) {
        ++shared_->accepted;
        if (admission.place.turn() > now) ++shared_->delayed;
        return std::move(admission.place);
    }
    const bool full = admission.verdict == Sources::Verdict::Full;
    ++(full ? shared_->refused_full : shared_->refused_source);
    const auto text = [&] {
        return fmt::format("connections from {} are refused: {}", to_text(key),
                           full ? "there is no room for more" : "too many from there have not signed in");
    };
    if (admission.news) shared_->refusals.note(now, text);
    return std::nullopt;
}

Shard& NetThreads::next_shard() {
    return *shards_[shared_->next_shard++ % shards_.size()];
}

NetCounters NetThreads::counters() const {
    NetCounters out;
    out.accepted = shared_->accepted;
    out.refused_full = shared_->refused_full;
    out.refused_source = shared_->refused_source;
    out.delayed = shared_->delayed;
    out.closed_slow = shared_->closed_slow;
    out.closed_timeout = shared_->closed_timeout;
    out.closed_protocol = shared_->closed_protocol;
    out.open = shared_->sources->open();
    out.sources = shared_->sources->known();
    return out;
}

}  // namespace sidetone::net
