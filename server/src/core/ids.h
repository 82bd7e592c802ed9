// The ids of the rules' world. Plain values.
#pragma once

#include "base/id.h"

namespace sidetone::core {

using UserId = base::Id<struct UserTag>;
using GroupId = base::Id<struct GroupTag>;
using DeviceId = base::Id<struct DeviceTag>;
/// One sign-in of a user at a browser, from login to sign-out; its token is remembered there (A3).
using SignInId = base::Id<struct SignInTag>;
using CallId = base::Id<struct CallTag>;
/// One dialog of a call: between the server and one device.
using LegId = base::Id<struct LegTag>;
/// One bridge of the media engine.
using MediaId = base::Id<struct MediaTag>;
/// One question to the media engine, answered exactly once.
using MediaOpId = base::Id<struct MediaOpTag>;

}  // namespace sidetone::core
