#include "edge/net/crypto.h"

#include <gtest/gtest.h>

#include <set>

namespace sidetone::net {
namespace {

TEST(Crypto, a_password_is_verified_against_its_hash_alone) {
    const auto hash = hash_password("correct horse");
    EXPECT_TRUE(hash.starts_with("$argon2id$")) << hash;
    EXPECT_TRUE(verify_password(hash, "correct horse"));
    EXPECT_FALSE(verify_password(hash, "correct horsf"));
    EXPECT_FALSE(verify_password(hash, ""));
    EXPECT_NE(hash_password("correct horse"), hash) << "salted";
}

TEST(Crypto, what_is_no_hash_fits_no_password) {
    EXPECT_FALSE(verify_password("", ""));
    EXPECT_FALSE(verify_password("plain", "plain"));
    EXPECT_FALSE(verify_password(std::string(1000, 'x'), "x"));
}

TEST(Crypto, the_decoy_is_a_hash_like_the_others) {
    const auto decoy = make_decoy_hash();
    const auto real = hash_password("x");
    EXPECT_EQ(decoy.substr(0, decoy.rfind('$', decoy.rfind('$') - 1)),
              real.substr(0, real.rfind('$', real.rfind('$') - 1)))
        << "same parameters, same time";
}

TEST(Crypto, sha256_is_the_known_one) {
    const auto digest = sha256("abc");
    EXPECT_EQ(to_hex(digest.data(), digest.size()), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hash_token("abc"), digest);
}

TEST(Crypto, ha1_is_that_of_rfc_7616) {
    // RFC 7616 3.9.1: user Mufasa, realm http-auth@example.org, "Circle of Life"; values from openssl.
    const auto ha1 = make_ha1("Mufasa", "http-auth@example.org", "Circle of Life");
    EXPECT_EQ(ha1.md5, "3d78807defe7de2157e2b0b6573a855f");
    EXPECT_EQ(ha1.sha256, "7987c64c30e25f1b74be53f966b49b90f2808aa92faf9a00262392d7b4794232");
}

TEST(Crypto, tokens_secrets_and_passwords_have_their_length_and_never_repeat) {
    OsRandom random;
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i) {
        EXPECT_EQ(make_token(random).size(), 40U);
        const auto password = make_readable_password(random);
        EXPECT_EQ(password.size(), 19U);
        EXPECT_EQ(password.find_first_of("il0o "), std::string::npos);
        seen.insert(password);
        seen.insert(make_device_secret(random));
    }
    EXPECT_EQ(seen.size(), 200U);
}

}  // namespace
}  // namespace sidetone::net
