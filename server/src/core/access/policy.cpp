#include "core/access/policy.h"

#include "core/directory/folding.h"

namespace sidetone::access {

base::Result<void> check_password(const PasswordPolicy& policy, std::string_view password) {
    if (directory::count_characters(password) < policy.min_length)
        return base::Error{"access.password_too_short", "new"};
    bool lower = false;
    bool upper = false;
    bool digit = false;
    bool other = false;
    for (const char c : password) {
        if (c >= 'a' && c <= 'z') {
            lower = true;
        } else if (c >= 'A' && c <= 'Z') {
            upper = true;
        } else if (c >= '0' && c <= '9') {
            digit = true;
        } else {
            other = true;
        }
    }
    const auto classes = static_cast<std::size_t>(lower) + static_cast<std::size_t>(upper) +
                         static_cast<std::size_t>(digit) + static_cast<std::size_t>(other);
    if (classes < policy.min_classes) return base::Error{"access.password_too_simple", "new"};
    return {};
}

}  // namespace sidetone::access
