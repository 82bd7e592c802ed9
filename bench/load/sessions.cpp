// Load of the session edge: opens a session for each token over TLS, then measures
//   memory   resident memory the server process grew by, per session (its /proc/PID/smaps_rollup, Pss)
//   lamp     from the REGISTER datagram of a phone to the person.state event at each session that watches its owner
//            (lamps.h): one change that all watch, and an office's changes that a team watches each
//   idle     wire bytes of the loopback interface per session and minute (run it alone in a network namespace)
// Lines of standard input: "session TOKEN" each for one session; "phone USER AUTH_USER SECRET PERSON", of which the
// first is watched by all and the others by --watchers sessions each. Prints one JSON object.
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "lamps.h"

namespace {

std::map<std::string, std::string> options;

const std::string& text(const std::string& name) {
    const auto found = options.find(name);
    if (found == options.end()) throw std::runtime_error("missing --" + name);
    return found->second;
}

long number(const std::string& name) {
    return std::stol(text(name));
}

/// One client message, masked as RFC 6455 5.3 wants.
std::string frame(const std::string& message) {
    std::string out("\x81", 1);
    if (message.size() < 126) {
        out.push_back(static_cast<char>(0x80U | message.size()));
    } else {
        out.push_back(static_cast<char>(0x80U | 126U));
        out.push_back(static_cast<char>(message.size() >> 8U));
        out.push_back(static_cast<char>(message.size() & 255U));
    }
    const std::string mask("\1\2\3\4", 4);
    out += mask;
    for (std::size_t i = 0; i < message.size(); ++i) out.push_back(static_cast<char>(message[i] ^ mask[i % 4]));
    return out;
}

long pss_kib(long pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/smaps_rollup");
    std::string line;
    while (std::getline(file, line)) {
        if (line.rfind("Pss:", 0) == 0) return std::stol(line.substr(4));
    }
    throw std::runtime_error("cannot read the server's memory");
}

double cpu_seconds(long pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string line;
    std::getline(file, line);
    std::istringstream fields(line.substr(line.rfind(')') + 2));
    std::string skipped;
    for (int i = 3; i < 14; ++i) fields >> skipped;
    double user = 0;
    double system = 0;
    fields >> user >> system;
    return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

long loopback_bytes() {
    std::ifstream file("/proc/net/dev");
    std::string line;
    while (std::getline(file, line)) {
        const auto at = line.find("lo:");
        if (at != std::string::npos) return std::stol(line.substr(at + 3));
    }
    throw std::runtime_error("no loopback interface");
}

std::unique_ptr<bench::TlsClient> open_session(SSL_CTX* context, const std::string& token) {
    auto client = std::make_unique<bench::TlsClient>(context, text("host"), static_cast<std::uint16_t>(number("port")));
    client->write(
        "GET /session HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: "
        "Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
    client->read_until("\r\n\r\n");
    client->write(frame(R"({"jsonrpc":"2.0","id":1,"method":"session.open","params":{"token":")" + token + "\"}}"));
    client->read_until("\"snapshot\"");
    return client;
}

double percentile(std::vector<double> values, double share) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    return values[std::min(values.size() - 1, static_cast<std::size_t>(share * static_cast<double>(values.size())))];
}

void print(const char* name, const bench::LampTimes& times, double cpu_s) {
    std::printf(
        "\"%s\":{\"changes\":%zu,\"events\":%zu,\"missing\":%zu,\"ms_p50\":%.2f,\"ms_p99\":%.2f,\"ms_max\":%.2f,"
        "\"server_us_per_event\":%.1f},",
        name, times.changes, times.ms.size(), times.missing, percentile(times.ms, 0.5), percentile(times.ms, 0.99),
        percentile(times.ms, 1), cpu_s * 1e6 / static_cast<double>(std::max<std::size_t>(times.ms.size(), 1)));
}

struct Input {
    std::vector<std::string> tokens;
    std::vector<bench::WatchedPhone> phones;
};

Input read_input() {
    Input input;
    std::string kind;
    while (std::cin >> kind) {
        if (kind == "session") {
            std::cin >> input.tokens.emplace_back();
        } else {
            bench::PhoneAccount account;
            account.host = text("host");
            account.port = static_cast<std::uint16_t>(number("sip-port"));
            account.domain = text("domain");
            bench::WatchedPhone phone;
            std::cin >> account.user >> account.auth_user >> account.secret >> phone.person;
            phone.phone = std::make_unique<bench::SipPhone>(std::move(account));
            input.phones.push_back(std::move(phone));
        }
    }
    if (input.tokens.size() < 2 || input.phones.size() < 2)
        throw std::runtime_error("two sessions and two phones at least");
    return input;
}

/// What `measure` gives, with the processor time the server took for it.
template <class Measure>
void measured(const char* name, Measure measure) {
    const double before = cpu_seconds(number("pid"));
    const auto times = measure();
    print(name, times, cpu_seconds(number("pid")) - before);
}

void run() {
    const rlimit files{65536, 65536};
    setrlimit(RLIMIT_NOFILE, &files);
    const std::unique_ptr<SSL_CTX, bench::SslFree> context(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
    auto input = read_input();

    bench::Sessions sessions;
    sessions.push_back(open_session(context.get(), input.tokens[0]));  // what the first one costs is not per session
    const long before = pss_kib(number("pid"));
    while (sessions.size() < input.tokens.size())
        sessions.push_back(open_session(context.get(), input.tokens[sessions.size()]));
    bench::Lamps lamps(sessions);
    const double kib = static_cast<double>(pss_kib(number("pid")) - before) / static_cast<double>(sessions.size() - 1);
    std::printf("{\"sessions\":%zu,\"kib_per_session\":%.1f,", sessions.size(), kib);

    auto watched_by_all = std::move(input.phones.front());
    input.phones.erase(input.phones.begin());
    measured("lamp_all_watch", [&] { return lamps.all_watch_on_wire(watched_by_all, number("rounds")); });
    measured("lamp_all_watch_decrypted", [&] { return lamps.all_watch_decrypted(watched_by_all, number("rounds")); });
    measured("lamp_office", [&] {
        return lamps.office(input.phones, static_cast<double>(number("changes-per-second")),
                            std::chrono::seconds{number("office-seconds")},
                            static_cast<std::size_t>(number("watchers")));
    });

    std::this_thread::sleep_for(std::chrono::seconds(2));
    const long from = loopback_bytes();
    const long minutes = number("idle-minutes");
    const auto pings = lamps.idle(std::chrono::minutes{minutes});
    const auto bytes = static_cast<double>(loopback_bytes() - from);
    std::printf("\"idle_minutes\":%ld,\"idle_pings\":%zu,\"bytes_per_ping\":%.1f,\"idle_bytes_per_minute\":%.1f}\n",
                minutes, pings, bytes / static_cast<double>(std::max<std::size_t>(pings, 1)),
                bytes / static_cast<double>(sessions.size()) / static_cast<double>(std::max(minutes, 1L)));
}

}  // namespace

int main(int argc, char** argv) {
    try {
        for (int i = 1; i + 1 < argc; i += 2) options[std::string(argv[i]).substr(2)] = argv[i + 1];
        run();
        return 0;
    } catch (const std::exception& error) {
        std::cerr << "session-load: " << error.what() << "\n";
        return 1;
    }
}
