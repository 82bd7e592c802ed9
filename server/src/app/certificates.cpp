#include "app/certificates.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <cstdio>
#include <ctime>
#include <memory>
#include <stdexcept>

namespace sidetone::app {

namespace {

struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Certificate = std::unique_ptr<X509, Free>;
using File = std::unique_ptr<std::FILE, Free>;

void check(bool ok, const char* what) {
    if (!ok) throw std::runtime_error(std::string("cannot make a certificate: ") + what);
}

struct Subject {
    std::string common_name;
    long days;
};

Certificate begin(const Subject& subject, EVP_PKEY* key) {
    Certificate certificate(X509_new());
    check(certificate != nullptr, "memory");
    unsigned char serial[16];
    check(RAND_bytes(serial, sizeof serial) == 1, "randomness");
    serial[0] &= 0x7FU;
    std::unique_ptr<BIGNUM, decltype(&BN_free)> number(BN_bin2bn(serial, sizeof serial, nullptr), &BN_free);
    BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate.get()));
    X509_set_version(certificate.get(), 2);
    constexpr long kHour = 3600;
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kHour);  // clocks of phones differ
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), subject.days * 24 * kHour);
    X509_set_pubkey(certificate.get(), key);
    auto* name = X509_get_subject_name(certificate.get());
    const auto* text = reinterpret_cast<const unsigned char*>(subject.common_name.c_str());
    check(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, text, -1, -1, 0) == 1, "name");
    return certificate;
}

void extend(X509* certificate, X509* issuer, int nid, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const std::unique_ptr<X509_EXTENSION, Free> extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
    check(extension && X509_add_ext(certificate, extension.get(), -1) == 1, value.c_str());
}

void sign(X509* certificate, X509* issuer, EVP_PKEY* issuer_key) {
    X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
    extend(certificate, issuer, NID_subject_key_identifier, "hash");
    extend(certificate, issuer, NID_authority_key_identifier, "keyid");
    check(X509_sign(certificate, issuer_key, EVP_sha256()) > 0, "signature");
}

File open_new(const std::filesystem::path& path, mode_t mode) {
    const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    File file(fd < 0 ? nullptr : fdopen(fd, "w"));
    if (!file) throw std::runtime_error("cannot write " + path.string());
    return file;
}

void write_key(const std::filesystem::path& path, EVP_PKEY* key) {
    const auto file = open_new(path, 0600);
    check(PEM_write_PrivateKey(file.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1, "key file");
}

std::string alternative_names(const std::vector<std::string>& hosts) {
    std::string text;
    for (const auto& host : hosts) {
        unsigned char address[16];
        const bool is_address =
            inet_pton(AF_INET, host.c_str(), address) == 1 || inet_pton(AF_INET6, host.c_str(), address) == 1;
        text += (text.empty() ? "" : ",") + std::string(is_address ? "IP:" : "DNS:") + host;
    }
    return text;
}

}  // namespace

void make_certificates(const CertificateFiles& files, const std::string& system_name,
                       const std::vector<std::string>& hosts) {
    constexpr long kAuthorityDays = 3650;
    constexpr long kLeafDays = 397;
    const Key authority_key(EVP_EC_gen("P-256"));
    const Key key(EVP_EC_gen("P-256"));
    check(authority_key && key, "keys");

    const auto authority = begin({"Sidetone authority of " + system_name, kAuthorityDays}, authority_key.get());
    extend(authority.get(), authority.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
    extend(authority.get(), authority.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
    sign(authority.get(), authority.get(), authority_key.get());

    const auto leaf = begin({hosts.front(), kLeafDays}, key.get());
    extend(leaf.get(), authority.get(), NID_basic_constraints, "critical,CA:FALSE");
    extend(leaf.get(), authority.get(), NID_key_usage, "critical,digitalSignature");
    extend(leaf.get(), authority.get(), NID_ext_key_usage, "serverAuth,clientAuth");
    extend(leaf.get(), authority.get(), NID_subject_alt_name, alternative_names(hosts));
    sign(leaf.get(), authority.get(), authority_key.get());

    write_key(files.authority_key, authority_key.get());
    write_key(files.key, key.get());
    check(PEM_write_X509(open_new(files.authority, 0644).get(), authority.get()) == 1, "authority file");
    const auto chain = open_new(files.certificate, 0644);
    check(PEM_write_X509(chain.get(), leaf.get()) == 1 && PEM_write_X509(chain.get(), authority.get()) == 1,
          "certificate file");
}

std::optional<base::Time> certificate_expiry(const std::filesystem::path& file) {
    const File stream(std::fopen(file.c_str(), "r"));
    const Certificate certificate(stream ? PEM_read_X509(stream.get(), nullptr, nullptr, nullptr) : nullptr);
    std::tm end{};
    if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &end) != 1) return std::nullopt;
    return base::from_unix_ms(std::int64_t{::timegm(&end)} * 1000);
}

}  // namespace sidetone::app
