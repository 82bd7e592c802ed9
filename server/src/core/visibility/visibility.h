// Who may see what of whom. A pure function of the rules; the only maker of Visible<T>, so that nothing about a person leaves the server
// unchecked. Core strand only. This is the group part of P5; rules of users and domains join it here.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "core/directory/types.h"

namespace sidetone::directory {
class Directory;
}

namespace sidetone::visibility {

/// Something about a person that has been checked for one set of rights. Only reveal() in this room makes one.
template <class T>
class Visible {
public:
    const T& operator*() const { return value_; }
    const T* operator->() const { return &value_; }

private:
    friend class Gate;
    explicit Visible(T value) : value_(std::move(value)) {}
    T value_;
};

struct Decision {
    directory::Rights rights = 0;
    /// Why, a string literal: "self", "group", "none".
    std::string_view reason;
};

/// The only maker of Visible<T>; each revealing function is a member in its own file beside the type it reveals.
class Gate {
public:
    template <class T>
    static Visible<T> pass(T checked) {
        return Visible<T>(std::move(checked));
    }
};

/// Oneself: everything. Active members of a common group: the union of those groups' default visibilities. Else nothing.
Decision decide(const directory::Directory& directory, core::UserId viewer, core::UserId subject);

/// Everyone who has any right over `subject`, `subject` included; each once.
std::vector<core::UserId> watchers_of(const directory::Directory& directory, core::UserId subject);

}  // namespace sidetone::visibility
