#include "edge/net/ticket_keys.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <stdexcept>

namespace sidetone::net {

namespace {

void fill(unsigned char* bytes, std::size_t size) {
    if (RAND_bytes(bytes, static_cast<int>(size)) != 1) throw std::runtime_error("no randomness for TLS tickets");
}

TicketKeys::Key make_key(base::Time now) {
    TicketKeys::Key key;
    fill(key.name.data(), key.name.size());
    fill(key.cipher.data(), key.cipher.size());
    fill(key.mac.data(), key.mac.size());
    key.made = now;
    return key;
}

void wipe(TicketKeys::Key& key) {
    OPENSSL_cleanse(&key, sizeof key);
}

int index_of_keys() {
    static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

bool use_key(const TicketKeys::Key& key, const unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac, int seals) {
    std::array<OSSL_PARAM, 3> params{
        OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, const_cast<unsigned char*>(key.mac.data()),
                                          key.mac.size()),
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, const_cast<char*>("SHA256"), 0),
        OSSL_PARAM_construct_end()};
    return EVP_CipherInit_ex(cipher, EVP_aes_256_cbc(), nullptr, key.cipher.data(), iv, seals) == 1 &&
           EVP_MAC_CTX_set_params(mac, params.data()) == 1;
}

/// As SSL_CTX_set_tlsext_ticket_key_evp_cb wants it: 1 done, 0 no such key (a full handshake follows), 2 a new ticket
/// is due, -1 failure.
int on_ticket(SSL* tls, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac, int seals) {
    // The tickets of all names of a port belong to the context the connection began with.
    auto* keys = static_cast<TicketKeys*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(tls), index_of_keys()));
    TicketKeys::Key key;
    bool renew = false;
    if (seals == 1) {
        key = keys->current();
        std::copy(key.name.begin(), key.name.end(), name);
        if (RAND_bytes(iv, EVP_CIPHER_get_iv_length(EVP_aes_256_cbc())) != 1) return -1;
    } else if (!keys->find(name, key, renew)) {
        return 0;
    }
    const bool done = use_key(key, iv, cipher, mac, seals);
    wipe(key);
    if (!done) return -1;
    return renew ? 2 : 1;
}

}  // namespace

TicketKeys::TicketKeys(std::function<base::Time()> now) : now_(std::move(now)), current_(make_key(now_())) {}

TicketKeys::~TicketKeys() {
    wipe(current_);
    wipe(previous_);
}

void TicketKeys::serve(SSL_CTX* context) {
    SSL_CTX_set_ex_data(context, index_of_keys(), this);
    SSL_CTX_set_tlsext_ticket_key_evp_cb(context, on_ticket);
    SSL_CTX_set_timeout(context, std::chrono::seconds(kLife).count());
}

/// A key that has been idle for longer than two lives leaves none behind.
void TicketKeys::rotate() {
    const auto now = now_();
    if (now < current_.made + kLife) return;
    wipe(previous_);
    if (now < current_.made + 2 * kLife) previous_ = current_;
    current_ = make_key(now);
}

TicketKeys::Key TicketKeys::current() {
    const std::lock_guard lock(mutex_);
    rotate();
    return current_;
}

bool TicketKeys::find(const unsigned char* name, Key& key, bool& renew) {
    const std::lock_guard lock(mutex_);
    rotate();
    const auto is = [name](const Key& one) {
        return one.made != base::Time{} && std::equal(one.name.begin(), one.name.end(), name);
    };
    renew = is(previous_);
    if (!renew && !is(current_)) return false;
    key = renew ? previous_ : current_;
    return true;
}

}  // namespace sidetone::net
