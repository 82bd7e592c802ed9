#include <algorithm>
#include <array>
#include <utility>

#include "sip/message/builder.h"

namespace sidetone::sip {
namespace {

using Phrase = std::pair<int, std::string_view>;

constexpr std::array kPhrases{
    Phrase{100, "Trying"},
    Phrase{180, "Ringing"},
    Phrase{181, "Call Is Being Forwarded"},
    Phrase{182, "Queued"},
    Phrase{183, "Session Progress"},
    Phrase{199, "Early Dialog Terminated"},
    Phrase{200, "OK"},
    Phrase{202, "Accepted"},
    Phrase{204, "No Notification"},
    Phrase{300, "Multiple Choices"},
    Phrase{301, "Moved Permanently"},
    Phrase{302, "Moved Temporarily"},
    Phrase{305, "Use Proxy"},
    Phrase{380, "Alternative Service"},
    Phrase{400, "Bad Request"},
    Phrase{401, "Unauthorized"},
    Phrase{402, "Payment Required"},
    Phrase{403, "Forbidden"},
    Phrase{404, "Not Found"},
    Phrase{405, "Method Not Allowed"},
    Phrase{406, "Not Acceptable"},
    Phrase{407, "Proxy Authentication Required"},
    Phrase{408, "Request Timeout"},
    Phrase{410, "Gone"},
    Phrase{412, "Conditional Request Failed"},
    Phrase{413, "Request Entity Too Large"},
    Phrase{414, "Request-URI Too Long"},
    Phrase{415, "Unsupported Media Type"},
    Phrase{416, "Unsupported URI Scheme"},
    Phrase{420, "Bad Extension"},
    Phrase{421, "Extension Required"},
    Phrase{422, "Session Interval Too Small"},
    Phrase{423, "Interval Too Brief"},
    Phrase{430, "Flow Failed"},
    Phrase{439, "First Hop Lacks Outbound Support"},
    Phrase{480, "Temporarily Unavailable"},
    Phrase{481, "Call/Transaction Does Not Exist"},
    Phrase{482, "Loop Detected"},
    Phrase{483, "Too Many Hops"},
    Phrase{484, "Address Incomplete"},
    Phrase{485, "Ambiguous"},
    Phrase{486, "Busy Here"},
    Phrase{487, "Request Terminated"},
    Phrase{488, "Not Acceptable Here"},
    Phrase{489, "Bad Event"},
    Phrase{491, "Request Pending"},
    Phrase{493, "Undecipherable"},
    Phrase{494, "Security Agreement Required"},
    Phrase{500, "Server Internal Error"},
    Phrase{501, "Not Implemented"},
    Phrase{502, "Bad Gateway"},
    Phrase{503, "Service Unavailable"},
    Phrase{504, "Server Time-out"},
    Phrase{505, "Version Not Supported"},
    Phrase{513, "Message Too Large"},
    Phrase{580, "Precondition Failure"},
    Phrase{600, "Busy Everywhere"},
    Phrase{603, "Decline"},
    Phrase{604, "Does Not Exist Anywhere"},
    Phrase{606, "Not Acceptable"},
};

}  // namespace

std::string_view reason_phrase(int status) {
    const auto* found = std::lower_bound(kPhrases.begin(), kPhrases.end(), status,
                                         [](const Phrase& phrase, int wanted) { return phrase.first < wanted; });
    if (found != kPhrases.end() && found->first == status) return found->second;
    // RFC 3261 8.1.3.2: an unknown status is treated as the x00 of its class, so its phrase is too.
    static constexpr std::array<std::string_view, 7> kClasses{
        "", "Progress", "OK", "Redirect", "Bad Request", "Server Error", "Declined"};
    return status >= 100 && status < 700 ? kClasses[static_cast<std::size_t>(status / 100)] : std::string_view{};
}

}  // namespace sidetone::sip
