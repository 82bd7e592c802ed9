// The control connection to rtpengine: JSON over UDP on loopback, a cookie in front, the same datagram again every 250
// ms until the answer comes (the engine answers repeated cookies from its cache). Bounded in questions at once. Core
// strand.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/time.h"
#include "edge/net/core_loop.h"

namespace sidetone::media {

/// The engine's answer; nothing if none came in time or the engine is gone.
using NgAnswer = std::function<void(const boost::json::object*)>;

class NgClient {
public:
    explicit NgClient(net::CoreLoop& loop);
    ~NgClient();
    NgClient(const NgClient&) = delete;
    NgClient& operator=(const NgClient&) = delete;

    /// Where the engine listens; ends what was asked of an earlier one.
    void connect(std::uint16_t port);
    /// All open questions are answered with nothing.
    void disconnect();
    /// `message`: a JSON object.
    void ask(std::string_view message, NgAnswer answer);

    [[nodiscard]] std::size_t waiting() const { return questions_.size(); }
    /// When the next question is to be asked again.
    [[nodiscard]] std::optional<base::Time> next_deadline() const;
    void on_deadline(base::Time now);

private:
    struct Question {
        std::string datagram;
        NgAnswer answer;
        int sent = 0;
    };
    struct Due {
        base::Time at;
        std::uint64_t cookie = 0;
    };
    void receive();
    void on_datagram(std::string_view text);
    void send(std::uint64_t cookie);
    void finish(std::uint64_t cookie, const boost::json::object* answer);

    net::CoreLoop& loop_;
    int socket_ = -1;
    std::unordered_map<std::uint64_t, Question> questions_;
    std::uint64_t last_cookie_ = 0;
    /// All wait equally long, so this is in order.
    std::deque<Due> due_;
    std::unique_ptr<char[]> buffer_;  ///< untouched pages cost nothing
};

}  // namespace sidetone::media
