#include "app/recording/recorder.h"

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <ctime>
#include <mutex>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "app/recording/header.h"
#include "app/rooms.h"

namespace sidetone::app::recording {

namespace {

/// The file is written in pieces of about this much: what a cache of a core holds.
constexpr std::size_t kPiece = std::size_t{64} * 1024;
/// Of written pieces, to be filled again.
constexpr std::size_t kSpares = 4;
/// A disk that is further behind ends the recording.
constexpr std::size_t kMostWaiting = std::size_t{16} * 1024 * 1024;
constexpr std::size_t kSmallestLimit = std::size_t{1024} * 1024;

std::string name_of(base::Time time) {
    const auto seconds = static_cast<std::time_t>(base::to_unix_ms(time) / 1000);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    char text[32];
    const auto size = std::strftime(text, sizeof text, "%Y-%m-%dT%H%M%SZ.rec", &parts);
    return {text, size};
}

/// No more than `room`: whole turns with what went out of them.
void cut(std::string& text, std::size_t room) {
    constexpr std::string_view kTurn = "\n.\n";
    while (text.size() > room) {
        // The last turn that begins to end within the room is cut off, what is before it is tried next.
        const auto last = text.rfind(kTurn, std::min(room, text.size() - 1));
        const auto before = last == std::string::npos || last == 0 ? std::string::npos : text.rfind(kTurn, last - 1);
        if (before == std::string::npos) return text.clear();
        auto end = before + kTurn.size();
        while (text.compare(end, 2, "> ") == 0 || text.compare(end, 7, "digest ") == 0) end = text.find('\n', end) + 1;
        text.resize(end);
    }
}

}  // namespace

class RecordingFile {
public:
    /// Throws std::system_error.
    explicit RecordingFile(const std::filesystem::path& path) {
        constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
        // Past the page cache, which nobody will read it from: half the price of a recording was copying it there.
        descriptor_ = ::open(path.c_str(), kFlags | O_DIRECT, 0600);
        if (descriptor_ < 0 && errno == EINVAL) descriptor_ = ::open(path.c_str(), kFlags, 0600);
        if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), path.string());
        thread_ = std::thread([this] { run(); });
    }
    ~RecordingFile() {
        close();
        thread_.join();
        ::close(descriptor_);
    }
    RecordingFile(const RecordingFile&) = delete;
    RecordingFile& operator=(const RecordingFile&) = delete;

    /// False: the disk does not keep up, or takes nothing any more.
    bool write(std::string piece) {
        const std::lock_guard lock(mutex_);
        if (failed_ || waiting_ > kMostWaiting) return false;
        waiting_ += piece.size();
        pieces_.push_back(std::move(piece));
        wake_.notify_one();
        return true;
    }
    /// Memory that is warm.
    std::string spare() {
        const std::lock_guard lock(mutex_);
        if (spares_.empty()) {
            std::string fresh;
            fresh.reserve(2 * kPiece);
            return fresh;
        }
        auto spare = std::move(spares_.back());
        spares_.pop_back();
        return spare;
    }
    void close() {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        wake_.notify_one();
    }

