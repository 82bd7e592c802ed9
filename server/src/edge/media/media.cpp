#include "edge/media/media.h"

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <boost/json/serialize.hpp>
#include <stdexcept>
#include <unordered_set>

#include "edge/media/engine_process.h"
#include "edge/media/ng_client.h"
#include "edge/media/ng_messages.h"

namespace sidetone::media {

namespace json = boost::json;

namespace {

constexpr auto kFirstPause = std::chrono::milliseconds{50};
constexpr auto kLongestPause = std::chrono::seconds{5};
/// How often a starting engine is asked whether it is there.
constexpr auto kStartPoll = std::chrono::milliseconds{20};

std::string_view text_of(const json::object& answer, std::string_view key) {
    const auto* value = answer.if_contains(key);
    return value && value->is_string() ? std::string_view(value->get_string()) : std::string_view{};
}

base::Result<std::string> sdp_of(const json::object* answer) {
    if (!answer) return base::Error{"media.unavailable"};
    if (text_of(*answer, "result") == "ok") {
        const auto sdp = text_of(*answer, "sdp");
        if (!sdp.empty()) return std::string(sdp);
        return base::Error{"media.sdp_invalid"};
    }
    const auto reason = text_of(*answer, "error-reason");
    spdlog::warn("media: refused: {}", reason);
    if (reason.find("ports") != std::string_view::npos) return base::Error{"media.no_ports"};
    if (reason.find("SDP") != std::string_view::npos || reason.find("sdp") != std::string_view::npos)
        return base::Error{"media.sdp_invalid"};
    return base::Error{"media.failed"};
}

}  // namespace

class Media::Impl : public std::enable_shared_from_this<Media::Impl> {
public:
    Impl(MediaConfig config, net::CoreLoop& loop, std::string run_id)
        : config_(std::move(config)), loop_(loop), names_{std::move(run_id)}, client_(loop), process_(loop) {
        for (const auto* name : {"music.wav", "ringback.wav"}) {
            const auto path = config_.sounds + "/" + name;
            const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
            if (fd < 0) throw std::runtime_error("cannot read the sound " + path);
            sounds_.push_back(fd);
        }
    }
    ~Impl() {
        for (const int fd : sounds_) close(fd);
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    [[nodiscard]] bool is_ready() const { return ready_; }
    [[nodiscard]] std::size_t waiting() const { return client_.waiting(); }

    void start(MediaNews news) {
        news_ = std::move(news);
        launch();
    }

    void stop() {
        stopping_ = true;
        next_step_.reset();
        process_.stop();
        client_.disconnect();
        ready_ = false;
    }

    [[nodiscard]] std::optional<base::Time> next_deadline() const {
        const auto again = client_.next_deadline();
        if (!next_step_ || !again) return next_step_ ? next_step_ : again;
        return std::min(*next_step_, *again);
    }

    void on_deadline(base::Time now) {
        client_.on_deadline(now);
        if (!next_step_ || *next_step_ > now) return;
        launched_ ? probe() : launch();
    }

    void offer(calls::MediaOpId op, calls::MediaId media, calls::MediaEnd from, calls::MediaEnd to,
               const std::string& sdp) {
        ask_sdp(op, make_offer(names_, {media, from, to, {}, false}, sdp));
    }

    void answer(calls::MediaOpId op, calls::MediaId media, calls::MediaEnd from, calls::MediaEnd to,
                const std::string& sdp) {
        ask_sdp(op, make_answer(names_, speech(media, to, from), sdp));
    }

    void reoffer(calls::MediaOpId op, calls::MediaId media, calls::MediaEnd from, calls::MediaEnd to,
                 const std::string& sdp, const std::string& sdp_of_to) {
        renegotiate(media, from, to, sdp, sdp_of_to, [self = shared_from_this(), op](base::Result<std::string> done) {
            self->tell(op, std::move(done));
        });
    }

    void open_single(calls::MediaOpId op, calls::MediaId media, calls::MediaEnd from, const std::string& sdp) {
        const auto to_tag = "server" + std::to_string(media.value);
        client_.ask(make_offer(names_, {media, from, from, {}, false}, sdp), [self = shared_from_this(), op, media,
                                                                              from,
                                                                              to_tag](const json::object* answer) {
            const auto offered = sdp_of(answer);
            if (!offered) return self->tell(op, offered);
            self->ask_sdp(op, make_answer(self->names_, {media, from, from, to_tag, false}, made_up_answer(*offered)));
        });
    }

    void play(calls::MediaId media, calls::LegId hears, Sound sound) {
        auto command = make_leg_command(names_, "play media", media, hears);
        // The engine's user may have no right to the path; it has the open file.
        command["file"] = "/proc/self/fd/" + std::to_string(kFirstSoundFd + (sound == Sound::Music ? 0 : 1));
        command["repeat-times"] = 100'000;
        tell_engine(command);
    }

    void leg_command(std::string_view name, calls::MediaId media, calls::LegId leg) {
        tell_engine(make_leg_command(names_, name, media, leg));
    }

    void send_digits(calls::MediaId media, calls::MediaEnd from, calls::MediaEnd to, const std::string& sdp,
                     const std::string& sdp_of_to, const std::string& digits) {
        if (!injects_.insert(media).second) return play_digits(media, from.leg, digits);
        renegotiate(media, from, to, sdp, sdp_of_to,
                    [self = shared_from_this(), media, from, digits](const base::Result<std::string>& done) {
                        if (done) return self->play_digits(media, from.leg, digits);
                        self->injects_.erase(media);
                    });
    }

    void release(calls::MediaId media) {
        injects_.erase(media);
        tell_engine("delete", make_delete(names_, media));
    }

private:
    using Outcome = std::function<void(base::Result<std::string>)>;

    [[nodiscard]] Speech speech(calls::MediaId media, calls::MediaEnd speaker, calls::MediaEnd receiver) const {
        return {media, speaker, receiver, {}, injects_.contains(media)};
    }

    /// The engine learns what `from` says as if `to` were told, and then what `to` said last, as if it had answered.
    void renegotiate(calls::MediaId media, calls::MediaEnd from, calls::MediaEnd to, const std::string& sdp,
                     const std::string& sdp_of_to, Outcome outcome) {
        auto offer = speech(media, from, to);
        offer.to_tag = Names::leg(to.leg);
        const bool browsers = from.profile == calls::MediaProfile::Web && to.profile == calls::MediaProfile::Web;
        auto then =
            make_answer(names_, speech(media, to, from), as_answer(browsers ? sdp_of_to : with_opus_last(sdp_of_to)));
        client_.ask(make_offer(names_, offer, sdp), [self = shared_from_this(), then = std::move(then),
                                                     outcome = std::move(outcome)](const json::object* answer) {
            if (const auto offered = sdp_of(answer); !offered) return outcome(offered);
            self->client_.ask(then, [outcome](const json::object* last) { outcome(sdp_of(last)); });
        });
    }

    void play_digits(calls::MediaId media, calls::LegId from, const std::string& digits) {
        for (const char digit : digits) {
            auto command = make_leg_command(names_, "play DTMF", media, from);
            command["code"] = std::string(1, digit);
            command["duration"] = 160;
            command["pause"] = 100;
            tell_engine(command);
        }
    }

    void launch() {
        EngineOptions options{config_.program, config_.addresses,   config_.port_min, config_.port_max,
                              config_.dscp,    free_control_port(), sounds_};
        if (!process_.start(options, [this] { on_ended(); })) {
            spdlog::error("media: cannot start {}", config_.program);
            return again_later();
        }
        launched_ = true;
        client_.connect(options.control_port);
        probe();
    }

    /// A datagram to a port nobody listens on yet is lost: a fresh question each time, the first answer counts.
    void probe() {
        next_step_ = loop_.clock().now() + kStartPoll;
        client_.ask(R"({"command":"ping"})", [self = shared_from_this()](const json::object* answer) {
            if (answer && text_of(*answer, "result") == "pong") self->on_pong();
        });
    }

    void on_pong() {
        if (ready_ || stopping_) return;
        ready_ = true;
        pause_ = kFirstPause;
        next_step_.reset();
        spdlog::info("media: the engine is ready");
        news_.ready();
    }

    void on_ended() {
        if (stopping_) return;
        const bool was_ready = std::exchange(ready_, false);
        if (was_ready) news_.lost();
        client_.disconnect();
        again_later();
    }

    void again_later() {
        launched_ = false;
        next_step_ = loop_.clock().now() + pause_;
        pause_ = std::min<std::chrono::milliseconds>(pause_ * 2, kLongestPause);
    }

    void ask_sdp(calls::MediaOpId op, std::string_view message) {
        client_.ask(message,
                    [self = shared_from_this(), op](const json::object* answer) { self->tell(op, sdp_of(answer)); });
    }

    void tell(calls::MediaOpId op, base::Result<std::string> sdp) {
        calls::MediaDone done{op, std::move(sdp)};
        if (done.sdp) done.codec = first_codec(*done.sdp);
        if (!stopping_) news_.done(done);
    }

    /// A command whose outcome nobody waits for; a refusal is a line in the log.
    void tell_engine(const json::object& command) {
        tell_engine(std::string(text_of(command, "command")), json::serialize(command));
    }
    void tell_engine(std::string name, std::string_view command) {
        client_.ask(command, [name = std::move(name)](const json::object* answer) {
            if (answer && text_of(*answer, "result") != "ok")
                spdlog::warn("media: {} refused: {}", name, text_of(*answer, "error-reason"));
        });
    }

    MediaConfig config_;
    net::CoreLoop& loop_;
    Names names_;
    MediaNews news_;
    NgClient client_;
    EngineProcess process_;
    /// When the engine is to be started, or asked whether it is there.
    std::optional<base::Time> next_step_;
    bool launched_ = false;
    std::vector<int> sounds_;
    /// Bridges that can send digits. From then on their sound runs through the codec engine, so it is not the rule.
    std::unordered_set<calls::MediaId> injects_;
    std::chrono::milliseconds pause_ = kFirstPause;
    bool ready_ = false;
    bool stopping_ = false;
};

Media::Media(MediaConfig config, net::CoreLoop& loop, std::string run_id)
    : impl_(std::make_shared<Impl>(std::move(config), loop, std::move(run_id))) {}

Media::~Media() = default;

void Media::start(MediaNews news) {
    impl_->start(std::move(news));
}

void Media::stop() {
    impl_->stop();
}

bool Media::is_ready() const {
    return impl_->is_ready();
}

std::size_t Media::waiting() const {
    return impl_->waiting();
}

std::optional<base::Time> Media::next_deadline() const {
    return impl_->next_deadline();
}

void Media::on_deadline(base::Time now) {
    impl_->on_deadline(now);
}

void Media::offer(calls::MediaOpId op, calls::MediaId media, calls::MediaEnd from, calls::MediaEnd to,
                  const std::string& sdp) {
    impl_->offer(op, media, from, to, sdp);
}

void Media::answer(calls::MediaOpId op, calls::MediaId media, calls::MediaEnd from, calls::MediaEnd to,
                   const std::string& sdp) {
    impl_->answer(op, media, from, to, sdp);
}

void Media::reoffer(calls::MediaOpId op, calls::MediaId media, calls::MediaEnd from, calls::MediaEnd to,
                    const std::string& sdp, const std::string& sdp_of_to) {
    impl_->reoffer(op, media, from, to, sdp, sdp_of_to);
}

void Media::open_single(calls::MediaOpId op, calls::MediaId media, calls::MediaEnd from, const std::string& sdp) {
    impl_->open_single(op, media, from, sdp);
}

void Media::play(calls::MediaId media, calls::LegId hears, Sound sound) {
    impl_->play(media, hears, sound);
}

void Media::stop(calls::MediaId media, calls::LegId hears) {
    impl_->leg_command("stop media", media, hears);
}

void Media::block(calls::MediaId media, calls::LegId speaks, bool blocked) {
    impl_->leg_command(blocked ? "block media" : "unblock media", media, speaks);
}

void Media::send_digits(calls::MediaId media, calls::MediaEnd from, calls::MediaEnd to, const std::string& sdp,
                        const std::string& sdp_of_to, const std::string& digits) {
    impl_->send_digits(media, from, to, sdp, sdp_of_to, digits);
}

void Media::release(calls::MediaId media) {
    impl_->release(media);
}

}  // namespace sidetone::media
