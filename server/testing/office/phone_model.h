// Modelled devices behind the ports calls::Signalling and calls::Softphones: they ring, answer, refuse, hold, move,
// hang up and lose their network, late and at any time; and they check that calls keeps the rules of a dialog (one end,
// one open offer, no command after the end). One thread.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "core/calls/calls.h"
#include "core/directory/directory.h"
#include "core/registrar/registrar.h"
#include "testing/office/world.h"

namespace sidetone::testing {

class PhoneModel final : public calls::Signalling, public calls::Softphones {
public:
    enum class State : std::uint8_t { Calling, Called, Confirming, Up };
    struct Dialog {
        calls::LegId leg;
        calls::DeviceId device;
        std::optional<calls::OwnCallId> own;
        State state = State::Calling;
        bool rang = false;
        bool rings_back = false;  ///< the last provisional answer was 180, not early media
        std::string early;        ///< the SDP of the last 183
        bool holds = false;
        unsigned version = 0;
        std::string sdp;                           ///< what this device said last
        std::string remote;                        ///< what the server said last
        bool asked = false;                        ///< the server's offer is open
        std::optional<calls::LegReoffered> offer;  ///< this device's offer is open
        bool refused_offer = false;                ///< one of the server's
        bool gave_offer_back = false;              ///< it asked for an offer and owes the answer
        calls::LegId replaces;                     ///< called to take this dialog's place
        bool replaced = false;                     ///< the new one is answered, and this one ends soon
    };

    PhoneModel(World& world, const directory::Directory& directory, registrar::Registrar& registrar)
        : world_(world), directory_(directory), registrar_(registrar) {}
    void attach(calls::Calls& calls) { calls_ = &calls; }

    /// No more lost networks or refusals, so that everything can come to rest.
    void behave() { behaves_ = true; }
    [[nodiscard]] const std::map<calls::LegId, Dialog>& dialogs() const { return dialogs_; }

    /// The device refused this call, or was cut off from it, and has not registered anew since.
    [[nodiscard]] bool refused(calls::OwnCallId own, calls::DeviceId device) const {
        return refused_.contains({own, device});
    }

    // --- what people do at devices
    void sign_on(calls::DeviceId device);
    void sign_off(calls::DeviceId device);
    void lose_network(calls::DeviceId device);
    void call(calls::DeviceId device, const std::string& dialled);
    void hang_up(calls::LegId leg);
    /// Hold, retrieve, move, or ask for an offer.
    void reoffer(calls::LegId leg);

    void invite(calls::LegId leg, const registrar::Binding& binding, const calls::Invitation& invitation) override;
    void replace(calls::LegId leg, calls::LegId replaced, const calls::Invitation& invitation) override;
    void confirm(calls::LegId leg, const std::string& sdp) override;
    void ring(calls::LegId leg) override;
    void progress(calls::LegId leg, const std::string& sdp) override;
    void accept(calls::LegId leg, const std::string& sdp) override;
    void end(calls::LegId leg, calls::EndCause cause) override;
    void reoffer(calls::LegId leg, const std::string& sdp) override;
    void accept_reoffer(calls::LegId leg, const std::string& sdp, calls::Direction direction) override;
    void refuse_reoffer(calls::LegId leg, calls::EndCause cause) override;
    void talk(calls::LegId leg) override;
    void dial(calls::DeviceId softphone, const std::string& uri) override;
    void answer(calls::DeviceId softphone, calls::OwnCallId call) override;
    /// The model hears no tones.
    void send_digits(calls::DeviceId, calls::OwnCallId, const std::string&) override {}

private:
    Dialog* find(calls::LegId leg);
    Dialog& expect(calls::LegId leg, const char* what);
    Dialog& begin(calls::LegId leg, calls::DeviceId device);
    void say(Dialog& dialog, const char* kind);
    void gone(calls::LegId leg, calls::EndCause cause);
    template <class What>
    void later(calls::LegId leg, base::Duration low, base::Duration high, What what);

    void behave_when_called(calls::LegId leg);
    void behave_when_renewed(calls::LegId leg);
    void end_replaced(const Dialog& dialog);
    void ring_at_device(calls::LegId leg);
    void pick_up(calls::LegId leg);
    void answer_offer(calls::LegId leg);
    void send_offer(calls::LegId leg, bool hold);

    World& world_;
    const directory::Directory& directory_;
    registrar::Registrar& registrar_;
    calls::Calls* calls_ = nullptr;
    bool behaves_ = false;
    std::map<calls::LegId, Dialog> dialogs_;
    std::set<calls::LegId> used_;
    std::set<calls::LegId> auto_answering_;
    std::set<std::pair<calls::OwnCallId, calls::DeviceId>> refused_;
    std::map<calls::DeviceId, std::uint32_t> registrations_;
};

}  // namespace sidetone::testing
