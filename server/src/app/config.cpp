#include "app/config.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <functional>
#include <iterator>
#include <limits>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <toml.hpp>

#include "edge/net/web_socket_frames.h"

namespace sidetone::app {

namespace {

using Reader = std::function<void(const toml::value&)>;
using Section = std::map<std::string, Reader>;

template <class T>
Reader into(T& field) {
    return [&field](const toml::value& value) { field = toml::get<T>(value); };
}

template <class T>
Reader number_into(T& field, std::int64_t min, std::int64_t max) {
    return [&field, min, max](const toml::value& value) {
        const auto number = toml::get<std::int64_t>(value);
        if (number < min || number > max) {
            throw std::runtime_error("must be from " + std::to_string(min) + " to " + std::to_string(max));
        }
        field = static_cast<T>(number);
    };
}

Reader path_into(std::filesystem::path& field) {
    return [&field](const toml::value& value) { field = toml::get<std::string>(value); };
}

void read_keys(const toml::value& table, const Section& known) {
    for (const auto& [key, value] : toml::get<toml::table>(table)) {
        const auto reader = known.find(key);
        if (reader == known.end()) throw std::runtime_error(key + ": unknown key");
        reader->second(value);
    }
}

bool is_server_name(std::string_view name) {
    if (name.starts_with("*.")) name.remove_prefix(2);
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    };
    return !name.empty() && name.size() <= 253 && std::all_of(name.begin(), name.end(), fits);
}

Reader names_into(std::vector<Config::Tls::Name>& names) {
    return [&names](const toml::value& value) {
        std::set<std::string> seen;
        for (const auto& table : toml::get<std::vector<toml::value>>(value)) {
            Config::Tls::Name name;
            read_keys(table, {{"name", into(name.name)},
                              {"certificate", path_into(name.certificate)},
                              {"key", path_into(name.key)}});
            if (!is_server_name(name.name)) throw std::runtime_error("name must be a host name, or one after \"*.\"");
            if (name.certificate.empty() || name.key.empty())
                throw std::runtime_error(name.name + " needs a certificate and a key");
            if (!seen.insert(name.name).second) throw std::runtime_error(name.name + " is there twice");
            names.push_back(std::move(name));
        }
    };
}

Reader address_into(std::string& field) {
    return [&field](const toml::value& value) {
        field = toml::get<std::string>(value);
        if (!field.empty() && !read_address_and_port(field))
            throw std::runtime_error("must be an address and a port, e.g. \"127.0.0.1:9464\" or \"[::1]:9464\"");
    };
}

std::map<std::string, Section> sections_of(Config& config) {
    constexpr std::int64_t kPorts = 65535;
    auto& listen = config.listen;
    return {
        {"system", {{"name", into(config.system.name)}, {"host", into(config.system.host)}}},
        {"listen",
         {{"addresses", into(listen.addresses)},
          {"https", number_into(listen.https, 1, kPorts)},
          {"sip_udp", number_into(listen.sip_udp, 0, kPorts)},
          {"sip_tcp", number_into(listen.sip_tcp, 0, kPorts)},
          {"sip_tls", number_into(listen.sip_tls, 0, kPorts)}}},
        {"tls",
         {{"certificate", path_into(config.tls.certificate)},
          {"key", path_into(config.tls.key)},
          {"authority", path_into(config.tls.authority)},
          {"names", names_into(config.tls.names)}}},
        {"media",
         {{"program", into(config.media.program)},
          {"addresses", into(config.media.addresses)},
          {"port_min", number_into(config.media.port_min, 1024, kPorts)},
          {"port_max", number_into(config.media.port_max, 1024, kPorts)}}},
        {"dscp",
         {{"signalling", number_into(config.dscp.signalling, 0, 63)},
          {"media", number_into(config.dscp.media, 0, 63)}}},
        {"registrar",
         {{"min_expires", number_into(config.registrar.min_expires, 1, 86400)},
          {"max_expires", number_into(config.registrar.max_expires, 60, 86400)},
          {"default_expires", number_into(config.registrar.default_expires, 30, 86400)}}},
        {"calls",
         {{"ring_seconds", number_into(config.calls.ring_seconds, 5, 600)},
          {"reconnect_seconds", number_into(config.calls.reconnect_seconds, 0, 600)},
          // RFC 4028 4: 90 is the least there may be.
          {"session_seconds", number_into(config.calls.session_seconds, 90, 86400)}}},
        {"access",
         {{"password_min_length", number_into(config.access.password_min_length, 1, 128)},
          {"password_min_classes", number_into(config.access.password_min_classes, 1, 4)}}},
        {"sessions", {{"per_user", number_into(config.sessions.per_user, 1, 20000)}}},
        {"metrics", {{"listen", address_into(config.metrics.listen)}}},
        {"log", {{"level", into(config.log.level)}}},
    };
}

void read_section(const std::string& name, const toml::value& table, const Section& known, const std::string& file) {
    for (const auto& [key, value] : toml::get<toml::table>(table)) {
        const auto where = file + ": [" + name + "] " + key;
        const auto reader = known.find(key);
        if (reader == known.end()) throw std::runtime_error(where + ": unknown key");
        try {
            reader->second(value);
        } catch (const toml::type_error&) {
            throw std::runtime_error(where + ": has a value of another type");
        } catch (const std::runtime_error& error) {
            throw std::runtime_error(where + ": " + error.what());
        }
    }
}

/// What no single key can say.
void check_together(const Config& config, const std::string& file) {
    static const std::set<std::string> kLevels{"trace", "debug", "info", "warn", "error"};
    const auto expect = [&file](bool holds, const char* what) {
        if (!holds) throw std::runtime_error(file + ": " + what);
    };
    const auto& registrar = config.registrar;
    expect(!config.system.name.empty(), "[system] name is missing");
    expect(!config.listen.addresses.empty(), "[listen] addresses must name one at least");
    expect(config.media.port_min < config.media.port_max, "[media] port_min must be below port_max");
    expect(registrar.min_expires <= registrar.default_expires && registrar.default_expires <= registrar.max_expires,
           "[registrar] default_expires must lie between min_expires and max_expires");
    // RFC 3261 10.3: an interval of an hour or more is never too brief.
    expect(registrar.min_expires <= 3600, "[registrar] min_expires must be at most 3600");
    expect(kLevels.contains(config.log.level), "[log] level must be trace, debug, info, warn or error");
}

constexpr std::uintmax_t kLongestFile = 65536;

std::string read_text(const std::filesystem::path& file) {
    if (std::filesystem::file_size(file) > kLongestFile) throw std::runtime_error(file.string() + " is too long");
    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw std::runtime_error(file.string() + " cannot be read");
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// The parser reads past the end of what is no UTF-8, so such a file never gets there. TOML allows no control
/// characters anyway.
void check_text(const std::string& text, const std::string& file) {
    const auto is_bad = [](unsigned char c) { return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F; };
    std::int64_t number = 0;
    for (std::size_t start = 0; start < text.size();) {
        const auto end = std::min(text.find('\n', start), text.size());
        const auto line = std::string_view(text).substr(start, end - start);
        ++number;
        if (!net::is_utf8(line) || std::any_of(line.begin(), line.end(), is_bad)) {
            throw std::runtime_error(file + ": line " + std::to_string(number) +
                                     " has bytes that are no text (UTF-8 without control characters)");
        }
        start = end + 1;
    }
}

toml::value parse_toml(const std::string& text, const std::string& file) {
    check_text(text, file);
    std::istringstream stream(text);
    try {
        return toml::parse(stream, file);
    } catch (const toml::exception& error) {
        throw std::runtime_error(error.what());
    }
}

std::string quoted(const std::string& text) {
    return toml::format(toml::value(text), std::numeric_limits<std::size_t>::max());
}

std::string quoted_list(const std::vector<std::string>& values) {
    std::string text;
    for (const auto& value : values) text += (text.empty() ? "" : ", ") + quoted(value);
    return "[" + text + "]";
}

std::string render_names(const std::vector<Config::Tls::Name>& names) {
    std::string text =
        "\n# More certificates, for clients that ask for these names (SNI); \"*.example.org\" is every host there:"
        "\n# [[tls.names]]\n# name = \"pbx.example.org\"\n# certificate = \"certificates/pbx.pem\""
        "\n# key = \"certificates/pbx.key\"";
    for (const auto& name : names)
        text += "\n[[tls.names]]\nname = " + quoted(name.name) +
                "\ncertificate = " + quoted(name.certificate.string()) + "\nkey = " + quoted(name.key.string());
    return text;
}

}  // namespace

std::optional<AddressAndPort> read_address_and_port(const std::string& text) {
    const auto colon = text.rfind(':');
    if (colon == std::string::npos) return std::nullopt;
    auto host = text.substr(0, colon);
    const bool bracketed = host.starts_with('[') && host.ends_with(']');
    if (bracketed) host = host.substr(1, host.size() - 2);
    std::array<unsigned char, sizeof(::in6_addr)> bytes{};
    if (::inet_pton(bracketed ? AF_INET6 : AF_INET, host.c_str(), bytes.data()) != 1) return std::nullopt;
    std::uint16_t port = 0;
    const auto* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data() + colon + 1, end, port);
    if (read.ec != std::errc{} || read.ptr != end || port == 0) return std::nullopt;
    return AddressAndPort{host, port};
}

