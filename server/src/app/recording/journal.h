// What passes the doors of the rooms, as text: one line for each thing that comes in, with its text below it where it
// has one, and one line beginning with ">" for each that goes out, with a hash in place of a text.
//
//     t 1764100000000000            the time from here on, in microseconds
//     msg 17 412                    a message of flow 17, 412 bytes
//     REGISTER sip:example.org ...
//     .                             the turn ends: what goes out goes out
//     > sip 17 388 9f86d081884c7d65 SIP/2.0
//
// Fields are numbers or texts without spaces (percent-encoded). The same for recording and replay, so that both can be
// compared byte for byte. One thread.
#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "app/recording/blanks.h"
#include "base/id.h"
#include "base/time.h"
#include "sip/auth/digest.h"

namespace sidetone::app::recording {

/// Of what goes out: only this much of it is kept.
struct Hashed {
    std::string_view text;
};
/// Digits somebody typed.
struct Digits {
    std::string_view text;
};

class Journal {
public:
    /// Without blanks: what comes in has no secrets any more.
    explicit Journal(const Blanks* blanks) : blanks_(blanks) {}

    // --- what comes in
    template <class... Fields>
    void in(base::Time now, std::string_view kind, const Fields&... fields) {
        at(now);
        line(kind, fields...);
    }
    /// With an SDP.
    template <class... Fields>
    void in_sdp(base::Time now, std::string_view sdp, std::string_view kind, const Fields&... fields) {
        at(now);
        line(kind, fields..., sdp.size());
        const auto from = add_text(sdp);
        if (blanks_) blanks_->blank_sdp(text_.data() + from, sdp.size());
    }
    void message(base::Time now, base::FlowId flow, const sip::Message& message);
    /// Of credentials that are looked at now. Nobody without the secrets could tell.
    void verdict(sip::Verdict verdict) { line("digest", verdict); }

    // --- what goes out
    template <class... Fields>
    void out(std::string_view kind, const Fields&... fields) {
        text_ += "> ";
        line(kind, fields...);
    }

    /// Since the last time. What comes next is written into `spare`.
    [[nodiscard]] std::string take(std::string spare = {});
    [[nodiscard]] std::size_t size() const { return text_.size(); }

private:
    void at(base::Time now);
    std::size_t add_text(std::string_view text);

    template <class... Fields>
    void line(std::string_view kind, const Fields&... fields) {
        text_ += kind;
        ((text_ += ' ', field(fields)), ...);
        text_ += '\n';
    }
    template <class T>
    requires(std::integral<T> || std::is_enum_v<T>) void field(T value) {
        char digits[24];
        const auto end = [&] {
            if constexpr (std::is_enum_v<T>)
                return std::to_chars(digits, digits + sizeof digits, static_cast<unsigned>(value)).ptr;
            else if constexpr (std::same_as<T, bool>)
                return std::to_chars(digits, digits + sizeof digits, value ? 1 : 0).ptr;
            else
                return std::to_chars(digits, digits + sizeof digits, value).ptr;
        }();
        text_.append(digits, end);
    }
    template <class Tag>
    void field(base::Id<Tag> id) {
        field(id.value);
    }
    void field(std::string_view text);
    void field(const std::string& text) { field(std::string_view(text)); }
    void field(Hashed hashed);
    void field(Digits digits);

    const Blanks* blanks_;
    std::string text_;
    base::Time time_{};
};

/// Of a field: the text again. Nothing if it is none.
[[nodiscard]] std::optional<std::string> decode_field(std::string_view field);

}  // namespace sidetone::app::recording
