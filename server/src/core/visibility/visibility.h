// Who may see what of whom. A pure function of the rules; the only maker of Visible<T> (reveal.h), so that nothing
// about a person leaves the server unchecked. Core strand only. This is the group part of P5; rules of users and
// domains join it here.
#pragma once

#include <string_view>
#include <vector>

#include "core/directory/types.h"

namespace sidetone::directory {
class Directory;
}

namespace sidetone::visibility {

struct Decision {
    directory::Rights rights = 0;
    /// Why, a string literal: "self", "group", "none".
    std::string_view reason;
};

/// Oneself: everything. Active members of a common group: the union of those groups' default visibilities. Else
/// nothing.
Decision decide(const directory::Directory& directory, core::UserId viewer, core::UserId subject);

/// Everyone who has any right over `subject`, `subject` included; each once, in rising order of ids.
std::vector<core::UserId> watchers_of(const directory::Directory& directory, core::UserId subject);

/// The watchers of one subject who have the same rights: what is shown to one of them is shown to all, so it is
/// rendered once.
class Audience {
public:
    [[nodiscard]] directory::Rights rights() const { return rights_; }
    /// In rising order of ids.
    [[nodiscard]] const std::vector<core::UserId>& viewers() const { return viewers_; }

private:
    friend std::vector<Audience> audiences_of(const directory::Directory& directory, core::UserId subject);
    explicit Audience(directory::Rights rights) : rights_(rights) {}
    directory::Rights rights_;
    std::vector<core::UserId> viewers_;
};

/// watchers_of, grouped by their rights; most rights first.
std::vector<Audience> audiences_of(const directory::Directory& directory, core::UserId subject);

/// May whoever has `rights` see this?
constexpr bool has(directory::Rights rights, directory::Right right) {
    return (rights & static_cast<directory::Rights>(right)) != 0;
}

}  // namespace sidetone::visibility
