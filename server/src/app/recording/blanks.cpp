#include "app/recording/blanks.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "sip/message/text.h"

namespace sidetone::app::recording {

namespace {

constexpr std::string_view kAlphabet = "0123456789abcdef";
constexpr std::array<std::string_view, 3> kSdpMarks{"inline:", "a=ice-pwd:", "\nk="};
constexpr std::string_view kResponse = "response=";

/// std::string_view::find looks for the first character one by one, and those of the marks are everywhere.
std::size_t find_mark(std::string_view text, std::string_view mark, std::size_t from) {
    const auto* found = ::memmem(text.data() + from, text.size() - from, mark.data(), mark.size());
    return found == nullptr ? std::string_view::npos
                            : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

bool ends_word(char c) {
    return c == '\r' || c == '\n' || c == ' ' || c == '|' || c == '"' || c == ',' || c == '\0';
}

}  // namespace

void Blanks::fill(char* bytes, std::size_t size) const {
    std::uint64_t state = hash_({bytes, size});
    for (std::size_t i = 0; i < size; ++i) {
        // A base64 text stays one: its padding is where it was.
        if (bytes[i] != '=') bytes[i] = kAlphabet[(state >> (4 * (i % 16))) & 15U];
        if (i % 16 == 15) state = hash_.with(state, {});
    }
}

void Blanks::blank_after(std::string_view mark, char* bytes, std::size_t size) const {
    const std::string_view text(bytes, size);
    for (auto at = find_mark(text, mark, 0); at != std::string_view::npos; at = find_mark(text, mark, at)) {
        at += mark.size();
        const auto end = std::find_if(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), ends_word);
        fill(bytes + at, static_cast<std::size_t>(end - text.begin()) - at);
    }
}

/// Any case, with quotes or without.
void Blanks::blank_response(char* bytes, std::size_t size) const {
    const std::string_view text(bytes, size);
    const auto same = [](char left, char right) { return sip::text::lower(left) == right; };
    auto from = text.begin();
    while (true) {
        const auto found = std::search(from, text.end(), kResponse.begin(), kResponse.end(), same);
        if (found == text.end()) return;
        from = found + static_cast<std::ptrdiff_t>(kResponse.size());
        if (from != text.end() && *from == '"') ++from;
        const auto end = std::find_if(from, text.end(), ends_word);
        fill(bytes + (from - text.begin()), static_cast<std::size_t>(end - from));
        from = end;
    }
}

void Blanks::blank_sdp(char* bytes, std::size_t size) const {
    for (const auto mark : kSdpMarks) blank_after(mark, bytes, size);
}

void Blanks::blank_message(const sip::Message& message, char* bytes) const {
    for (const auto name : {sip::HeaderName::Authorization, sip::HeaderName::ProxyAuthorization}) {
        for (const std::string_view row : message.rows(name))
            blank_response(bytes + (row.data() - message.bytes().data()), row.size());
    }
    const auto body = message.body();
    if (body.empty()) return;
    auto* at = bytes + (body.data() - message.bytes().data());
    if (sip::text::iequals(message.content_type(), "application/sdp"))
        blank_sdp(at, body.size());
    else
        std::fill_n(at, body.size(), 'x');
}

void Blanks::blank_all(char* bytes, std::size_t size) const {
    blank_response(bytes, size);
    blank_sdp(bytes, size);
}

bool Blanks::has_secrets(std::string_view text) {
    if (text.ends_with("\r\n\r\n")) return false;  // a message without a body
    return std::any_of(kSdpMarks.begin(), kSdpMarks.end(),
                       [text](std::string_view mark) { return find_mark(text, mark, 0) != std::string_view::npos; });
}

}  // namespace sidetone::app::recording
