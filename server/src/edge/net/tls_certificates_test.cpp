// Which certificate a client gets, what it may resume, and what a reload changes: with OpenSSL's client over memory.
#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <fstream>

#include "edge/net/testing/edge_bench.h"
#include "edge/net/ticket_keys.h"
#include "edge/net/tls_context.h"

namespace sidetone::net {
namespace {

namespace fs = std::filesystem;

struct SessionFree {
    void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
};
using Session = std::unique_ptr<SSL_SESSION, SessionFree>;

struct Outcome {
    bool done = false;
    bool resumed = false;
    std::string common_name;
    std::string version;
    std::string cipher;
    Session session;
};

struct Hello {
    std::string host = {};
    int version = TLS1_3_VERSION;
    SSL_SESSION* session = nullptr;
    const char* ciphers = nullptr;
};

/// A client and the server's end, which it takes, joined in memory.
Outcome shake_hands(SSL* server, const Hello& hello) {
    const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
    SSL_CTX_set_security_level(context.get(), 0);
    SSL_CTX_set_min_proto_version(context.get(), hello.version);
    SSL_CTX_set_max_proto_version(context.get(), hello.version);
    if (hello.ciphers != nullptr) SSL_CTX_set_cipher_list(context.get(), hello.ciphers);
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    Session fresh;
    SSL_CTX_set_ex_data(context.get(), 0, &fresh);
    SSL_CTX_sess_set_new_cb(context.get(), [](SSL* tls, SSL_SESSION* session) {
        static_cast<Session*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(tls), 0))->reset(session);
        return 1;
    });
    SSL* client = SSL_new(context.get());
    BIO* one = nullptr;
    BIO* two = nullptr;
    BIO_new_bio_pair(&one, 1U << 17U, &two, 1U << 17U);
    SSL_set_bio(client, one, one);
    SSL_set_bio(server, two, two);
    SSL_set_connect_state(client);
    if (!hello.host.empty()) SSL_set_tlsext_host_name(client, hello.host.c_str());
    if (hello.session != nullptr) SSL_set_session(client, hello.session);
    Outcome outcome;
    for (int i = 0; i < 10 && !outcome.done; ++i) {
        const int ours = SSL_do_handshake(client);
        const int theirs = SSL_do_handshake(server);
        outcome.done = ours == 1 && theirs == 1;
    }
    if (outcome.done) {
        char byte = 0;
        (void)SSL_read(client, &byte, 1);  // takes the tickets of TLS 1.3
        outcome.resumed = SSL_session_reused(client) == 1;
        outcome.version = SSL_get_version(client);
        outcome.cipher = SSL_get_cipher(client);
        const std::unique_ptr<X509, decltype(&X509_free)> certificate(SSL_get1_peer_certificate(client), X509_free);
        char name[256] = "";
        X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name, sizeof name);
        outcome.common_name = name;
        SSL_shutdown(client);
    }
    SSL_free(client);
    SSL_free(server);
    outcome.session = std::move(fresh);
    return outcome;
}

Outcome shake_hands(const TlsContext& context, const Hello& hello) {
    return shake_hands(context.new_connection(), hello);
}

class TlsCertificates : public ::testing::Test {
protected:
    TlsFiles make(const std::string& folder_name, const std::string& common_name) {
        fs::create_directories(folder.path() / folder_name);
        return testing::make_certificate(folder.path() / folder_name, common_name);
    }
    TlsContext open() {
        return TlsContext(make("default", "default"),
                          {{"pbx.example.org", make("pbx", "pbx.example.org")},
                           {"*.Example.org", make("wild", "*.example.org")},
                           {"other.example", make("other", "other.example")}},
                          [this] { return now; });
    }
    testing::TemporaryFolder folder;
    base::Time now{std::chrono::hours{1000}};
};

TEST_F(TlsCertificates, TheNameAskedForChoosesTheCertificate) {
    const auto context = open();
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        const auto name_for = [&](const std::string& host) {
            return shake_hands(context, {.host = host, .version = version}).common_name;
        };
        EXPECT_EQ(name_for("pbx.example.org"), "pbx.example.org");
        EXPECT_EQ(name_for("PBX.EXAMPLE.ORG"), "pbx.example.org");
        EXPECT_EQ(name_for("phone.example.org"), "*.example.org");
        EXPECT_EQ(name_for("other.example"), "other.example");
        EXPECT_EQ(name_for("a.phone.example.org"), "default");
        EXPECT_EQ(name_for("example.org"), "default");
        EXPECT_EQ(name_for("unknown.example"), "default");
        EXPECT_EQ(name_for("localhost"), "default");
        EXPECT_EQ(name_for(std::string(255, 'a')), "default");
        EXPECT_EQ(name_for(""), "default");
    }
}

