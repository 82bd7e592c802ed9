// The configuration of one installation, config.toml in its data folder. Read once at start; unknown keys are errors
// that name the key. Secrets are files of their own beside it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace sidetone::app {

struct Config {
    struct System {
        /// SIP domain and digest realm. Changing it makes every device secret worthless.
        std::string name;
        /// What browsers and phones are told: a host name or an address, without port.
        std::string host = "localhost";
    } system;
    struct Listen {
        /// Addresses of this machine, each for web, SIP over UDP, TCP, TLS. 0.0.0.0 and :: mean all.
        std::vector<std::string> addresses{"127.0.0.1", "::1"};
        /// A port of 0 is off; the web port must be on.
        std::uint16_t https = 8443;
        std::uint16_t sip_udp = 5060;
        std::uint16_t sip_tcp = 5060;
        std::uint16_t sip_tls = 5061;
    } listen;
    struct Tls {
        /// PEM files; a relative path is seen from the data folder.
        std::filesystem::path certificate = "certificates/server.pem";
        std::filesystem::path key = "certificates/server.key";
        std::filesystem::path authority = "certificates/ca.pem";
        /// For clients that ask for this name; "*.example.org" is every host with one label more.
        struct Name {
            std::string name;
            std::filesystem::path certificate;
            std::filesystem::path key;
        };
        std::vector<Name> names;
    } tls;
    struct Media {
        std::string program = "rtpengine";
        /// Addresses media is received on; empty: those of listen.
        std::vector<std::string> addresses;
        std::uint16_t port_min = 30000;
        std::uint16_t port_max = 34999;
    } media;
    struct Dscp {
        /// Code points (C17): class selector 3 for signalling, expedited forwarding for media.
        std::uint8_t signalling = 24;
        std::uint8_t media = 46;
    } dscp;
    struct Registrar {
        std::uint32_t min_expires = 30;
        std::uint32_t max_expires = 3600;
        std::uint32_t default_expires = 600;
    } registrar;
    struct Calls {
        std::uint32_t ring_seconds = 120;
        /// A call goes on when its device lost its connection and registers again within so many seconds.
        std::uint32_t reconnect_seconds = 30;
        /// RFC 4028: what is asked for and the most that is granted; a phone that vanished is found within it.
        std::uint32_t session_seconds = 1800;
    } calls;
    struct Access {
        std::uint32_t password_min_length = 10;
        std::uint32_t password_min_classes = 2;
    } access;
    struct Sessions {
        /// Open pages of one user at once, on all devices.
        std::uint32_t per_user = 50;
    } sessions;
    struct Metrics {
        /// Where Prometheus is answered over HTTP, "127.0.0.1:9464"; empty: nowhere. Off by default: the figures tell
        /// how busy an office is, and HTTP asks nobody who he is. `sidetone status` needs it not.
        std::string listen;
    } metrics;
    struct Log {
        /// trace, debug, info, warn, error
        std::string level = "info";
    } log;

    std::filesystem::path data;  ///< the folder it was read from

    [[nodiscard]] std::filesystem::path database() const { return data / "sidetone.sqlite"; }
    [[nodiscard]] std::filesystem::path nonce_key_file() const { return data / "secrets/nonce.key"; }
    /// Whoever can open it asks the running server how it is.
    [[nodiscard]] std::filesystem::path socket() const { return data / "sidetone.sock"; }
    [[nodiscard]] std::filesystem::path seeded_accounts() const { return data / "seeded-accounts.txt"; }
    /// A path of [tls], absolute or seen from the data folder.
    [[nodiscard]] std::filesystem::path in_data(const std::filesystem::path& path) const {
        return path.is_absolute() ? path : data / path;
    }
};

/// "127.0.0.1:9464", "[::1]:9464".
struct AddressAndPort {
    std::string address;
    std::uint16_t port = 0;
};
/// None if it is no address with a port.
std::optional<AddressAndPort> read_address_and_port(const std::string& text);

/// Throws std::runtime_error with file, key and reason.
Config load_config(const std::filesystem::path& data);
/// The same of a file's text, for the folder `data`.
Config parse_config(const std::string& text, const std::filesystem::path& data);
/// config.toml as `sidetone init` writes it: every key with its default and a comment.
std::string render_config(const Config& config);
/// The 32 bytes in a secret's file, hex there. Throws std::runtime_error.
std::string load_secret(const std::filesystem::path& file);

}  // namespace sidetone::app
