#include "app/rooms.h"

#include <tuple>
#include <utility>

#include "app/recording/header.h"
#include "base/archive.h"

namespace sidetone::app {

Rooms::Rooms(RoomsConfig config, const RoomsPorts& ports, base::Random& random, const base::Clock& clock)
    : config_(std::move(config)),
      clock_(clock),
      sip_(ports.sip, journal_),
      media_(ports.media, journal_),
      softphones_(ports.softphones, journal_),
      directory_(ports.store),
      registrar_(config_.registrar, directory_),
      signalling_(config_.signalling, directory_, registrar_, sip_, random, clock),
      calls_(config_.calls, directory_, registrar_, signalling_, media_, softphones_),
      presence_(registrar_, calls_) {
    wire();
}

/// Who hears whom. Order matters where two listen to one: calls know before presence.
void Rooms::wire() {
    signalling_.set_calls(calls_);
    // What changes a device comes by the directory's own methods; it is noted before anybody acts on it.
    directory_.device_changed.subscribe([this](const directory::DeviceChanged& news) {
        if (!journal_) return;
        if (news.gone)
            heard("device.gone", news.device);
        else
            heard("device", news.secret_changed, recording::device_text(*directory_.find_device(news.device)));
    });
    directory_.device_changed.subscribe([this](const auto& news) { registrar_.on_device_changed(news, clock_.now()); });

    registrar_.changed.subscribe([this](const auto& news) { calls_.on_registration(news, clock_.now()); });
    registrar_.changed.subscribe([this](const auto& news) {
        if (news.change != registrar::Change::Refreshed) presence_.refresh(news.user, clock_.now());
    });
    calls_.changed.subscribe([this](const auto& news) { presence_.refresh(news.user, clock_.now()); });
    calls_.ended.subscribe([this](const auto& news) {
        if (journal_) journal_->out("ended", news.id.call, news.id.side, news.cause, news.by_me, news.was_answered);
        presence_.refresh(news.user, clock_.now());
    });
    presence_.changed.subscribe([this](const auto& news) {
        if (!journal_) return;
        const auto& state = presence_.state_of(news.user);
        journal_->out("lamp", news.user, state.lamp, state.outgoing,
                      state.peer ? std::string_view(state.peer->number) : std::string_view());
    });
}

template <class... Fields>
void Rooms::heard(std::string_view kind, const Fields&... fields) {
    if (!journal_) return;
    journal_->in(clock_.now(), kind, fields...);
    stirred_ = true;
}

void Rooms::on_flow_opened(const sip::FlowInfo& flow) {
    heard("open", flow.id, flow.transport, flow.local_host, flow.local_port, flow.remote_host, flow.remote_port);
    signalling_.on_flow_opened(flow);
}

void Rooms::on_message(base::FlowId flow, sip::Message&& message) {
    if (journal_) {
        journal_->message(clock_.now(), flow, message);
        stirred_ = true;
    }
    signalling_.on_message(flow, std::move(message));
}

void Rooms::on_malformed(base::FlowId flow, const sip::ParseFailure& failure) {
    if (journal_) heard("bad", flow, recording::failure_text(failure));
    signalling_.on_malformed(flow, failure);
}

void Rooms::on_flow_closed(base::FlowId flow) {
    heard("closed", flow);
    signalling_.on_flow_closed(flow);
}

namespace {

// The fields of a command after the user.
auto fields_of(const calls::Dial& command) {
    return std::tuple(command.device, std::string_view(command.target));
}
auto fields_of(const calls::Answer& command) {
    return std::tuple(command.call.call, command.call.side, command.device);
}
auto fields_of(const calls::Reject& command) {
    return std::tuple(command.call.call, command.call.side);
}
auto fields_of(const calls::HangUp& command) {
    return std::tuple(command.call.call, command.call.side);
}
auto fields_of(const calls::Hold& command) {
    return std::tuple(command.call.call, command.call.side, command.on);
}
auto fields_of(const calls::Mute& command) {
    return std::tuple(command.call.call, command.call.side, command.on);
}
auto fields_of(const calls::SendDigits& command) {
    return std::tuple(command.call.call, command.call.side, recording::Digits{command.digits});
}

}  // namespace

template <class Command>
base::Result<void> Rooms::command(std::string_view kind, const Command& command, base::Time now,
                                  base::Result<void> (calls::Calls::*verb)(const Command&, base::Time)) {
    if (!journal_) return (calls_.*verb)(command, now);
    std::apply([&](const auto&... fields) { journal_->in(now, kind, command.user, fields...); }, fields_of(command));
    stirred_ = true;
    auto result = (calls_.*verb)(command, now);
    journal_->out("result", result ? std::string_view("ok") : result.error().code);
    return result;
}

base::Result<void> Rooms::dial(const calls::Dial& what, base::Time now) {
    return command("dial", what, now, &calls::Calls::dial);
}
base::Result<void> Rooms::answer(const calls::Answer& what, base::Time now) {
    return command("answer", what, now, &calls::Calls::answer);
}
base::Result<void> Rooms::reject(const calls::Reject& what, base::Time now) {
    return command("reject", what, now, &calls::Calls::reject);
}
base::Result<void> Rooms::hang_up(const calls::HangUp& what, base::Time now) {
    return command("hang_up", what, now, &calls::Calls::hang_up);
}
base::Result<void> Rooms::hold(const calls::Hold& what, base::Time now) {
    return command("hold", what, now, &calls::Calls::hold);
}
base::Result<void> Rooms::mute(const calls::Mute& what, base::Time now) {
    return command("mute", what, now, &calls::Calls::mute);
}
base::Result<void> Rooms::send_digits(const calls::SendDigits& what, base::Time now) {
    return command("send_digits", what, now, &calls::Calls::send_digits);
}

void Rooms::on_media_done(const calls::MediaDone& done) {
    if (journal_ && done.sdp) {
        journal_->in_sdp(clock_.now(), *done.sdp, "media.done", done.op, done.codec);
        stirred_ = true;
    } else if (journal_) {
        heard("media.failed", done.op, done.sdp.error().code);
    }
    calls_.on_media_done(done, clock_.now());
}

void Rooms::on_media_lost() {
    heard("media.lost");
    calls_.on_media_lost(clock_.now());
}

void Rooms::on_media_ready() {
    heard("media.ready");
    calls_.on_media_ready(clock_.now());
}

std::optional<base::Time> Rooms::next_deadline(Room room) const {
    switch (room) {
        case Room::Signalling:
            return signalling_.next_deadline();
        case Room::Calls:
            return calls_.next_deadline();
        case Room::Registrar:
            return registrar_.next_deadline();
    }
    return std::nullopt;
}

void Rooms::on_deadline(Room room, base::Time now) {
    heard("due", room);
    switch (room) {
        case Room::Signalling:
            return signalling_.on_deadline(now);
        case Room::Calls:
            return calls_.on_deadline(now);
        case Room::Registrar:
            return registrar_.on_deadline(now);
    }
}

void Rooms::refuse_new_calls(bool refuse) {
    if (std::exchange(refuses_calls_, refuse) == refuse) return;
    heard("refuse_new_calls", refuse);
    signalling_.refuse_new_calls(refuse);
}

void Rooms::refuse_new_requests() {
    heard("refuse_new_requests");
    signalling_.refuse_new_requests();
}

void Rooms::end_all() {
    heard("end_all");
    calls_.end_all(clock_.now());
}

void Rooms::flush() {
    if (journal_ && std::exchange(stirred_, false)) journal_->in(clock_.now(), ".");
    signalling_.flush();
}

void Rooms::set_journal(recording::Journal* journal) {
    journal_ = journal;
    stirred_ = false;
    auto& digest = signalling_.digest();
    if (journal == nullptr) return digest.set_witness({});
    digest.set_witness([journal](sip::Verdict verdict) {
        journal->verdict(verdict);
        return verdict;
    });
}

std::string Rooms::state() {
    base::ArchiveWriter archive;
    archive(registrar_, presence_, refuses_calls_);
    signalling_.save(archive);
    calls_.save(archive);
    return archive.take();
}

void Rooms::restore(std::string_view state) {
    base::ArchiveReader archive(state);
    archive(registrar_, presence_, refuses_calls_);
    signalling_.load(archive);
    calls_.load(archive);
    if (!archive.done()) throw base::ArchiveError("more than a state");
}

}  // namespace sidetone::app
