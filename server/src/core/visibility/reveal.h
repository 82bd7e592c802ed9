// Visible<T>: something about a person, checked for one viewer or audience. reveal() here is its only maker. What a
// right shows of a T is said by a function `T hide(const T&, directory::Rights)` beside T (found by argument-dependent
// lookup). Core strand only.
#pragma once

#include <concepts>
#include <utility>

#include "core/visibility/visibility.h"

namespace sidetone::visibility {

template <class T>
concept Hideable = requires(const T& value, directory::Rights rights) {
    { hide(value, rights) } -> std::same_as<T>;
};

template <Hideable T>
class Visible;

template <Hideable T>
Visible<T> reveal(const directory::Directory& directory, core::UserId viewer, core::UserId subject,
                  const T& of_subject);
template <Hideable T>
Visible<T> reveal(const Audience& audience, const T& of_subject);

template <Hideable T>
class Visible {
public:
    const T& operator*() const { return value_; }
    const T* operator->() const { return &value_; }
    bool operator==(const Visible&) const = default;

private:
    friend Visible reveal<T>(const directory::Directory& directory, core::UserId viewer, core::UserId subject,
                             const T& of_subject);
    friend Visible reveal<T>(const Audience& audience, const T& of_subject);
    explicit Visible(T value) : value_(std::move(value)) {}
    T value_;
};

/// What `viewer` may see of `of_subject`, a fact about `subject`.
template <Hideable T>
Visible<T> reveal(const directory::Directory& directory, core::UserId viewer, core::UserId subject,
                  const T& of_subject) {
    return Visible<T>(hide(of_subject, decide(directory, viewer, subject).rights));
}

/// The same for everyone of an audience, made by audiences_of(directory, subject).
template <Hideable T>
Visible<T> reveal(const Audience& audience, const T& of_subject) {
    return Visible<T>(hide(of_subject, audience.rights()));
}

}  // namespace sidetone::visibility
