#include "sip/auth/nonces.h"

#include <array>

namespace sidetone::sip {
namespace {

constexpr std::size_t kStampSize = 32;  // two numbers of 64 bit
constexpr std::size_t kTagBytes = 16;
constexpr std::size_t kNonceSize = kStampSize + 2 * kTagBytes;

void append_hex(std::string& out, std::uint64_t number) {
    std::array<unsigned char, 8> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<unsigned char>(number >> (56U - 8U * i));
    out += HexDigest{bytes.data(), bytes.size()}.text();
}

bool read_hex(std::string_view text, std::uint64_t& number) {
    number = 0;
    for (const char c : text) {
        if (c >= '0' && c <= '9') {
            number = number << 4U | static_cast<unsigned>(c - '0');
        } else if (c >= 'a' && c <= 'f') {
            number = number << 4U | static_cast<unsigned>(c - 'a' + 10);
        } else {
            return false;
        }
    }
    return true;
}

}  // namespace

Nonces::Nonces(std::string_view key, base::Duration lifetime, std::size_t most_counted, base::Random& random)
    : hmac_(key), lifetime_(lifetime), most_counted_(most_counted), random_(random) {}

void Nonces::set_key(std::string_view key, base::Time now) {
    hmac_before_ = std::move(hmac_);
    before_until_ = now + lifetime_;
    hmac_ = HmacSha256(key);
}

std::string Nonces::signed_text(HmacSha256& hmac, const Stamp& stamp) {
    std::string nonce;
    nonce.reserve(kNonceSize);
    append_hex(nonce, static_cast<std::uint64_t>(stamp.issued));
    append_hex(nonce, stamp.salt);
    const auto tag = hmac(nonce);
    nonce += HexDigest{tag.data(), kTagBytes}.text();
    return nonce;
}

std::string Nonces::issue(base::Time now) {
    return signed_text(hmac_, {now.time_since_epoch().count(), random_.next()});
}

Nonces::State Nonces::look(std::string_view nonce, base::Time now, Stamp& stamp) {
    std::uint64_t issued = 0;
    if (nonce.size() != kNonceSize || !read_hex(nonce.substr(0, 16), issued) ||
        !read_hex(nonce.substr(16, 16), stamp.salt)) {
        return State::Foreign;
    }
    stamp.issued = static_cast<std::int64_t>(issued);
    const bool is_own =
        equal_in_constant_time(signed_text(hmac_, stamp), nonce) ||
        (hmac_before_ && now <= before_until_ && equal_in_constant_time(signed_text(*hmac_before_, stamp), nonce));
    if (!is_own) return State::Foreign;
    const std::int64_t age = now.time_since_epoch().count() - stamp.issued;
    return age > lifetime_.count() || stamp <= forgotten_ ? State::Expired : State::Good;
}

bool Nonces::use(const Stamp& stamp, std::uint32_t count, base::Time now) {
    while (!counts_.empty() && now.time_since_epoch().count() - counts_.begin()->first.issued > lifetime_.count()) {
        counts_.erase(counts_.begin());
    }
    const auto [entry, fresh] = counts_.try_emplace(stamp, count);
    if (!fresh) {
        if (count <= entry->second) return false;
        entry->second = count;
    }
    if (counts_.size() > most_counted_) {
        forgotten_ = counts_.begin()->first;
        counts_.erase(counts_.begin());
    }
    return true;
}

}  // namespace sidetone::sip
