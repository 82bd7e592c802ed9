#include "core/calls/testing/desk.h"

namespace sidetone::calls::testing {

DeskTest::DeskTest() : calls_({.system_name = "pbx.test"}, directory_, registrar_, ports_, ports_, ports_) {
    using directory::DeviceKind;
    const auto device = [](DeviceId id, UserId owner, DeviceKind kind) {
        return directory::Device{
            .id = id, .owner = owner, .kind = kind, .name = "desk", .auth_user = "u" + std::to_string(id.value)};
    };
    directory_.load({{.id = kAnna, .short_name = "anna", .display_name = "Anna Berg", .number = "10"},
                     {.id = kBen, .short_name = "ben", .display_name = "Ben Okafor", .number = "11"}},
                    {},
                    {device(kAnnaPhone, kAnna, DeviceKind::Phone), device(kAnnaBrowser, kAnna, DeviceKind::Softphone),
                     device(kBenPhone, kBen, DeviceKind::Phone), device(kBenBrowser, kBen, DeviceKind::Softphone),
                     device(kBenSecure, kBen, DeviceKind::Phone)});
    registrar_.changed.subscribe(
        [this](const registrar::RegistrationChanged& news) { calls_.on_registration(news, now_); });
    calls_.changed.subscribe([this](const OwnCallChanged& news) { changed_.push_back(news); });
    calls_.ended.subscribe([this](const OwnCallEnded& news) { ended_.push_back(news); });
}

void DeskTest::on_line(DeviceId device, Transport transport, bool takes_talk) {
    registrar::Register request;
    request.device = device;
    request.binding = {.device = device,
                       .contact = "sip:u" + std::to_string(device.value) + "@192.0.2.1",
                       .flow = base::FlowId{device.value},
                       .transport = transport,
                       .call_id = "r" + std::to_string(device.value),
                       .cseq = 1,
                       .takes_talk = takes_talk};
    request.expires_seconds = 3600;
    ASSERT_TRUE(registrar_.handle(request, now_));
}

LegId DeskTest::call_from(DeviceId device, const std::string& dialled, MediaProfile profile) {
    const auto leg = calls_.next_leg();
    calls_.on_incoming({.leg = leg, .device = device, .profile = profile, .dialled = dialled, .sdp = "sdp-a"}, now_);
    return leg;
}

void DeskTest::talk_plainly() {
    on_line(kAnnaPhone);
    on_line(kBenPhone);
    call_from(kAnnaPhone, "11");
    engine();
    calls_.on_ringing(LegId{2}, false, now_);
    answered(LegId{2}, "sdp-b");
    engine();
    ASSERT_EQ(own_of(kAnna).state, CallState::Talking);
    ASSERT_EQ(own_of(kBen).state, CallState::Talking);
    seen();
    changed_.clear();
}

void DeskTest::engine() {
    while (!ports_.outcomes.empty()) {
        auto done = ports_.outcomes.front();
        ports_.outcomes.pop_front();
        calls_.on_media_done(done, now_);
    }
}

void DeskTest::engine_refuses(std::string_view code) {
    auto done = ports_.outcomes.front();
    ports_.outcomes.pop_front();
    calls_.on_media_done({.op = done.op, .sdp = base::Error{code}}, now_);
}

void DeskTest::pass(base::Duration time) {
    now_ += time + 10ms;  // timers fire at most one tick late
    calls_.on_deadline(now_);
}

}  // namespace sidetone::calls::testing
