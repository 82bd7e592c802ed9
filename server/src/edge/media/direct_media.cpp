#include "edge/media/direct_media.h"

#include "edge/media/ng_messages.h"

namespace sidetone::media {

void DirectMedia::tell(calls::MediaOpId op, base::Result<std::string> sdp) {
    calls::MediaDone outcome{op, std::move(sdp)};
    if (outcome.sdp) outcome.codec = first_codec(*outcome.sdp);
    loop_.post([this, outcome = std::move(outcome)] { done_(outcome); });
}

void DirectMedia::offer(calls::MediaOpId op, calls::MediaId /*media*/, calls::MediaEnd /*from*/, calls::MediaEnd /*to*/,
                        const std::string& sdp) {
    tell(op, sdp);
}

void DirectMedia::answer(calls::MediaOpId op, calls::MediaId /*media*/, calls::MediaEnd /*from*/,
                         calls::MediaEnd /*to*/, const std::string& sdp) {
    tell(op, sdp);
}

void DirectMedia::reoffer(calls::MediaOpId op, calls::MediaId /*media*/, calls::MediaEnd /*from*/,
                          calls::MediaEnd /*to*/, const std::string& /*sdp*/, const std::string& sdp_of_to) {
    tell(op, as_answer(sdp_of_to));
}

void DirectMedia::open_single(calls::MediaOpId op, calls::MediaId /*media*/, calls::MediaEnd /*from*/,
                              const std::string& sdp) {
    tell(op, made_up_answer(sdp));
}

}  // namespace sidetone::media
