#include "core/visibility/visibility.h"

#include <algorithm>
#include <map>

#include "core/directory/directory.h"

namespace sidetone::visibility {

namespace {

/// What each active member of a common group has over the subject, viewers in rising order. Without the subject.
std::map<core::UserId, directory::Rights> rights_over(const directory::Directory& directory, core::UserId subject) {
    std::map<core::UserId, directory::Rights> rights;
    for (const auto id : directory.groups_of(subject)) {
        const auto* group = directory.find_group(id);
        if (group == nullptr || group->default_visibility == 0) continue;
        for (const auto& member : group->members) {
            if (!member.active || member.user == subject) continue;
            auto& sum = rights[member.user];
            sum = static_cast<directory::Rights>(sum | group->default_visibility);
        }
    }
    return rights;
}

}  // namespace

Decision decide(const directory::Directory& directory, core::UserId viewer, core::UserId subject) {
    if (viewer == subject) return {.rights = directory::kAllRights, .reason = "self"};
    directory::Rights rights = 0;
    for (const auto id : directory.groups_of(subject)) {
        const auto* group = directory.find_group(id);
        if (group == nullptr) continue;
        const auto is_active_viewer = [viewer](const directory::Member& m) { return m.active && m.user == viewer; };
        if (std::any_of(group->members.begin(), group->members.end(), is_active_viewer)) {
            rights = static_cast<directory::Rights>(rights | group->default_visibility);
        }
    }
    return {.rights = rights, .reason = rights == 0 ? "none" : "group"};
}

std::vector<core::UserId> watchers_of(const directory::Directory& directory, core::UserId subject) {
    auto rights = rights_over(directory, subject);
    rights[subject] = directory::kAllRights;
    std::vector<core::UserId> watchers;
    watchers.reserve(rights.size());
    for (const auto& [viewer, sum] : rights) watchers.push_back(viewer);
    return watchers;
}

std::vector<Audience> audiences_of(const directory::Directory& directory, core::UserId subject) {
    auto rights = rights_over(directory, subject);
    rights[subject] = directory::kAllRights;
    std::vector<Audience> audiences;
    for (const auto& [viewer, sum] : rights) {
        const auto same = [sum = sum](const Audience& audience) { return audience.rights_ == sum; };
        auto found = std::find_if(audiences.begin(), audiences.end(), same);
        if (found == audiences.end()) found = audiences.insert(found, Audience(sum));
        found->viewers_.push_back(viewer);
    }
    std::sort(audiences.begin(), audiences.end(),
              [](const Audience& a, const Audience& b) { return a.rights_ > b.rights_; });
    return audiences;
}

}  // namespace sidetone::visibility
