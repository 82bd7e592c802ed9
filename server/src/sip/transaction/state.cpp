// What flows and transactions know, for recordings (base/archive.h).
#include "sip/archive.h"
#include "sip/transaction/transactions.h"

namespace sidetone::sip {

// Not in a namespace without a name: there base/archive_shapes.h would not find them.

template <class Archive>
void archive(Archive& archive, Flow& flow) {
    auto& [info, clients, sessions, closing, grace, waiting] = flow;
    archive(info, closing, grace, waiting);
    (void)clients;  // they join again
    (void)sessions;
}

template <class Archive>
void archive(Archive& archive, TransactionKey& key) {
    auto& [table, check] = key;
    archive(table, check);
}

template <class Archive>
void archive(Archive& archive, ServerTransaction& transaction) {
    auto& [id, state, method, flow, invite, request, key, merge_key, to_tag, response, bytes, retransmit, end,
           interval] = transaction;
    archive(id, state, method, flow, invite, request, key, merge_key, to_tag, response, bytes, retransmit, end,
            interval);
}

template <class Archive>
void archive(Archive& archive, ClientTransaction::Ack& ack) {
    auto& [to_tag, bytes] = ack;
    archive(to_tag, bytes);
}

template <class Archive>
void archive(Archive& archive, ClientTransaction& transaction) {
    auto& [id, state, method, use, flow, invite, peer, branch, request, acks, retransmit, end, interval, cancelled,
           cancel_sent, cancel_reason, on_flow] = transaction;
    archive(id, state, method, use, flow, invite, peer, branch, request, acks, retransmit, end, interval, cancelled,
            cancel_sent, cancel_reason);
    (void)on_flow;
}

template <class Archive>
static void archive_set(Archive& archive, boost::unordered_flat_set<std::uint64_t, AsItIs>& set) {
    std::vector<std::uint64_t> values(set.begin(), set.end());
    archive(values);
    if constexpr (Archive::kReads) set = {values.begin(), values.end()};
}

template <class Archive>
void FlowTable::archive(Archive& archive) {
    archive(flows_, lost_of_);
}

template <class Archive>
void FinishedTransactions::archive(Archive& archive) {
    std::size_t count = archive.count(queue_.size());
    if constexpr (Archive::kReads) {
        while (!queue_.empty()) drop_oldest();
        for (; count > 0; --count) {
            Finished finished;
            std::string response;
            archive(finished.key, finished.merge_key, finished.flow, finished.until, response);
            add(finished.key, finished.merge_key, finished.flow, response, finished.until - keep_);
        }
    } else {
        for (auto& finished : queue_) {
            std::string response(kept_of(finished).response);
            archive(finished.key, finished.merge_key, finished.flow, finished.until, response);
        }
    }
}

template <class Archive>
void Transactions::archive(Archive& archive) {
    archive(keys_, servers_, clients_);
    archive_set(archive, merge_keys_);
    archive(answered_, confirmed_, sweep_, kept_bytes_);
    if constexpr (Archive::kReads) {
        by_key_.clear();
        servers_.each([this](ServerTransaction& one) { by_key_.insert_or_assign(one.key.table, &one); });
        by_branch_ = decltype(by_branch_)(0, keys_.text_hash());
        clients_.each([this](ClientTransaction& one) { by_branch_.emplace(one.branch, &one); });
    }
}

template void FlowTable::archive(base::ArchiveWriter&);
template void FlowTable::archive(base::ArchiveReader&);
template void Transactions::archive(base::ArchiveWriter&);
template void Transactions::archive(base::ArchiveReader&);

}  // namespace sidetone::sip
