#include "digest.h"

#include <openssl/evp.h>

#include <array>
#include <cstdio>
#include <stdexcept>

namespace bench {

std::string md5(const std::string& text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_md5(), nullptr);
    static constexpr char kHex[] = "0123456789abcdef";
    std::string hex;
    for (unsigned i = 0; i < length; ++i) {
        hex.push_back(kHex[digest[i] >> 4U]);
        hex.push_back(kHex[digest[i] & 15U]);
    }
    return hex;
}

namespace {

std::string parameter(const std::string& challenge, const std::string& name) {
    const auto at = challenge.find(name + "=\"");
    if (at == std::string::npos) throw std::runtime_error("challenge without " + name);
    const auto from = at + name.size() + 2;
    return challenge.substr(from, challenge.find('"', from) - from);
}

}  // namespace

Challenge md5_challenge(const std::string& response) {
    std::size_t at = 0;
    while ((at = response.find("-Authenticate:", at)) != std::string::npos) {
        const auto row = response.substr(at, response.find("\r\n", at) - at);
        if (row.find("SHA-256") == std::string::npos) return {parameter(row, "realm"), parameter(row, "nonce")};
        at += row.size();
    }
    throw std::runtime_error("no MD5 challenge: " + response.substr(0, 60));
}

std::string credentials(const Challenge& challenge, const std::string& user, const std::string& secret,
                        const std::string& method, const std::string& uri, unsigned count) {
    char nc[9];
    std::snprintf(nc, sizeof nc, "%08x", count);
    const auto ha1 = md5(user + ":" + challenge.realm + ":" + secret);
    const auto response = md5(ha1 + ":" + challenge.nonce + ":" + nc + ":bench:auth:" + md5(method + ":" + uri));
    return "Digest username=\"" + user + "\", realm=\"" + challenge.realm + "\", nonce=\"" + challenge.nonce +
           "\", uri=\"" + uri + "\", response=\"" + response + "\", algorithm=MD5, qop=auth, nc=" + nc +
           ", cnonce=\"bench\"";
}

}  // namespace bench
