#include "base/random.h"

namespace sidetone::base {

std::string random_token(Random& random, std::size_t characters) {
    static constexpr char kAlphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
    std::string token;
    token.reserve(characters);
    std::uint64_t bits = 0;
    int left = 0;
    while (token.size() < characters) {
        if (left < 5) {
            bits = random.next();
            left = 64;
        }
        token.push_back(kAlphabet[bits & 31U]);
        bits >>= 5U;
        left -= 5;
    }
    return token;
}

}  // namespace sidetone::base
