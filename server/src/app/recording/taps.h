// The doors by which the rooms speak to the outside: each passes on what is said, and with a journal writes it down
// first. Core strand.
#pragma once

#include <string>
#include <vector>

#include "app/recording/journal.h"
#include "core/calls/ports.h"
#include "edge/net/sip_transport.h"

namespace sidetone::app::recording {

class SipTap final : public net::SipOut {
public:
    SipTap(net::SipOut& port, Journal* const& journal) : port_(port), journal_(journal) {}
    void send(std::vector<sip::Send> messages) override;
    void trust(base::FlowId flow) override;

private:
    net::SipOut& port_;
    Journal* const& journal_;
};

class MediaTap final : public calls::Media {
public:
    MediaTap(calls::Media& port, Journal* const& journal) : port_(port), journal_(journal) {}
    void offer(calls::MediaOpId op, calls::MediaId media, calls::MediaEnd from, calls::MediaEnd to,
               const std::string& sdp) override;
    void answer(calls::MediaOpId op, calls::MediaId media, calls::MediaEnd from, calls::MediaEnd to,
                const std::string& sdp) override;
    void reoffer(calls::MediaOpId op, calls::MediaId media, calls::MediaEnd from, calls::MediaEnd to,
                 const std::string& sdp, const std::string& sdp_of_to) override;
    void open_single(calls::MediaOpId op, calls::MediaId media, calls::MediaEnd from, const std::string& sdp) override;
    void play(calls::MediaId media, calls::LegId hears, Sound sound) override;
    void stop(calls::MediaId media, calls::LegId hears) override;
    void block(calls::MediaId media, calls::LegId speaks, bool blocked) override;
    void send_digits(calls::MediaId media, calls::MediaEnd from, calls::MediaEnd to, const std::string& sdp,
                     const std::string& sdp_of_to, const std::string& digits) override;
    void release(calls::MediaId media) override;

private:
    template <class... Fields>
    void note(std::string_view kind, const Fields&... fields) {
        if (journal_) journal_->out(kind, fields...);
    }
    calls::Media& port_;
    Journal* const& journal_;
};

class SoftphonesTap final : public calls::Softphones {
public:
    SoftphonesTap(calls::Softphones& port, Journal* const& journal) : port_(port), journal_(journal) {}
    void dial(calls::DeviceId softphone, const std::string& uri) override;
    void answer(calls::DeviceId softphone, calls::OwnCallId call) override;
    void send_digits(calls::DeviceId softphone, calls::OwnCallId call, const std::string& digits) override;

private:
    calls::Softphones& port_;
    Journal* const& journal_;
};

}  // namespace sidetone::app::recording