TEST_F(TlsCertificates, OldVersionsAndWeakCiphersAreRefused) {
    const auto context = open();
    for (const int version : {TLS1_VERSION, TLS1_1_VERSION})
        EXPECT_FALSE(shake_hands(context, {.version = version, .ciphers = "ALL:@SECLEVEL=0"}).done);
    for (const auto* weak : {"AES128-SHA", "AES256-GCM-SHA384", "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384",
                             "DHE-RSA-AES128-GCM-SHA256", "eNULL", "aNULL", "PSK"})
        EXPECT_FALSE(shake_hands(context, {.version = TLS1_2_VERSION, .ciphers = weak}).done) << weak;
    EXPECT_EQ(shake_hands(context, {.version = TLS1_2_VERSION, .ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256"}).cipher,
              "ECDHE-ECDSA-AES128-GCM-SHA256");
    EXPECT_EQ(shake_hands(context, {.version = TLS1_3_VERSION}).version, "TLSv1.3");
}

TEST_F(TlsCertificates, ASessionIsResumedUnderItsNameAlone) {
    const auto context = open();
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        for (const auto* host : {"", "pbx.example.org", "unknown.example"}) {
            const auto first = shake_hands(context, {.host = host, .version = version});
            ASSERT_TRUE(first.session) << host;
            EXPECT_FALSE(first.resumed);
            EXPECT_TRUE(
                shake_hands(context, {.host = host, .version = version, .session = first.session.get()}).resumed)
                << host;
            const auto elsewhere =
                shake_hands(context, {.host = "other.example", .version = version, .session = first.session.get()});
            EXPECT_TRUE(elsewhere.done);
            EXPECT_FALSE(elsewhere.resumed);
            EXPECT_EQ(elsewhere.common_name, "other.example");
        }
    }
}

TEST_F(TlsCertificates, ATicketEndsWithItsKey) {
    const auto context = open();
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        const auto first = shake_hands(context, {.version = version});
        const Hello again{.version = version, .session = first.session.get()};
        now += TicketKeys::kLife;
        EXPECT_TRUE(shake_hands(context, again).resumed);
        now += TicketKeys::kLife;
        const auto late = shake_hands(context, again);
        EXPECT_TRUE(late.done);
        EXPECT_FALSE(late.resumed);
    }
}

TEST_F(TlsCertificates, ATicketEndsWithItsCertificate) {
    auto context = open();
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        const auto first = shake_hands(context, {.host = "pbx.example.org", .version = version});
        EXPECT_TRUE(context.reload_certificate());
        const auto late =
            shake_hands(context, {.host = "pbx.example.org", .version = version, .session = first.session.get()});
        EXPECT_TRUE(late.done);
        EXPECT_FALSE(late.resumed);
    }
}

TEST_F(TlsCertificates, AReloadBringsAllOfThemOrNone) {
    auto context = open();
    const auto name_for = [&](const std::string& host) { return shake_hands(context, {.host = host}).common_name; };
    make("default", "newer");
    make("pbx", "pbx.example.org");
    std::ofstream(folder.path() / "other/server.pem") << "no certificate";
    EXPECT_FALSE(context.reload_certificate());
    EXPECT_EQ(name_for(""), "default");
    EXPECT_EQ(name_for("other.example"), "other.example");
    make("other", "another.example");
    EXPECT_FALSE(context.reload_certificate()) << "it is not for the name it stands for";
    EXPECT_EQ(name_for(""), "default");
    make("other", "other.example");
    EXPECT_TRUE(context.reload_certificate());
    EXPECT_EQ(name_for(""), "newer");
    EXPECT_EQ(name_for("phone.example.org"), "*.example.org");
}

TEST_F(TlsCertificates, AConnectionThatBeganBeforeAReloadEndsItsHandshake) {
    auto context = open();
    SSL* early = context.new_connection();
    SSL* early_named = context.new_connection();
    make("default", "newer");
    EXPECT_TRUE(context.reload_certificate());
    EXPECT_EQ(shake_hands(early, {}).common_name, "default");
    EXPECT_EQ(shake_hands(early_named, {.host = "other.example"}).common_name, "other.example");
    EXPECT_EQ(shake_hands(context, {}).common_name, "newer");
}

TEST_F(TlsCertificates, AKeyThatIsNotOfItsCertificateIsRefused) {
    const auto one = make("one", "one.example");
    const auto two = make("two", "two.example");
    EXPECT_THROW(TlsContext(one, {{"two.example", {two.certificate, one.key}}}), std::runtime_error);
    EXPECT_THROW(TlsContext({folder.path() / "none.pem", one.key}), std::runtime_error);
}

}  // namespace
}  // namespace sidetone::net
