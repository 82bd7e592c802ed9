// DTMF towards the peer (RFC 4733). A softphone sends it by itself, in time with its voice; for a desk phone, which
// nobody can ask to, the media engine does.
#include <algorithm>
#include <utility>

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
    const auto& end = call->end(side);
    if (!end.phone) {
        softphones_.send_digits(end.device, command.call, command.digits);
        return {};
    }
    auto& waiting = call->person(side).digits;
    if (waiting.size() + command.digits.size() > kMostDigits) return base::Error{"calls.not_possible", "digits"};
    waiting += command.digits;
    serve_offers(*call);
    return {};
}

void Calls::Impl::send_waiting_digits(Call& call, Side side) {
    const auto digits = std::exchange(call.person(side).digits, {});
    const bool heard = !call.holds(side) && !call.holds(detail::other(side)) && !call.person(side).muted;
    if (digits.empty() || !heard) return;
    const auto& end = call.end(side);
    const auto& peer = call.end(detail::other(side));
    media_.send_digits(call.media, media_end(end), media_end(peer), end.sdp, peer.sdp, digits);
}

}  // namespace sidetone::calls
