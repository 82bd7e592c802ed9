#include "app/init.h"

#include <fcntl.h>
#include <netdb.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <vector>

#include "app/certificates.h"
#include "app/config.h"
#include "app/seed.h"
#include "edge/net/crypto.h"
#include "edge/store/store.h"

namespace sidetone::app {

namespace {

namespace fs = std::filesystem;

void make_private_folder(const fs::path& folder) {
    fs::create_directories(folder);
    fs::permissions(folder, fs::perms::owner_all);
}

void write_private(const fs::path& file, const std::string& text) {
    const int fd = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    const auto written = fd < 0 ? -1 : write(fd, text.data(), text.size());
    if (fd >= 0) close(fd);
    if (written != static_cast<ssize_t>(text.size())) throw std::runtime_error("cannot write " + file.string());
}

/// Letters, digits, "-" and "." as in host names (RFC 1123); SIP domains are the same.
bool is_host_name(const std::string& text) {
    if (text.empty() || text.size() > 253 || text.front() == '.' || text.find("..") != std::string::npos) return false;
    return std::all_of(text.begin(), text.end(),
                       [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '.'; });
}

/// Whether this machine has the address.
bool can_listen(const ::addrinfo& address) {
    const int probe = ::socket(address.ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const bool bound = probe >= 0 && ::bind(probe, address.ai_addr, address.ai_addrlen) == 0;
    if (probe >= 0) ::close(probe);
    return bound;
}

/// Adds the addresses a name leads to, as far as they are this machine's.
void add_own_addresses(const std::string& host, std::vector<std::string>& own) {
    ::addrinfo hints{};
    hints.ai_socktype = SOCK_DGRAM;
    ::addrinfo* list = nullptr;
    if (::getaddrinfo(host.c_str(), nullptr, &hints, &list) != 0) return;
    for (const auto* entry = list; entry != nullptr; entry = entry->ai_next) {
        std::array<char, NI_MAXHOST> text{};
        if (!can_listen(*entry) ||
            ::getnameinfo(entry->ai_addr, entry->ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) != 0)
            continue;
        if (std::find(own.begin(), own.end(), text.data()) == own.end()) own.emplace_back(text.data());
    }
    ::freeaddrinfo(list);
}

Config make_config(const InitOptions& options, const fs::path& folder) {
    if (!is_host_name(options.system_name))
        throw std::runtime_error("the system name must look like a domain, e.g. pbx.example");
    Config config;
    config.data = folder;
    config.system.name = options.system_name;
    std::transform(config.system.name.begin(), config.system.name.end(), config.system.name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    config.system.host = options.host;
    config.listen.addresses.clear();
    for (const auto* loopback : {"127.0.0.1", "::1"}) add_own_addresses(loopback, config.listen.addresses);
    const auto before = config.listen.addresses.size();
    add_own_addresses(options.host, config.listen.addresses);
    const bool local = options.host == "localhost" || options.host == "127.0.0.1" || options.host == "::1";
    if (!local && config.listen.addresses.size() == before) {
        throw std::runtime_error("the host " + options.host + " is no name or address of this machine");
    }
    return config;
}

std::vector<std::string> certificate_hosts(const Config& config) {
    std::vector<std::string> hosts{config.system.host};
    const auto add = [&hosts](const std::string& host) {
        if (std::find(hosts.begin(), hosts.end(), host) == hosts.end()) hosts.push_back(host);
    };
    for (const auto* local : {"localhost", "127.0.0.1", "::1"}) add(local);
    add(config.system.name);
    for (const auto& address : config.listen.addresses) add(address);
    std::array<char, 256> own{};
    if (::gethostname(own.data(), own.size() - 1) == 0 && is_host_name(own.data())) add(own.data());
    return hosts;
}

void make_secrets(const Config& config) {
    make_private_folder(config.nonce_key_file().parent_path());
    net::OsRandom random;
    std::string hex;
    for (int i = 0; i < 4; ++i) {
        const auto value = random.next();
        hex += net::to_hex(reinterpret_cast<const std::uint8_t*>(&value), sizeof value);
    }
    write_private(config.nonce_key_file(), hex + "\n");
}

void make_office(const Config& config) {
    const auto seed = make_seed(config.system.name);
    std::string failure;
    {
        store::Store store(
            {.path = config.database().string(), .on_failure = [&](const std::string& what) { failure = what; }});
        for (const auto& user : seed.users) store.save_user(user);
        for (const auto& group : seed.groups) store.save_group(group);
        for (const auto& device : seed.devices) store.save_device(device);
        store.flush();
    }
    if (!failure.empty()) throw std::runtime_error(failure);
    write_accounts(config.seeded_accounts(), seed.accounts);
}

void fill(const Config& config) {
    const auto folder = config.in_data(config.tls.certificate).parent_path();
    make_private_folder(folder);
    make_certificates({config.in_data(config.tls.authority), folder / "ca.key", config.in_data(config.tls.certificate),
                       config.in_data(config.tls.key)},
                      config.system.name, certificate_hosts(config));
    make_secrets(config);
    make_office(config);
    write_private(config.data / "config.toml", render_config(config));
}

/// Made beside and then moved, so that there is a whole office or none.
void make_data_folder(const InitOptions& options) {
    auto target = fs::absolute(options.data).lexically_normal();
    if (!target.has_filename()) target = target.parent_path();
    if (fs::exists(target) && !(fs::is_directory(target) && fs::is_empty(target))) {
        throw std::runtime_error(target.string() + " exists already and is left as it is");
    }
    const auto making = target.parent_path() / (target.filename().string() + ".making." + std::to_string(::getpid()));
    const auto config = make_config(options, making);
    fs::create_directories(target.parent_path());
    ::umask(077);
    try {
        make_private_folder(making);
        fill(config);
        fs::rename(making, target);
    } catch (...) {
        std::error_code ignored;
        fs::remove_all(making, ignored);
        throw;
    }
}

}  // namespace

int run_init(const InitOptions& options) {
    try {
        make_data_folder(options);
    } catch (const std::exception& error) {
        std::cerr << "sidetone init: " << error.what() << "\n";
        return 1;
    }
    std::cout << "Made " << options.data << " with a seeded office. What to do next: sidetone serve --data "
              << options.data << "\n";
    return 0;
}

}  // namespace sidetone::app
