#include "sip/auth/hash.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <new>

namespace sidetone::sip {
namespace {

struct FreeContext {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

/// OpenSSL 3 looks an algorithm up by name at every use of EVP_md5(); fetched once it costs a third.
const EVP_MD* fetched(DigestAlgorithm algorithm) {
    static const EVP_MD* const md5 = EVP_MD_fetch(nullptr, "MD5", nullptr);
    static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    const bool is_md5 = algorithm == DigestAlgorithm::Md5 || algorithm == DigestAlgorithm::Md5Sess;
    return is_md5 ? md5 : sha256;
}

Context new_context() {
    Context context{EVP_MD_CTX_new()};
    if (!context) throw std::bad_alloc{};
    return context;
}

/// OpenSSL's hash calls fail only when memory ends (or MD5 is switched off by a FIPS provider, where no phone could
/// register anyway).
void require(int result) {
    if (result != 1) throw std::bad_alloc{};
}

}  // namespace

HexDigest::HexDigest(const unsigned char* bytes, std::size_t size) : size_(std::min(2 * size, digits_.size())) {
    static constexpr char kHex[] = "0123456789abcdef";
    for (std::size_t i = 0; i < size_; ++i) digits_[i] = kHex[i % 2 == 0 ? bytes[i / 2] >> 4U : bytes[i / 2] & 15U];
}

struct Hasher::Work {
    Context context = new_context();
};

Hasher::Hasher() : work_(std::make_unique<Work>()) {}
Hasher::~Hasher() = default;
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;

HexDigest Hasher::joined(DigestAlgorithm algorithm, std::initializer_list<std::string_view> parts) {
    auto* context = work_->context.get();
    require(EVP_DigestInit_ex(context, fetched(algorithm), nullptr));
    bool first = true;
    for (const std::string_view part : parts) {
        if (!first) require(EVP_DigestUpdate(context, ":", 1));
        require(EVP_DigestUpdate(context, part.data(), part.size()));
        first = false;
    }
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    require(EVP_DigestFinal_ex(context, digest.data(), &size));
    return {digest.data(), size};
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

struct HmacSha256::Contexts {
    Context inner = new_context();
    Context outer = new_context();
    Context work = new_context();
};

HmacSha256::HmacSha256(std::string_view key) : contexts_(std::make_unique<Contexts>()) {
    constexpr std::size_t kBlock = 64;
    std::array<unsigned char, kBlock> padded{};
    unsigned size = 0;
    const EVP_MD* sha256 = fetched(DigestAlgorithm::Sha256);
    if (key.size() > kBlock)
        require(EVP_Digest(key.data(), key.size(), padded.data(), &size, sha256, nullptr));
    else
        std::copy(key.begin(), key.end(), padded.begin());
    // RFC 2104. Both pads are hashed once; each use starts from a copy of the state.
    for (auto& byte : padded) byte ^= 0x36U;
    require(EVP_DigestInit_ex(contexts_->inner.get(), sha256, nullptr));
    require(EVP_DigestUpdate(contexts_->inner.get(), padded.data(), padded.size()));
    for (auto& byte : padded) byte ^= 0x36U ^ 0x5cU;
    require(EVP_DigestInit_ex(contexts_->outer.get(), sha256, nullptr));
    require(EVP_DigestUpdate(contexts_->outer.get(), padded.data(), padded.size()));
    OPENSSL_cleanse(padded.data(), padded.size());
}

HmacSha256::~HmacSha256() = default;
HmacSha256::HmacSha256(HmacSha256&&) noexcept = default;
HmacSha256& HmacSha256::operator=(HmacSha256&&) noexcept = default;

HmacSha256::Tag HmacSha256::operator()(std::string_view data) {
    Tag tag{};
    EVP_MD_CTX* work = contexts_->work.get();
    require(EVP_MD_CTX_copy_ex(work, contexts_->inner.get()));
    require(EVP_DigestUpdate(work, data.data(), data.size()));
    require(EVP_DigestFinal_ex(work, tag.data(), nullptr));
    require(EVP_MD_CTX_copy_ex(work, contexts_->outer.get()));
    require(EVP_DigestUpdate(work, tag.data(), tag.size()));
    require(EVP_DigestFinal_ex(work, tag.data(), nullptr));
    return tag;
}

}  // namespace sidetone::sip
