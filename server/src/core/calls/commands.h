// What a session may ask of calls. The user is the authenticated one.
#pragma once

#include <string>

#include "base/result.h"
#include "base/time.h"
#include "core/calls/types.h"

namespace sidetone::calls {

struct Dial {
    UserId user;
    DeviceId device;
    std::string target;
};
struct Answer {
    UserId user;
    OwnCallId call;
    DeviceId device;
};
struct Reject {
    UserId user;
    OwnCallId call;
};
struct HangUp {
    UserId user;
    OwnCallId call;
};
struct Hold {
    UserId user;
    OwnCallId call;
    bool on = true;
};
struct Mute {
    UserId user;
    OwnCallId call;
    bool on = true;
};
struct SendDigits {
    UserId user;
    OwnCallId call;
    std::string digits;
};

/// Who takes them. Refusals as in api/session.yaml.
class Commands {
public:
    virtual ~Commands() = default;
    virtual base::Result<void> dial(const Dial& command, base::Time now) = 0;
    virtual base::Result<void> answer(const Answer& command, base::Time now) = 0;
    virtual base::Result<void> reject(const Reject& command, base::Time now) = 0;
    virtual base::Result<void> hang_up(const HangUp& command, base::Time now) = 0;
    virtual base::Result<void> hold(const Hold& command, base::Time now) = 0;
    virtual base::Result<void> mute(const Mute& command, base::Time now) = 0;
    virtual base::Result<void> send_digits(const SendDigits& command, base::Time now) = 0;
};

}  // namespace sidetone::calls
