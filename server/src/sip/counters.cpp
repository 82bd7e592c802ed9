#include "sip/counters.h"

namespace sidetone::sip {

void MessageCounters::note(std::string_view bytes) {
    constexpr std::string_view kVersion = "SIP/2.0 ";
    if (!bytes.starts_with(kVersion)) return note_request(method_of(bytes.substr(0, bytes.find(' '))));
    if (bytes.size() > kVersion.size()) note_response((bytes[kVersion.size()] - '0') * 100);
}

}  // namespace sidetone::sip
