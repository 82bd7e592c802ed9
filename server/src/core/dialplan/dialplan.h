// Whom a dialled text means. A pure function of the directory, for sessions and phones alike. Core strand only. Leaves
// to calls whether it may be called, to signalling which hosts are this system.
#pragma once

#include <string_view>

#include "base/result.h"
#include "core/ids.h"

namespace sidetone::directory {
class Directory;
}

namespace sidetone::dialplan {

struct Target {
    core::UserId user;
};

/// `dialled` is a number (separators such as "-", "/" and blanks do not count), a short name, an e-mail address, a SIP
/// or tel URI, or user@system. Refusals: calls.target_invalid (no address at all), calls.target_unknown (nobody has
/// it); field "target".
base::Result<Target> resolve(const directory::Directory& directory, std::string_view system_name,
                             std::string_view dialled);

}  // namespace sidetone::dialplan
