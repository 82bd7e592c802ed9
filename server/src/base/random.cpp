#include "base/random.h"

namespace sidetone::base {

std::string random_token(Random& random, std::size_t characters) {
    static constexpr char kAlphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
    std::string token(characters, '\0');
    std::uint64_t bits = 0;
    int left = 0;
    for (char& character : token) {
        if (left < 5) {
            bits = random.next();
            left = 64;
        }
        character = kAlphabet[bits & 31U];
        bits >>= 5U;
        left -= 5;
    }
    return token;
}

}  // namespace sidetone::base
