#include "sip/transaction/transaction_key.h"

namespace sidetone::sip {

namespace {
constexpr std::string_view kCookie = "z9hG4bK";
}  // namespace

std::uint64_t TransactionKeys::hash(const base::KeyedHash& hash, const Message& request, Method method) {
    std::uint64_t state = static_cast<std::uint64_t>(method) + 1;
    if (method == Method::Other) state = hash.with(state, request.method_text());
    // The cookie alone is the same for everybody (RFC 4475 3.2.1).
    if (request.branch().starts_with(kCookie) && request.branch().size() > kCookie.size())
        return hash.with(hash.with(state, request.branch()), request.sent_by());
    // RFC 2543 clients (RFC 3261 17.2.3). The To tag is left out: the ACK has one the INVITE did not have.
    state = hash.with(state, request.header(HeaderName::Via));
    state = hash.with(state, request.call_id());
    state = hash.with(state, request.from_tag());
    return hash.with(state + request.cseq(), "2543");
}

TransactionKey TransactionKeys::of(const Message& request, Method method) const {
    return {hash(table_, request, method), hash(check_, request, method)};
}

std::uint64_t TransactionKeys::merge_key_of(const Message& request) const {
    const auto about = (std::uint64_t{request.cseq()} << 8U) | static_cast<std::uint64_t>(request.method());
    return table_.with(table_.with(about, request.call_id()), request.from_tag());
}

}  // namespace sidetone::sip
