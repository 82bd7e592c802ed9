#include "app/init.h"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <set>

#include "app/certificates.h"
#include "app/config.h"
#include "app/seed.h"
#include "app/show.h"
#include "core/directory/directory.h"
#include "core/visibility/visibility.h"
#include "edge/net/crypto.h"
#include "edge/store/store.h"

namespace sidetone::app {
namespace {

namespace fs = std::filesystem;

/// One office for all tests of this file: hashing its passwords takes seconds.
class NewOffice : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        auto pattern = (fs::temp_directory_path() / "sidetone-init-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
        status_ = run_init({.data = data(), .system_name = "Pbx.example"});
    }
    static void TearDownTestSuite() { fs::remove_all(folder_); }
    static std::string data() { return folder_ / "office"; }
    static std::string content(const fs::path& file) {
        std::ifstream in(file);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    static mode_t mode(const fs::path& path) {
        struct ::stat facts {};
        return ::stat(path.c_str(), &facts) == 0 ? facts.st_mode & 0777U : 0;
    }
    static inline fs::path folder_;
    static inline int status_ = -1;
};

TEST_F(NewOffice, is_readable_by_its_owner_alone) {
    ASSERT_EQ(status_, 0);
    EXPECT_EQ(mode(data()), 0700U);
    for (const auto& entry : fs::recursive_directory_iterator(data())) {
        EXPECT_EQ(mode(entry.path()) & 077U, 0U) << entry.path();
    }
}

TEST_F(NewOffice, has_a_configuration_and_a_secret_that_can_be_read) {
    const auto config = load_config(data());
    EXPECT_EQ(config.system.name, "pbx.example");
    EXPECT_EQ(load_secret(config.nonce_key_file()).size(), 32U);
}

TEST_F(NewOffice, is_never_made_over_another) {
    const auto before = content(fs::path(data()) / "config.toml");
    EXPECT_EQ(run_init({.data = data(), .system_name = "other.example"}), 1);
    EXPECT_EQ(content(fs::path(data()) / "config.toml"), before);
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1)
        << "nothing half made is left";
}

TEST_F(NewOffice, is_refused_with_names_that_are_none) {
    for (const auto* name : {"", "a b", "a\"b", ".x", "a..b"})
        EXPECT_EQ(run_init({.data = folder_ / "no", .system_name = name}), 1) << name;
    EXPECT_EQ(run_init({.data = folder_ / "no", .host = "192.0.2.77"}), 1) << "no address of this machine";
    EXPECT_EQ(run_init({.data = folder_ / "no", .host = "no such host"}), 1);
    EXPECT_FALSE(fs::exists(folder_ / "no"));
}

TEST_F(NewOffice, has_a_certificate_whose_end_can_be_read) {
    const auto config = load_config(data());
    const auto ends = certificate_expiry(config.in_data(config.tls.certificate));
    ASSERT_TRUE(ends.has_value());
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto days = std::chrono::duration_cast<std::chrono::hours>(ends->time_since_epoch() - now).count() / 24;
    EXPECT_TRUE(days == 396 || days == 397) << days;
    EXPECT_FALSE(certificate_expiry(config.in_data(config.tls.key)).has_value());
    EXPECT_FALSE(certificate_expiry(folder_ / "none").has_value());
}

TEST_F(NewOffice, has_people_who_sign_in_with_the_passwords_written_down) {
    const auto config = load_config(data());
    const auto accounts = read_accounts(config.seeded_accounts());
    EXPECT_GE(accounts.size(), 14U);
    store::Store store({.path = config.database().string()});
    auto loaded = store.load();
    directory::Directory directory(store);
    directory.load(loaded.users, loaded.groups, loaded.devices);
    std::set<std::string> passwords;
    for (const auto& person : accounts) {
        const auto* user = directory.find_user_by_short_name(person.short_name);
        ASSERT_NE(user, nullptr) << person.short_name;
        EXPECT_EQ(user->display_name, person.display_name);
        EXPECT_EQ(user->number, person.number);
        EXPECT_FALSE(directory.groups_of(user->id).empty()) << person.short_name;
        EXPECT_EQ(user->password_hash.empty(), person.password.empty()) << person.short_name;
        EXPECT_EQ(user->kind == directory::UserKind::Person, !person.password.empty()) << person.short_name;
        if (person.password.empty()) continue;
        EXPECT_TRUE(passwords.insert(person.password).second) << "no password twice";
    }
    for (const auto& user : loaded.users)
        EXPECT_EQ(user.administrator, user.short_name == accounts.front().short_name) << user.short_name;
    const auto& anna = accounts.front();
    const auto* user = directory.find_user_by_short_name(anna.short_name);
    EXPECT_TRUE(net::verify_password(user->password_hash, anna.password));
    EXPECT_FALSE(net::verify_password(user->password_hash, anna.password + "x"));
    for (const auto* name : {"jonas", "mei", "priya", "isar", "reception"}) {
        EXPECT_NE(visibility::decide(directory, user->id, directory.find_user_by_short_name(name)->id).rights, 0)
            << name;
    }
    EXPECT_EQ(visibility::decide(directory, user->id, directory.find_user_by_short_name("tomas")->id).rights, 0)
        << "not everyone sees everyone";
}

TEST_F(NewOffice, has_phones_whose_secrets_fit) {
    const auto config = load_config(data());
    const auto accounts = read_accounts(config.seeded_accounts());
    store::Store store({.path = config.database().string()});
    const auto devices = store.load().devices;
    ASSERT_EQ(devices.size(), accounts.size());
    for (std::size_t i = 0; i < devices.size(); ++i) {
        EXPECT_EQ(devices[i].auth_user, accounts[i].auth_user);
        const auto ha1 = net::make_ha1(devices[i].auth_user, "pbx.example", accounts[i].phone_secret);
        EXPECT_EQ(devices[i].ha1_md5, ha1.md5);
        EXPECT_EQ(devices[i].ha1_sha256, ha1.sha256);
    }
    EXPECT_EQ(content(config.database()).find(accounts[0].phone_secret), std::string::npos)
        << "no secret is kept in the database";
}

TEST_F(NewOffice, tells_what_people_and_phones_need) {
    const auto accounts = read_accounts(load_config(data()).seeded_accounts());
    ::testing::internal::CaptureStdout();
    EXPECT_EQ(run_show({.data = data()}), 0);
    const auto shown = ::testing::internal::GetCapturedStdout();
    EXPECT_NE(shown.find("https://localhost:8443/"), std::string::npos);
    for (const auto& person : accounts) EXPECT_NE(shown.find(person.password), std::string::npos);
    ::testing::internal::CaptureStdout();
    EXPECT_EQ(run_phone_account({.data = data(), .name = "tomas"}), 0);
    const auto account = ::testing::internal::GetCapturedStdout();
    EXPECT_EQ(account.find("name=Tomáš Dvořák\nuri=sip:tomas@pbx.example\nauth_user=tomas-1\nsecret="), 0U);
    EXPECT_NE(account.find("\nudp_port=5060\n"), std::string::npos);
    EXPECT_EQ(run_phone_account({.data = data(), .name = "nobody"}), 1);
}

struct Certificates : NewOffice {
    using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
    static Certificate load(const fs::path& file) {
        const std::unique_ptr<BIO, decltype(&BIO_free_all)> in(BIO_new_file(file.c_str(), "r"), BIO_free_all);
        return {PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr), X509_free};
    }
};

