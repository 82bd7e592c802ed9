#include "sip_phone.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

#include "digest.h"

namespace bench {

SipPhone::SipPhone(PhoneAccount account)
    : account_(std::move(account)), fd_(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in server{};
    server.sin_family = AF_INET;
    server.sin_port = htons(account_.port);
    inet_pton(AF_INET, account_.host.c_str(), &server.sin_addr);
    if (connect(fd_, reinterpret_cast<sockaddr*>(&server), sizeof server) != 0)
        throw std::runtime_error("no route to the server");
    sockaddr_in local{};
    socklen_t length = sizeof local;
    getsockname(fd_, reinterpret_cast<sockaddr*>(&local), &length);
    local_port_ = ntohs(local.sin_port);
    const timeval patience{5, 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    call_id_ = "bench-" + std::to_string(local_port_);
}

SipPhone::~SipPhone() {
    close(fd_);
}

std::string SipPhone::request(unsigned expires, const std::string& authorization) {
    ++cseq_;
    const auto port = std::to_string(local_port_);
    const auto aor = "<sip:" + account_.user + "@" + account_.domain + ">";
    return "REGISTER sip:" + account_.domain + " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:" + port + ";branch=z9hG4bKb" +
           port + "x" + std::to_string(cseq_) + ";rport\r\nMax-Forwards: 70\r\nFrom: " + aor + ";tag=b" + port +
           "\r\nTo: " + aor + "\r\nCall-ID: " + call_id_ + "\r\nCSeq: " + std::to_string(cseq_) +
           " REGISTER\r\nContact: <sip:" + account_.user + "@127.0.0.1:" + port +
           ">\r\nExpires: " + std::to_string(expires) + "\r\n" + authorization + "Content-Length: 0\r\n\r\n";
}

std::string SipPhone::receive() {
    std::array<char, 8192> buffer{};
    const auto count = recv(fd_, buffer.data(), buffer.size(), 0);
    if (count <= 0) throw std::runtime_error("no answer to REGISTER");
    return {buffer.data(), static_cast<std::size_t>(count)};
}

void SipPhone::prepare(unsigned expires) {
    if (!challenge_) {
        const auto first = request(expires, "");
        send(fd_, first.data(), first.size(), 0);
        challenge_ = md5_challenge(receive());
    }
    ready_ = request(expires, "Authorization: " +
                                  credentials(*challenge_, account_.auth_user, account_.secret, "REGISTER",
                                              "sip:" + account_.domain, ++count_) +
                                  "\r\n");
}

std::chrono::system_clock::time_point SipPhone::fire() {
    const auto now = std::chrono::system_clock::now();
    send(fd_, ready_.data(), ready_.size(), 0);
    return now;
}

int SipPhone::wait() {
    for (;;) {
        const auto response = receive();
        if (response.rfind("SIP/2.0 ", 0) != 0) continue;
        const int status = std::stoi(response.substr(8, 3));
        if (status >= 200) return status;
    }
}

}  // namespace bench
