// The control connection to rtpengine: JSON over UDP on loopback, a cookie in front, the same datagram again every 250
// ms until the answer comes (the engine answers repeated cookies from its cache). Bounded in questions at once. One net
// thread.
#pragma once

#include <array>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/json/object.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <unordered_map>

namespace sidetone::media {

/// The engine's answer; nothing if none came in time or the engine is gone.
using NgAnswer = std::function<void(const boost::json::object*)>;

class NgClient {
public:
    explicit NgClient(boost::asio::io_context& io);

    /// Where the engine listens; ends what was asked of an earlier one.
    void connect(std::uint16_t port);
    /// All open questions are answered with nothing.
    void disconnect();
    void ask(const boost::json::object& message, NgAnswer answer);

private:
    struct Question {
        std::string datagram;
        NgAnswer answer;
        int sent = 0;
    };
    struct Due {
        std::chrono::steady_clock::time_point at;
        std::uint64_t cookie = 0;
    };
    void receive();
    void on_datagram(std::size_t size);
    void send(std::uint64_t cookie);
    void arm();
    void send_again();
    void finish(std::uint64_t cookie, const boost::json::object* answer);

    boost::asio::ip::udp::socket socket_;
    boost::asio::ip::udp::endpoint engine_;
    std::unordered_map<std::uint64_t, Question> questions_;
    std::uint64_t last_cookie_ = 0;
    /// All wait equally long, so this is in order. One timer for all: nearly every one is answered before it fires.
    std::deque<Due> due_;
    boost::asio::steady_timer timer_;
    bool armed_ = false;
    std::array<char, 65536> buffer_{};
};

}  // namespace sidetone::media
