#include "app/recording/replay.h"

#include <algorithm>
#include <charconv>
#include <deque>
#include <functional>
#include <stdexcept>
#include <unordered_map>
#include <vector>

#include "app/recording/header.h"
#include "app/rooms.h"
#include "base/archive.h"

namespace sidetone::app::recording {

namespace {

/// What the rooms speak to: nobody.
struct Outside final : directory::DirectoryStore, net::SipOut, calls::Media, calls::Softphones {
    void save_device(const directory::Device&) override {}
    void remove_device(directory::DeviceId) override {}
    void save_password_hash(directory::UserId, const std::string&) override {}
    void send(std::vector<sip::Send>) override {}
    void offer(calls::MediaOpId, calls::MediaId, calls::MediaEnd, calls::MediaEnd, const std::string&) override {}
    void answer(calls::MediaOpId, calls::MediaId, calls::MediaEnd, calls::MediaEnd, const std::string&) override {}
    void reoffer(calls::MediaOpId, calls::MediaId, calls::MediaEnd, calls::MediaEnd, const std::string&,
                 const std::string&) override {}
    void open_single(calls::MediaOpId, calls::MediaId, calls::MediaEnd, const std::string&) override {}
    void play(calls::MediaId, calls::LegId, Sound) override {}
    void stop(calls::MediaId, calls::LegId) override {}
    void block(calls::MediaId, calls::LegId, bool) override {}
    void send_digits(calls::MediaId, calls::MediaEnd, calls::MediaEnd, const std::string&, const std::string&,
                     const std::string&) override {}
    void release(calls::MediaId) override {}
    void dial(calls::DeviceId, const std::string&) override {}
    void answer(calls::DeviceId, calls::OwnCallId) override {}
    void send_digits(calls::DeviceId, calls::OwnCallId, const std::string&) override {}
};

struct RecordedClock final : base::Clock {
    [[nodiscard]] base::Time now() const override { return time; }
    base::Time time{};
};

/// One line of a recording: a kind and its fields.
class Entry {
public:
    explicit Entry(std::string_view line) {
        while (true) {
            const auto space = line.find(' ');
            fields_.push_back(line.substr(0, space));
            if (space == std::string_view::npos) return;
            line.remove_prefix(space + 1);
        }
    }
    [[nodiscard]] std::string_view kind() const { return fields_.front(); }
    /// Fields are read in their order. All throw std::runtime_error.
    template <class T = std::uint64_t>
    T number() {
        const auto text = next();
        std::int64_t value = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
        if (read.ec != std::errc{} || read.ptr != text.data() + text.size())
            throw std::runtime_error("a number was expected");
        return static_cast<T>(value);
    }
    template <class Id>
    Id id() {
        return Id{number()};
    }
    std::string text() {
        auto decoded = decode_field(next());
        if (!decoded) throw std::runtime_error("a text cannot be read");
        return std::move(*decoded);
    }
    calls::OwnCallId own_call() {
        const auto call = id<calls::CallId>();
        return {call, number<calls::Side>()};
    }

private:
    std::string_view next() {
        if (++read_ >= fields_.size()) throw std::runtime_error("a field is missing");
        return fields_[read_];
    }
    std::vector<std::string_view> fields_;
    std::size_t read_ = 0;
};

class Replay {
public:
    Replay(std::string_view file, std::string_view build, const ReplayOptions& options)
        : options_(options), file_(file), header_(read_header(file, config_, at_)) {
        if (!header_.state.empty() && header_.build != build)
            throw std::runtime_error("the recording is of build " + header_.build +
                                     ", which alone can go on from where it begins");
        if (options_.accept) outcome_.accepted = file.substr(0, at_);
        config_.signalling.nonce_key = header_.nonce_key;
        clock_.time = header_.began;
        random_.emplace(header_.seed);
        make_rooms(std::move(header_.people), header_.state);
        if (!header_.state.empty()) random_.emplace(header_.seed);
    }

    ReplayOutcome run() {
        while (at_ < file_.size() && (outcome_.same() || options_.accept)) {
            begin_ = at_;
            auto line = read_line();
            if (line.starts_with("t ")) {
                clock_.time = base::Time(base::Duration(Entry(line).number<std::int64_t>()));
                line = read_line();  // what happens then
            }
            if (line == "end" || line.empty()) break;
            Entry entry(line);
            const auto handler = kHandlers.find(entry.kind());
            if (handler == kHandlers.end()) fail("nothing of this kind comes in");
            try {
                (this->*handler->second)(entry);
            } catch (const std::runtime_error& error) {
                fail(error.what());
            }
            compare();
            ++outcome_.entries;
            if (options_.renew && entry.kind() == ".") renew();
        }
        if (options_.accept) outcome_.accepted += "end\n";
        return outcome_;
    }

private:
    using Handler = void (Replay::*)(Entry&);
    static const std::unordered_map<std::string_view, Handler> kHandlers;

