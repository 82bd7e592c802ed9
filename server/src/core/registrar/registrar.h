// Who can be reached where. Owns the bindings: at most one per device, each with its flow; ends them on expiry and on a
// lost flow. Core strand only. Leaves authentication to signalling and what rings to calls.
#pragma once

#include <array>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/publisher.h"
#include "base/result.h"
#include "base/timer_wheel.h"
#include "core/directory/directory.h"
#include "core/registrar/types.h"

namespace sidetone::registrar {

struct RegistrarConfig {
    std::uint32_t min_expires = 30;
    std::uint32_t max_expires = 3600;
    /// For browsers and for UDP behind NAT the refresh also keeps the flow open.
    std::uint32_t default_expires = 600;
};

class Registrar {
public:
    Registrar(RegistrarConfig config, const directory::Directory& directory);

    /// The granted seconds, 0 when it was unregistered. Refusals: registrar.interval_too_brief (423),
    /// registrar.out_of_order (500), registrar.device_unknown (404).
    base::Result<std::uint32_t> handle(const Register& request, base::Time now);
    void on_flow_closed(base::FlowId flow, base::Time now);
    void on_device_removed(core::DeviceId device, base::Time now);
    /// As wired to the directory: a device that is gone, or a phone with a new secret, loses its registration at once.
    /// A softphone's secret is renewed while it stays registered.
    void on_device_changed(const directory::DeviceChanged& news, base::Time now);
    void on_deadline(base::Time now);
    [[nodiscard]] std::optional<base::Time> next_deadline() const;

    [[nodiscard]] const Binding* find_binding(core::DeviceId device) const;
    /// Bindings of all devices of a user, in the order of their devices.
    /// A device of the user is registered.
    [[nodiscard]] bool is_reachable(core::UserId user) const;
    [[nodiscard]] std::vector<const Binding*> find_bindings(core::UserId user) const;
    [[nodiscard]] std::size_t size() const { return bindings_.size(); }
    /// By Transport.
    [[nodiscard]] const std::array<std::size_t, kTransports>& count() const { return count_; }
    [[nodiscard]] const RegistrarConfig& config() const { return config_; }
    /// base/archive.h; not the configuration.
    template <class Archive>
    void archive(Archive& archive);

    base::Publisher<RegistrationChanged> changed;

private:
    struct Entry {
        Binding binding;
        core::UserId owner;  ///< kept here: the directory may have forgotten the device
        base::TimerId timer = 0;

        template <class Archive>
        void archive(Archive& archive) {
            archive(binding, owner, timer);
        }
    };

    base::Result<std::uint32_t> unregister(const Register& request);
    [[nodiscard]] base::Result<std::uint32_t> grant(std::uint32_t asked) const;
    void put(const Binding& binding, core::UserId owner, std::uint32_t seconds, base::Time now);
    void forget_flow(base::FlowId flow, core::DeviceId device);
    void drop(core::DeviceId device, Change why);

    RegistrarConfig config_;
    const directory::Directory& directory_;
    std::unordered_map<core::DeviceId, Entry> bindings_;
    std::unordered_map<base::FlowId, std::vector<core::DeviceId>> by_flow_;
    std::array<std::size_t, kTransports> count_{};
    base::TimerWheel<core::DeviceId> timers_;
};

}  // namespace sidetone::registrar
