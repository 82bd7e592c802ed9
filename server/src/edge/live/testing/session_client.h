// A real office around Live for its tests: core rooms, net threads and WebSockets are the real ones; SIP and media,
// which are other edges, are stand-ins that do nothing. And a client that speaks the session protocol over a socket.
#pragma once

#include <boost/json.hpp>
#include <memory>
#include <string>

#include "core/access/access.h"
#include "core/calls/calls.h"
#include "core/directory/directory.h"
#include "core/presence/presence.h"
#include "core/registrar/registrar.h"
#include "edge/live/live.h"
#include "edge/net/crypto.h"
#include "edge/net/testing/edge_bench.h"
#include "edge/net/testing/web_socket_door.h"
#include "edge/net/worker_pool.h"

namespace sidetone::live::testing {

class NoStore final : public directory::DirectoryStore, public access::AccessStore {
public:
    void save_device(const directory::Device&) override {}
    void remove_device(core::DeviceId) override {}
    void save_password_hash(core::UserId, const std::string&) override {}
    void save_sign_in(const access::SignIn&) override {}
    void remove_sign_in(core::SignInId) override {}
};

class NoSignalling final : public calls::Signalling {
public:
    void invite(calls::LegId leg, const registrar::Binding&, const calls::Invitation&) override { last_invited = leg; }
    void replace(calls::LegId, calls::LegId, const calls::Invitation&) override {}
    void confirm(calls::LegId, const std::string&) override {}
    void ring(calls::LegId) override {}
    void progress(calls::LegId, const std::string&) override {}
    void accept(calls::LegId, const std::string&) override {}
    void end(calls::LegId, calls::EndCause) override {}
    void reoffer(calls::LegId, const std::string&) override {}
    void accept_reoffer(calls::LegId, const std::string&, calls::Direction) override {}
    void refuse_reoffer(calls::LegId, calls::EndCause) override {}
    void talk(calls::LegId) override {}
    calls::LegId last_invited;
};

class NoMedia final : public calls::Media {
public:
    void offer(calls::MediaOpId op, calls::MediaId, calls::MediaEnd, calls::MediaEnd, const std::string&) override {
        last = op;
    }
    void answer(calls::MediaOpId op, calls::MediaId, calls::MediaEnd, calls::MediaEnd, const std::string&) override {
        last = op;
    }
    void reoffer(calls::MediaOpId op, calls::MediaId, calls::MediaEnd, calls::MediaEnd, const std::string&,
                 const std::string&) override {
        last = op;
    }
    void open_single(calls::MediaOpId op, calls::MediaId, calls::MediaEnd, const std::string&) override { last = op; }
    void play(calls::MediaId, calls::LegId, Sound) override {}
    void stop(calls::MediaId, calls::LegId) override {}
    void block(calls::MediaId, calls::LegId, bool) override {}
    void send_digits(calls::MediaId, calls::MediaEnd, calls::MediaEnd, const std::string&, const std::string&,
                     const std::string&) override {}
    void release(calls::MediaId) override {}
    calls::MediaOpId last;
};

/// Anna (1), who is administrator, Ben (2), Cleo (3) in one group; Dora (4) in none. Every password is kPassword.
class Office {
public:
    explicit Office(LiveConfig config = {});
    ~Office();

    [[nodiscard]] std::uint16_t port() const { return listener->port(); }
    std::string sign_in(const std::string& name);
    void register_device(core::DeviceId device);
    void unregister_device(core::DeviceId device);
    /// As if the time of the next deadline had come.
    void pass_deadline();
    /// What the server says of itself; core strand.
    base::Figures figures;

    static constexpr auto kPassword = "right-horse-battery";
    static constexpr core::DeviceId kPhoneOfAnna{1};
    static constexpr core::DeviceId kPhoneOfBen{2};

    net::testing::TemporaryFolder folder;
    net::testing::RealClock clock;
    net::testing::CoreThread core;
    net::OsRandom random;
    NoStore store;
    NoSignalling signalling;
    NoMedia media;
    directory::Directory directory{store};
    access::Access access{{}, directory, store, net::make_decoy_hash()};
    registrar::Registrar registrar{{}, directory};
    net::WorkerPool workers{1, 8};
    net::NetThreads threads{2, 200, clock};
    std::unique_ptr<Live> live;
    std::unique_ptr<calls::Calls> calls;
    std::unique_ptr<presence::Presence> presence;
    std::shared_ptr<net::Listener> listener;

private:
    void wire();
};

class SessionClient {
public:
    explicit SessionClient(Office& office) : socket_(office.port(), false) {
        (void)net::testing::open_web_socket(socket_, "/session");
    }

    void send(const std::string& text) { socket_.send(net::testing::masked_frame(1, text)); }
    void request(int id, const std::string& method, const std::string& params = {});
    /// The next message of any kind.
    boost::json::object next();
    /// The answer to a request; events on the way are kept for event().
    boost::json::object answer(int id);
    /// The next message that is no event, whatever its id.
    boost::json::object refusal();
    /// The next event of this type; others before it are skipped.
    boost::json::object event(const std::string& type);
    /// Opens with this token; the result.
    boost::json::object open(const std::string& token, const std::string& resume = {});
    net::testing::ReceivedFrame frame() { return net::testing::read_frame(socket_); }
    void close() { socket_.close(); }
    void wait_closed() { socket_.wait_closed(); }

private:
    net::testing::Client socket_;
    std::deque<boost::json::object> events_;
};

/// {"session":..., "epoch":..., "seq":...} to resume after `seq`.
std::string resume_after(const boost::json::object& opened, std::int64_t seq);
std::string text_of(const boost::json::value& value);

}  // namespace sidetone::live::testing
