#include "app/recording/journal.h"

#include <algorithm>

namespace sidetone::app::recording {

namespace {

constexpr std::string_view kHex = "0123456789abcdef";
/// Not secret: the same in every recording.
const base::KeyedHash kHash{};

/// What a field cannot have as it is. An empty field is a lone "%".
bool is_plain(char c) {
    return c > ' ' && c != '%' && c != '\x7f';
}

int digit_of(char c) {
    const auto at = kHex.find(c);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

}  // namespace

void Journal::at(base::Time now) {
    if (now == time_) return;
    time_ = now;
    line("t", now.time_since_epoch().count());
}

std::size_t Journal::add_text(std::string_view text) {
    const auto from = text_.size();
    text_ += text;
    text_ += '\n';
    return from;
}

void Journal::message(base::Time now, base::FlowId flow, const sip::Message& message) {
    at(now);
    line("msg", flow, message.bytes().size());
    const auto from = add_text(message.bytes());
    if (blanks_) blanks_->blank_message(message, text_.data() + from);
}

std::string Journal::take(std::string spare) {
    spare.clear();
    std::swap(spare, text_);
    return spare;
}

void Journal::field(std::string_view text) {
    if (text.empty()) text_ += '%';
    for (const char c : text) {
        if (is_plain(c)) {
            text_ += c;
            continue;
        }
        text_ += '%';
        text_ += kHex[static_cast<unsigned char>(c) >> 4U];
        text_ += kHex[static_cast<unsigned char>(c) & 15U];
    }
}

void Journal::field(Hashed hashed) {
    std::uint64_t hash = 0;
    if (blanks_ && Blanks::has_secrets(hashed.text)) {
        std::string blanked(hashed.text);
        blanks_->blank_sdp(blanked.data(), blanked.size());
        hash = kHash(blanked);
    } else {
        hash = kHash(hashed.text);
    }
    field(hashed.text.size());
    text_ += ' ';
    for (int shift = 60; shift >= 0; shift -= 4) text_ += kHex[(hash >> static_cast<unsigned>(shift)) & 15U];
}

void Journal::field(Digits digits) {
    std::string blanked(digits.text);
    if (blanks_)
        std::replace_if(
            blanked.begin(), blanked.end(), [](char c) { return c >= '0' && c <= '9'; }, '5');
    field(std::string_view(blanked));
}

std::optional<std::string> decode_field(std::string_view field) {
    std::string text;
    if (field == "%") return text;
    for (std::size_t i = 0; i < field.size(); ++i) {
        if (field[i] != '%') {
            text += field[i];
            continue;
        }
        if (i + 2 >= field.size()) return std::nullopt;
        const int high = digit_of(field[i + 1]);
        const int low = digit_of(field[i + 2]);
        if (high < 0 || low < 0) return std::nullopt;
        text += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return text;
}

}  // namespace sidetone::app::recording
