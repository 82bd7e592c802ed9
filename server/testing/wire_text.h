// Helpers of tests that read SIP from the wire: texts written with \n become CRLF, samples come from files.
// Single-threaded.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "sip/message/message.h"

namespace sidetone::wire_text {

/// Every LF becomes CRLF.
inline std::string wire(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == '\n') result.push_back('\r');
        result.push_back(c);
    }
    return result;
}

inline std::string read_file(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

inline sip::Message parsed(std::string bytes) {
    return std::move(sip::Message::parse(std::move(bytes)).value());
}

/// A request with all it needs; `more` are further header rows, each ending in \n.
inline std::string request_text(std::string_view method = "INVITE", std::string_view more = {},
                                std::string_view body = {}) {
    std::string text{method};
    text += " sip:bob@example.com SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.1:5062;branch=z9hG4bK77;rport\n";
    text += "From: \"Anna\" <sip:anna@example.com>;tag=a1\nTo: <sip:bob@example.com>\nCall-ID: c1@192.0.2.1\nCSeq: 7 ";
    text.append(method).append("\nMax-Forwards: 70\n").append(more);
    text += "Content-Length: " + std::to_string(body.size()) + "\n\n";
    return wire(text) + std::string{body};
}

}  // namespace sidetone::wire_text
