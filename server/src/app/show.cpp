#include "app/show.h"

#include <iomanip>
#include <iostream>

#include "app/config.h"
#include "app/seed.h"

namespace sidetone::app {

namespace {

/// Columns, not bytes: what is not ASCII here takes two bytes a letter.
std::string padded(const std::string& text, std::size_t width) {
    std::size_t letters = 0;
    for (const char c : text) letters += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
    return text + std::string(letters < width ? width - letters : 1, ' ');
}

std::string uri_host(const std::string& host) {
    return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

}  // namespace

int run_show(const ShowOptions& options) {
    const auto config = load_config(options.data);
    const auto accounts = read_accounts(config.seeded_accounts());
    std::cout << "\n  Web client   https://" << uri_host(config.system.host) << ":" << config.listen.https << "/\n"
              << "               (signed by this office's own authority: "
              << config.in_data(config.tls.authority).string() << ")\n\n  " << padded("Sign in as", 14)
              << padded("Password", 22) << padded("Name", 50) << "Number\n";
    for (const auto& account : accounts) {
        if (account.password.empty()) continue;
        std::cout << "  " << padded(account.short_name, 14) << padded(account.password, 22)
                  << padded(account.display_name, 50) << account.number << "\n";
    }
    for (const auto& account : accounts) {
        if (account.auth_user.empty()) continue;
        std::cout << "\n  A desk phone for " << account.display_name << "\n"
                  << "    Server       " << config.system.host << "  (TLS " << config.listen.sip_tls << ", TCP "
                  << config.listen.sip_tcp << ", UDP " << config.listen.sip_udp << ")\n"
                  << "    Domain       " << config.system.name << "\n"
                  << "    SIP address  sip:" << account.short_name << "@" << config.system.name << "\n"
                  << "    User name    " << account.auth_user << "\n"
                  << "    Secret       " << account.phone_secret << "\n"
                  << "  The others are in " << config.seeded_accounts().string() << ".\n";
        break;
    }
    std::cout
        << "\n  No phone at hand? ./dev phone anna starts one that answers by itself: call Anna from the browser.\n\n";
    return 0;
}

int run_phone_account(const PhoneAccountOptions& options) {
    const auto config = load_config(options.data);
    for (const auto& account : read_accounts(config.seeded_accounts())) {
        if (account.short_name != options.name || account.auth_user.empty()) continue;
        std::cout << "name=" << account.display_name << "\nuri=sip:" << account.short_name << "@" << config.system.name
                  << "\nauth_user=" << account.auth_user << "\nsecret=" << account.phone_secret
                  << "\nhost=" << config.system.host << "\nudp_port=" << config.listen.sip_udp
                  << "\ntcp_port=" << config.listen.sip_tcp << "\ntls_port=" << config.listen.sip_tls
                  << "\nca_file=" << config.in_data(config.tls.authority).string() << "\n";
        return 0;
    }
    std::cerr << "sidetone: " << options.name << " has no seeded desk phone\n";
    return 1;
}

}  // namespace sidetone::app
