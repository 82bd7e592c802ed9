// Takes secrets out of what is recorded, in place and keeping every length: responses of digest, keys and passwords of
// SDP (RFC 4568, RFC 8839), bodies that are no SDP, typed digits. Equal secrets stay equal to each other, for the rules
// compare SDPs; nothing else can be learned from what stands in their place. A value that never changes; one thread.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/keyed_hash.h"
#include "sip/message/message.h"

namespace sidetone::app::recording {

class Blanks {
public:
    /// `key`: random, kept nowhere.
    explicit Blanks(std::uint64_t key) : hash_(key) {}

    /// `bytes` are those of `message`, copied.
    void blank_message(const sip::Message& message, char* bytes) const;
    void blank_sdp(char* bytes, std::size_t size) const;
    /// Of unknown content: of every kind.
    void blank_all(char* bytes, std::size_t size) const;
    /// Whether there is something to blank in an SDP, or in a message of ours.
    [[nodiscard]] static bool has_secrets(std::string_view text);

private:
    /// After each `mark`, up to what ends a word.
    void blank_after(std::string_view mark, char* bytes, std::size_t size) const;
    void blank_response(char* bytes, std::size_t size) const;
    void fill(char* bytes, std::size_t size) const;

    base::KeyedHash hash_;
};

}  // namespace sidetone::app::recording
