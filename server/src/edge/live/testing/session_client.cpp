#include "edge/live/testing/session_client.h"

#include <stdexcept>

namespace sidetone::live::testing {

namespace json = boost::json;

namespace {

directory::User user(std::uint64_t id, const std::string& name, const std::string& hash) {
    directory::User out;
    out.id = core::UserId{id};
    out.short_name = name;
    out.display_name = static_cast<char>(name[0] - 'a' + 'A') + name.substr(1);
    out.number = std::to_string(10 + id);
    out.password_hash = hash;
    return out;
}

directory::Device phone(std::uint64_t id, std::uint64_t owner, const std::string& auth_user) {
    directory::Device out;
    out.id = core::DeviceId{id};
    out.owner = core::UserId{owner};
    out.name = "Desk phone";
    out.auth_user = auth_user;
    return out;
}

}  // namespace

Office::Office(LiveConfig config) {
    const auto hash = net::hash_password(kPassword);
    directory::Group group;
    group.id = core::GroupId{1};
    group.name = "Office";
    group.members = {{core::UserId{1}}, {core::UserId{2}}, {core::UserId{3}}};
    auto anna = user(1, "anna", hash);
    anna.administrator = true;
    directory.load({anna, user(2, "ben", hash), user(3, "cleo", hash), user(4, "dora", hash)}, {group},
                   {phone(1, 1, "anna-1"), phone(2, 2, "ben-1")});
    config.system_name = "pbx.example";
    config.sip_host = "localhost";
    live = std::make_unique<Live>(config, LiveParts{threads, core.loop(), workers, clock, random, directory, access,
                                                    registrar, [this] { return figures; }});
    calls::CallsConfig calls_config;
    calls_config.system_name = "pbx.example";
    calls = std::make_unique<calls::Calls>(calls_config, directory, registrar, signalling, media, *live);
    presence = std::make_unique<presence::Presence>(registrar, *calls);
    live->set_calls(*calls, *presence, *calls);
    wire();
    listener = net::testing::open_web_socket_door(threads, *live);
    threads.start();
}

Office::~Office() {
    listener->stop();
    threads.stop();
    workers.stop();
    core.stop();
}

void Office::wire() {
    registrar.changed.subscribe([this](const auto& news) {
        live->on_registration(news);
        presence->refresh(news.user, clock.now());
    });
    calls->changed.subscribe([this](const auto& news) {
        live->on_own_call_changed(news);
        presence->refresh(news.user, clock.now());
    });
    calls->ended.subscribe([this](const auto& news) {
        live->on_own_call_ended(news);
        presence->refresh(news.user, clock.now());
    });
    presence->changed.subscribe([this](const auto& news) { live->on_state_changed(news); });
    directory.device_changed.subscribe([this](const auto& news) { live->on_device_changed(news); });
    directory.group_changed.subscribe([this](const auto& news) { live->on_group_changed(news); });
    directory.user_changed.subscribe([this](const auto& news) { live->on_user_changed(news); });
    access.sign_in_changed.subscribe([this](const auto& news) { live->on_sign_in_changed(news); });
    access.sign_in_ended.subscribe([this](const auto& news) { live->on_sign_in_ended(news); });
}

std::string Office::sign_in(const std::string& name) {
    return core.run([&] {
        const auto check = access.begin_login(name, "127.0.0.1", clock.now());
        auto token = net::make_token(random);
        (void)access.finish_login(check->check, true, "Chromium", net::hash_token(token), clock.now()).value();
        return token;
    });
}

void Office::register_device(core::DeviceId device) {
    core.run([&] {
        registrar::Register request;
        request.device = device;
        request.binding.device = device;
        request.binding.contact = "sip:phone@127.0.0.1:5070";
        request.binding.flow = base::FlowId{device.value};
        request.binding.user_agent = "Phone \xff 1.0";
        request.binding.remote_address = "127.0.0.1:5070";
        request.binding.call_id = "one";
        request.binding.cseq = 1;
        request.binding.takes_talk = true;
        request.expires_seconds = 600;
        (void)registrar.handle(request, clock.now()).value();
    });
}

void Office::unregister_device(core::DeviceId device) {
    core.run([&] { registrar.on_flow_closed(base::FlowId{device.value}, clock.now()); });
}

void Office::pass_deadline() {
    core.run([&] {
        if (const auto next = live->next_deadline()) live->on_deadline(*next);
    });
}

void SessionClient::request(int id, const std::string& method, const std::string& params) {
    send(R"({"jsonrpc":"2.0","id":)" + std::to_string(id) + R"(,"method":")" + method + "\"" +
         (params.empty() ? std::string{} : ",\"params\":" + params) + "}");
}

json::object SessionClient::next() {
    const auto frame = net::testing::read_frame(socket_);
    if (frame.opcode != 1) throw std::runtime_error("no text: " + std::to_string(frame.close_code()));
    return json::parse(frame.payload).as_object();
}

json::object SessionClient::answer(int id) {
    for (;;) {
        auto message = next();
        if (message.contains("method")) {
            events_.push_back(std::move(message));
        } else if (message.at("id") == id) {
            return message;
        }
    }
}

json::object SessionClient::refusal() {
    for (;;) {
        auto message = next();
        if (!message.contains("method")) return message;
        events_.push_back(std::move(message));
    }
}

json::object SessionClient::event(const std::string& type) {
    for (;;) {
        auto message = events_.empty() ? next() : events_.front();
        if (!events_.empty()) events_.pop_front();
        if (message.contains("method") && text_of(message.at("params").at("type")) == type)
            return message.at("params").as_object();
    }
}

json::object SessionClient::open(const std::string& token, const std::string& resume) {
    request(1000, "session.open",
            R"({"token":")" + token + "\"" + (resume.empty() ? std::string{} : ",\"resume\":" + resume) + "}");
    return answer(1000).at("result").as_object();
}

std::string resume_after(const json::object& opened, std::int64_t seq) {
    return json::serialize(
        json::object{{"session", opened.at("session")}, {"epoch", opened.at("epoch")}, {"seq", seq}});
}

std::string text_of(const json::value& value) {
    return std::string(value.as_string());
}

}  // namespace sidetone::live::testing
