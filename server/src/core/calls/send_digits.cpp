// DTMF towards the peer, sent by the browser itself (RFC 4733). A desk phone has its own keys: digits the engine
// injects cost a browser at the other end its sound (rtpengine 10.5), so they are not offered there.
#include <algorithm>

#include "core/calls/detail/impl.h"

namespace sidetone::calls {

base::Result<void> Calls::Impl::send_digits(const SendDigits& command) {
    const auto own = find_own(command.user, command.call);
    if (!own) return own.error();
    const auto [call, side] = *own;
    const auto actions = make_own_call(*call, side).actions;
    if (std::find(actions.begin(), actions.end(), Action::SendDigits) == actions.end()) {
        return base::Error{"calls.not_possible"};
    }
    constexpr std::string_view kDigits = "0123456789ABCD*#";
    constexpr std::size_t kMostDigits = 32;
    if (command.digits.empty() || command.digits.size() > kMostDigits ||
        command.digits.find_first_not_of(kDigits) != std::string::npos) {
        return base::Error{"calls.not_possible", "digits"};
    }
    softphones_.send_digits(call->end(side).device, command.call, command.digits);
    return {};
}

}  // namespace sidetone::calls