Config load_config(const std::filesystem::path& data) {
    const auto file = (data / "config.toml").string();
    if (!std::filesystem::exists(file))
        throw std::runtime_error(file + " is missing; make a data folder with: sidetone init --data " + data.string());
    return parse_config(read_text(file), data);
}

Config parse_config(const std::string& text, const std::filesystem::path& data) {
    Config config;
    config.data = data;
    const auto file = (data / "config.toml").string();
    const auto root = parse_toml(text, file);
    const auto sections = sections_of(config);
    for (const auto& [name, table] : toml::get<toml::table>(root)) {
        const auto known = sections.find(name);
        if (known == sections.end() || !table.is_table())
            throw std::runtime_error(file + ": [" + name + "]: unknown section");
        read_section(name, table, known->second, file);
    }
    check_together(config, file);
    return config;
}

std::string render_config(const Config& config) {
    const auto& listen = config.listen;
    return "# Sidetone. Every key with its value; a key that is taken out has the value that init would write.\n\n"
           "[system]\n# SIP domain and digest realm. Changing it makes every device secret worthless.\nname = " +
           quoted(config.system.name) +
           "\n# What browsers and phones are told: a host name or an address, without port.\nhost = " +
           quoted(config.system.host) +
           "\n\n[listen]\n# Addresses of this machine, each for web and SIP. \"0.0.0.0\" and \"::\" mean "
           "all.\naddresses = " +
           quoted_list(listen.addresses) +
           "\n# A port of 0 is off; the web port must be on.\nhttps = " + std::to_string(listen.https) +
           "\nsip_udp = " + std::to_string(listen.sip_udp) + "\nsip_tcp = " + std::to_string(listen.sip_tcp) +
           "\nsip_tls = " + std::to_string(listen.sip_tls) +
           "\n\n[tls]\n# PEM files; a relative path is seen from this folder. SIGHUP loads them anew.\ncertificate = " +
           quoted(config.tls.certificate.string()) + "\nkey = " + quoted(config.tls.key.string()) +
           "\nauthority = " + quoted(config.tls.authority.string()) + render_names(config.tls.names) +
           "\n\n[media]\n# The media engine, started and watched by the server.\nprogram = " +
           quoted(config.media.program) +
           "\n# Addresses media is received on; empty: those of [listen]. Behind NAT: "
           "\"192.0.2.5!198.51.100.7\".\naddresses = " +
           quoted_list(config.media.addresses) + "\nport_min = " + std::to_string(config.media.port_min) +
           "\nport_max = " + std::to_string(config.media.port_max) +
           "\n\n[dscp]\n# Code points, 0 to 63: class selector 3 for signalling, expedited forwarding for "
           "media.\nsignalling = " +
           std::to_string(config.dscp.signalling) + "\nmedia = " + std::to_string(config.dscp.media) +
           "\n\n[registrar]\n# Seconds.\nmin_expires = " + std::to_string(config.registrar.min_expires) +
           "\nmax_expires = " + std::to_string(config.registrar.max_expires) +
           "\ndefault_expires = " + std::to_string(config.registrar.default_expires) +
           "\n\n[calls]\n# A call nobody answers ends after so many seconds.\nring_seconds = " +
           std::to_string(config.calls.ring_seconds) +
           "\n# A call goes on when its device lost its connection and registers again within so many seconds; 0: it "
           "ends.\nreconnect_seconds = " +
           std::to_string(config.calls.reconnect_seconds) +
           "\n# Session timer (RFC 4028): after half of it a call is refreshed; a phone that vanished is found within "
           "it.\nsession_seconds = " +
           std::to_string(config.calls.session_seconds) +
           "\n\n[access]\npassword_min_length = " + std::to_string(config.access.password_min_length) +
           "\n# Of lower case, upper case, digits, everything else.\npassword_min_classes = " +
           std::to_string(config.access.password_min_classes) +
           "\n\n[sessions]\n# Open pages of one user at once, on all devices.\nper_user = " +
           std::to_string(config.sessions.per_user) +
           "\n\n[metrics]\n# Where Prometheus may ask over HTTP, e.g. \"127.0.0.1:9464\"; empty: nowhere. Whoever "
           "reaches it "
           "reads the figures.\nlisten = " +
           quoted(config.metrics.listen) +
           "\n\n[log]\n# trace, debug, info, warn, error\nlevel = " + quoted(config.log.level) + "\n";
}

std::string load_secret(const std::filesystem::path& file) {
    std::ifstream stream(file);
    std::string hex;
    stream >> hex;
    if (hex.size() != 64 || hex.find_first_not_of("0123456789abcdef") != std::string::npos) {
        throw std::runtime_error(file.string() + ": must hold 32 bytes in hex");
    }
    std::string bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2)
        bytes.push_back(static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
    return bytes;
}

}  // namespace sidetone::app
