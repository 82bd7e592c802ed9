#include "edge/media/ng_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <cerrno>
#include <charconv>
#include <system_error>
#include <utility>

namespace sidetone::media {

namespace json = boost::json;

namespace {

constexpr auto kAgain = std::chrono::milliseconds{250};
constexpr int kSends = 12;  // 3 s; the rules give up on a question of theirs after 5 s
constexpr std::size_t kMostQuestions = 20'000;
constexpr std::size_t kDatagram = 65536;
/// Of one system call, and of a turn of the strand.
constexpr std::size_t kAnswersAtOnce = 16;

int connected_to(std::uint16_t port) {
    const int made = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    sockaddr_in engine{};
    engine.sin_family = AF_INET;
    engine.sin_port = htons(port);
    engine.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (made < 0 || ::connect(made, reinterpret_cast<const sockaddr*>(&engine), sizeof engine) != 0)
        throw std::system_error(errno, std::generic_category(), "media: no socket for the engine");
    const int size = 4 << 20;
    ::setsockopt(made, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    return made;
}

}  // namespace

NgClient::NgClient(net::CoreLoop& loop)
    : loop_(loop), buffer_(std::make_unique_for_overwrite<char[]>(kAnswersAtOnce * kDatagram)) {}

NgClient::~NgClient() {
    disconnect();
}

void NgClient::connect(std::uint16_t port) {
    disconnect();
    socket_ = connected_to(port);
    loop_.watch(socket_, [this] { receive(); });
}

void NgClient::disconnect() {
    if (socket_ >= 0) {
        loop_.unwatch(socket_);
        ::close(std::exchange(socket_, -1));
    }
    due_.clear();
    auto open = std::exchange(questions_, {});
    for (auto& [cookie, question] : open) question.answer(nullptr);
}

void NgClient::ask(std::string_view message, NgAnswer answer) {
    // Whoever asks does not expect the answer before the question is asked.
    if (socket_ < 0 || questions_.size() >= kMostQuestions)
        return loop_.post([answer = std::move(answer)] { answer(nullptr); });
    const auto cookie = ++last_cookie_;
    auto& question = questions_[cookie];
    question.datagram = std::to_string(cookie) + " ";
    question.datagram += message;
    question.answer = std::move(answer);
    send(cookie);
}

void NgClient::send(std::uint64_t cookie) {
    const auto found = questions_.find(cookie);
    if (found == questions_.end()) return;
    auto& question = found->second;
    if (question.sent++ == kSends) {
        spdlog::warn("media: the engine does not answer");
        return finish(cookie, nullptr);
    }
    // An engine that is going away is no error here: the repetition or its end will tell.
    (void)!::send(socket_, question.datagram.data(), question.datagram.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    due_.push_back({loop_.clock().now() + kAgain, cookie});
}

std::optional<base::Time> NgClient::next_deadline() const {
    if (due_.empty()) return std::nullopt;
    return due_.front().at;
}

void NgClient::on_deadline(base::Time now) {
    while (!due_.empty() && due_.front().at <= now) {
        const auto cookie = due_.front().cookie;
        due_.pop_front();
        send(cookie);
    }
}

void NgClient::receive() {
    std::array<iovec, kAnswersAtOnce> parts{};
    std::array<mmsghdr, kAnswersAtOnce> headers{};
    for (std::size_t i = 0; i < kAnswersAtOnce; ++i) {
        parts[i] = {buffer_.get() + i * kDatagram, kDatagram};
        headers[i].msg_hdr.msg_iov = &parts[i];
        headers[i].msg_hdr.msg_iovlen = 1;
    }
    const int count = ::recvmmsg(socket_, headers.data(), kAnswersAtOnce, MSG_DONTWAIT, nullptr);
    for (int i = 0; i < count && socket_ >= 0; ++i) {
        const auto index = static_cast<std::size_t>(i);
        on_datagram({buffer_.get() + index * kDatagram, headers[index].msg_len});
    }
}

void NgClient::on_datagram(std::string_view text) {
    std::uint64_t cookie = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), cookie);
    if (error != std::errc{} || end == text.data() + text.size() || *end != ' ') return;
    boost::system::error_code failure;
    std::array<unsigned char, 8192> memory;  // no allocation for an answer of the usual size
    json::monotonic_resource resource(memory.data(), memory.size());
    const auto value = json::parse(text.substr(static_cast<std::size_t>(end - text.data()) + 1), failure, &resource);
    finish(cookie, !failure && value.is_object() ? &value.get_object() : nullptr);
}

void NgClient::finish(std::uint64_t cookie, const json::object* answer) {
    auto node = questions_.extract(cookie);
    if (node.empty()) return;  // the answer to a repetition
    while (!due_.empty() && !questions_.contains(due_.front().cookie)) due_.pop_front();
    node.mapped().answer(answer);
}

}  // namespace sidetone::media
