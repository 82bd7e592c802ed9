#include "app/config.h"

#include <gtest/gtest.h>

#include <fstream>

namespace sidetone::app {
namespace {

class ConfigFile : public ::testing::Test {
protected:
    ConfigFile() {
        auto pattern = (std::filesystem::temp_directory_path() / "sidetone-config-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
    }
    ~ConfigFile() override { std::filesystem::remove_all(folder_); }

    Config load(const std::string& text) {
        std::ofstream(folder_ / "config.toml") << text;
        return load_config(folder_);
    }
    std::string complaint(const std::string& text) {
        try {
            load(text);
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "none";
    }
    std::filesystem::path folder_;
};

TEST_F(ConfigFile, as_written_by_init_reads_back_as_the_defaults) {
    Config written;
    written.system.name = "pbx.example";
    written.listen.addresses = {"192.0.2.1", "::1"};
    written.listen.sip_udp = 0;
    written.media.addresses = {"192.0.2.2"};
    written.tls.names = {{"pbx.example.org", "one.pem", "one.key"}, {"*.example.org", "/two.pem", "two.key"}};
    const auto read = load(render_config(written));
    EXPECT_EQ(read.system.name, "pbx.example");
    EXPECT_EQ(read.listen.addresses, written.listen.addresses);
    EXPECT_EQ(read.listen.sip_udp, 0);
    EXPECT_EQ(read.media.addresses, written.media.addresses);
    ASSERT_EQ(read.tls.names.size(), 2U);
    EXPECT_EQ(read.tls.names[1].name, "*.example.org");
    EXPECT_EQ(read.tls.names[1].certificate, "/two.pem");
    EXPECT_EQ(read.data, folder_);
    EXPECT_EQ(render_config(read), render_config(written));
}

TEST_F(ConfigFile, what_is_left_out_has_its_default) {
    const auto config = load("[system]\nname = 'pbx.example'\n");
    EXPECT_EQ(config.listen.https, 8443);
    EXPECT_EQ(config.registrar.default_expires, 600U);
    EXPECT_EQ(config.in_data(config.tls.key), folder_ / "certificates/server.key");
    EXPECT_EQ(config.in_data("/etc/key.pem"), "/etc/key.pem");
}

TEST_F(ConfigFile, metrics_are_served_nowhere_until_an_address_is_named) {
    EXPECT_EQ(load("[system]\nname = 'x'\n").metrics.listen, "");
    EXPECT_EQ(load("[system]\nname = 'x'\n[metrics]\nlisten = ''\n").metrics.listen, "");
    const auto v6 =
        read_address_and_port(load("[system]\nname = 'x'\n[metrics]\nlisten = '[::1]:9464'\n").metrics.listen);
    ASSERT_TRUE(v6.has_value());
    EXPECT_EQ(v6->address, "::1");
    EXPECT_EQ(v6->port, 9464);
    for (const auto* wrong : {"9464", "localhost:9464", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536",
                              "127.0.0.1:94a", "::1:9464", "[127.0.0.1]:9464", "[::1]"}) {
        EXPECT_NE(complaint("[system]\nname = 'x'\n[metrics]\nlisten = '" + std::string(wrong) + "'\n")
                      .find("[metrics] listen: must be an address and a port"),
                  std::string::npos)
            << wrong;
    }
}

TEST_F(ConfigFile, an_unknown_key_is_named) {
    EXPECT_NE(complaint("[system]\nname = 'x'\n[listen]\nhtpps = 1\n").find("[listen] htpps: unknown key"),
              std::string::npos);
    EXPECT_NE(complaint("[system]\nname = 'x'\n[medai]\n").find("[medai]: unknown section"), std::string::npos);
    EXPECT_NE(complaint("port = 1\n[system]\nname = 'x'\n").find("[port]: unknown section"), std::string::npos);
}

TEST_F(ConfigFile, a_value_that_makes_no_sense_is_named) {
    const std::string system = "[system]\nname = 'x'\n";
    EXPECT_NE(complaint(system + "[listen]\nhttps = 65536\n").find("[listen] https"), std::string::npos);
    EXPECT_NE(complaint(system + "[listen]\nhttps = '8443'\n").find("[listen] https"), std::string::npos);
    EXPECT_NE(complaint(system + "[listen]\nhttps = 0\n").find("[listen] https"), std::string::npos);
    EXPECT_NE(complaint(system + "[listen]\naddresses = [1]\n").find("[listen] addresses"), std::string::npos);
    EXPECT_NE(complaint(system + "[listen]\naddresses = []\n").find("[listen] addresses"), std::string::npos);
    EXPECT_NE(complaint(system + "[dscp]\nmedia = 64\n").find("[dscp] media"), std::string::npos);
    EXPECT_NE(complaint(system + "[media]\nport_min = 40000\n").find("[media] port_min"), std::string::npos);
    EXPECT_NE(complaint(system + "[registrar]\ndefault_expires = 7200\n").find("[registrar] default_expires"),
              std::string::npos);
    EXPECT_NE(complaint(system + "[calls]\nsession_seconds = 89\n").find("[calls] session_seconds"), std::string::npos);
    EXPECT_NE(complaint(system + "[log]\nlevel = 'loud'\n").find("[log] level"), std::string::npos);
    EXPECT_NE(complaint("listen = 5\n" + system).find("[listen]"), std::string::npos);
    EXPECT_NE(complaint("").find("[system] name"), std::string::npos);
}

TEST_F(ConfigFile, a_certificate_for_a_name_needs_all_it_needs) {
    const std::string start = "[system]\nname = 'x'\n[[tls.names]]\n";
    const std::string files = "certificate = 'a'\nkey = 'b'\n";
    EXPECT_EQ(complaint(start + "name = 'a.example'\n" + files), "none");
    for (const auto* bad : {"", "name = ''\n", "name = '*'\n", "name = 'a b'\n", "name = 'a.*.b'\n"})
        EXPECT_NE(complaint(start + bad + files).find("[tls] names: name must be a host name"), std::string::npos);
    EXPECT_NE(complaint(start + "name = 'a'\nkey = 'b'\n").find("a needs a certificate"), std::string::npos);
    EXPECT_NE(complaint(start + "nmae = 'a'\n").find("[tls] names: nmae: unknown key"), std::string::npos);
    EXPECT_NE(
        complaint(start + "name = 'a'\n" + files + "[[tls.names]]\nname = 'a'\n" + files).find("a is there twice"),
        std::string::npos);
    EXPECT_NE(complaint("[system]\nname = 'x'\n[tls]\nnames = 5\n").find("[tls] names"), std::string::npos);
    EXPECT_NE(complaint("[system]\nname = 'x'\n[tls]\nnames = [5]\n").find("[tls] names"), std::string::npos);
}

TEST_F(ConfigFile, a_file_that_is_no_toml_is_refused_with_its_name) {
    EXPECT_NE(complaint("[system\n").find("config.toml"), std::string::npos);
}

TEST_F(ConfigFile, bytes_that_are_no_text_are_refused_with_their_line) {
    const std::string system = "[system]\nname = 'x' # f\xC3\xBCr alle\n";
    EXPECT_EQ(complaint(system), "none");
    for (const auto* bad : {"\xD5", "\x01", "\x7F", "\xEF\xBF"})
        EXPECT_NE(complaint(system + "host = [\"" + bad + "\n").find("config.toml: line 3 has bytes"),
                  std::string::npos);
    EXPECT_NE(complaint(system + "host = '" + std::string(1, '\0') + "'\n").find("line 3"), std::string::npos);
    EXPECT_NE(complaint(system + "host = '" + std::string(65536, 'x') + "'\n").find("too long"), std::string::npos);
}

TEST_F(ConfigFile, a_missing_folder_says_what_makes_one) {
    EXPECT_THROW(load_config(folder_ / "missing"), std::runtime_error);
}

TEST_F(ConfigFile, a_secret_is_read_as_bytes_or_refused) {
    std::ofstream(folder_ / "good") << std::string(62, '0') << "ff\n";
    EXPECT_EQ(load_secret(folder_ / "good"), std::string(31, '\0') + "\xFF");
    for (const auto* bad : {"", "abc", "zz"}) {
        std::ofstream(folder_ / "bad") << bad << std::string(62, 'z');
        EXPECT_THROW(load_secret(folder_ / "bad"), std::runtime_error);
    }
}

}  // namespace
}  // namespace sidetone::app
