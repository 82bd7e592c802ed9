#include "edge/net/stun.h"

#include <cstdint>
#include <cstring>
#include <vector>

namespace sidetone::net {

namespace {

constexpr std::size_t kHead = 20;
constexpr std::string_view kCookie{"\x21\x12\xa4\x42", 4};
constexpr std::uint16_t kBindingRequest = 0x0001;
constexpr std::uint16_t kBindingSuccess = 0x0101;
constexpr std::uint16_t kBindingError = 0x0111;
constexpr std::uint16_t kErrorCode = 0x0009;
constexpr std::uint16_t kUnknownAttributes = 0x000a;
constexpr std::uint16_t kXorMappedAddress = 0x0020;
/// From here on attributes may be passed over (RFC 5389 15).
constexpr std::uint16_t kOptional = 0x8000;
/// More unknown ones are not named, so that no answer is much longer than its question.
constexpr std::size_t kMostNamed = 8;

std::uint16_t number_at(std::string_view bytes, std::size_t at) {
    return static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[at]) << 8U |
                                      static_cast<unsigned char>(bytes[at + 1]));
}

void append(std::string& bytes, std::size_t number) {
    bytes.push_back(static_cast<char>(number >> 8U & 0xffU));
    bytes.push_back(static_cast<char>(number & 0xffU));
}

void append_attribute(std::string& attributes, std::uint16_t type, const std::string& value) {
    append(attributes, type);
    append(attributes, value.size());
    attributes += value;
    attributes.append((4 - value.size() % 4) % 4, '\0');
}

/// False: not whole. `unknown`: those that must be understood and are not.
bool read_attributes(std::string_view rest, std::vector<std::uint16_t>& unknown) {
    while (!rest.empty()) {
        if (rest.size() < 4) return false;
        const auto type = number_at(rest, 0);
        const std::size_t padded = (std::size_t{number_at(rest, 2)} + 3) / 4 * 4;
        if (rest.size() - 4 < padded) return false;
        if (type < kOptional && unknown.size() < kMostNamed) unknown.push_back(type);
        rest.remove_prefix(4 + padded);
    }
    return true;
}

/// RFC 5389 15.2: address and port, each mixed with the head so that no NAT on the way rewrites them.
std::string xor_mapped(const sockaddr_storage& from, std::string_view mask) {
    std::string value(1, '\0');
    std::string address;
    std::uint16_t port = 0;
    if (from.ss_family == AF_INET6) {
        sockaddr_in6 in{};
        std::memcpy(&in, &from, sizeof in);
        value.push_back(2);
        port = ntohs(in.sin6_port);
        address.assign(reinterpret_cast<const char*>(&in.sin6_addr), 16);
    } else {
        sockaddr_in in{};
        std::memcpy(&in, &from, sizeof in);
        value.push_back(1);
        port = ntohs(in.sin_port);
        address.assign(reinterpret_cast<const char*>(&in.sin_addr), 4);
    }
    append(value, port ^ number_at(mask, 0));
    for (std::size_t i = 0; i < address.size(); ++i) value.push_back(static_cast<char>(address[i] ^ mask[i]));
    return value;
}

}  // namespace

bool looks_like_stun(std::string_view datagram) {
    return datagram.size() >= kHead && static_cast<unsigned char>(datagram[0]) < 4 && datagram.substr(4, 4) == kCookie;
}

std::string stun_answer(std::string_view datagram, const sockaddr_storage& from) {
    if (!looks_like_stun(datagram) || number_at(datagram, 0) != kBindingRequest ||
        number_at(datagram, 2) != datagram.size() - kHead)
        return {};
    std::vector<std::uint16_t> unknown;
    if (!read_attributes(datagram.substr(kHead), unknown)) return {};
    const auto mask = datagram.substr(4, 16);
    std::string attributes;
    if (unknown.empty()) {
        append_attribute(attributes, kXorMappedAddress, xor_mapped(from, mask));
    } else {
        append_attribute(attributes, kErrorCode, std::string("\0\0\x04\x14", 4));  // 420
        std::string types;
        for (const auto type : unknown) append(types, type);
        append_attribute(attributes, kUnknownAttributes, types);
    }
    std::string answer;
    append(answer, unknown.empty() ? kBindingSuccess : kBindingError);
    append(answer, attributes.size());
    answer += mask;
    return answer + attributes;
}

}  // namespace sidetone::net
