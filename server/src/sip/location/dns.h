// Questions to the DNS and what comes back, as far as RFC 3263 needs them. Values; any thread. Names are in lower case
// and without the dot at their end.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace sidetone::sip::location {

enum class RecordType : std::uint8_t { Naptr, Srv, A, Aaaa };

struct Question {
    RecordType type = RecordType::A;
    std::string name;
    auto operator<=>(const Question&) const = default;
};

/// RFC 3403 4.1; a regular expression is not kept, SIP uses none.
struct Naptr {
    std::uint16_t order = 0;
    std::uint16_t preference = 0;
    std::string flags;
    std::string service;
    std::string replacement;
    bool operator==(const Naptr&) const = default;
};

/// RFC 2782. An empty target is the root: the service is decidedly not there.
struct Srv {
    std::uint16_t priority = 0;
    std::uint16_t weight = 0;
    std::uint16_t port = 0;
    std::string target;
    bool operator==(const Srv&) const = default;
};

struct Answer {
    enum class Kind : std::uint8_t {
        Found,
        None,    ///< there is no such name, or it has no such record (RFC 2308)
        Failed,  ///< nobody answered, or could not
    };
    Kind kind = Kind::None;
    std::vector<Naptr> naptr = {};
    std::vector<Srv> srv = {};
    std::vector<std::string> addresses = {};  ///< of A and AAAA, in text
    std::chrono::seconds ttl{0};
    bool operator==(const Answer&) const = default;
};

}  // namespace sidetone::sip::location
