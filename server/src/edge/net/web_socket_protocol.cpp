#include "edge/net/web_socket_protocol.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>

#include "edge/net/shard.h"

namespace sidetone::net {

namespace {

constexpr std::uint8_t kContinuation = 0;
constexpr std::uint8_t kText = 1;
constexpr std::uint8_t kBinary = 2;
constexpr std::uint8_t kClose = 8;
constexpr std::uint8_t kPing = 9;
constexpr std::uint8_t kPong = 10;

constexpr std::uint16_t kGoingAway = 1001;
constexpr std::uint16_t kProtocolError = 1002;
constexpr std::uint16_t kBadText = 1007;
constexpr std::uint16_t kPolicy = 1008;
constexpr std::uint16_t kTooBig = 1009;

/// For the peer to answer our close.
constexpr std::chrono::seconds kCloseTime{5};

std::size_t header_length(std::uint8_t second) {
    const std::size_t extended = (second & 0x7fU) == 127 ? 8 : (second & 0x7fU) == 126 ? 2 : 0;
    return 2 + extended + ((second & 0x80U) != 0 ? 4 : 0);
}

bool may_be_sent(unsigned code) {
    return (code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006) || (code >= 3000 && code <= 4999);
}

std::string close_payload(std::uint16_t code) {
    return {static_cast<char>(code >> 8U), static_cast<char>(code & 0xffU)};
}

}  // namespace

std::string frame_head(std::uint8_t opcode, std::size_t size) {
    std::string head(1, static_cast<char>(0x80U | opcode));
    if (size < 126) {
        head.push_back(static_cast<char>(size));
    } else if (size <= 0xffff) {
        head.push_back(126);
        head.push_back(static_cast<char>(size >> 8U));
        head.push_back(static_cast<char>(size & 0xffU));
    } else {
        head.push_back(127);
        for (int shift = 56; shift >= 0; shift -= 8) head.push_back(static_cast<char>((std::uint64_t{size} >> shift) & 0xffU));
    }
    return head;
}

std::string accept_key(std::string_view key) {
    const std::string text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    unsigned char digest[SHA_DIGEST_LENGTH];
    SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest);
    std::string out(28, '\0');
    unsigned char encoded[29];
    EVP_EncodeBlock(encoded, digest, sizeof digest);
    std::copy_n(encoded, 28, out.begin());
    return out;
}

bool is_utf8(std::string_view text) {
    const auto* at = reinterpret_cast<const unsigned char*>(text.data());
    const auto* end = at + text.size();
    while (at != end) {
        const unsigned first = *at++;
        if (first < 0x80) continue;
        const int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
        if (first < 0xc2 || first > 0xf4 || end - at < more) return false;
        const unsigned second = *at;
        if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) || (first == 0xf0 && second < 0x90) ||
            (first == 0xf4 && second > 0x8f))
            return false;
        for (int i = 0; i < more; ++i) {
            if ((*at++ & 0xc0U) != 0x80U) return false;
        }
    }
    return true;
}

std::string to_utf8(std::string_view text) {
    std::string out(text);
    if (!is_utf8(out)) std::erase_if(out, [](char c) { return (static_cast<unsigned char>(c) & 0x80U) != 0; });
    return out;
}

WebSocketProtocol::WebSocketProtocol(std::unique_ptr<WebSocketHandler> handler, WebSocketLimits limits)
    : handler_(std::move(handler)), limits_(limits) {}

void WebSocketProtocol::on_open(Connection& connection) {
    last_activity_ = last_message_ = connection.shard().now();
    connection.set_write_limit(limits_.write_queue);
    connection.set_deadline(last_activity_ + limits_.first_message);
}

void WebSocketProtocol::on_bytes(Connection& connection, std::string_view bytes) {
    while (!bytes.empty() && !closing_ && !connection.is_closed()) {
        if (!in_payload_ && !take_header(connection, bytes)) break;
        take_payload(bytes);
        if (frame_.got == frame_.size) end_frame(connection);
    }
    if (closing_ || connection.is_closed()) return;
    const auto now = connection.shard().now();
    last_activity_ = now;
    awaiting_pong_ = false;
    if (!in_message()) message_until_ = {};
    if (in_message() && first_seen_ && message_until_ == base::Time{}) {
        message_until_ = now + limits_.first_message;
        connection.set_deadline(message_until_);
    }
}

/// True when the header is whole and good, and payload follows.
bool WebSocketProtocol::take_header(Connection& connection, std::string_view& bytes) {
    const auto need = [this] { return header_size_ < 2 ? std::size_t{2} : header_length(header_[1]); };
    while (header_size_ < need()) {
        if (bytes.empty()) return false;
        header_[header_size_++] = static_cast<unsigned char>(bytes.front());
        bytes.remove_prefix(1);
    }
    if (const auto code = check_header(); code != 0) {
        say_close(connection, code);
        return false;
    }
    header_size_ = 0;
    in_payload_ = true;
    return true;
}

