#include "sip/message/method.h"

#include <array>

namespace sidetone::sip {
namespace {

constexpr std::array<std::string_view, 15> kNames{"",          "INVITE",   "ACK",     "BYE",    "CANCEL",
                                                  "OPTIONS",   "REGISTER", "PRACK",   "UPDATE", "INFO",
                                                  "SUBSCRIBE", "NOTIFY",   "PUBLISH", "REFER",  "MESSAGE"};

}  // namespace

Method method_of(std::string_view text) {
    for (std::size_t i = 1; i < kNames.size(); ++i) {
        if (kNames[i] == text) return static_cast<Method>(i);
    }
    return Method::Other;
}

std::string_view to_text(Method method) {
    return kNames[static_cast<std::size_t>(method)];
}

}  // namespace sidetone::sip
