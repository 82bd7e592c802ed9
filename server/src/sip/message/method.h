// SIP methods. Plain values, any thread. Method names are case-sensitive (RFC 3261 7.1); unknown ones are
// Method::Other, their text stays in the message.
#pragma once

#include <cstdint>
#include <string_view>

namespace sidetone::sip {

enum class Method : std::uint8_t {
    Other,
    Invite,
    Ack,
    Bye,
    Cancel,
    Options,
    Register,
    Prack,
    Update,
    Info,
    Subscribe,
    Notify,
    Publish,
    Refer,
    Message,
};

[[nodiscard]] Method method_of(std::string_view text);
/// Empty for Method::Other.
[[nodiscard]] std::string_view to_text(Method method);

}  // namespace sidetone::sip
