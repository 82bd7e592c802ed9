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
#include "core/registrar/registrar.h"
#include "core/visibility/administrator.h"
#include "core/visibility/reveal.h"
#include "edge/live/detail/watch.h"

namespace sidetone::live {

/// Ids on the wire: a letter and the number; calls "17a", "17b".
std::string wire_id(core::UserId id);
std::string wire_id(core::GroupId id);
std::string wire_id(core::DeviceId id);
std::string wire_id(core::SignInId id);
std::string wire_id(calls::OwnCallId id);
std::string wire_id(core::CallId id);
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
/// For administrators: a call with its devices and where they are; the phones that were lost since then, newest first.
boost::json::object to_json(const visibility::AdministratorSight& sight, const calls::CallView& call,
                            const directory::Directory& directory, const registrar::Registrar& registrar);
boost::json::array to_json(const visibility::AdministratorSight& sight, const std::deque<LostDevice>& lost,
                           base::Time since, const directory::Directory& directory);
boost::json::object to_json(const access::SignIn& sign_in, bool connected);
/// EndReason of the contract: how it looks from this side.
std::string_view end_reason(const calls::OwnCallEnded& ended);

}  // namespace sidetone::live
