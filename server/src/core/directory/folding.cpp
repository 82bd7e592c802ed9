#include "core/directory/folding.h"

#include <optional>

namespace sidetone::directory {

namespace {

/// Base letters of U+00C0 to U+024F; a dot: none, kept as it is.
constexpr std::string_view kLatin =
    "aaaaaaaceeeeiiiidnooooo.ouuuuytsaaaaaaaceeeeiiiidnooooo.ouuuuyty"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
    "lllnnnnnn.nnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"
    "................................oo.............uu..............."
    "....dddlllnnnaaiioouuuuuuuuuu.aaaa....ggkkoooo..jdddgg..nnaa...."
    "aaaaeeeeiiiioooorrrruuuusstt..hh......aaeeooooooooyy............"
    "................";
/// Base letters of U+1E00 to U+1EFF; a dot: none, kept as it is.
constexpr std::string_view kLatinAdditional =
    "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
    "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
    "wwwwwwwwwwxxxxyyzzzzzzhtwyas..s.aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
    "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......";

struct Character {
    char32_t code = 0;
    std::size_t length = 1;
    bool valid = false;
};

/// The next character; an invalid one is one byte long. Overlong forms and surrogates are not looked for: nothing here
/// is an identity.
Character read(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned first = byte(0);
    if (first < 0x80) return {first, 1, true};
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0;
    if (length == 0 || first > 0xF4 || text.size() < length) return {};
    char32_t code = first & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0U) != 0x80) return {};
        code = (code << 6U) | (byte(i) & 0x3FU);
    }
    return {code, length, true};
}

/// Letters that become two.
std::string_view two_letters(char32_t code, bool spelt_out) {
    switch (code) {
        case U'ß':
        case U'ẞ':
            return "ss";
        case U'æ':
        case U'Æ':
            return "ae";
        case U'œ':
        case U'Œ':
            return "oe";
        case U'þ':
        case U'Þ':
            return "th";
        case U'ĳ':
        case U'Ĳ':
            return "ij";
        default:
            break;
    }
    if (!spelt_out) return {};
    switch (code) {
        case U'ä':
        case U'Ä':
            return "ae";
        case U'ö':
        case U'Ö':
        case U'ø':
        case U'Ø':
            return "oe";
        case U'ü':
        case U'Ü':
            return "ue";
        case U'å':
        case U'Å':
            return "aa";
        default:
            return {};
    }
}

std::optional<char> base_letter(char32_t code) {
    char letter = '.';
    if (code >= 0xC0 && code - 0xC0 < kLatin.size()) letter = kLatin[code - 0xC0];
    if (code >= 0x1E00 && code - 0x1E00 < kLatinAdditional.size()) letter = kLatinAdditional[code - 0x1E00];
    return letter == '.' ? std::nullopt : std::optional{letter};
}

/// Greek and Cyrillic capitals lie in blocks before their small letters; Greek vowels with tonos are mapped one by one.
char32_t small_letter(char32_t code) {
    switch (code) {
        case U'ά':
        case U'Ά':
            return U'α';
        case U'έ':
        case U'Έ':
            return U'ε';
        case U'ή':
        case U'Ή':
            return U'η';
        case U'ί':
        case U'Ί':
            return U'ι';
        case U'ό':
        case U'Ό':
            return U'ο';
        case U'ύ':
        case U'Ύ':
            return U'υ';
        case U'ώ':
        case U'Ώ':
            return U'ω';
        case U'ς':
            return U'σ';
        default:
            break;
    }
    if ((code >= 0x391 && code <= 0x3A9 && code != 0x3A2) || (code >= 0x410 && code <= 0x42F)) return code + 32;
    if (code >= 0x400 && code <= 0x40F) return code + 80;
    return code;
}

void append(std::string& out, char32_t code) {
    if (code < 0x80) {
        out.push_back(static_cast<char>(code));
    } else if (code < 0x800) {
        out.push_back(static_cast<char>(0xC0U | (code >> 6U)));
        out.push_back(static_cast<char>(0x80U | (code & 0x3FU)));
    } else if (code < 0x10000) {
        out.push_back(static_cast<char>(0xE0U | (code >> 12U)));
        out.push_back(static_cast<char>(0x80U | ((code >> 6U) & 0x3FU)));
        out.push_back(static_cast<char>(0x80U | (code & 0x3FU)));
    } else {
        out.push_back(static_cast<char>(0xF0U | (code >> 18U)));
        out.push_back(static_cast<char>(0x80U | ((code >> 12U) & 0x3FU)));
        out.push_back(static_cast<char>(0x80U | ((code >> 6U) & 0x3FU)));
        out.push_back(static_cast<char>(0x80U | (code & 0x3FU)));
    }
}

std::string fold_as(std::string_view text, bool spelt_out) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const auto character = read(text);
        text.remove_prefix(character.length);
        const bool combining_mark = character.code >= 0x300 && character.code <= 0x36F;
        if (!character.valid || combining_mark) continue;
        const auto code = character.code;
        if (code < 0x80) {
            out.push_back(code >= 'A' && code <= 'Z' ? static_cast<char>(code + 32) : static_cast<char>(code));
        } else if (const auto two = two_letters(code, spelt_out); !two.empty()) {
            out += two;
        } else if (const auto letter = base_letter(code)) {
            out.push_back(*letter);
        } else {
            append(out, small_letter(code));
        }
    }
    return out;
}

/// Any byte of a character beyond ASCII counts as a letter.
bool in_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

std::string fold(std::string_view utf8) {
    return fold_as(utf8, false);
}

std::string fold_spelt_out(std::string_view utf8) {
    return fold_as(utf8, true);
}

std::vector<std::string> words_of(std::string_view folded) {
    std::vector<std::string> words;
    std::size_t i = 0;
    while (i < folded.size()) {
        const auto begin = i;
        while (i < folded.size() && in_word(folded[i])) ++i;
        if (i > begin) words.emplace_back(folded.substr(begin, i - begin));
        if (i < folded.size()) ++i;
    }
    return words;
}

std::size_t count_characters(std::string_view utf8) {
    std::size_t count = 0;
    for (; !utf8.empty(); ++count) utf8.remove_prefix(read(utf8).length);
    return count;
}

std::string to_lower_ascii(std::string_view text) {
    std::string out(text);
    for (auto& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    }
    return out;
}

}  // namespace sidetone::directory
