#include "sip/transaction/finished_transactions.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace sidetone::sip {

namespace {
constexpr std::size_t kPiece = std::size_t{64} * 1024;
}  // namespace

FinishedTransactions::FinishedTransactions(base::Duration keep, std::size_t max_bytes,
                                           std::function<void(std::uint64_t)> on_gone)
    : keep_(keep), max_bytes_(max_bytes), on_gone_(std::move(on_gone)) {}

std::size_t FinishedTransactions::bytes() const {
    return piece_bytes_ + queue_.size() * (sizeof(Finished) + sizeof(std::uint64_t) * 2);
}

void FinishedTransactions::add(const TransactionKey& key, std::uint64_t merge_key, base::FlowId flow,
                               std::string_view response, base::Time now) {
    while (!queue_.empty() && bytes() + sizeof(Finished) + response.size() > max_bytes_) drop_oldest();
    Finished finished{key, merge_key, flow, now + keep_, 0, 0, static_cast<std::uint32_t>(response.size())};
    if (!response.empty()) std::tie(finished.piece, finished.at) = store(response);
    by_key_.insert_or_assign(key.table, gone_ + queue_.size());
    queue_.push_back(finished);
}

std::pair<std::uint64_t, std::uint32_t> FinishedTransactions::store(std::string_view response) {
    if (pieces_.empty() || pieces_.back().size - pieces_.back().used < response.size()) {
        Piece fresh = std::exchange(spare_, {});
        if (fresh.size < response.size()) {
            fresh.size = std::max(kPiece, response.size());
            fresh.bytes = std::make_unique_for_overwrite<char[]>(fresh.size);
        }
        piece_bytes_ += fresh.size;
        pieces_.push_back(std::move(fresh));
    }
    auto& piece = pieces_.back();
    const auto at = static_cast<std::uint32_t>(piece.used);
    std::memcpy(piece.bytes.get() + at, response.data(), response.size());
    piece.used += response.size();
    ++piece.kept;
    return {first_piece_ + pieces_.size() - 1, at};
}

std::optional<FinishedTransactions::Kept> FinishedTransactions::find(const TransactionKey& key) const {
    const auto found = by_key_.find(key.table);
    if (found == by_key_.end()) return std::nullopt;
    const auto& finished = queue_[found->second - gone_];
    if (finished.key != key) return std::nullopt;
    return kept_of(finished);
}

FinishedTransactions::Kept FinishedTransactions::kept_of(const Finished& finished) const {
    if (finished.size == 0) return Kept{finished.flow, {}};
    return Kept{finished.flow, {pieces_[finished.piece - first_piece_].bytes.get() + finished.at, finished.size}};
}

void FinishedTransactions::drop_oldest() {
    const auto& oldest = queue_.front();
    if (const auto found = by_key_.find(oldest.key.table); found != by_key_.end() && found->second == gone_)
        by_key_.erase(found);
    if (oldest.size != 0) --pieces_[oldest.piece - first_piece_].kept;
    if (oldest.merge_key != 0) on_gone_(oldest.merge_key);
    queue_.pop_front();
    ++gone_;
    while (!pieces_.empty() && pieces_.front().kept == 0) {
        auto& front = pieces_.front();
        piece_bytes_ -= front.size;
        front.used = 0;
        if (front.size == kPiece) spare_ = std::move(front);
        pieces_.pop_front();
        ++first_piece_;
    }
}

void FinishedTransactions::expire(base::Time now) {
    while (!queue_.empty() && queue_.front().until <= now) drop_oldest();
    // After a storm the table is as large as it was needed.
    if (queue_.empty() && by_key_.bucket_count() > kPiece) by_key_.rehash(0);
}

std::optional<base::Time> FinishedTransactions::next() const {
    if (queue_.empty()) return std::nullopt;
    return queue_.front().until;
}

}  // namespace sidetone::sip
