#include "edge/net/log_gate.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace sidetone::net {

namespace {
constexpr std::chrono::seconds kEach{1};
constexpr base::Duration kBurst = 20 * kEach;
}  // namespace

std::optional<std::uint64_t> LogGate::pass(base::Time now) {
    const std::lock_guard lock(mutex_);
    spent_ = std::max(spent_, now - kBurst);
    if (spent_ + kEach > now) {
        ++left_out_;
        return std::nullopt;
    }
    spent_ += kEach;
    return std::exchange(left_out_, 0);
}

void LogGate::write(const std::string& text, std::uint64_t left_out) const {
    if (left_out == 0) return spdlog::info("{}: {}", topic_, text);
    spdlog::info("{}: {} ({} lines like this were left out)", topic_, text, left_out);
}

}  // namespace sidetone::net
