#include "app/seed.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "edge/net/crypto.h"

namespace sidetone::app {

namespace {

using directory::UserKind;

struct Person {
    const char* short_name;
    const char* name;
    const char* number;
    const char* department;
    const char* location;
    UserKind kind = UserKind::Person;
};

constexpr std::array<Person, 16> kPeople{{
    {"anna", "Anna Berg", "10", "Office", "Munich"},
    {"jonas", "Jonas Weidenfeller", "11", "Office", "Munich"},
    {"minh", "Minh Anh Nguyen", "12", "Accounts", "Munich"},
    {"sebastian", "Sebastian Kowalczyk", "13", "Office", "Munich"},
    {"priya", "Priya Shah", "14", "Tenders", "Munich"},
    {"maximiliana", "Maximiliana Freifrau von Hohenstein-Wallersdorf", "20", "Management", "Dresden"},
    {"mei", "Mei Tanaka", "22", "Bridges", "Munich"},
    {"chiara", "Chiara Lombardi", "23", "Bridges", "Munich"},
    {"samira", "Samira Haddad", "24", "Bridges", "Munich"},
    {"arjun", "Arjun Raghunathan", "25", "Tenders", "Munich"},
    {"oluwaseun", "Oluwaseun Adebayo", "31", "Geotechnics", "Munich"},
    {"eleni", "Eleni Papadaki", "32", "Site", "Riem"},
    {"tomas", "Tomáš Dvořák", "34", "Survey", "Riem"},
    {"freya", "Freya Østergaard", "42", "Bridges", "Copenhagen"},
    {"reception", "Reception", "1", "Office", "Munich", UserKind::Reception},
    {"isar", "Meeting room Isar", "60", "", "Munich, 2nd floor", UserKind::Room},
}};

struct Team {
    const char* name;
    /// They see all of the team.
    std::vector<const char*> members;
    /// Seen, without seeing anybody.
    std::vector<const char*> objects = {};
};

std::vector<Team> teams() {
    return {
        {"Office", {"anna", "jonas", "priya", "minh", "sebastian", "mei", "samira"}, {"reception", "isar"}},
        {"Isar bridge", {"mei", "oluwaseun", "maximiliana", "chiara", "arjun", "freya", "samira", "anna", "priya"}},
        {"Site and survey", {"eleni", "tomas", "oluwaseun", "samira"}},
    };
}

directory::Device make_phone(const Person& person, core::UserId owner, core::DeviceId id, const std::string& realm,
                             const std::string& secret) {
    directory::Device phone;
    phone.id = id;
    phone.owner = owner;
    phone.name = person.kind == UserKind::Room ? "Conference phone" : "Desk phone";
    phone.auth_user = std::string(person.short_name) + "-1";
    const auto ha1 = net::make_ha1(phone.auth_user, realm, secret);
    phone.ha1_md5 = ha1.md5;
    phone.ha1_sha256 = ha1.sha256;
    return phone;
}

core::UserId user_of(const Seed& seed, std::string_view short_name) {
    for (const auto& user : seed.users) {
        if (user.short_name == short_name) return user.id;
    }
    throw std::logic_error("a seeded team names nobody");
}

}  // namespace

Seed make_seed(const std::string& system_name) {
    net::OsRandom random;
    Seed seed;
    std::uint64_t number = 0;
    for (const auto& person : kPeople) {
        directory::User user;
        user.id = {++number};
        user.kind = person.kind;
        user.short_name = person.short_name;
        user.display_name = person.name;
        user.number = person.number;
        user.department = person.department;
        user.location = person.location;
        SeededAccount account{person.short_name,
                              person.name,
                              person.number,
                              std::string(person.short_name) + "-1",
                              net::make_device_secret(random),
                              {}};
        if (person.kind == UserKind::Person) {
            user.email = std::string(person.short_name) + "@" + system_name;
            account.password = net::make_readable_password(random);
            user.password_hash = net::hash_password(account.password);
            // Somebody must be one to begin with: the first person.
            user.administrator = seed.users.empty();
        }
        seed.devices.push_back(make_phone(person, user.id, {number}, system_name, account.phone_secret));
        seed.users.push_back(std::move(user));
        seed.accounts.push_back(std::move(account));
    }
    number = 0;
    for (const auto& team : teams()) {
        directory::Group group;
        group.id = {++number};
        group.name = team.name;
        for (const auto* member : team.members) group.members.push_back({user_of(seed, member), true});
        for (const auto* object : team.objects) group.members.push_back({user_of(seed, object), false});
        seed.groups.push_back(std::move(group));
    }
    return seed;
}

void write_accounts(const std::filesystem::path& file, const std::vector<SeededAccount>& accounts) {
    const int fd = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) throw std::runtime_error("cannot write " + file.string());
    std::string text =
        "# The seeded people: short name, number, desk phone, its secret, password. '-': none. Delete this file when "
        "everybody has theirs.\n";
    for (const auto& account : accounts) {
        text += account.short_name + " " + account.number + " " + account.auth_user + " " + account.phone_secret + " " +
                (account.password.empty() ? "-" : account.password) + "\n";
    }
    const auto written = write(fd, text.data(), text.size());
    close(fd);
    if (written != static_cast<ssize_t>(text.size())) throw std::runtime_error("cannot write " + file.string());
}

std::vector<SeededAccount> read_accounts(const std::filesystem::path& file) {
    std::ifstream stream(file);
    if (!stream) throw std::runtime_error("cannot read " + file.string());
    std::vector<SeededAccount> accounts;
    for (std::string line; std::getline(stream, line);) {
        std::istringstream words(line);
        SeededAccount account;
        if (line.starts_with('#')) continue;
        if (!(words >> account.short_name >> account.number >> account.auth_user >> account.phone_secret >>
              account.password))
            continue;
        if (account.password == "-") account.password.clear();
        for (const auto& person : kPeople) {
            if (account.short_name == person.short_name) account.display_name = person.name;
        }
        accounts.push_back(std::move(account));
    }
    return accounts;
}

}  // namespace sidetone::app
