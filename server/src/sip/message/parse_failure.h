// Why bytes are no SIP message, and as much of them as is needed to answer statelessly. A value, any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sidetone::sip {

struct ParseFailure {
    /// What is wrong, a literal fit for the log and for the reason phrase: "CSeq: method differs". Never a text of the
    /// peer's.
    std::string_view what;
    /// The SIP status to answer with: 400, 413, 414, 505, 513.
    int status = 400;
    bool is_request = false;
    /// Raw values, each free of line breaks; empty where they could not be read.
    std::string method;
    std::vector<std::string> vias;
    std::string from;
    std::string to;
    std::string call_id;
    std::string cseq;

    /// A request that is no ACK, with all that a response must copy (RFC 3261 8.2.6.2). builder.h: refusal_of() makes
    /// the answer.
    [[nodiscard]] bool answerable() const;
};

/// Reads leniently what an answer needs.
[[nodiscard]] ParseFailure salvage(std::string_view bytes, std::string_view what, int status);

}  // namespace sidetone::sip
