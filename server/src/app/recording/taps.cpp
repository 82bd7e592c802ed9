#include "app/recording/taps.h"

namespace sidetone::app::recording {

void SipTap::send(std::vector<sip::Send> messages) {
    if (journal_) {
        for (const auto& message : messages) {
            // The first word is for people.
            const auto word = std::string_view(message.bytes).substr(0, message.bytes.find(' '));
            journal_->out("sip", message.flow, Hashed{message.bytes}, word);
        }
    }
    port_.send(std::move(messages));
}

void SipTap::trust(base::FlowId flow) {
    if (journal_) journal_->out("trust", flow);
    port_.trust(flow);
}

void MediaTap::offer(calls::MediaOpId op, calls::MediaId media, calls::MediaEnd from, calls::MediaEnd to,
                     const std::string& sdp) {
    note("media.offer", op, media, from.leg, from.profile, from.ipv6, to.leg, to.profile, to.ipv6, Hashed{sdp});
    port_.offer(op, media, from, to, sdp);
}

void MediaTap::answer(calls::MediaOpId op, calls::MediaId media, calls::MediaEnd from, calls::MediaEnd to,
                      const std::string& sdp) {
    note("media.answer", op, media, from.leg, from.profile, from.ipv6, to.leg, to.profile, to.ipv6, Hashed{sdp});
    port_.answer(op, media, from, to, sdp);
}

void MediaTap::reoffer(calls::MediaOpId op, calls::MediaId media, calls::MediaEnd from, calls::MediaEnd to,
                       const std::string& sdp, const std::string& sdp_of_to) {
    note("media.reoffer", op, media, from.leg, from.profile, from.ipv6, to.leg, to.profile, to.ipv6, Hashed{sdp},
         Hashed{sdp_of_to});
    port_.reoffer(op, media, from, to, sdp, sdp_of_to);
}

void MediaTap::open_single(calls::MediaOpId op, calls::MediaId media, calls::MediaEnd from, const std::string& sdp) {
    note("media.single", op, media, from.leg, from.profile, from.ipv6, Hashed{sdp});
    port_.open_single(op, media, from, sdp);
}

void MediaTap::play(calls::MediaId media, calls::LegId hears, Sound sound) {
    note("media.play", media, hears, sound);
    port_.play(media, hears, sound);
}

void MediaTap::stop(calls::MediaId media, calls::LegId hears) {
    note("media.stop", media, hears);
    port_.stop(media, hears);
}

void MediaTap::block(calls::MediaId media, calls::LegId speaks, bool blocked) {
    note("media.block", media, speaks, blocked);
    port_.block(media, speaks, blocked);
}

void MediaTap::send_digits(calls::MediaId media, calls::MediaEnd from, calls::MediaEnd to, const std::string& sdp,
                           const std::string& sdp_of_to, const std::string& digits) {
    note("media.digits", media, from.leg, to.leg, Hashed{sdp}, Hashed{sdp_of_to}, Digits{digits});
    port_.send_digits(media, from, to, sdp, sdp_of_to, digits);
}

void MediaTap::release(calls::MediaId media) {
    note("media.release", media);
    port_.release(media);
}

void SoftphonesTap::dial(calls::DeviceId softphone, const std::string& uri) {
    if (journal_) journal_->out("page.dial", softphone, uri);
    port_.dial(softphone, uri);
}

void SoftphonesTap::answer(calls::DeviceId softphone, calls::OwnCallId call) {
    if (journal_) journal_->out("page.answer", softphone, call.call, call.side);
    port_.answer(softphone, call);
}

void SoftphonesTap::send_digits(calls::DeviceId softphone, calls::OwnCallId call, const std::string& digits) {
    if (journal_) journal_->out("page.digits", softphone, call.call, call.side, Digits{digits});
    port_.send_digits(softphone, call, digits);
}

}  // namespace sidetone::app::recording
