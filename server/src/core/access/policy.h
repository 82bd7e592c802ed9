// What a password must be like (A4). Pure functions, any thread. Lengths count characters, not bytes.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.h"

namespace sidetone::access {

struct PasswordPolicy {
    std::size_t min_length = 10;
    /// Of lower case, upper case, digits, everything else.
    std::size_t min_classes = 2;
};

/// Refusals: access.password_too_short, access.password_too_simple; field "new".
base::Result<void> check_password(const PasswordPolicy& policy, std::string_view password);

}  // namespace sidetone::access
