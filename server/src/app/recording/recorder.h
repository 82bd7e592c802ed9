// Records a running server on demand: from the end of a turn on, everything that passes the doors of the rooms goes to
// a file of bounded size, which `sidetone replay` can make happen again. While nothing is recorded it does nothing. On
// the core strand; the file is written by a thread of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "app/recording/blanks.h"
#include "app/recording/journal.h"
#include "base/clock.h"
#include "edge/net/crypto.h"

namespace sidetone::app {
class Rooms;
}

namespace sidetone::app::recording {

/// Of the rooms: the operating system's, or that of a recording.
class RoomsRandom final : public base::Random {
public:
    std::uint64_t next() override { return seeded_ ? seeded_->next() : os_.next(); }
    /// From here on what follows from a seed, a new one.
    RoomsRandom& seeded();
    void unseed() { seeded_.reset(); }
    /// The last one.
    [[nodiscard]] const net::SeededRandom::Seed& seed() const { return seed_; }

private:
    net::OsRandom os_;
    net::SeededRandom::Seed seed_{};
    std::optional<net::SeededRandom> seeded_;
};

/// A file that is written in the background.
class RecordingFile;
struct Header;

class Recorder {
public:
    struct Config {
        std::filesystem::path folder;  ///< of the recordings; made when it is needed
        std::string build;
        std::string nonce_key;  ///< the server's own, for afterwards
    };
    static constexpr std::size_t kUsualLimit = std::size_t{64} * 1024 * 1024;

    Recorder(Config config, Rooms& rooms, RoomsRandom& random, const base::Clock& clock);
    ~Recorder();
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;

    struct State {
        std::string file;  ///< of the one that runs, or the last one; empty: there was none
        std::size_t bytes = 0;
        bool running = false;
        /// Why the last one ended, in words; empty while it runs.
        std::string ended;
    };

    /// Begins with the next turn, in a new file of at most `limit` bytes. Throws std::runtime_error when it cannot; one
    /// that runs goes on, and that is an error too.
    void start(std::size_t limit);
    /// Of a new server whose random source was seeded before its rooms were made: such a recording needs no state and
    /// outlives the build. Nonces are signed by `nonce_key` already.
    void start_new(std::size_t limit, const std::string& nonce_key);
    /// Harmless if none runs.
    void stop(std::string_view why = "it was stopped");
    /// At the end of each turn, after the rooms were flushed.
    void on_turn_end() {
        if (file_ || wanted_) go_on();
    }
    [[nodiscard]] const State& state() const { return state_; }

private:
    void open(std::size_t limit);
    void go_on();
    void begin();
    void begin(const Header& header);

    Config config_;
    Rooms& rooms_;
    RoomsRandom& random_;
    const base::Clock& clock_;
    bool wanted_ = false;  ///< with the end of this turn
    std::size_t limit_ = 0;
    std::optional<Blanks> blanks_;
    std::optional<Journal> journal_;
    std::shared_ptr<RecordingFile> file_;
    State state_;
};

/// For people.
[[nodiscard]] std::string recording_text(const Recorder::State& state);

}  // namespace sidetone::app::recording
