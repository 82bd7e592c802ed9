// The rooms that decide (directory, registrar, calls, presence) and signalling before them, wired to each other, with
// one door for whatever comes in and one for whatever goes out. The running server and a replay are both made of them;
// with a journal, all that passes the doors is written down. One thread (the core strand); time and chance are handed
// in.
#pragma once

#include <array>
#include <optional>

#include "app/recording/taps.h"
#include "base/clock.h"
#include "base/random.h"
#include "core/calls/calls.h"
#include "core/directory/directory.h"
#include "core/presence/presence.h"
#include "core/registrar/registrar.h"
#include "edge/net/sip_transport.h"
#include "edge/signalling/signalling.h"

namespace sidetone::app {

struct RoomsConfig {
    registrar::RegistrarConfig registrar;
    signalling::SignallingConfig signalling;
    calls::CallsConfig calls;
};

struct RoomsPorts {
    directory::DirectoryStore& store;
    net::SipOut& sip;
    calls::Media& media;
    calls::Softphones& softphones;
};

/// Those with deadlines, in the order in which they are met.
enum class Room : std::uint8_t { Signalling, Calls, Registrar };
inline constexpr std::array kRooms{Room::Signalling, Room::Calls, Room::Registrar};

class Rooms final : public net::SipSink, public calls::Commands {
public:
    /// The ports are not called before something comes in.
    Rooms(RoomsConfig config, const RoomsPorts& ports, base::Random& random, const base::Clock& clock);

    [[nodiscard]] directory::Directory& directory() { return directory_; }
    [[nodiscard]] registrar::Registrar& registrar() { return registrar_; }
    [[nodiscard]] const registrar::Registrar& registrar() const { return registrar_; }
    [[nodiscard]] signalling::Signalling& signalling() { return signalling_; }
    [[nodiscard]] const signalling::Signalling& signalling() const { return signalling_; }
    [[nodiscard]] calls::Calls& calls() { return calls_; }
    [[nodiscard]] const calls::Calls& calls() const { return calls_; }
    [[nodiscard]] presence::Presence& presence() { return presence_; }
    [[nodiscard]] const RoomsConfig& config() const { return config_; }

    // --- what comes in. From the network:
    void on_flow_opened(const sip::FlowInfo& flow) override;
    void on_message(base::FlowId flow, sip::Message&& message) override;
    void on_malformed(base::FlowId flow, const sip::ParseFailure& failure) override;
    void on_flow_closed(base::FlowId flow) override;
    // From sessions:
    base::Result<void> dial(const calls::Dial& command, base::Time now) override;
    base::Result<void> answer(const calls::Answer& command, base::Time now) override;
    base::Result<void> reject(const calls::Reject& command, base::Time now) override;
    base::Result<void> hang_up(const calls::HangUp& command, base::Time now) override;
    base::Result<void> hold(const calls::Hold& command, base::Time now) override;
    base::Result<void> mute(const calls::Mute& command, base::Time now) override;
    base::Result<void> send_digits(const calls::SendDigits& command, base::Time now) override;
    // From the media engine:
    void on_media_done(const calls::MediaDone& done);
    void on_media_lost();
    void on_media_ready();
    // From the server itself:
    [[nodiscard]] std::optional<base::Time> next_deadline(Room room) const;
    void on_deadline(Room room, base::Time now);
    void refuse_new_calls(bool refuse);
    void refuse_new_requests();
    void end_all();
    /// After whatever came in, at the end of a turn: what goes out goes out.
    void flush();

    // --- recordings
    /// Between two turns. From here on it hears of everything; null: nothing is heard any more.
    void set_journal(recording::Journal* journal);
    /// All that is known, the directory, configuration and nonces apart. Between two turns.
    [[nodiscard]] std::string state();
    /// Into new rooms with the same directory. Throws base::ArchiveError.
    void restore(std::string_view state);

private:
    void wire();
    template <class Command>
    base::Result<void> command(std::string_view kind, const Command& command, base::Time now,
                               base::Result<void> (calls::Calls::*verb)(const Command&, base::Time));
    template <class... Fields>
    void heard(std::string_view kind, const Fields&... fields);

    RoomsConfig config_;
    const base::Clock& clock_;
    recording::Journal* journal_ = nullptr;
    bool stirred_ = false;  ///< something came in since the last flush
    bool refuses_calls_ = false;
    recording::SipTap sip_;
    recording::MediaTap media_;
    recording::SoftphonesTap softphones_;
    directory::Directory directory_;
    registrar::Registrar registrar_;
    signalling::Signalling signalling_;
    calls::Calls calls_;
    presence::Presence presence_;
};

}  // namespace sidetone::app