TEST_F(Certificates, of_the_server_is_trusted_by_whoever_trusts_the_authority) {
    const auto config = load_config(data());
    const auto authority = load(config.in_data(config.tls.authority));
    const auto server = load(config.in_data(config.tls.certificate));
    ASSERT_TRUE(authority && server);
    const std::unique_ptr<X509_STORE, decltype(&X509_STORE_free)> trusted(X509_STORE_new(), X509_STORE_free);
    const std::unique_ptr<X509_STORE_CTX, decltype(&X509_STORE_CTX_free)> context(X509_STORE_CTX_new(),
                                                                                  X509_STORE_CTX_free);
    X509_STORE_add_cert(trusted.get(), authority.get());
    X509_STORE_set_flags(trusted.get(), X509_V_FLAG_X509_STRICT);
    X509_STORE_CTX_init(context.get(), trusted.get(), server.get(), nullptr);
    X509_STORE_CTX_set_purpose(context.get(), X509_PURPOSE_SSL_SERVER);
    EXPECT_EQ(X509_verify_cert(context.get()), 1)
        << X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get()));
    EXPECT_EQ(X509_check_host(server.get(), "localhost", 0, 0, nullptr), 1);
    EXPECT_EQ(X509_check_host(server.get(), "pbx.example", 0, 0, nullptr), 1);
    EXPECT_EQ(X509_check_ip_asc(server.get(), "127.0.0.1", 0), 1);
    EXPECT_EQ(X509_check_ip_asc(server.get(), "::1", 0), 1);
    EXPECT_EQ(X509_check_host(server.get(), "elsewhere.example", 0, 0, nullptr), 0);
}

TEST_F(Certificates, are_not_written_over) {
    const auto folder = fs::path(data()) / "certificates";
    EXPECT_THROW(make_certificates({folder / "ca.pem", folder / "ca.key", folder / "server.pem", folder / "server.key"},
                                   "x", {"x"}),
                 std::runtime_error);
}

}  // namespace
}  // namespace sidetone::app
