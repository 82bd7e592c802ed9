// Load of the session edge: opens N sessions over TLS, then measures
//   memory   resident memory the server process grew by, per session (its /proc/PID/smaps_rollup, Pss)
//   lamp     from the REGISTER datagram of a phone to the person.state event decrypted at each session
//   idle     wire bytes of the loopback interface per session and minute (run it alone in a network namespace)
// Prints one JSON object. Bounded: N sessions, R rounds, M idle minutes.
#include <openssl/rand.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <vector>

#include "sip_phone.h"
#include "tls_client.h"

namespace {

using Clock = std::chrono::steady_clock;

struct Options {
    std::map<std::string, std::string> values;
    const std::string& text(const std::string& name) const {
        const auto found = values.find(name);
        if (found == values.end()) throw std::runtime_error("missing --" + name);
        return found->second;
    }
    long number(const std::string& name, long otherwise) const {
        const auto found = values.find(name);
        return found == values.end() ? otherwise : std::stol(found->second);
    }
};

Options parse(int argc, char** argv) {
    Options options;
    for (int i = 1; i + 1 < argc; i += 2) options.values[std::string(argv[i]).substr(2)] = argv[i + 1];
    return options;
}

/// One client message, masked as RFC 6455 5.3 wants.
std::string frame(const std::string& text) {
    std::string out("\x81", 1);
    if (text.size() < 126) {
        out.push_back(static_cast<char>(0x80U | text.size()));
    } else {
        out.push_back(static_cast<char>(0x80U | 126U));
        out.push_back(static_cast<char>(text.size() >> 8U));
        out.push_back(static_cast<char>(text.size() & 255U));
    }
    const std::string mask("\1\2\3\4", 4);
    out += mask;
    for (std::size_t i = 0; i < text.size(); ++i) out.push_back(static_cast<char>(text[i] ^ mask[i % 4]));
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

long loopback_bytes() {
    std::ifstream file("/proc/net/dev");
    std::string line;
    while (std::getline(file, line)) {
        const auto at = line.find("lo:");
        if (at == std::string::npos) continue;
        std::istringstream fields(line.substr(at + 3));
        long bytes = 0;
        fields >> bytes;
        return bytes;
    }
    return 0;
}

std::string login(SSL_CTX* context, const Options& options, const std::string& name, const std::string& password) {
    bench::TlsClient client(context, options.text("host"), static_cast<std::uint16_t>(options.number("port", 8443)));
    const auto body = "{\"name\":\"" + name + "\",\"password\":\"" + password + "\"}";
    client.write(
        "POST /api/v1/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " +
        std::to_string(body.size()) + "\r\n\r\n" + body);
    const auto answer = client.read_until("}");
    const auto at = answer.find("\"token\":\"");
    if (at == std::string::npos) throw std::runtime_error("login refused: " + answer.substr(0, 40));
    const auto from = at + 9;
    return answer.substr(from, answer.find('"', from) - from);
}

std::unique_ptr<bench::TlsClient> open_session(SSL_CTX* context, const Options& options, const std::string& token) {
    auto client = std::make_unique<bench::TlsClient>(context, options.text("host"),
                                                     static_cast<std::uint16_t>(options.number("port", 8443)));
    client->write(
        "GET /session HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: "
        "Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
    client->read_until("\r\n\r\n");
    client->write(frame(R"({"jsonrpc":"2.0","id":1,"method":"session.open","params":{"token":")" + token + "\"}}"));
    client->read_until("\"snapshot\"");
    return client;
}

struct Round {
    std::vector<double> ms;
    std::size_t missing = 0;
};

/// Fires the phone's request and notes when each session has its person.state.
Round measure(bench::SipPhone& phone, int epoll, std::vector<std::unique_ptr<bench::TlsClient>>& sessions,
              unsigned expires) {
    phone.prepare(expires);
    std::vector<std::string> inbox(sessions.size());
    std::vector<bool> seen(sessions.size());
    Round round;
    std::vector<epoll_event> ready(512);
    const auto start = Clock::now();
    phone.fire();
    while (round.ms.size() < sessions.size()) {
        const int count = epoll_wait(epoll, ready.data(), static_cast<int>(ready.size()), 3000);
        if (count <= 0) break;
        for (int i = 0; i < count; ++i) {
            const auto index = static_cast<std::size_t>(ready[static_cast<std::size_t>(i)].data.u64);
            sessions[index]->read_available(inbox[index]);
            if (seen[index] || inbox[index].find("person.state") == std::string::npos) continue;
            seen[index] = true;
            round.ms.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
        }
    }
    if (phone.wait() != 200) throw std::runtime_error("the phone was refused");
    round.missing = sessions.size() - round.ms.size();
    return round;
}

double percentile(std::vector<double> values, double share) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    return values[std::min(values.size() - 1, static_cast<std::size_t>(share * static_cast<double>(values.size())))];
}

void run(const Options& options) {
    const rlimit files{65536, 65536};
    setrlimit(RLIMIT_NOFILE, &files);
    const std::unique_ptr<SSL_CTX, bench::SslFree> context(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
    const auto sessions_wanted = static_cast<std::size_t>(options.number("sessions", 5000));
    const auto token = login(context.get(), options, options.text("name"), options.text("password"));
    const long pid = options.number("pid", 0);

    std::vector<std::unique_ptr<bench::TlsClient>> sessions;
    sessions.push_back(open_session(context.get(), options, token));  // what the first one costs is not per session
    const long before = pss_kib(pid);
    const int epoll = epoll_create1(0);
    while (sessions.size() < sessions_wanted) sessions.push_back(open_session(context.get(), options, token));
    for (std::size_t i = 0; i < sessions.size(); ++i) {
        std::string rest;
        sessions[i]->set_non_blocking();
        sessions[i]->read_available(rest);
        epoll_event event{};
        event.events = EPOLLIN | EPOLLET;
        event.data.u64 = i;
        epoll_ctl(epoll, EPOLL_CTL_ADD, sessions[i]->fd(), &event);
    }
    const double kib = static_cast<double>(pss_kib(pid) - before) / static_cast<double>(sessions.size() - 1);

    const bench::PhoneAccount account{
        options.text("host"),       static_cast<std::uint16_t>(options.number("sip-port", 5060)),
        options.text("domain"),     options.text("phone-user"),
        options.text("phone-auth"), options.text("phone-secret")};
    bench::SipPhone phone(account);
    std::vector<double> all;
    std::size_t missing = 0;
    for (long i = 0; i < options.number("rounds", 20); ++i) {
        const auto round = measure(phone, epoll, sessions, i % 2 == 0 ? 600 : 0);
        all.insert(all.end(), round.ms.begin(), round.ms.end());
        missing += round.missing;
    }

    const long minutes = options.number("idle-minutes", 0);
    double idle = 0;
    if (minutes > 0) {
        std::this_thread::sleep_for(std::chrono::seconds(5));
        const long from = loopback_bytes();
        const auto until = Clock::now() + std::chrono::minutes(minutes);
        std::vector<epoll_event> ready(512);
        std::string bin;
        while (Clock::now() < until) {
            const int count = epoll_wait(epoll, ready.data(), static_cast<int>(ready.size()), 1000);
            for (int i = 0; i < count; ++i) {
                bin.clear();
                auto& session = *sessions[static_cast<std::size_t>(ready[static_cast<std::size_t>(i)].data.u64)];
                session.read_available(bin);
                if (bin.find('\x89') != std::string::npos) session.write(std::string("\x8a\x80\0\0\0\0", 6));  // pong
            }
        }
        idle = static_cast<double>(loopback_bytes() - from) / static_cast<double>(sessions.size()) /
               static_cast<double>(minutes);
    }
    std::printf(
        "{\"sessions\":%zu,\"kib_per_session\":%.1f,\"lamp_ms_p50\":%.2f,\"lamp_ms_p99\":%.2f,\"lamp_events\":%zu,"
        "\"lamp_missing\":%zu,"
        "\"idle_minutes\":%ld,\"idle_bytes_per_minute\":%.1f}\n",
        sessions.size(), kib, percentile(all, 0.5), percentile(all, 0.99), all.size(), missing, minutes, idle);
}

}  // namespace

int main(int argc, char** argv) {
    try {
        run(parse(argc, argv));
        return 0;
    } catch (const std::exception& error) {
        std::cerr << "session-load: " << error.what() << "\n";
        return 1;
    }
}
