#include "edge/net/web_socket_frames.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <utility>

namespace sidetone::net {

namespace {

constexpr std::uint8_t kContinuation = 0;
constexpr std::uint16_t kNormal = 1000;
constexpr std::uint16_t kProtocolError = 1002;
constexpr std::uint16_t kBadText = 1007;
constexpr std::uint16_t kTooBig = 1009;

std::size_t header_length(std::uint8_t second) {
    const std::size_t extended = (second & 0x7fU) == 127 ? 8 : (second & 0x7fU) == 126 ? 2 : 0;
    return 2 + extended + ((second & 0x80U) != 0 ? 4 : 0);
}

bool may_be_sent(unsigned code) {
    return (code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006) ||
           (code >= 3000 && code <= 4999);
}

}  // namespace

FrameReader::Event FrameReader::next(std::string_view& bytes) {
    while (!over_) {
        if (!in_payload_) {
            if (!take_header(bytes)) break;
            if (const auto code = check_header(); code != 0) {
                over_ = true;
                return {Kind::Failure, {}, code};
            }
            header_size_ = 0;
            in_payload_ = true;
        }
        take_payload(bytes);
        if (frame_.got < frame_.size) break;
        if (auto event = end_frame(); event.kind != Kind::NeedMore) {
            over_ = event.kind == Kind::Close || event.kind == Kind::Failure;
            return event;
        }
    }
    return {};
}

bool FrameReader::take_header(std::string_view& bytes) {
    const auto need = [this] { return header_size_ < 2 ? std::size_t{2} : header_length(header_[1]); };
    while (header_size_ < need()) {
        if (bytes.empty()) return false;
        header_[header_size_++] = static_cast<unsigned char>(bytes.front());
        bytes.remove_prefix(1);
    }
    return true;
}

/// Reads the header into frame_; a close code if it may not be.
std::uint16_t FrameReader::check_header() {
    frame_ = {};
    frame_.fin = (header_[0] & 0x80U) != 0;
    frame_.opcode = header_[0] & 0x0fU;
    if ((header_[0] & 0x70U) != 0 || (header_[1] & 0x80U) == 0) return kProtocolError;  // no extensions; clients mask
    const unsigned shortest = header_[1] & 0x7fU;
    std::size_t at = 2;
    frame_.size = shortest;
    if (shortest >= 126) {
        frame_.size = 0;
        for (const std::size_t end = at + (shortest == 127 ? 8 : 2); at < end; ++at)
            frame_.size = (frame_.size << 8U) | header_[at];
        if (frame_.size < (shortest == 127 ? 65536U : 126U) || frame_.size >> 63U != 0) return kProtocolError;
    }
    std::copy_n(header_.begin() + static_cast<std::ptrdiff_t>(at), 4, frame_.mask.begin());
    if (frame_.opcode >= kCloseFrame)
        return frame_.opcode > kPongFrame || !frame_.fin || frame_.size > 125 ? kProtocolError : 0;
    if (frame_.opcode > kBinaryFrame || (frame_.opcode == kContinuation) != (message_opcode_ != 0))
        return kProtocolError;
    if (frame_.size > max_message_ - std::min(max_message_, message_.size())) return kTooBig;
    return 0;
}

void FrameReader::take_payload(std::string_view& bytes) {
    auto& into = frame_.opcode >= kCloseFrame ? control_ : message_;
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(frame_.size - frame_.got, bytes.size()));
    const auto from = into.size();
    into.append(bytes.substr(0, size));
    for (std::size_t i = 0; i < size; ++i)
        into[from + i] = static_cast<char>(into[from + i] ^ frame_.mask[(frame_.got + i) & 3U]);
    frame_.got += size;
    bytes.remove_prefix(size);
}

FrameReader::Event FrameReader::end_frame() {
    in_payload_ = false;
    if (frame_.opcode == kCloseFrame) return end_close();
    if (frame_.opcode == kPingFrame) return {Kind::Ping, std::exchange(control_, {}), 0};
    if (frame_.opcode == kPongFrame) return {Kind::Pong, std::exchange(control_, {}), 0};
    if (frame_.opcode != kContinuation) message_opcode_ = frame_.opcode;
    if (!frame_.fin) return {};
    const bool text = std::exchange(message_opcode_, std::uint8_t{0}) == kTextFrame;
    auto message = std::exchange(message_, {});
    if (text && !is_utf8(message)) return {Kind::Failure, {}, kBadText};
    return {Kind::Message, std::move(message), 0};
}

FrameReader::Event FrameReader::end_close() {
    if (control_.empty()) return {Kind::Close, {}, kNormal};
    if (control_.size() == 1) return {Kind::Failure, {}, kProtocolError};
    const auto code = static_cast<std::uint16_t>((static_cast<unsigned char>(control_[0]) << 8U) |
                                                 static_cast<unsigned char>(control_[1]));
    if (!may_be_sent(code) || !is_utf8(std::string_view{control_}.substr(2)))
        return {Kind::Failure, {}, kProtocolError};
    return {Kind::Close, {}, code};
}

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
        for (int shift = 56; shift >= 0; shift -= 8)
            head.push_back(static_cast<char>((std::uint64_t{size} >> shift) & 0xffU));
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

}  // namespace sidetone::net
