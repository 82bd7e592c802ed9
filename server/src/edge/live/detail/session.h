// One session of the web client: what it is connected by, what it may have missed, what it was answered. Core strand
// only.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <deque>
#include <memory>
#include <set>
#include <string>

#include "base/time.h"
#include "base/timer_wheel.h"
#include "core/ids.h"
#include "edge/net/net_threads.h"

namespace sidetone::live {

/// The part of an event that is the same for all who get it; the tail with the number is each session's own.
using SharedBody = std::shared_ptr<const std::string>;

struct Session {
    /// Named by the client to resume; random, for whoever knows it and the token may read what was missed.
    std::string key;
    core::UserId user;
    core::SignInId sign_in;
    /// None while the connection is broken.
    net::ConnectionId connection;
    base::TimerId expiry = 0;

    /// Number of the last event.
    std::uint64_t seq = 0;
    /// The last events, the newest last; numbered seq - missed.size() + 1 ... seq.
    std::deque<SharedBody> missed;
    std::size_t missed_bytes = 0;

    struct Answered {
        std::string id;  ///< JSON text of the request's id
        SharedBody answer;
    };
    std::deque<Answered> answered;
    /// Requests whose answer is not there yet.
    std::set<std::string> pending;
};

/// A connection before and after session.open.
struct Client {
    net::ConnectionId connection;
    std::string session;  ///< key, empty before session.open
    unsigned refusals = 0;
    std::string remote_host;
};

}  // namespace sidetone::live
