#include "app/office.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "app/build_id.h"
#include "app/certificates.h"
#include "edge/metrics/figures.h"

namespace sidetone::app {

namespace {

/// A change that thousands of sessions see is encrypted by both.
constexpr std::size_t kNetThreads = 2;
constexpr std::size_t kPasswordThreads = 2;
constexpr std::size_t kPasswordQueue = 64;
/// For phones to answer BYE (UDP loses some: that is two repetitions), and again for connections to take the last
/// bytes.
constexpr std::chrono::seconds kGoodbye{2};

std::unordered_set<std::string> own_hosts(const Config& config) {
    std::unordered_set<std::string> hosts{config.system.host, "localhost", "127.0.0.1", "::1"};
    hosts.insert(config.listen.addresses.begin(), config.listen.addresses.end());
    return hosts;
}

std::vector<net::SipListen> sip_listeners(const Config::Listen& listen) {
    std::vector<net::SipListen> all;
    for (const auto& address : listen.addresses) {
        if (listen.sip_udp != 0) all.push_back({sip::Transport::Udp, address, listen.sip_udp});
        if (listen.sip_tcp != 0) all.push_back({sip::Transport::Tcp, address, listen.sip_tcp});
        if (listen.sip_tls != 0) all.push_back({sip::Transport::Tls, address, listen.sip_tls});
    }
    return all;
}

net::SipTransportConfig transport_config(const Config& config) {
    net::SipTransportConfig transport;
    transport.listen = sip_listeners(config.listen);
    transport.dscp = config.dscp.signalling;
    return transport;
}

/// The first address of each family is what phones are told, so loopback comes last: who is on this machine reaches the
/// others as well.
std::vector<std::string> reachable_addresses(std::vector<std::string> addresses) {
    std::stable_partition(addresses.begin(), addresses.end(),
                          [](const std::string& address) { return !address.starts_with("127.") && address != "::1"; });
    return addresses;
}

media::MediaConfig media_config(const Config& config, const Folders& folders) {
    media::MediaConfig media;
    media.program = config.media.program;
    media.addresses =
        config.media.addresses.empty() ? reachable_addresses(config.listen.addresses) : config.media.addresses;
    media.port_min = config.media.port_min;
    media.port_max = config.media.port_max;
    media.dscp = config.dscp.media;
    media.sounds = folders.sounds;
    return media;
}

signalling::SignallingConfig signalling_config(const Config& config, const std::string& nonce_key) {
    signalling::SignallingConfig signalling;
    signalling.system_name = config.system.name;
    signalling.own_hosts = own_hosts(config);
    signalling.nonce_key = nonce_key;
    signalling.endpoint.flow_grace = std::chrono::seconds(config.calls.reconnect_seconds);
    signalling.endpoint.session_expires = std::chrono::seconds(config.calls.session_seconds);
    signalling.endpoint.user_agent = "Sidetone/" SIDETONE_VERSION;
    return signalling;
}

live::LiveConfig live_config(const Config& config) {
    live::LiveConfig live;
    live.system_name = config.system.name;
    live.sip_host = config.system.host;
    live.udp_port = config.listen.sip_udp;
    live.tcp_port = config.listen.sip_tcp;
    live.tls_port = config.listen.sip_tls;
    live.max_sessions_per_user = config.sessions.per_user;
    return live;
}

calls::CallsConfig calls_config(const Config& config) {
    calls::CallsConfig calls;
    calls.system_name = config.system.name;
    calls.ring_time = std::chrono::seconds(config.calls.ring_seconds);
    return calls;
}

RoomsConfig rooms_config(const Config& config, const std::string& nonce_key) {
    return {.registrar = {config.registrar.min_expires, config.registrar.max_expires, config.registrar.default_expires},
            .signalling = signalling_config(config, nonce_key),
            .calls = calls_config(config)};
}

access::AccessConfig access_config(const Config& config) {
    access::AccessConfig access;
    access.policy.min_length = config.access.password_min_length;
    access.policy.min_classes = config.access.password_min_classes;
    return access;
}

std::vector<net::TlsName> tls_names(const Config& config) {
    std::vector<net::TlsName> names;
    for (const auto& one : config.tls.names)
        names.push_back({one.name, {config.in_data(one.certificate), config.in_data(one.key)}});
    return names;
}

http::ServerConfig http_config(const Config& config, const Folders& folders) {
    http::ServerConfig http;
    for (const auto& address : config.listen.addresses) http.listen.push_back({address, config.listen.https});
    http.web_root = folders.web;
    return http;
}

metrics::ServerConfig metrics_config(const Config& config) {
    metrics::ServerConfig metrics;
    metrics.socket = config.socket();
    if (const auto http = read_address_and_port(config.metrics.listen)) {
        metrics.address = http->address;
        metrics.port = http->port;
    }
    return metrics;
}

}  // namespace

Office::Office(Config config, const OfficeOptions& options)
    : config_(std::move(config)),
      loop_(clock_),
      store_({.path = config_.database().string(),
              .on_failure =
                  [this](const std::string& what) {
                      spdlog::critical("store: {}", what);
                      failed_ = true;
                      stop();
                  }}),
      tls_({config_.in_data(config_.tls.certificate), config_.in_data(config_.tls.key)}, tls_names(config_)),
      net_(kNetThreads, net::limits_of_this_process(), clock_),
      workers_(kPasswordThreads, kPasswordQueue),
      media_(media_config(config_, options.folders), loop_, base::random_token(random_, 10)),
      direct_media_(options.without_media_engine ? std::make_optional<media::DirectMedia>(
                                                       loop_, [this](const auto& done) { rooms_.on_media_done(done); })
                                                 : std::nullopt),
      transport_(transport_config(config_), net_, &tls_, loop_, random_),
      nonce_key_(options.record ? base::random_token(random_, 32) : load_secret(config_.nonce_key_file())),
      rooms_(rooms_config(config_, nonce_key_),
             {store_, transport_, direct_media_ ? static_cast<calls::Media&>(*direct_media_) : media_, live_},
             options.record ? rooms_random_.seeded() : rooms_random_, loop_.clock()),
      access_(access_config(config_), rooms_.directory(), store_, net::make_decoy_hash()),
      live_(live_config(config_), {net_, loop_, workers_, clock_, random_, rooms_.directory(), access_,
                                   rooms_.registrar(), [this] { return figures(); }}),
      http_(http_config(config_, options.folders),
            {net_, &tls_, loop_, access_, workers_, clock_, random_, live_, transport_, [this] { return ailments(); }}),
      metrics_(
          metrics_config(config_), [this](const auto& answer) { loop_.post([this, answer] { answer(status()); }); },
          [this](const auto& command, const auto& answer) {
              loop_.post([this, command, answer] { answer(control(command)); });
          }),
      recorder_({.folder = config_.data / "recordings",
                 .build = build_id(),
                 .nonce_key = load_secret(config_.nonce_key_file())},
                rooms_, rooms_random_, loop_.clock()) {
    auto loaded = store_.load();
    rooms_.directory().load(std::move(loaded.users), std::move(loaded.groups), std::move(loaded.devices));
    access_.load(std::move(loaded.sign_ins));
    certificate_expires_ = certificate_expiry(config_.in_data(config_.tls.certificate));
    wire_rooms();
    wire_deadlines();
    if (options.record) recorder_.start_new(recording::Recorder::kUsualLimit, nonce_key_);
}

Office::~Office() = default;

/// Who hears of what the rooms decide. They have told each other before.
void Office::wire_rooms() {
    live_.set_calls(rooms_.calls(), rooms_.presence(), rooms_);
    transport_.set_sink(rooms_);

    rooms_.registrar().changed.subscribe([this](const auto& news) { live_.on_registration(news); });
    rooms_.calls().changed.subscribe([this](const auto& news) { live_.on_own_call_changed(news); });
    rooms_.calls().ended.subscribe([this](const auto& news) { live_.on_own_call_ended(news); });
    rooms_.presence().changed.subscribe([this](const auto& news) { live_.on_state_changed(news); });

    auto& directory = rooms_.directory();
    directory.device_changed.subscribe([this](const auto& news) { live_.on_device_changed(news); });
    directory.user_changed.subscribe([this](const auto& news) { live_.on_user_changed(news); });
    directory.group_changed.subscribe([this](const auto& news) { live_.on_group_changed(news); });

    access_.sign_in_changed.subscribe([this](const auto& news) { live_.on_sign_in_changed(news); });
    access_.sign_in_ended.subscribe([this](const auto& news) { live_.on_sign_in_ended(news); });
}

void Office::wire_deadlines() {
    for (const auto room : kRooms) {
        loop_.add_room([this, room] { return rooms_.next_deadline(room); },
                       [this, room](base::Time now) { rooms_.on_deadline(room, now); });
    }
    loop_.add_room([this] { return live_.next_deadline(); }, [this](base::Time now) { live_.on_deadline(now); });
    loop_.add_room([this] { return media_.next_deadline(); }, [this](base::Time now) { media_.on_deadline(now); });
    loop_.add_room([this] { return transport_.next_deadline(); },
                   [this](base::Time now) { transport_.on_deadline(now); });
    loop_.add_room([this] { return stop_by_; }, [this](base::Time) { loop_.stop(); });
    loop_.set_flush([this] {
        rooms_.refuse_new_calls(overload_.update(transport_.waiting(), media_.waiting()));
        rooms_.flush();
        recorder_.on_turn_end();
        if (stop_by_ && rooms_.signalling().is_settled()) loop_.stop();
    });
}

void Office::start_media() {
    if (direct_media_) return on_media_ready();
    media_.start({.done = [this](const calls::MediaDone& done) { rooms_.on_media_done(done); },
                  .lost = [this] { rooms_.on_media_lost(); },
                  .ready = [this] { on_media_ready(); }});
}

void Office::on_media_ready() {
    rooms_.on_media_ready();
    if (!std::exchange(was_ready_, true))
        spdlog::info("ready: https://{}:{}/", config_.system.host, config_.listen.https);
}

void Office::reload_certificate() {
    if (tls_.reload_certificate()) certificate_expires_ = certificate_expiry(config_.in_data(config_.tls.certificate));
}

std::vector<std::string> Office::ailments() const {
    std::vector<std::string> ailments;
    if (!has_media()) ailments.emplace_back("media");
    if (!store_.healthy()) ailments.emplace_back("store");
    return ailments;
}

base::Figures Office::figures() const {
    const auto& signalling = rooms_.signalling();
    const auto& digest = signalling.login_counters();
    auto figures = metrics::figures_of({.version = SIDETONE_VERSION,
                                        .media_works = has_media(),
                                        .store_works = store_.healthy(),
                                        .certificate_expires = certificate_expires_,
                                        .registrations = rooms_.registrar().count(),
                                        .calls = rooms_.calls().counters(),
                                        .sessions = live_.counters().connected,
                                        .flows = signalling.flow_count(),
                                        .sip = signalling.counters(),
                                        .transport = transport_.counters(),
                                        .net = net_.counters(),
                                        .logins = access_.counters(),
                                        .digest_wrong = digest.wrong,
                                        .digest_replayed = digest.replayed,
                                        .digest_malformed = digest.malformed,
                                        .digest_uncompared = signalling.strangers().uncompared,
                                        .recording = recorder_.state().running ? recorder_.state().bytes : 0,
                                        .strangers_ignored = signalling.strangers().ignored});
    metrics::add_process_figures(figures, started_at_);
    return figures;
}

metrics::Status Office::status() const {
    return {.name = config_.system.name,
            .version = SIDETONE_VERSION,
            .stopping = stop_by_.has_value(),
            .ailments = ailments(),
            .started_at = started_at_,
            .now = loop_.clock().now(),
            .figures = figures()};
}

/// "record start MEGABYTES", "record stop", "record state".
metrics::Outcome Office::control(const std::string& command) {
    constexpr std::string_view kStart = "record start ";
    try {
        if (command.starts_with(kStart)) {
            recorder_.start(std::min(std::stoul(command.substr(kStart.size())), 4096UL) * 1024 * 1024);
        } else if (command == "record stop") {
            recorder_.stop();
        } else if (command != "record state") {
            return {false, "The server does not know this command.\n"};
        }
    } catch (const std::exception& error) {
        return {false, std::string(error.what()) + "\n"};
    }
    return {true, recording_text(recorder_.state())};
}

int Office::run() {
    metrics_.start();
    transport_.start();
    http_.start();
    net_.start();
    start_media();
    loop_.run();

    metrics_.stop();
    // What is under way is written, then the engine ends, then the disk.
    transport_.stop();
    net_.stop(kGoodbye);
    workers_.stop();
    media_.stop();
    store_.flush();
    return failed_ ? 1 : 0;
}

void Office::stop() {
    loop_.post([this] { begin_stop(); });
}

/// Nothing new comes in; every call ends with BYE, every session with 1001. The loop goes on until all have answered or
/// the time is over.
void Office::begin_stop() {
    if (stop_by_) return loop_.stop();
    stop_by_ = loop_.clock().now() + kGoodbye;
    http_.stop();
    transport_.stop_listening();
    rooms_.refuse_new_requests();
    rooms_.end_all();
    live_.close_all();
}

}  // namespace sidetone::app
