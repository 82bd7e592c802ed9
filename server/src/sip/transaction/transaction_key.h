// What tells server transactions apart (RFC 3261 17.2.3), as a number: branch, sent-by and method, or the headers that
// older clients are known by. 128 bits of a keyed hash, so that nobody can make two requests meet. Plain values, one
// thread.
#pragma once

#include <cstdint>

#include "base/keyed_hash.h"
#include "base/random.h"
#include "sip/message/message.h"

namespace sidetone::sip {

struct TransactionKey {
    std::uint64_t table = 0;  ///< what tables hash by: of good bits already
    std::uint64_t check = 0;
    bool operator==(const TransactionKey&) const = default;
};

/// Of numbers that are hashes.
struct AsItIs {
    using is_avalanching = void;
    std::size_t operator()(std::uint64_t hash) const noexcept { return hash; }
};

class TransactionKeys {
public:
    explicit TransactionKeys(base::Random& random) : table_(random.next()), check_(random.next()) {}

    /// As if the request had that method: of ACK and CANCEL, to find the INVITE.
    [[nodiscard]] TransactionKey of(const Message& request, Method method) const;
    /// RFC 3261 8.2.2.2: From-tag, Call-ID, CSeq.
    [[nodiscard]] std::uint64_t merge_key_of(const Message& request) const;
    /// For tables of texts.
    [[nodiscard]] const base::KeyedHash& text_hash() const { return table_; }

    template <class Archive>
    void archive(Archive& archive) {
        archive(table_, check_);
    }

private:
    [[nodiscard]] static std::uint64_t hash(const base::KeyedHash& hash, const Message& request, Method method);

    base::KeyedHash table_;
    base::KeyedHash check_;
};

}  // namespace sidetone::sip
