// What the session protocol says of people, calls, devices and sign-ins (api/session.yaml, schemas), as JSON. What
// concerns another person comes in as Visible<T> only. Pure functions.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/access/types.h"
#include "core/calls/events.h"
#include "core/calls/types.h"
#include "core/directory/types.h"
#include "core/presence/presence.h"
#include "core/registrar/types.h"
#include "core/visibility/reveal.h"

namespace sidetone::live {

/// Ids on the wire: a letter and the number; calls "17a", "17b".
std::string wire_id(core::UserId id);
std::string wire_id(core::GroupId id);
std::string wire_id(core::DeviceId id);
std::string wire_id(core::SignInId id);
std::string wire_id(calls::OwnCallId id);
/// 0 where it is no such id.
core::DeviceId device_id(std::string_view text);
core::SignInId sign_in_id(std::string_view text);
std::optional<calls::OwnCallId> own_call_id(std::string_view text);

boost::json::object to_json(const visibility::Visible<presence::State>& state);
boost::json::object to_json(const directory::User& user, const visibility::Visible<presence::State>& state);
boost::json::object to_json(const directory::Group& group);
/// Of one's own call: both ends of it may be shown to its user.
boost::json::object to_json(const calls::OwnCall& call);
boost::json::object to_json(const directory::Device& device, const registrar::Binding* binding);
boost::json::object to_json(const access::SignIn& sign_in, bool connected);
/// EndReason of the contract: how it looks from this side.
std::string_view end_reason(const calls::OwnCallEnded& ended);

}  // namespace sidetone::live
