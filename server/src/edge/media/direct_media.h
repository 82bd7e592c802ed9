// The port calls::Media without an engine: every SDP is passed on as it is. For measuring signalling alone (sidetone
// serve
// --without-media-engine): there is no music, a hold is not passed on, and a browser and a phone do not understand each
// other. Core strand.
#pragma once

#include <functional>
#include <string>

#include "core/calls/events.h"
#include "core/calls/ports.h"
#include "edge/net/core_loop.h"

namespace sidetone::media {

class DirectMedia final : public calls::Media {
public:
    DirectMedia(net::CoreLoop& loop, std::function<void(const calls::MediaDone&)> done)
        : loop_(loop), done_(std::move(done)) {}

    void offer(calls::MediaOpId op, calls::MediaId media, calls::MediaEnd from, calls::MediaEnd to,
               const std::string& sdp) override;
    void answer(calls::MediaOpId op, calls::MediaId media, calls::MediaEnd from, calls::MediaEnd to,
                const std::string& sdp) override;
    void reoffer(calls::MediaOpId op, calls::MediaId media, calls::MediaEnd from, calls::MediaEnd to,
                 const std::string& sdp, const std::string& sdp_of_to) override;
    void open_single(calls::MediaOpId op, calls::MediaId media, calls::MediaEnd from, const std::string& sdp) override;
    void play(calls::MediaId /*media*/, calls::LegId /*hears*/, Sound /*sound*/) override {}
    void stop(calls::MediaId /*media*/, calls::LegId /*hears*/) override {}
    void block(calls::MediaId /*media*/, calls::LegId /*speaks*/, bool /*blocked*/) override {}
    void send_digits(calls::MediaId /*media*/, calls::MediaEnd /*from*/, calls::MediaEnd /*to*/,
                     const std::string& /*sdp*/, const std::string& /*sdp_of_to*/,
                     const std::string& /*digits*/) override {}
    void release(calls::MediaId /*media*/) override {}

private:
    /// In a later turn: the rules never hear an outcome within their command.
    void tell(calls::MediaOpId op, base::Result<std::string> sdp);

    net::CoreLoop& loop_;
    std::function<void(const calls::MediaDone&)> done_;
};

}  // namespace sidetone::media
