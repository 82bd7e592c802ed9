// A name for the softphone of a sign-in. Browsers say in their User-Agent that they are several others too: the most
// particular comes first.
#include <array>
#include <utility>

#include "core/access/access.h"

namespace sidetone::access {

namespace {

using Mark = std::pair<std::string_view, std::string_view>;

constexpr std::array<Mark, 7> kBrowsers{{{"Edg/", "Edge"},
                                         {"OPR/", "Opera"},
                                         {"Firefox/", "Firefox"},
                                         {"FxiOS/", "Firefox"},
                                         {"Chrome/", "Chromium"},
                                         {"CriOS/", "Chromium"},
                                         {"Safari/", "Safari"}}};
constexpr std::array<Mark, 7> kSystems{{{"Windows", "Windows"},
                                        {"Android", "Android"},
                                        {"iPhone", "iPhone"},
                                        {"iPad", "iPad"},
                                        {"CrOS", "ChromeOS"},
                                        {"Mac OS X", "macOS"},
                                        {"Linux", "Linux"}}};

template <class Marks>
std::string_view first_of(const Marks& marks, std::string_view text) {
    for (const auto& [mark, name] : marks) {
        if (text.find(mark) != std::string_view::npos) return name;
    }
    return {};
}

}  // namespace

std::string describe_browser(std::string_view user_agent) {
    const auto browser = first_of(kBrowsers, user_agent);
    const auto system = first_of(kSystems, user_agent);
    std::string name(browser.empty() ? "Browser" : browser);
    if (!system.empty()) name.append(" on ").append(system);
    return name;
}

}  // namespace sidetone::access
