#include "edge/net/crypto.h"

#include <openssl/evp.h>
#include <sodium.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <stdexcept>
#include <utility>

namespace sidetone::net {

namespace {

void init_sodium() {
    if (sodium_init() < 0) throw std::runtime_error("no source of randomness");
}

std::string digest_hex(const EVP_MD* algorithm, const std::string& text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (EVP_Digest(text.data(), text.size(), digest.data(), &size, algorithm, nullptr) != 1) throw std::bad_alloc();
    return to_hex(digest.data(), size);
}

/// `characters` of an alphabet of 32, 5 bits each, in blocks of four.
std::string in_blocks(base::Random& random, std::size_t characters) {
    static constexpr char kAlphabet[] = "abcdefghjkmnpqrstuvwxyz123456789";  // no i, l, o, 0: they look alike
    static_assert(sizeof kAlphabet == 33);
    std::string text;
    for (std::size_t i = 0; i < characters; ++i) {
        if (i != 0 && i % 4 == 0) text.push_back('-');
        text.push_back(kAlphabet[random.next() & 31U]);
    }
    return text;
}

}  // namespace

OsRandom::OsRandom() {
    init_sodium();
}

OsRandom::~OsRandom() {
    sodium_memzero(fresh_.data(), sizeof fresh_);
}

std::uint64_t OsRandom::next() {
    if (left_ == 0) {
        randombytes_buf(fresh_.data(), sizeof fresh_);
        left_ = fresh_.size();
    }
    // What has been given out is secret elsewhere; it is not kept here.
    return std::exchange(fresh_[--left_], 0);
}

SeededRandom::SeededRandom(const Seed& seed) : seed_(seed) {
    static_assert(std::tuple_size_v<Seed> == randombytes_SEEDBYTES);
    init_sodium();
}

std::uint64_t SeededRandom::next() {
    if (left_ == 0) {
        std::array<std::uint64_t, 64> block{};
        randombytes_buf_deterministic(block.data(), sizeof block, seed_.data());
        std::memcpy(seed_.data(), block.data(), seed_.size());
        std::copy(block.begin() + 4, block.end(), fresh_.begin());
        sodium_memzero(block.data(), sizeof block);
        left_ = fresh_.size();
    }
    return std::exchange(fresh_[--left_], 0);
}

std::string hash_password(std::string_view password) {
    init_sodium();
    std::array<char, crypto_pwhash_STRBYTES> hash{};
    if (crypto_pwhash_str(hash.data(), password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0) {
        throw std::bad_alloc();
    }
    return hash.data();
}

bool verify_password(const std::string& hash, std::string_view password) {
    init_sodium();
    return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

std::string make_decoy_hash() {
    OsRandom random;
    return hash_password(make_token(random));
}

Sha256 sha256(std::string_view bytes) {
    Sha256 digest{};
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1)
        throw std::bad_alloc();
    return digest;
}

std::string make_token(base::Random& random) {
    return base::random_token(random, 40);
}

std::string make_device_secret(base::Random& random) {
    return in_blocks(random, 24);
}

Ha1 make_ha1(std::string_view auth_user, std::string_view realm, std::string_view secret) {
    const auto text = std::string(auth_user) + ":" + std::string(realm) + ":" + std::string(secret);
    return {digest_hex(EVP_md5(), text), digest_hex(EVP_sha256(), text)};
}

std::string make_readable_password(base::Random& random) {
    return in_blocks(random, 16);
}

std::string to_hex(const std::uint8_t* bytes, std::size_t size) {
    static constexpr char kHex[] = "0123456789abcdef";
    std::string hex;
    hex.reserve(size * 2);
    for (std::size_t i = 0; i < size; ++i) {
        hex.push_back(kHex[bytes[i] >> 4U]);
        hex.push_back(kHex[bytes[i] & 15U]);
    }
    return hex;
}

}  // namespace sidetone::net