    [[noreturn]] void fail(const std::string& what) const {
        throw std::runtime_error("line " + std::to_string(line_of(begin_)) + " of the recording: " + what);
    }
    [[nodiscard]] std::size_t line_of(std::size_t at) const {
        return static_cast<std::size_t>(
                   std::count(file_.begin(), file_.begin() + static_cast<std::ptrdiff_t>(at), '\n')) +
               1;
    }
    std::string_view read_line() {
        const auto end = std::min(file_.find('\n', at_), file_.size());
        const auto line = file_.substr(at_, end - at_);
        at_ = std::min(end + 1, file_.size());
        return line;
    }
    /// The text below an entry.
    std::string read_text(std::size_t size) {
        if (size >= file_.size() - at_) throw std::runtime_error("its text ends too early");
        auto text = std::string(file_.substr(at_, size));
        at_ += size + 1;
        return text;
    }

    void make_rooms(People people, std::string_view state) {
        rooms_.emplace(config_, RoomsPorts{outside_, outside_, outside_, outside_}, *random_, clock_);
        rooms_->directory().load(std::move(people.users), std::move(people.groups), std::move(people.devices));
        try {
            if (!state.empty()) rooms_->restore(state);
        } catch (const base::ArchiveError& error) {
            throw std::runtime_error("the state in the recording cannot be read: " + std::string(error.what()));
        }
        rooms_->set_journal(&journal_);
        rooms_->signalling().digest().set_witness([this](sip::Verdict) { return take_verdict(); });
    }
    void renew() {
        const auto state = rooms_->state();
        auto people = people_of(rooms_->directory());
        const auto random = *random_;  // new rooms take some
        make_rooms(std::move(people), state);
        *random_ = random;
    }

    /// What was found of the credentials that are looked at now: the lines below an entry, in their order.
    sip::Verdict take_verdict() {
        constexpr std::string_view kDigest = "digest ";
        auto verdict = sip::Verdict::Wrong;
        auto at = file_.find(kDigest, std::max(verdicts_, at_));
        if (at < end_of_decisions() && at + kDigest.size() < file_.size()) {
            const auto number = static_cast<unsigned>(file_[at + kDigest.size()] - '0');
            if (number <= static_cast<unsigned>(sip::Verdict::Replayed)) verdict = static_cast<sip::Verdict>(number);
            verdicts_ = at + kDigest.size();
        }
        journal_.verdict(verdict);
        return verdict;
    }
    /// Decisions stand below what made them; `at_` is where they begin.
    [[nodiscard]] std::size_t end_of_decisions() const {
        auto at = at_;
        while (file_.substr(at).starts_with("> ") || file_.substr(at).starts_with("digest "))
            at = std::min(file_.find('\n', at), file_.size() - 1) + 1;
        return at;
    }
    /// What was written of one thing that came in and of what followed from it, there and here.
    void compare() {
        const auto end = end_of_decisions();
        const auto there = file_.substr(begin_, end - begin_);
        const auto made = journal_.take();
        outcome_.decisions += static_cast<std::size_t>(std::count(made.begin(), made.end(), '\n'));
        if (options_.accept) outcome_.accepted += made;
        at_ = end;
        if (made == there || !outcome_.same()) return;
        const auto differs = std::mismatch(made.begin(), made.end(), there.begin(), there.end());
        const auto same = static_cast<std::size_t>(differs.first - made.begin());
        const auto line = same == 0 ? 0 : made.rfind('\n', same - 1) + 1;
        const auto line_at = [line](std::string_view text) {
            return line < text.size() ? std::string(text.substr(line, text.find('\n', line) - line)) : "nothing more";
        };
        outcome_.line = line_of(begin_ + line);
        outcome_.expected = line_at(there);
        outcome_.got = line_at(made);
    }

