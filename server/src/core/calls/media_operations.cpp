// Questions to the media engine: each has one answer or one time-out, and is dropped when nobody wants the answer any
// more.
#include "core/calls/detail/impl.h"

namespace sidetone::calls {

MediaOpId Calls::Impl::start_operation(const Call& call, Purpose purpose, LegId leg) {
    const MediaOpId id{++last_operation_};
    const auto timer = start_timer(config_.media_time, {Timer::Kind::Operation, call.id, leg, id});
    operations_.emplace(id, Operation{call.id, purpose, leg, timer});
    return id;
}

void Calls::Impl::drop_operation(MediaOpId& op) {
    const auto found = operations_.find(op);
    if (found != operations_.end()) {
        stop_timer(found->second.timer);
        operations_.erase(found);
    }
    op = {};
}

void Calls::Impl::on_media_done(const MediaDone& done) {
    finish_operation(done.op, done.sdp, done.codec);
}

void Calls::Impl::finish_operation(MediaOpId id, const base::Result<std::string>& sdp, const std::string& codec) {
    const auto found = operations_.find(id);
    if (found == operations_.end()) return;
    const auto operation = found->second;
    drop_operation(id);
    auto* call = find(operation.call);
    if (call == nullptr) return;
    switch (operation.purpose) {
        case Purpose::BranchOffer:
        case Purpose::EarlyAnswer:
            if (auto* branch = find_branch(*call, operation.leg)) {
                branch->op = {};
                if (operation.purpose == Purpose::BranchOffer) {
                    on_branch_offered(*call, *branch, sdp);
                } else {
                    on_early_answered(*call, *branch, sdp);
                }
            }
            return;
        case Purpose::OpenSingle:
            call->single_op = {};
            on_single_opened(*call, sdp);
            return;
        case Purpose::Bridge:
            call->bridge.op = {};
            on_bridge_operation(*call, sdp, codec);
            return;
    }
}

void Calls::Impl::release(MediaId& media) {
    if (media) media_.release(media);
    media = {};
}

}  // namespace sidetone::calls

namespace sidetone::calls::detail {

EndCause cause_of_media(std::string_view code) {
    if (code == "media.no_ports" || code == kUnavailable || code == kTimeout) return EndCause::Overloaded;
    if (code == "media.sdp_invalid") return EndCause::NotAcceptable;
    return EndCause::Failed;
}

namespace {

/// Takes the next line off `text`, without its end.
std::string_view take_line(std::string_view& text) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return line;
}

}  // namespace

bool same_sdp(const std::string& left, const std::string& right) {
    std::string_view l = left;
    std::string_view r = right;
    while (!l.empty() && !r.empty()) {
        const auto a = take_line(l);
        const auto b = take_line(r);
        if (a != b && !(a.starts_with("o=") && b.starts_with("o="))) return false;
    }
    return l.empty() && r.empty();
}

}  // namespace sidetone::calls::detail
