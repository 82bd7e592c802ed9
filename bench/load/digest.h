// Digest MD5 as a phone computes it, for the load generators.
#pragma once

#include <string>

namespace bench {

struct Challenge {
    std::string realm;
    std::string nonce;
};

/// The MD5 challenge of a 401 or 407. Throws std::runtime_error if there is none.
Challenge md5_challenge(const std::string& response);

std::string md5(const std::string& text);

/// Value of Authorization or Proxy-Authorization.
std::string credentials(const Challenge& challenge, const std::string& user, const std::string& secret,
                        const std::string& method, const std::string& uri, unsigned count);

}  // namespace bench