    void on_open(Entry& entry) {
        sip::FlowInfo flow;
        flow.id = entry.id<base::FlowId>();
        flow.transport = entry.number<sip::Transport>();
        flow.local_host = entry.text();
        flow.local_port = entry.number<std::uint16_t>();
        flow.remote_host = entry.text();
        flow.remote_port = entry.number<std::uint16_t>();
        if (static_cast<std::size_t>(flow.transport) >= sip::kTransports) throw std::runtime_error("no transport");
        rooms_->on_flow_opened(flow);
    }
    void on_message(Entry& entry) {
        const auto flow = entry.id<base::FlowId>();
        auto message = sip::Message::parse(read_text(entry.number<std::size_t>()));
        if (!message) throw std::runtime_error("its message is none: " + std::string(message.error().what));
        rooms_->on_message(flow, std::move(*message));
    }
    void on_bad(Entry& entry) {
        const auto flow = entry.id<base::FlowId>();
        rooms_->on_malformed(flow, read_failure(entry.text(), literals_.emplace_back()));
    }
    void on_closed(Entry& entry) { rooms_->on_flow_closed(entry.id<base::FlowId>()); }
    void on_due(Entry& entry) {
        const auto room = entry.number<std::size_t>();
        if (room >= kRooms.size()) throw std::runtime_error("no room");
        rooms_->on_deadline(kRooms.at(room), clock_.now());
    }
    void on_flush(Entry&) { rooms_->flush(); }
    void on_media_done(Entry& entry) {
        const auto op = entry.id<calls::MediaOpId>();
        auto codec = entry.text();
        rooms_->on_media_done({op, read_text(entry.number<std::size_t>()), std::move(codec)});
    }
    void on_media_failed(Entry& entry) {
        const auto op = entry.id<calls::MediaOpId>();
        rooms_->on_media_done({op, base::Error{std::string_view(literals_.emplace_back(entry.text()))}});
    }
    void on_media_lost(Entry&) { rooms_->on_media_lost(); }
    void on_media_ready(Entry&) { rooms_->on_media_ready(); }
    void on_refuse_new_calls(Entry& entry) { rooms_->refuse_new_calls(entry.number() != 0); }
    void on_refuse_new_requests(Entry&) { rooms_->refuse_new_requests(); }
    void on_end_all(Entry&) { rooms_->end_all(); }
    void on_device(Entry& entry) {
        const bool secret_changed = entry.number() != 0;
        rooms_->directory().put_device(read_device(entry.text()), secret_changed);
    }
    void on_device_gone(Entry& entry) { rooms_->directory().remove_device(entry.id<directory::DeviceId>()); }
    void on_dial(Entry& entry) {
        const auto user = entry.id<calls::UserId>();
        const auto device = entry.id<calls::DeviceId>();
        (void)rooms_->dial({user, device, entry.text()}, clock_.now());
    }
    void on_answer(Entry& entry) {
        const auto user = entry.id<calls::UserId>();
        const auto call = entry.own_call();
        (void)rooms_->answer({user, call, entry.id<calls::DeviceId>()}, clock_.now());
    }
    void on_reject(Entry& entry) {
        const auto user = entry.id<calls::UserId>();
        (void)rooms_->reject({user, entry.own_call()}, clock_.now());
    }
    void on_hang_up(Entry& entry) {
        const auto user = entry.id<calls::UserId>();
        (void)rooms_->hang_up({user, entry.own_call()}, clock_.now());
    }
    void on_hold(Entry& entry) {
        const auto user = entry.id<calls::UserId>();
        const auto call = entry.own_call();
        (void)rooms_->hold({user, call, entry.number() != 0}, clock_.now());
    }
    void on_mute(Entry& entry) {
        const auto user = entry.id<calls::UserId>();
        const auto call = entry.own_call();
        (void)rooms_->mute({user, call, entry.number() != 0}, clock_.now());
    }
    void on_send_digits(Entry& entry) {
        const auto user = entry.id<calls::UserId>();
        const auto call = entry.own_call();
        (void)rooms_->send_digits({user, call, entry.text()}, clock_.now());
    }

    ReplayOptions options_;
    std::string_view file_;
    std::size_t at_ = 0;
    std::size_t begin_ = 0;     ///< of what is looked at now
    std::size_t verdicts_ = 0;  ///< those before it were taken
    RoomsConfig config_;
    Header header_;
    std::deque<std::string> literals_;  ///< texts the rooms hold for literals
    Outside outside_;
    RecordedClock clock_;
    std::optional<net::SeededRandom> random_;
    std::optional<Rooms> rooms_;
    Journal journal_{nullptr};
    ReplayOutcome outcome_;
};

const std::unordered_map<std::string_view, Replay::Handler> Replay::kHandlers{
    {"open", &Replay::on_open},
    {"msg", &Replay::on_message},
    {"bad", &Replay::on_bad},
    {"closed", &Replay::on_closed},
    {"due", &Replay::on_due},
    {".", &Replay::on_flush},
    {"media.done", &Replay::on_media_done},
    {"media.failed", &Replay::on_media_failed},
    {"media.lost", &Replay::on_media_lost},
    {"media.ready", &Replay::on_media_ready},
    {"refuse_new_calls", &Replay::on_refuse_new_calls},
    {"refuse_new_requests", &Replay::on_refuse_new_requests},
    {"end_all", &Replay::on_end_all},
    {"device", &Replay::on_device},
    {"device.gone", &Replay::on_device_gone},
    {"dial", &Replay::on_dial},
    {"answer", &Replay::on_answer},
    {"reject", &Replay::on_reject},
    {"hang_up", &Replay::on_hang_up},
    {"hold", &Replay::on_hold},
    {"mute", &Replay::on_mute},
    {"send_digits", &Replay::on_send_digits},
};

}  // namespace

ReplayOutcome replay(std::string_view file, std::string_view build, const ReplayOptions& options) {
    return Replay(file, build, options).run();
}

}  // namespace sidetone::app::recording
