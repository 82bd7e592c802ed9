// A phone that registers and unregisters over UDP with digest MD5: the trigger of a lamp change in benchmarks.
#pragma once

#include <cstdint>
#include <string>

namespace bench {

struct PhoneAccount {
    std::string host;
    std::uint16_t port = 0;
    std::string domain;
    std::string user;  ///< user part of the AOR
    std::string auth_user;
    std::string secret;
};

class SipPhone {
public:
    explicit SipPhone(PhoneAccount account);
    ~SipPhone();
    SipPhone(const SipPhone&) = delete;
    SipPhone& operator=(const SipPhone&) = delete;

    /// Gets a challenge and keeps the answer ready, so that fire() is one datagram.
    void prepare(unsigned expires);
    void fire();
    /// Waits for the final response to fire(); its status.
    int wait();

private:
    std::string request(unsigned expires, const std::string& authorization);
    std::string receive();

    PhoneAccount account_;
    int fd_ = -1;
    std::uint16_t local_port_ = 0;
    unsigned cseq_ = 0;
    std::string call_id_;
    std::string ready_;
};

}  // namespace bench
