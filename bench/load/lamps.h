// The lamp's way, measured: a phone registers or unregisters, and every session that watches its owner gets an event.
// The time begins before the phone's datagram leaves and ends in one of two ways:
//   on the wire  when the kernel handed the event's last byte to the session's socket. The load generator sleeps
//                meanwhile; it reads, decrypts and checks afterwards.
//   decrypted    when the load generator, one thread beside the server on the same cores, has decrypted it.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "sip_phone.h"
#include "tls_client.h"

namespace bench {

using Sessions = std::vector<std::unique_ptr<TlsClient>>;

struct WatchedPhone {
    std::string person;  ///< its owner, as the session names people
    std::unique_ptr<SipPhone> phone;
    std::chrono::system_clock::time_point changed{};
    bool registered = false;
    bool asked = false;
};

struct LampTimes {
    std::vector<double> ms;
    std::size_t missing = 0;
    std::size_t changes = 0;
};

class Lamps {
public:
    /// The sessions' reading is detached, and everything received so far is read.
    explicit Lamps(Sessions& sessions);
    ~Lamps();
    Lamps(const Lamps&) = delete;
    Lamps& operator=(const Lamps&) = delete;

    /// One change that every session watches.
    LampTimes all_watch_on_wire(WatchedPhone& phone, long rounds);
    LampTimes all_watch_decrypted(WatchedPhone& phone, long rounds);
    /// Changes at random moments, `rate` a second on average, of people whom `watchers` sessions each watch; on the
    /// wire.
    LampTimes office(std::vector<WatchedPhone>& phones, double rate, std::chrono::seconds time, std::size_t watchers);
    /// Answers pings for that long; how many there were.
    std::size_t idle(std::chrono::minutes time);

private:
    /// Reading is told by epoll from here on. Not before: on loopback it is the server's write that does the telling.
    void watch();
    void one_on_wire(WatchedPhone& phone, LampTimes& times);
    void one_decrypted(WatchedPhone& phone, LampTimes& times);
    /// Sessions with something to read, at the latest at `until`; none then.
    std::vector<std::size_t> wait(std::chrono::steady_clock::time_point until);
    void take_events(std::vector<WatchedPhone>& phones, std::size_t session, LampTimes& times);

    Sessions& sessions_;
    int epoll_ = -1;
};

}  // namespace bench
