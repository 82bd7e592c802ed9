// News of core become events for those who may see them: rendered once per audience, not once per watcher.
#include "core/directory/directory.h"
#include "core/visibility/reveal.h"
#include "edge/live/detail/impl.h"
#include "edge/live/detail/views.h"

namespace sidetone::live {

namespace json = boost::json;

void Live::Impl::on_state_changed(const presence::StateChanged& news) {
    const auto& now = presence_->state_of(news.user);
    for (const auto& audience : visibility::audiences_of(parts_.directory, news.user)) {
        const auto shown = visibility::reveal(audience, now);
        if (shown == visibility::reveal(audience, news.before)) continue;
        SharedBody body;
        for (const auto viewer : audience.viewers()) {
            if (!is_listening(viewer)) continue;
            if (!body) body = event_body("person.state", {{"personId", wire_id(news.user)}, {"state", to_json(shown)}});
            push_to_user(viewer, body);
        }
    }
}

void Live::Impl::on_own_call_changed(const calls::OwnCallChanged& news) {
    note_call(news.id.call);
    if (!is_listening(news.user)) return;
    if (const auto call = calls_->own_call(news.id))
        push_to_user(news.user, event_body("call.changed", {{"call", to_json(*call)}}));
}

void Live::Impl::on_own_call_ended(const calls::OwnCallEnded& news) {
    note_call(news.id.call);
    if (!is_listening(news.user)) return;
    push_to_user(news.user, event_body("call.ended", {{"callId", wire_id(news.id)},
                                                      {"reason", end_reason(news)},
                                                      {"endedAt", base::to_unix_ms(news.at)}}));
}

void Live::Impl::on_registration(const registrar::RegistrationChanged& news) {
    note_registration(news);
    const auto* device = parts_.directory.find_device(news.device);
    if (!device || !is_listening(news.user) || news.change == registrar::Change::Refreshed) return;
    push_to_user(news.user, event_body("device.changed",
                                       {{"device", to_json(*device, parts_.registrar.find_binding(device->id))}}));
}

void Live::Impl::on_device_changed(const directory::DeviceChanged& news) {
    if (!is_listening(news.owner)) return;
    if (const auto* device = parts_.directory.find_device(news.device); device && !news.gone) {
        push_to_user(news.owner, event_body("device.changed",
                                            {{"device", to_json(*device, parts_.registrar.find_binding(device->id))}}));
    } else {
        push_to_user(news.owner, event_body("device.gone", {{"deviceId", wire_id(news.device)}}));
    }
}

void Live::Impl::on_user_changed(const directory::UserChanged& news) {
    if (news.gone) {
        const auto body = event_body("person.gone", {{"personId", wire_id(news.user)}});
        for (const auto& [user, sessions] : sessions_of_) push_to_user(user, body);
        return parts_.access.on_user_removed(news.user);
    }
    const auto* user = parts_.directory.find_user(news.user);
    if (!user) return;
    for (const auto& audience : visibility::audiences_of(parts_.directory, news.user)) {
        const auto body =
            event_body("person.changed",
                       {{"person", to_json(*user, visibility::reveal(audience, presence_->state_of(news.user)))}});
        for (const auto viewer : audience.viewers()) push_to_user(viewer, body);
    }
}

void Live::Impl::on_group_changed(const directory::GroupChanged& news) {
    const auto* group = parts_.directory.find_group(news.group);
    if (news.gone || !group) {
        const auto body = event_body("group.gone", {{"groupId", wire_id(news.group)}});
        for (const auto& [user, sessions] : sessions_of_) push_to_user(user, body);
        return;
    }
    const auto body = event_body("group.changed", {{"group", to_json(*group)}});
    for (const auto& viewer : group->members) {
        if (!is_listening(viewer.user)) continue;
        // A group may bring people this user has not seen before.
        for (const auto& member : group->members) {
            const auto* person = parts_.directory.find_user(member.user);
            if (!person) continue;
            const auto state =
                visibility::reveal(parts_.directory, viewer.user, member.user, presence_->state_of(member.user));
            push_to_user(viewer.user, event_body("person.changed", {{"person", to_json(*person, state)}}));
        }
        push_to_user(viewer.user, body);
    }
}

void Live::Impl::on_sign_in_changed(core::SignInId id) {
    const auto* sign_in = parts_.access.find_sign_in(id);
    if (!sign_in || !is_listening(sign_in->user)) return;
    push_to_user(sign_in->user, event_body("sign_in.changed", {{"signIn", to_json(*sign_in, is_connected(id))}}));
}

namespace {

std::string_view text_of(access::EndReason reason) {
    switch (reason) {
        case access::EndReason::SignedOut:
            return "signed_out";
        case access::EndReason::EndedElsewhere:
            return "ended_elsewhere";
        case access::EndReason::PasswordChanged:
            return "password_changed";
        case access::EndReason::UserRemoved:
            return "user_removed";
    }
    return "ended_elsewhere";
}

}  // namespace

void Live::Impl::on_sign_in_ended(const access::SignInEnded& news) {
    const auto found = sessions_of_.find(news.user);
    if (found == sessions_of_.end()) return;
    const auto ended = event_body("session.ended", {{"reason", text_of(news.reason)}});
    const auto gone = event_body("sign_in.gone", {{"signInId", wire_id(news.sign_in)}});
    std::vector<std::string> over;
    for (auto* session : found->second) {
        if (session->sign_in != news.sign_in) {
            push(*session, gone);
            continue;
        }
        push(*session, ended);
        if (session->connection) send({session->connection, {}, {}, 1000});
        over.push_back(session->key);
    }
    for (const auto& key : over) forget(key);
}

void Live::Impl::command_softphone(core::DeviceId softphone, json::object data) {
    const auto* device = parts_.directory.find_device(softphone);
    if (!device || !device->sign_in) return;
    const auto found = sessions_of_.find(device->owner);
    if (found == sessions_of_.end()) return;
    data["deviceId"] = wire_id(softphone);
    const auto body = event_body("softphone.command", data);
    for (auto* session : found->second) {
        if (session->sign_in == *device->sign_in) push(*session, body);
    }
}

}  // namespace sidetone::live
