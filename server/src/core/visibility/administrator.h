// Proof that somebody may see the whole system: what is told about people beyond one's groups asks for it, so that a
// forgotten check does not compile. Core strand only.
#pragma once

#include <optional>

#include "core/directory/directory.h"

namespace sidetone::visibility {

class AdministratorSight {
public:
    /// None: this user is no administrator (any more).
    static std::optional<AdministratorSight> of(const directory::Directory& directory, core::UserId viewer) {
        if (!directory.is_administrator(viewer)) return std::nullopt;
        return AdministratorSight();
    }

private:
    AdministratorSight() = default;
};

}  // namespace sidetone::visibility
