// What people and devices write: dialled targets, searched names, what a browser says it is.
#include <memory>
#include <string>

#include "core/access/access.h"
#include "core/dialplan/dialplan.h"
#include "core/directory/directory.h"
#include "core/directory/folding.h"
#include "core/directory/testing/office.h"
#include "edge/net/web_socket_frames.h"
#include "edge/signalling/addresses.h"
#include "fuzz/targets.h"

namespace sidetone::fuzz {

namespace {

/// A directory of a few people, made once.
const directory::Directory& people() {
    static directory::testing::RememberingStore store;
    static const auto directory = [] {
        auto made = std::make_unique<directory::Directory>(store);
        made->load(directory::testing::some_users(), {}, {});
        return made;
    }();
    return *directory;
}

}  // namespace

void fuzz_text(std::string_view input) {
    const auto target = dialplan::resolve(people(), "pbx.example", input);
    if (target) promise(people().find_user(target->user) != nullptr, "a target is somebody");
    static_cast<void>(people().search(input, 20));
    const auto folded = directory::fold(input);
    promise(directory::fold(folded) == folded, "what is folded stays so");
    promise(folded.size() <= 2 * input.size() && directory::fold_spelt_out(input).size() <= 2 * input.size(),
            "what is folded is not much longer");
    for (const auto& word : directory::words_of(folded)) promise(!word.empty(), "a word has letters");
    promise(directory::count_characters(input) <= input.size(), "no more characters than bytes");
    promise(net::is_utf8(net::to_utf8(input)), "what is shown is UTF-8");
    promise(access::describe_browser(input).size() < 64, "a browser's name is short");
    const auto dialled = signalling::dialled_text(input, "pbx.example", {"192.0.2.1"});
    promise(dialled.size() <= input.size(), "what was dialled is in the URI");
    const auto name = signalling::name_addr(input, input, "pbx.example");
    promise(name.find_first_of("\r\n") == std::string::npos, "no name breaks out of its header");
}

}  // namespace sidetone::fuzz
