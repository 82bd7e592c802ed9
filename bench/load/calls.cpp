// Load of signalling: plays callers and called phones in one thread, so that both ends read one clock. For each of R
// calls a second: INVITE (with digest, the nonce reused with a rising count), 180 and 200 at once from the called
// phone, ACK, BYE after the hold time. Prints one JSON object; delay = from the caller's INVITE to its 180. The called
// phone answers in the instant it has the INVITE. With --mode register it sends REGISTER pairs' second half only
// (digest with a reused nonce) at the rate. Accounts: lines of "user auth_user secret" on standard input; the first
// half calls, the second half is called.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <map>
#include <stdexcept>
#include <unordered_map>
#include <vector>

#include "digest.h"

namespace {

using Clock = std::chrono::steady_clock;

struct Account {
    std::string user, auth_user, secret;
    int fd = -1;
    std::string port;
    bench::Challenge challenge;
    unsigned count = 0;
    unsigned cseq = 0;
};

struct Call {
    Account* from = nullptr;
    Clock::time_point invited, answered;
    double delay_ms = -1;
    std::string to_header, target;
    bool done = false;
};

struct Figures {
    /// Refused: 503, which is an answer and no failure where more is asked for than can be done.
    std::size_t started = 0, completed = 0, failed = 0, refused = 0, registered = 0, retransmitted = 0;
    std::vector<double> delays;
};

std::map<std::string, std::string> options;

long number(const std::string& name, long otherwise) {
    const auto found = options.find(name);
    return found == options.end() ? otherwise : std::stol(found->second);
}

int open_socket(Account& account) {
    sockaddr_in server{};
    server.sin_family = AF_INET;
    server.sin_port = htons(static_cast<std::uint16_t>(number("port", 5060)));
    inet_pton(AF_INET, options["host"].c_str(), &server.sin_addr);
    const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const int bytes = 4 << 20;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
    if (connect(fd, reinterpret_cast<sockaddr*>(&server), sizeof server) != 0)
        throw std::runtime_error("no route to the server");
    sockaddr_in local{};
    socklen_t length = sizeof local;
    getsockname(fd, reinterpret_cast<sockaddr*>(&local), &length);
    account.port = std::to_string(ntohs(local.sin_port));
    return fd;
}

void send_text(const Account& account, const std::string& text) {
    send(account.fd, text.data(), text.size(), 0);
}

std::string header(const std::string& message, const char* name) {
    const auto at = message.find(std::string("\r\n") + name + ":");
    if (at == std::string::npos) return "";
    auto from = at + 3 + std::strlen(name);
    while (message[from] == ' ') ++from;
    return message.substr(from, message.find("\r\n", from) - from);
}

/// All rows of a header, as they are.
std::string rows(const std::string& message, const char* name) {
    std::string all;
    const auto start = std::string("\r\n") + name + ":";
    for (auto at = message.find(start); at != std::string::npos; at = message.find(start, at + 2)) {
        all += message.substr(at + 2, message.find("\r\n", at + 2) - at - 2) + "\r\n";
    }
    return all;
}

/// Another run may get the same ports, and the server remembers branches for half a minute.
const std::string& run_name() {
    static const std::string name = std::to_string(getpid()) + "x";
    return name;
}

std::string start_of(Account& account, const std::string& method, const std::string& uri, const std::string& branch) {
    return method + " " + uri + " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:" + account.port + ";branch=z9hG4bK" +
           (branch.rfind(run_name(), 0) == 0 ? "" : run_name()) + branch + ";rport\r\nMax-Forwards: 70\r\n";
}

std::string sdp(const Account& account) {
    return "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio " +
           std::to_string(20000 + 2 * (std::stoul(account.port) % 5000)) + " RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n";
}

std::string with_sdp(const Account& account) {
    const auto body = sdp(account);
    return "Contact: <sip:" + account.user + "@127.0.0.1:" + account.port +
           ">\r\nContent-Type: application/sdp\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string register_text(Account& account, bool authorised) {
    const auto domain = "sip:" + options["domain"];
    const auto aor = "<sip:" + account.user + "@" + options["domain"] + ">";
    const auto branch = account.port + "r" + std::to_string(++account.cseq);
    auto text = start_of(account, "REGISTER", domain, branch) + "From: " + aor + ";tag=" + account.port +
                "\r\nTo: " + aor + "\r\nCall-ID: reg-" + run_name() + account.port +
                "\r\nCSeq: " + std::to_string(account.cseq) + " REGISTER\r\nContact: <sip:" + account.user +
                "@127.0.0.1:" + account.port + ">\r\nExpires: 3600\r\n";
    if (authorised) {
        text += "Authorization: " +
                bench::credentials(account.challenge, account.auth_user, account.secret, "REGISTER", domain,
                                   ++account.count) +
                "\r\n";
    }
    return text + "Content-Length: 0\r\n\r\n";
}

std::string receive(const Account& account) {
    char buffer[65536];
    const auto count = recv(account.fd, buffer, sizeof buffer, 0);
    if (count <= 0) throw std::runtime_error("no answer to REGISTER of " + account.user);
    return {buffer, static_cast<std::size_t>(count)};
}

void register_account(Account& account) {
    const timeval patience{5, 0};
    setsockopt(account.fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    send_text(account, register_text(account, false));
    account.challenge = bench::md5_challenge(receive(account));
    account.count = 0;
    send_text(account, register_text(account, true));
    const auto answer = receive(account);
    if (answer.rfind("SIP/2.0 200", 0) != 0) throw std::runtime_error("REGISTER refused: " + answer.substr(0, 40));
}

class Load {
public:
    explicit Load(std::vector<Account>& accounts) : accounts_(accounts) {}

    Figures run() {
        const int epoll = epoll_create1(0);
        for (std::size_t i = 0; i < accounts_.size(); ++i) {
            epoll_event event{};
            event.events = EPOLLIN;
            event.data.u64 = i;
            epoll_ctl(epoll, EPOLL_CTL_ADD, accounts_[i].fd, &event);
        }
        const bool registers = options["mode"] == "register";
        const auto rate = number("rate", 100);
        const auto total = static_cast<std::size_t>(rate * number("seconds", 10));
        const auto start = Clock::now();
        const auto give_up = start + std::chrono::seconds(number("seconds", 10) + number("patience", 10));
        std::size_t sent = 0;
        std::vector<epoll_event> ready(64);
        calls_.reserve(100'000);
        while (Clock::now() < give_up && (sent < total || (registers ? figures_.registered < sent : open_ > 0))) {
            const auto due = static_cast<std::size_t>(std::chrono::duration<double>(Clock::now() - start).count() *
                                                      static_cast<double>(rate));
            for (; sent < std::min(due, total); ++sent) registers ? send_register(sent) : invite(sent);
            end_held();
            renew_challenges(std::chrono::duration<double>(Clock::now() - start).count());
            const int count = epoll_wait(epoll, ready.data(), static_cast<int>(ready.size()), 1);
            for (int i = 0; i < count; ++i)
                drain(accounts_[static_cast<std::size_t>(ready[static_cast<std::size_t>(i)].data.u64)]);
        }
        figures_.started = sent;
        if (!registers) figures_.failed += open_;
        return figures_;
    }

private:
    /// A nonce is good for ten minutes: every account asks for another in time.
    void renew_challenges(double elapsed) {
        constexpr double kEvery = 240;
        const auto due = static_cast<std::size_t>(elapsed / kEvery * static_cast<double>(accounts_.size()));
        for (; renewed_ < due; ++renewed_) {
            auto& account = accounts_[renewed_ % accounts_.size()];
            send_text(account, register_text(account, false));
        }
    }

    void send_register(std::size_t index) {
        auto& account = accounts_[index % accounts_.size()];
        send_text(account, register_text(account, true));
    }

    void invite(std::size_t index) {
        const auto half = accounts_.size() / 2;
        auto& from = accounts_[index % half];
        const auto& to = accounts_[half + index % (accounts_.size() - half)];
        const auto id = run_name() + std::to_string(index) + "p" + from.port;
        send_invite(from, id, "sip:" + to.user + "@" + options["domain"], index);
        ++open_;
    }

    void send_invite(Account& from, const std::string& id, const std::string& uri, std::size_t index) {
        const unsigned count = ++from.count;
        auto text = start_of(from, "INVITE", uri, id + "n") + "From: <sip:" + from.user + "@" + options["domain"] +
                    ">;tag=f" + id + "\r\nTo: <" + uri + ">\r\nCall-ID: " + id +
                    "\r\nCSeq: 1 INVITE\r\nX-Index: " + std::to_string(index) + "\r\nProxy-Authorization: " +
                    bench::credentials(from.challenge, from.auth_user, from.secret, "INVITE", uri, count) + "\r\n" +
                    with_sdp(from);
        auto& call = calls_[id];
        call.from = &from;
        call.target = uri;
        call.invited = Clock::now();
        send_text(from, text);
    }

    void drain(Account& account) {
        char buffer[65536];
        for (;;) {
            const auto count = recv(account.fd, buffer, sizeof buffer, MSG_DONTWAIT);
            if (count <= 0) return;
            const std::string message(buffer, static_cast<std::size_t>(count));
            if (message.rfind("SIP/2.0 ", 0) == 0) {
                on_response(account, message, std::stoi(message.substr(8, 3)));
            } else {
                on_request(account, message);
            }
        }
    }

    void answer(const Account& account, const std::string& request, const char* status, bool body) {
        auto text = std::string("SIP/2.0 ") + status + "\r\n" + rows(request, "Via") + rows(request, "Record-Route") +
                    "From: " + header(request, "From") + "\r\nTo: " + header(request, "To") +
                    (header(request, "To").find(";tag=") == std::string::npos ? ";tag=t" + account.port : "") +
                    "\r\nCall-ID: " + header(request, "Call-ID") + "\r\nCSeq: " + header(request, "CSeq") + "\r\n";
        send_text(account, text + (body ? with_sdp(account)
                                        : "Contact: <sip:" + account.user + "@127.0.0.1:" + account.port +
                                              ">\r\nContent-Length: 0\r\n\r\n"));
    }

    void on_request(Account& account, const std::string& request) {
        if (request.rfind("INVITE", 0) == 0) {
            if (!seen_.insert({header(request, "Via"), true}).second) {
                ++figures_.retransmitted;
                return;
            }
            answer(account, request, "180 Ringing", false);
            answer(account, request, "200 OK", true);
        } else if (request.rfind("ACK", 0) != 0) {
            answer(account, request, "200 OK", false);
        }
    }

    void on_response(Account& account, const std::string& response, int status) {
        const auto cseq = header(response, "CSeq");
        if (cseq.find("REGISTER") != std::string::npos) {
            if (status == 401 && response.find("stale=true") == std::string::npos) {
                account.challenge = bench::md5_challenge(response);
                account.count = 0;
            } else if (status == 200) {
                ++figures_.registered;
            } else {
                ++figures_.failed;
            }
            return;
        }
        const auto found = calls_.find(header(response, "Call-ID"));
        if (found == calls_.end() || found->second.done) return;
        auto& call = found->second;
        if (cseq.find("BYE") != std::string::npos) {
            finish(found->first, call, true);
        } else if (status == 180 && call.delay_ms < 0) {
            // The called phone answers in the same instant it has the INVITE, so the whole time but its own send is the
            // server's.
            call.delay_ms = std::chrono::duration<double, std::milli>(Clock::now() - call.invited).count();
            figures_.delays.push_back(call.delay_ms);
        } else if (status >= 200) {
            on_final(account, response, status, found->first, call);
        }
    }

    void on_final(Account& account, const std::string& response, int status, const std::string& id, Call& call) {
        auto contact = header(response, "Contact");
        contact = contact.substr(contact.find('<') + 1, contact.find('>') - contact.find('<') - 1);
        call.to_header = header(response, "To");
        const auto uri = status < 300 ? contact : call.target;
        // The ACK to a refusal belongs to the INVITE transaction and has its branch (RFC 3261 17.1.1.3).
        auto branch = header(response, "Via");
        branch = branch.substr(branch.find("branch=z9hG4bK") + 14);
        branch = branch.substr(0, branch.find(';'));
        send_text(account, start_of(account, "ACK", uri, status < 300 ? id + "a" : branch) +
                               "From: <sip:" + account.user + "@" + options["domain"] + ">;tag=f" + id +
                               "\r\nTo: " + call.to_header + "\r\nCall-ID: " + id + "\r\nCSeq: 1 ACK\r\n" +
                               route_of(response) + "Content-Length: 0\r\n\r\n");
        if (status == 503) {
            ++figures_.refused;
            --open_;
            calls_.erase(id);
        } else if (status >= 300) {
            finish(id, call, false);
        } else if (call.answered == Clock::time_point{}) {
            call.answered = Clock::now();
            call.target = contact;
            held_.push_back({id, route_of(response)});
        }
    }

    /// Record-Route of the 200, turned round, as the caller's route set.
    static std::string route_of(const std::string& response) {
        const auto record = header(response, "Record-Route");
        return record.empty() ? "" : "Route: " + record + "\r\n";
    }

    void end_held() {
        const auto due = Clock::now() - std::chrono::milliseconds(number("hold-ms", 20));
        std::size_t ended = 0;
        for (; ended < held_.size(); ++ended) {
            const auto& [id, route] = held_[ended];
            auto& call = calls_[id];
            if (call.answered > due) break;
            send_text(*call.from, start_of(*call.from, "BYE", call.target, id + "b") + "From: <sip:" + call.from->user +
                                      "@" + options["domain"] + ">;tag=f" + id + "\r\nTo: " + call.to_header +
                                      "\r\nCall-ID: " + id + "\r\nCSeq: 2 BYE\r\n" + route +
                                      "Content-Length: 0\r\n\r\n");
        }
        held_.erase(held_.begin(), held_.begin() + static_cast<std::ptrdiff_t>(ended));
    }

    void finish(const std::string& id, Call& call, bool good) {
        call.done = true;
        --open_;
        ++(good ? figures_.completed : figures_.failed);
        calls_.erase(id);
    }

    std::vector<Account>& accounts_;
    Figures figures_;
    std::unordered_map<std::string, Call> calls_;
    std::unordered_map<std::string, bool> seen_;
    std::vector<std::pair<std::string, std::string>> held_;
    std::size_t open_ = 0;
    std::size_t renewed_ = 0;
};

double percentile(std::vector<double>& values, double share) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    return values[std::min(values.size() - 1, static_cast<std::size_t>(share * static_cast<double>(values.size())))];
}

}  // namespace

int main(int argc, char** argv) {
    try {
        for (int i = 1; i + 1 < argc; i += 2) options[std::string(argv[i]).substr(2)] = argv[i + 1];
        std::vector<Account> accounts;
        Account account;
        while (std::cin >> account.user >> account.auth_user >> account.secret) accounts.push_back(account);
        if (accounts.size() < 2) throw std::runtime_error("at least two accounts are needed");
        for (auto& each : accounts) {
            each.fd = open_socket(each);
            register_account(each);
        }
        auto figures = Load(accounts).run();
        std::printf(
            "{\"started\":%zu,\"completed\":%zu,\"registered\":%zu,\"failed\":%zu,\"refused\":%zu,\"retransmitted\":%"
            "zu,\"delay_ms_"
            "p50\":%.3f,\"delay_ms_p99\":%.3f}\n",
            figures.started, figures.completed, figures.registered, figures.failed, figures.refused,
            figures.retransmitted, percentile(figures.delays, 0.5), percentile(figures.delays, 0.99));
        return 0;
    } catch (const std::exception& error) {
        std::cerr << "call-load: " << error.what() << "\n";
        return 1;
    }
}
