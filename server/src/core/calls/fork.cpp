// Ringing: every device of the callee at once, each with a bridge of its own made from the caller's offer.
#include <algorithm>
#include <array>

#include "core/calls/detail/impl.h"

namespace sidetone::calls {

namespace {

/// What the caller is told when all devices refused: the answer that says most about the person.
bool says_more(EndCause left, EndCause right) {
    static constexpr std::array kOrder{EndCause::Busy,         EndCause::NoAnswer,   EndCause::NotAcceptable,
                                       EndCause::NotReachable, EndCause::Overloaded, EndCause::Failed};
    const auto rank = [](EndCause cause) { return std::find(kOrder.begin(), kOrder.end(), cause); };
    return rank(left) < rank(right);
}

}  // namespace

MediaProfile Calls::Impl::profile_for(const directory::Device& device, const registrar::Binding& binding) {
    using registrar::Transport;
    if (binding.transport == Transport::Ws || binding.transport == Transport::Wss) return MediaProfile::Web;
    switch (device.media) {
        case directory::MediaSecurity::Rtp:
            return MediaProfile::Rtp;
        case directory::MediaSecurity::Srtp:
            return MediaProfile::Srtp;
        case directory::MediaSecurity::Auto:
            break;
    }
    return binding.transport == Transport::Tls ? MediaProfile::Srtp : MediaProfile::Rtp;
}

void Calls::Impl::start_ringing(Call& call) {
    call.phase = Phase::Ringing;
    call.timer = start_timer(config_.ring_time, {Timer::Kind::Ring, call.id});
    touch(call);
    if (count_of(call.person(Side::B).party.user) > config_.max_calls_per_user) return fail_setup(call, EndCause::Busy);
    for (const auto* binding : registrar_.find_bindings(call.person(Side::B).party.user)) {
        if (binding->device != call.end(Side::A).device) add_branch(call, *binding);
    }
    if (call.branches.empty()) await_return(call, EndCause::NotReachable);
}

void Calls::Impl::add_branch(Call& call, const registrar::Binding& binding, std::optional<MediaProfile> profile) {
    const auto* device = directory_.find_device(binding.device);
    if (device == nullptr) return;
    auto& branch = call.branches.emplace_back();
    branch.end.leg = open_leg(call);
    branch.end.device = device->id;
    branch.end.phone = device->kind == directory::DeviceKind::Phone;
    branch.end.takes_talk = binding.takes_talk;
    branch.end.profile = profile.value_or(profile_for(*device, binding));
    branch.end.ipv6 = binding.ipv6;
    branch.may_fall_back =
        !profile && device->media == directory::MediaSecurity::Auto && branch.end.profile == MediaProfile::Srtp;
    branch.contact = binding.contact;
    branch.flow = binding.flow;
    offer_branch(call, branch);
}

void Calls::Impl::wait_to_offer(Call& call, Branch& branch) {
    release(branch.media);
    branch.state = Branch::State::Waiting;
    branch.timer = start_timer(config_.media_time, {Timer::Kind::BranchWait, call.id, branch.end.leg});
}

void Calls::Impl::offer_branch(Call& call, Branch& branch) {
    if (!engine_up_) return wait_to_offer(call, branch);
    const auto& caller = call.end(Side::A);
    stop_timer(branch.timer);
    branch.state = Branch::State::Offering;
    branch.media = next_media();
    branch.op = start_operation(call, Purpose::BranchOffer, branch.end.leg);
    media_.offer(branch.op, branch.media, media_end(caller), media_end(branch.end), caller.sdp);
}

void Calls::Impl::on_branch_offered(Call& call, Branch& branch, const base::Result<std::string>& sdp) {
    if (!sdp && sdp.error().code == detail::kUnavailable) return wait_to_offer(call, branch);
    const auto* binding = registrar_.find_binding(branch.end.device);
    if (!sdp || binding == nullptr) {
        const auto cause = sdp ? EndCause::NotReachable : detail::cause_of_media(sdp.error().code);
        remove_branch(call, branch.end.leg, cause);
        return;
    }
    branch.contact = binding->contact;
    branch.flow = binding->flow;
    branch.state = Branch::State::Inviting;
    branch.end.sent = *sdp;
    call.person(Side::B).shown = true;
    touch(call);
    signalling_.invite(branch.end.leg, *binding,
                       {.from = call.person(Side::A).party,
                        .dialled = call.dialled,
                        .sdp = *sdp,
                        .auto_answer = false,
                        .own_call = {call.id, Side::B},
                        .hops_left = call.hops_left});
}

void Calls::Impl::on_ringing(LegId leg, bool takes_talk) {
    auto* call = find_by_leg(leg);
    if (call == nullptr) return;
    if (call->end(Side::A).leg == leg) {
        call->end(Side::A).takes_talk |= takes_talk;
        return;
    }
    auto* branch = find_branch(*call, leg);
    if (branch == nullptr || !branch->called()) return;
    branch->state = Branch::State::Alerting;
    branch->end.takes_talk |= takes_talk;
    touch(*call);
    ring_caller(*call);
}

void Calls::Impl::clear_branch(Branch& branch, std::optional<EndCause> tell) {
    stop_timer(branch.timer);
    drop_operation(branch.op);
    release(branch.media);
    if (tell && branch.called()) {
        close_leg(branch.end.leg, *tell);
    } else {
        forget_leg(branch.end.leg);
    }
}

/// Its leg is closed already, or is closed with `tell`.
void Calls::Impl::remove_branch(Call& call, LegId leg, EndCause cause, std::optional<EndCause> tell) {
    const auto branch =
        std::find_if(call.branches.begin(), call.branches.end(), [leg](const Branch& b) { return b.end.leg == leg; });
    if (branch == call.branches.end()) return;
    if (!call.any_refusal || says_more(cause, call.best_refusal)) call.best_refusal = cause;
    call.any_refusal = true;
    clear_branch(*branch, tell);
    call.branches.erase(branch);
    touch(call);
    if (call.early_leg == leg) hand_on_early(call);
    if (call.branches.empty()) await_return(call, call.best_refusal);
}

void Calls::Impl::on_branch_refused(Call& call, Branch& branch, EndCause cause) {
    const auto leg = branch.end.leg;
    const bool rang = branch.state == Branch::State::Alerting;
    // 603 speaks for the person whatever the device did (RFC 3261 21.6.2); 486 does so once it rang, before that the
    // device is busy.
    if (cause == EndCause::Rejected || (cause == EndCause::Busy && rang)) {
        clear_branch(branch, std::nullopt);
        call.branches.remove_if([](const Branch& b) { return !b.end.leg; });
        decline(call, cause);
        return;
    }
    if (cause == EndCause::NotAcceptable && branch.may_fall_back) {
        if (const auto* binding = registrar_.find_binding(branch.end.device)) {
            add_branch(call, *binding, MediaProfile::Rtp);
        }
    }
    remove_branch(call, leg, cause);
}

void Calls::Impl::on_registration(const registrar::RegistrationChanged& news) {
    using registrar::Change;
    const bool joins = news.change == Change::Added || news.change == Change::Replaced;
    const bool leaves = news.change == Change::FlowLost || news.change == Change::Removed;
    if (joins) returning_.back(news.device);
    if (news.change == Change::FlowLost) returning_.lost(news.device, now_, now_ + config_.return_time);
    const auto found = calls_of_.find(news.user);
    if (found == calls_of_.end()) return;
    const auto calls = found->second;  // a copy: a call may end here
    if (!joins && !leaves) return;
    for (const auto id : calls) {
        auto* call = find(id);
        if (call == nullptr || call->phase != Phase::Ringing || call->person(Side::B).party.user != news.user) continue;
        if (leaves) {
            leave_ringing(*call, news.device);
        } else if (const auto* binding = registrar_.find_binding(news.device)) {
            join_ringing(*call, *binding);
        }
    }
}

void Calls::Impl::join_ringing(Call& call, const registrar::Binding& binding) {
    if (call.end(Side::A).device == binding.device) return;
    LegId old;
    for (const auto& branch : call.branches) {
        if (branch.end.device != binding.device) continue;
        if (!branch.called()) return;  // it will be called at the binding of that moment
        if (branch.contact == binding.contact && branch.flow == binding.flow) return;
        old = branch.end.leg;
    }
    add_branch(call, binding);
    if (old) remove_branch(call, old, EndCause::NotReachable, EndCause::Cancelled);
}

void Calls::Impl::leave_ringing(Call& call, DeviceId device) {
    const auto branch = std::find_if(call.branches.begin(), call.branches.end(),
                                     [device](const Branch& b) { return b.end.device == device; });
    if (branch != call.branches.end()) {
        remove_branch(call, branch->end.leg, EndCause::NotReachable, EndCause::Cancelled);
    }
}

void Calls::Impl::await_return(Call& call, EndCause cause) {
    std::optional<base::Time> until;
    for (const auto device : directory_.devices_of(call.person(Side::B).party.user)) {
        if (device != call.end(Side::A).device) until = std::max(until, returning_.until(device, now_));
    }
    if (!until) return fail_setup(call, cause);
    stop_timer(call.return_timer);
    call.return_timer = start_timer(*until - now_, {Timer::Kind::Return, call.id});
}

}  // namespace sidetone::calls
