// What is left of a server transaction when its state machine is over: its last response, to answer a repetition of the
// request with until Timer J, L or I ends it (RFC 3261 17.2, RFC 6026). All wait equally long, so they lie in one
// queue: no timer, no allocation for each, and memory is taken and given back in pieces. Bounded: when it is full the
// oldest goes early, whose client most likely has its answer. One thread.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "base/id.h"
#include "base/time.h"
#include "sip/transaction/transaction_key.h"

namespace sidetone::sip {

class FinishedTransactions {
public:
    /// `on_gone` hears the merge key of each that goes, if it had one.
    FinishedTransactions(base::Duration keep, std::size_t max_bytes, std::function<void(std::uint64_t)> on_gone);

    struct Kept {
        base::FlowId flow;
        std::string_view response;  ///< empty: a repetition is only absorbed
    };
    void add(const TransactionKey& key, std::uint64_t merge_key, base::FlowId flow, std::string_view response,
             base::Time now);
    /// Valid until the next call that is not const.
    [[nodiscard]] std::optional<Kept> find(const TransactionKey& key) const;
    /// Those whose time is over go.
    void expire(base::Time now);
    /// When the oldest goes.
    [[nodiscard]] std::optional<base::Time> next() const;
    [[nodiscard]] std::size_t size() const { return queue_.size(); }
    /// Of responses and of what is kept beside them.
    [[nodiscard]] std::size_t bytes() const;
    /// base/archive.h
    template <class Archive>
    void archive(Archive& archive);

private:
    struct Piece {
        std::unique_ptr<char[]> bytes;
        std::size_t size = 0;
        std::size_t used = 0;
        std::size_t kept = 0;  ///< responses in it
    };
    struct Finished {
        TransactionKey key;
        std::uint64_t merge_key = 0;
        base::FlowId flow;
        base::Time until{};
        std::uint64_t piece = 0;  ///< number of all pieces ever
        std::uint32_t at = 0;
        std::uint32_t size = 0;
    };

    void drop_oldest();
    [[nodiscard]] Kept kept_of(const Finished& finished) const;
    [[nodiscard]] std::pair<std::uint64_t, std::uint32_t> store(std::string_view response);

    base::Duration keep_;
    std::size_t max_bytes_;
    std::function<void(std::uint64_t)> on_gone_;
    std::deque<Finished> queue_;
    std::uint64_t gone_ = 0;  ///< number of queue_.front() among all ever
    boost::unordered_flat_map<std::uint64_t, std::uint64_t, AsItIs> by_key_;
    std::deque<Piece> pieces_;
    std::uint64_t first_piece_ = 0;
    std::size_t piece_bytes_ = 0;
    Piece spare_;
};

}  // namespace sidetone::sip
