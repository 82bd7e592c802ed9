// A phone that registers over UDP, for load generators: enough digest to be let in, at a moment of one's choice.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "digest.h"

namespace bench {

struct PhoneAccount {
    std::string host;
    std::uint16_t port = 0;
    std::string domain;
    std::string user;
    std::string auth_user;
    std::string secret;
};

class SipPhone {
public:
    explicit SipPhone(PhoneAccount account);
    ~SipPhone();
    SipPhone(const SipPhone&) = delete;
    SipPhone& operator=(const SipPhone&) = delete;

    /// Asks for a challenge where there is none yet, so that the next fire() is the one that counts.
    void prepare(unsigned expires);
    /// Sends the authorised REGISTER of prepare(); the moment before it left.
    std::chrono::system_clock::time_point fire();
    /// Blocks for the final answer; its status.
    int wait();

private:
    std::string request(unsigned expires, const std::string& authorization);
    std::string receive();

    PhoneAccount account_;
    int fd_ = -1;
    std::uint16_t local_port_ = 0;
    std::string call_id_;
    unsigned cseq_ = 0;
    unsigned count_ = 0;  ///< of the nonce
    std::optional<Challenge> challenge_;
    std::string ready_;
};

}  // namespace bench
