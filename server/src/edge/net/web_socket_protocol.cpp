#include "edge/net/web_socket_protocol.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "edge/net/shard.h"

namespace sidetone::net {

namespace {

constexpr std::uint16_t kGoingAway = 1001;
constexpr std::uint16_t kPolicy = 1008;

/// For the peer to answer our close.
constexpr std::chrono::seconds kCloseTime{5};

}  // namespace

WebSocketProtocol::WebSocketProtocol(std::unique_ptr<WebSocketHandler> handler, WebSocketLimits limits)
    : handler_(std::move(handler)), limits_(limits), reader_(limits.message) {}

void WebSocketProtocol::on_open(Connection& connection) {
    opened_at_ = last_activity_ = last_message_ = connection.shard().now();
    connection.set_write_limit(limits_.write_queue);
    set_deadline(connection, last_activity_ + limits_.first_message);
}

/// A stranger has so much time in all.
void WebSocketProtocol::set_deadline(Connection& connection, base::Time at) const {
    const bool stranger = !connection.is_trusted() && limits_.untrusted.count() != 0;
    connection.set_deadline(stranger ? std::min(at, opened_at_ + limits_.untrusted) : at);
}

bool WebSocketProtocol::is_overdue(const Connection& connection) const {
    return !connection.is_trusted() && limits_.untrusted.count() != 0 &&
           connection.shard().now() >= opened_at_ + limits_.untrusted;
}

void WebSocketProtocol::on_trusted(Connection& connection) {
    if (closing_ || awaiting_pong_) return;
    const bool awaits_more = message_until_ != base::Time{};
    connection.set_deadline(awaits_more ? message_until_ : last_activity_ + limits_.ping_after);
}

void WebSocketProtocol::on_bytes(Connection& connection, std::string_view bytes) {
    while (!closing_ && !connection.is_closed()) {
        auto event = reader_.next(bytes);
        if (event.kind == FrameReader::Kind::NeedMore) break;
        take(connection, std::move(event));
    }
    if (closing_ || connection.is_closed()) return;
    const auto now = connection.shard().now();
    last_activity_ = now;
    awaiting_pong_ = false;
    if (!reader_.in_message()) message_until_ = {};
    if (reader_.in_message() && first_seen_ && message_until_ == base::Time{}) {
        message_until_ = now + limits_.first_message;
        set_deadline(connection, message_until_);
    }
}

void WebSocketProtocol::take(Connection& connection, FrameReader::Event&& event) {
    switch (event.kind) {
        case FrameReader::Kind::Message:
            return on_message(connection, std::move(event.payload));
        case FrameReader::Kind::Ping:
            return connection.write(frame_head(kPongFrame, event.payload.size()) + event.payload);
        case FrameReader::Kind::Close:
            return say_close(connection, event.code, false);
        case FrameReader::Kind::Failure:
            complain(connection, event.code);
            return say_close(connection, event.code);
        case FrameReader::Kind::Pong:
        case FrameReader::Kind::NeedMore:
            return;
    }
}

void WebSocketProtocol::complain(Connection& connection, std::uint16_t code) {
    auto& shard = connection.shard();
    shard.web_complaints().note(shard.now(), [&] {
        return fmt::format("a WebSocket of {} is closed with {}", connection.addresses().remote_host, code);
    });
}

void WebSocketProtocol::on_message(Connection& connection, std::string message) {
    message_until_ = {};
    first_seen_ = true;
    last_message_ = connection.shard().now();
    set_deadline(connection, last_message_ + limits_.ping_after);
    const auto verdict = handler_->on_message(std::move(message));
    if (verdict == WebSocketHandler::Verdict::Pause) connection.pause_reading();
    if (verdict != WebSocketHandler::Verdict::Violation) return;
    complain(connection, kPolicy);
    say_close(connection, kPolicy);
}

void WebSocketProtocol::say_close(Connection& connection, std::uint16_t code, bool expect_answer) {
    if (closing_) return;
    closing_ = true;
    connection.write(frame_head(kCloseFrame, 2) + static_cast<char>(code >> 8U) + static_cast<char>(code & 0xffU));
    connection.finish(connection.shard().now() + kCloseTime, expect_answer);
}

void WebSocketProtocol::on_deadline(Connection& connection) {
    const auto now = connection.shard().now();
    const bool late = reader_.in_message() && now >= message_until_;
    if (!first_seen_ || awaiting_pong_ || late || is_overdue(connection)) return connection.close(Closed::Timeout);
    if (limits_.silence.count() != 0 && now >= last_message_ + limits_.silence)
        return say_close(connection, kGoingAway);
    if (now < last_activity_ + limits_.ping_after) return set_deadline(connection, last_activity_ + limits_.ping_after);
    connection.write(frame_head(kPingFrame, 0));
    awaiting_pong_ = true;
    set_deadline(connection, now + limits_.pong);
}

void WebSocketProtocol::on_send(Connection& connection, Outgoing&& message) {
    if (closing_) return;
    const auto size = message.head.size() + (message.body ? message.body->size() : 0) + message.tail.size();
    if (size > 0) {
        const bool text = limits_.sends_text_only ||
                          (is_utf8(message.head) && is_utf8(message.tail) && (!message.body || is_utf8(*message.body)));
        last_activity_ = connection.shard().now();
        connection.write(frame_head(text ? kTextFrame : kBinaryFrame, size) + message.head, std::move(message.body),
                         std::move(message.tail));
    }
    if (message.close_code != 0 && !connection.is_closed()) say_close(connection, message.close_code);
}

void WebSocketProtocol::on_stop(Connection& connection) {
    say_close(connection, kGoingAway);
}

void WebSocketProtocol::on_closed(Connection&, Closed) {
    handler_->on_closed();
}

}  // namespace sidetone::net
