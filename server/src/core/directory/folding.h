// Texts made comparable for search: case and accents do not count, so that "tomas" finds Tomáš and "strasse" Straße.
// Pure functions, any thread. Leaves what is searched to Directory.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sidetone::directory {

/// Lower case, Latin letters without their marks, ß as ss, æ as ae. Other scripts: Greek and Cyrillic in lower case,
/// the rest unchanged. Broken UTF-8 is left out.
std::string fold(std::string_view utf8);
/// As people type umlauts without having the keys: ä as ae, ö and ø as oe, ü as ue, å as aa; else as fold().
std::string fold_spelt_out(std::string_view utf8);
/// The words of a folded text: runs of letters and digits.
std::vector<std::string> words_of(std::string_view folded);
/// Characters, not bytes; broken UTF-8 counts each byte.
std::size_t count_characters(std::string_view utf8);
/// ASCII letters only, for short names and e-mail addresses.
std::string to_lower_ascii(std::string_view text);

}  // namespace sidetone::directory
