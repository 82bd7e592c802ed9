#include "edge/media/ng_client.h"

#include <spdlog/spdlog.h>

#include <boost/asio/buffer.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <utility>

namespace sidetone::media {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {
constexpr auto kAgain = std::chrono::milliseconds{250};
constexpr int kSends = 12;  // 3 s; the rules give up on a question of theirs after 5 s
constexpr std::size_t kMostQuestions = 20'000;
}  // namespace

NgClient::NgClient(asio::io_context& io) : socket_(io), timer_(io) {}

void NgClient::connect(std::uint16_t port) {
    disconnect();
    engine_ = {asio::ip::address_v4::loopback(), port};
    socket_.open(asio::ip::udp::v4());
    socket_.set_option(asio::socket_base::receive_buffer_size(4 << 20));
    socket_.connect(engine_);
    receive();
}

void NgClient::disconnect() {
    boost::system::error_code ignored;
    socket_.close(ignored);
    timer_.cancel();
    armed_ = false;
    due_.clear();
    auto open = std::exchange(questions_, {});
    for (auto& [cookie, question] : open) question.answer(nullptr);
}

void NgClient::ask(const json::object& message, NgAnswer answer) {
    if (!socket_.is_open() || questions_.size() >= kMostQuestions) return answer(nullptr);
    const auto cookie = ++last_cookie_;
    auto& question = questions_[cookie];
    question.datagram = std::to_string(cookie) + " " + json::serialize(message);
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
    boost::system::error_code ignored;  // an engine that is going away; the timer or its end will tell
    socket_.send(asio::buffer(question.datagram), 0, ignored);
    due_.push_back({std::chrono::steady_clock::now() + kAgain, cookie});
    arm();
}

void NgClient::arm() {
    if (armed_) return;
    while (!due_.empty() && !questions_.contains(due_.front().cookie)) due_.pop_front();
    if (due_.empty()) return;
    armed_ = true;
    timer_.expires_at(due_.front().at);
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error) send_again();
    });
}

void NgClient::send_again() {
    const auto now = std::chrono::steady_clock::now();
    while (!due_.empty() && due_.front().at <= now) {
        const auto cookie = due_.front().cookie;
        due_.pop_front();
        send(cookie);
    }
    armed_ = false;
    arm();
}

void NgClient::receive() {
    socket_.async_receive(asio::buffer(buffer_), [this](const boost::system::error_code& error, std::size_t size) {
        if (error == asio::error::operation_aborted || !socket_.is_open()) return;
        if (!error) on_datagram(size);
        receive();
    });
}

void NgClient::on_datagram(std::size_t size) {
    const std::string_view text(buffer_.data(), size);
    std::uint64_t cookie = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), cookie);
    if (error != std::errc{} || end == text.data() + text.size() || *end != ' ') return;
    boost::system::error_code failure;
    const auto value = json::parse(text.substr(static_cast<std::size_t>(end - text.data()) + 1), failure);
    finish(cookie, !failure && value.is_object() ? &value.get_object() : nullptr);
}

void NgClient::finish(std::uint64_t cookie, const json::object* answer) {
    auto node = questions_.extract(cookie);
    if (node.empty()) return;  // the answer to a repetition
    node.mapped().answer(answer);
}

}  // namespace sidetone::media