private:
    void run() {
        std::unique_lock lock(mutex_);
        while (true) {
            wake_.wait(lock, [this] { return closed_ || !pieces_.empty(); });
            if (pieces_.empty()) break;
            auto pieces = std::exchange(pieces_, {});
            lock.unlock();
            bool good = true;
            std::size_t size = 0;
            for (const auto& piece : pieces) {
                good = good && add(piece);
                size += piece.size();
            }
            lock.lock();
            waiting_ -= size;
            for (auto& piece : pieces) {
                if (spares_.size() < kSpares && piece.capacity() <= 2 * kPiece) spares_.push_back(std::move(piece));
            }
            failed_ = failed_ || !good;
        }
        lock.unlock();
        // The last block is not a whole one.
        ::fcntl(descriptor_, F_SETFL, ::fcntl(descriptor_, F_GETFL) & ~O_DIRECT);
        (void)write_block();
    }
    bool add(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto part = bytes.substr(0, block_->size() - filled_);
            std::memcpy(block_->data() + filled_, part.data(), part.size());
            filled_ += part.size();
            bytes.remove_prefix(part.size());
            if (filled_ == block_->size() && !write_block()) return false;
        }
        return true;
    }
    bool write_block() {
        std::string_view bytes(block_->data(), std::exchange(filled_, 0));
        while (!bytes.empty()) {
            const auto written = ::write(descriptor_, bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
        return true;
    }

    /// Where O_DIRECT may read from.
    struct alignas(4096) Block : std::array<char, std::size_t{256} * 1024> {};

    int descriptor_ = -1;
    std::unique_ptr<Block> block_ = std::make_unique<Block>();
    std::size_t filled_ = 0;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::vector<std::string> pieces_;
    std::vector<std::string> spares_;
    std::size_t waiting_ = 0;  ///< bytes
    bool closed_ = false;
    bool failed_ = false;
    std::thread thread_;
};

RoomsRandom& RoomsRandom::seeded() {
    for (std::size_t i = 0; i < seed_.size(); i += sizeof(std::uint64_t)) {
        const auto word = os_.next();
        std::memcpy(seed_.data() + i, &word, sizeof word);
    }
    seeded_.emplace(seed_);
    return *this;
}

Recorder::Recorder(Config config, Rooms& rooms, RoomsRandom& random, const base::Clock& clock)
    : config_(std::move(config)), rooms_(rooms), random_(random), clock_(clock) {}

Recorder::~Recorder() {
    stop("the server stopped");
}

void Recorder::open(std::size_t limit) {
    if (file_ || wanted_) throw std::runtime_error("a recording runs already: " + state_.file);
    if (limit < kSmallestLimit) throw std::runtime_error("a recording needs at least one megabyte");
    std::filesystem::create_directories(config_.folder);
    std::filesystem::permissions(config_.folder, std::filesystem::perms::owner_all);
    const auto path = config_.folder / name_of(clock_.now());
    file_ = std::make_shared<RecordingFile>(path);
    limit_ = limit;
    state_ = {.file = path.string(), .running = true};
}

void Recorder::start(std::size_t limit) {
    open(limit);
    wanted_ = true;
}

void Recorder::start_new(std::size_t limit, const std::string& nonce_key) {
    open(limit);
    blanks_.emplace(net::OsRandom().next());
    begin({.build = config_.build,
           .began = clock_.now(),
           .seed = random_.seed(),
           .nonce_key = nonce_key,
           .people = people_of(rooms_.directory())});
}

/// Between two turns: nobody is in the middle of anything.
void Recorder::begin() {
    wanted_ = false;
    Header header{.build = config_.build,
                  .began = clock_.now(),
                  .nonce_key = base::random_token(random_, 32),
                  .people = people_of(rooms_.directory()),
                  .state = rooms_.state()};
    blanks_.emplace(random_.next());
    blanks_->blank_all(header.state.data(), header.state.size());
    // Nonces of the recording are signed by a key of its own: they are in it, and the server's key must not be.
    rooms_.signalling().digest().set_key(header.nonce_key, clock_.now());
    header.seed = random_.seeded().seed();
    begin(header);
}

void Recorder::begin(const Header& header) {
    auto text = header_text(header, rooms_.config());
    state_.bytes = text.size();
    if (text.size() > limit_ / 2) {
        journal_.emplace(nullptr);
        return stop("the state of this server alone needs more room");
    }
    file_->write(std::move(text));
    journal_.emplace(&*blanks_);
    rooms_.set_journal(&*journal_);
    spdlog::info("recording to {}", state_.file);
}

void Recorder::go_on() {
    if (wanted_) return begin();
    if (state_.bytes + journal_->size() > limit_) return stop("the file is full");
    if (journal_->size() < kPiece) return;
    state_.bytes += journal_->size();
    if (!file_->write(journal_->take(file_->spare()))) stop("the disk did not keep up");
}

void Recorder::stop(std::string_view why) {
    if (!file_) return;
    if (journal_) {
        rooms_.set_journal(nullptr);
        random_.unseed();
        rooms_.signalling().digest().set_key(config_.nonce_key, clock_.now());
        constexpr std::string_view kEnd = "end\n";
        auto rest = journal_->take();
        cut(rest, limit_ - std::min(limit_, state_.bytes + kEnd.size()));
        rest += kEnd;
        state_.bytes += rest.size();
        file_->write(std::move(rest));
    }
    wanted_ = false;
    journal_.reset();
    file_->close();
    file_.reset();
    state_.running = false;
    state_.ended = why;
    spdlog::info("the recording {} has ended: {}", state_.file, why);
}

std::string recording_text(const Recorder::State& state) {
    if (state.file.empty()) return "Nothing has been recorded.\n";
    if (state.running)
        return "Recording to " + state.file + ", " + std::to_string(state.bytes / 1024) + " KiB so far.\n";
    return "The last recording is " + state.file + ", " + std::to_string(state.bytes / 1024) +
           " KiB; it ended because " + state.ended + ".\n";
}

}  // namespace sidetone::app::recording
