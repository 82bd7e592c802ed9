#include "core/registrar/registrar.h"

#include <algorithm>

#include "core/registrar/archive.h"

namespace sidetone::registrar {

Registrar::Registrar(RegistrarConfig config, const directory::Directory& directory)
    : config_(config), directory_(directory) {}

base::Result<std::uint32_t> Registrar::handle(const Register& request, base::Time now) {
    const auto* device = directory_.find_device(request.device);
    if (device == nullptr) return base::Error{"registrar.device_unknown"};
    if (const auto known = bindings_.find(request.device); known != bindings_.end()) {
        const auto& old = known->second.binding;
        // RFC 3261 10.3 step 7: within one Call-ID only a later request counts.
        if (old.call_id == request.binding.call_id && request.binding.cseq <= old.cseq) {
            return base::Error{"registrar.out_of_order"};
        }
    }
    if (request.expires_seconds == 0) return unregister(request);
    if (request.binding.contact.empty()) return base::Error{"registrar.contact_missing"};
    const auto granted = grant(request.expires_seconds);
    if (granted) put(request.binding, device->owner, *granted, now);
    return granted;
}

base::Result<std::uint32_t> Registrar::unregister(const Register& request) {
    const auto known = bindings_.find(request.device);
    if (known == bindings_.end()) return 0U;
    // The farewell of a contact that was replaced meanwhile (a page loaded again) ends nothing.
    const auto& contact = request.binding.contact;
    if (contact.empty() || contact == known->second.binding.contact) drop(request.device, Change::Unregistered);
    return 0U;
}

base::Result<std::uint32_t> Registrar::grant(std::uint32_t asked) const {
    if (asked == kUnasked) return config_.default_expires;
    if (asked < config_.min_expires) return base::Error{"registrar.interval_too_brief"};
    return std::min(asked, config_.max_expires);
}

void Registrar::put(const Binding& binding, core::UserId owner, std::uint32_t seconds, base::Time now) {
    auto& entry = bindings_[binding.device];
    auto& kept = entry.binding;
    const bool is_new = entry.timer == 0;
    const bool same_way = !is_new && kept.contact == binding.contact && kept.flow == binding.flow;
    const auto since = same_way ? kept.since : now;
    if (!same_way) {
        if (!is_new) forget_flow(kept.flow, binding.device);
        by_flow_[binding.flow].push_back(binding.device);
    }
    timers_.cancel(entry.timer);
    if (!is_new) --count_[static_cast<std::size_t>(kept.transport)];
    ++count_[static_cast<std::size_t>(binding.transport)];
    kept = binding;
    kept.since = since;
    kept.expires = now + std::chrono::seconds{seconds};
    entry.owner = owner;
    entry.timer = timers_.schedule(kept.expires, binding.device);
    const auto change = is_new ? Change::Added : same_way ? Change::Refreshed : Change::Replaced;
    changed.publish({.device = binding.device, .user = owner, .change = change});
}

void Registrar::on_flow_closed(base::FlowId flow, base::Time /*now*/) {
    const auto found = by_flow_.find(flow);
    if (found == by_flow_.end()) return;
    const auto devices = found->second;  // a copy: drop() changes the list
    for (const auto device : devices) drop(device, Change::FlowLost);
}

void Registrar::on_device_removed(core::DeviceId device, base::Time /*now*/) {
    drop(device, Change::Removed);
}

void Registrar::on_device_changed(const directory::DeviceChanged& news, base::Time now) {
    if (news.gone || (news.secret_changed && !news.sign_in)) on_device_removed(news.device, now);
}

void Registrar::on_deadline(base::Time now) {
    timers_.advance(now, [this](core::DeviceId device) {
        if (const auto found = bindings_.find(device); found != bindings_.end()) drop(device, Change::Expired);
    });
}

std::optional<base::Time> Registrar::next_deadline() const {
    return timers_.next();
}

const Binding* Registrar::find_binding(core::DeviceId device) const {
    const auto found = bindings_.find(device);
    return found == bindings_.end() ? nullptr : &found->second.binding;
}

std::vector<const Binding*> Registrar::find_bindings(core::UserId user) const {
    std::vector<const Binding*> found;
    for (const auto device : directory_.devices_of(user)) {
        if (const auto* binding = find_binding(device)) found.push_back(binding);
    }
    return found;
}

bool Registrar::is_reachable(core::UserId user) const {
    const auto& devices = directory_.devices_of(user);
    return std::any_of(devices.begin(), devices.end(), [&](auto device) { return bindings_.contains(device); });
}

void Registrar::forget_flow(base::FlowId flow, core::DeviceId device) {
    const auto found = by_flow_.find(flow);
    if (found == by_flow_.end()) return;
    std::erase(found->second, device);
    if (found->second.empty()) by_flow_.erase(found);
}

void Registrar::drop(core::DeviceId device, Change why) {
    const auto found = bindings_.find(device);
    if (found == bindings_.end()) return;
    timers_.cancel(found->second.timer);
    forget_flow(found->second.binding.flow, device);
    const auto owner = found->second.owner;
    --count_[static_cast<std::size_t>(found->second.binding.transport)];
    bindings_.erase(found);
    changed.publish({.device = device, .user = owner, .change = why});
}

template <class Archive>
void Registrar::archive(Archive& archive) {
    archive(bindings_, by_flow_, count_, timers_);
}

template void Registrar::archive(base::ArchiveWriter&);
template void Registrar::archive(base::ArchiveReader&);

}  // namespace sidetone::registrar
