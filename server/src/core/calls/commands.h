// What a session may ask of calls. The user is the authenticated one.
#pragma once

#include <string>

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

}  // namespace sidetone::calls
