// Names of people as SIP writes them, and what a device meant by the address it dialled.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "core/calls/types.h"

namespace sidetone::signalling {

/// "Display" <sip:user@domain>; the user part is escaped. A user that is a SIP URI itself stands as it is.
std::string name_addr(std::string_view display, std::string_view user, std::string_view domain);

/// Tells a softphone which own call a dialog is, as a session names it (api/session.yaml).
std::pair<std::string, std::string> call_header(calls::OwnCallId id);

/// What was dialled, as the dial plan reads it: the user part if the host means this system, else the whole URI.
std::string dialled_text(std::string_view request_uri, std::string_view system_name,
                         const std::unordered_set<std::string>& own_hosts);

}  // namespace sidetone::signalling
