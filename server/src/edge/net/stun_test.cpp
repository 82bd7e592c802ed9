#include "edge/net/stun.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>

#include <cstring>

namespace sidetone::net {
namespace {

using namespace std::string_literals;

// RFC 5769 2: the transaction and the addresses of its sample responses.
const std::string kTransaction = "\xb7\xe7\xa7\x01\xbc\x34\xd6\x86\xfa\x87\xdf\xae"s;

sockaddr_storage v4(const char* address, std::uint16_t port) {
    sockaddr_in in{};
    in.sin_family = AF_INET;
    in.sin_port = htons(port);
    inet_pton(AF_INET, address, &in.sin_addr);
    sockaddr_storage out{};
    std::memcpy(&out, &in, sizeof in);
    return out;
}

sockaddr_storage v6(const char* address, std::uint16_t port) {
    sockaddr_in6 in{};
    in.sin6_family = AF_INET6;
    in.sin6_port = htons(port);
    inet_pton(AF_INET6, address, &in.sin6_addr);
    sockaddr_storage out{};
    std::memcpy(&out, &in, sizeof in);
    return out;
}

std::string request(const std::string& attributes = {}) {
    return "\x00\x01\x00"s + static_cast<char>(attributes.size()) + "\x21\x12\xa4\x42"s + kTransaction + attributes;
}

TEST(Stun, ABindingRequestIsToldTheAddressItCameFrom) {
    const auto answer = stun_answer(request(), v4("192.0.2.1", 32853));
    EXPECT_EQ(answer,
              "\x01\x01\x00\x0c\x21\x12\xa4\x42"s + kTransaction + "\x00\x20\x00\x08\x00\x01\xa1\x47\xe1\x12\xa6\x43"s);
}

TEST(Stun, AnIPv6AddressAsWell) {
    const auto answer = stun_answer(request(), v6("2001:db8:1234:5678:11:2233:4455:6677", 32853));
    EXPECT_EQ(answer,
              "\x01\x01\x00\x18\x21\x12\xa4\x42"s + kTransaction +
                  "\x00\x20\x00\x14\x00\x02\xa1\x47\x01\x13\xa9\xfa\xa5\xd3\xf1\x79\xbc\x25\xf4\xb5\xbe\xd2\xb9\xd9"s);
}

TEST(Stun, AttributesThatMayBePassedOverAre) {
    const auto software = "\x80\x22\x00\x05phone\x00\x00\x00"s;
    EXPECT_EQ(stun_answer(request(software), v4("192.0.2.1", 1)).substr(0, 2), "\x01\x01"s);
}

TEST(Stun, AnAttributeThatMustBeUnderstoodAndIsNotIsNamed) {
    const auto priority = "\x00\x24\x00\x04\x6e\x00\x01\xff"s;
    const auto answer = stun_answer(request(priority), v4("192.0.2.1", 1));
    EXPECT_EQ(answer.substr(0, 2), "\x01\x11"s);
    EXPECT_EQ(answer.substr(20), "\x00\x09\x00\x04\x00\x00\x04\x14\x00\x0a\x00\x02\x00\x24\x00\x00"s);
}

TEST(Stun, WhatIsNoBindingRequestGetsNoAnswer) {
    const auto from = v4("192.0.2.1", 1);
    EXPECT_FALSE(looks_like_stun("OPTIONS sip:pbx SIP/2.0\r\n"));
    EXPECT_EQ(stun_answer("OPTIONS sip:pbx SIP/2.0\r\n", from), "");
    auto response = request();
    response[0] = 1;
    EXPECT_EQ(stun_answer(response, from), "");
    EXPECT_EQ(stun_answer(request() + "more", from), "");
    EXPECT_EQ(stun_answer(request("\x80\x22\x00\x09phon"s), from), "");
    for (std::size_t size = 0; size < 20; ++size) EXPECT_EQ(stun_answer(request().substr(0, size), from), "");
}

}  // namespace
}  // namespace sidetone::net