/// Reads the header into frame_; a close code if it may not be.
std::uint16_t WebSocketProtocol::check_header() {
    frame_ = {};
    frame_.fin = (header_[0] & 0x80U) != 0;
    frame_.opcode = header_[0] & 0x0fU;
    if ((header_[0] & 0x70U) != 0 || (header_[1] & 0x80U) == 0) return kProtocolError;  // no extensions; clients mask
    const unsigned shortest = header_[1] & 0x7fU;
    std::size_t at = 2;
    frame_.size = shortest;
    if (shortest >= 126) {
        frame_.size = 0;
        for (const std::size_t end = at + (shortest == 127 ? 8 : 2); at < end; ++at) frame_.size = (frame_.size << 8U) | header_[at];
        if (frame_.size < (shortest == 127 ? 65536U : 126U) || frame_.size >> 63U != 0) return kProtocolError;
    }
    std::copy_n(header_.begin() + static_cast<std::ptrdiff_t>(at), 4, frame_.mask.begin());
    if (frame_.opcode >= kClose) return frame_.opcode > kPong || !frame_.fin || frame_.size > 125 ? kProtocolError : 0;
    if (frame_.opcode > kBinary || (frame_.opcode == kContinuation) != (message_opcode_ != 0)) return kProtocolError;
    if (frame_.size > limits_.message - std::min(limits_.message, message_.size())) return kTooBig;
    return 0;
}

void WebSocketProtocol::take_payload(std::string_view& bytes) {
    auto& into = frame_.opcode >= kClose ? control_ : message_;
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(frame_.size - frame_.got, bytes.size()));
    const auto from = into.size();
    into.append(bytes.substr(0, size));
    for (std::size_t i = 0; i < size; ++i) into[from + i] = static_cast<char>(into[from + i] ^ frame_.mask[(frame_.got + i) & 3U]);
    frame_.got += size;
    bytes.remove_prefix(size);
}

void WebSocketProtocol::end_frame(Connection& connection) {
    in_payload_ = false;
    if (frame_.opcode == kClose) return on_close_frame(connection);
    if (frame_.opcode == kPing) {
        connection.write(frame_head(kPong, control_.size()) + control_);
        control_.clear();
        return;
    }
    if (frame_.opcode == kPong) {
        control_.clear();
        return;
    }
    if (frame_.opcode != kContinuation) message_opcode_ = frame_.opcode;
    if (frame_.fin) end_message(connection);
}

void WebSocketProtocol::end_message(Connection& connection) {
    const bool text = message_opcode_ == kText;
    message_opcode_ = 0;
    message_until_ = {};
    auto message = std::exchange(message_, {});
    if (text && !is_utf8(message)) return say_close(connection, kBadText);
    first_seen_ = true;
    last_message_ = connection.shard().now();
    connection.set_deadline(last_message_ + limits_.ping_after);
    switch (handler_->on_message(std::move(message))) {
        case WebSocketHandler::Verdict::Continue:
            break;
        case WebSocketHandler::Verdict::Pause:
            connection.pause_reading();
            break;
        case WebSocketHandler::Verdict::Violation:
            say_close(connection, kPolicy);
    }
}

void WebSocketProtocol::on_close_frame(Connection& connection) {
    std::uint16_t code = 1000;
    if (control_.size() == 1) return say_close(connection, kProtocolError);
    if (control_.size() >= 2) {
        code = static_cast<std::uint16_t>((static_cast<unsigned char>(control_[0]) << 8U) | static_cast<unsigned char>(control_[1]));
        if (!may_be_sent(code) || !is_utf8(std::string_view{control_}.substr(2))) code = kProtocolError;
    }
    say_close(connection, code, false);
}

void WebSocketProtocol::say_close(Connection& connection, std::uint16_t code, bool expect_answer) {
    if (closing_) return;
    closing_ = true;
    connection.write(frame_head(kClose, 2) + close_payload(code));
    connection.finish(connection.shard().now() + kCloseTime, expect_answer);
}

void WebSocketProtocol::on_deadline(Connection& connection) {
    const auto now = connection.shard().now();
    if (!first_seen_ || awaiting_pong_ || (in_message() && now >= message_until_)) return connection.close(Closed::Timeout);
    if (limits_.silence.count() != 0 && now >= last_message_ + limits_.silence) return say_close(connection, kGoingAway);
    if (now < last_activity_ + limits_.ping_after) return connection.set_deadline(last_activity_ + limits_.ping_after);
    connection.write(frame_head(kPing, 0));
    awaiting_pong_ = true;
    connection.set_deadline(now + limits_.pong);
}

void WebSocketProtocol::on_send(Connection& connection, Outgoing&& message) {
    if (closing_) return;
    const auto size = message.head.size() + (message.body ? message.body->size() : 0);
    if (size > 0) {
        const bool text = limits_.sends_text_only || (is_utf8(message.head) && (!message.body || is_utf8(*message.body)));
        last_activity_ = connection.shard().now();
        connection.write(frame_head(text ? kText : kBinary, size) + message.head, std::move(message.body));
    }
    if (message.close_code != 0 && !connection.is_closed()) say_close(connection, message.close_code);
}

void WebSocketProtocol::on_closed(Connection&, Closed) { handler_->on_closed(); }

}  // namespace sidetone::net
