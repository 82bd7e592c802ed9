// directory.search: people of this system, each shown as far as this user may see.
#include <boost/json/array.hpp>

#include "core/directory/directory.h"
#include "core/visibility/reveal.h"
#include "edge/live/detail/impl.h"
#include "edge/live/detail/views.h"

namespace sidetone::live {

Outcome Live::Impl::search(Request& request) {
    constexpr std::size_t kMost = 20;
    const auto text = request.params.text("text", 0, 128);
    if (const auto refusal = request.params.done()) return *refusal;
    boost::json::array people;
    for (const auto id : parts_.directory.search(text, kMost)) {
        const auto* person = parts_.directory.find_user(id);
        if (!person) continue;
        people.push_back(
            to_json(*person, visibility::reveal(parts_.directory, request.session.user, id, presence_->state_of(id))));
    }
    return boost::json::object{{"people", std::move(people)}};
}

}  // namespace sidetone::live
