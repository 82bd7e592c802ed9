#include <soci/sqlite3/soci-sqlite3.h>

#include <algorithm>
#include <stdexcept>

#include "edge/store/detail/writer.h"
#include "edge/store/migrations.h"

namespace sidetone::store {

namespace {

/// Writes that share one sync of the disk.
constexpr std::size_t kBatch = 256;

void open(soci::session& session, const std::string& path) {
    try {
        session.open(soci::sqlite3, "dbname=\"" + path + "\" timeout=10");
        std::string mode;
        session << "pragma journal_mode = wal", soci::into(mode);
        // FULL: what was committed survives a loss of power (NORMAL may lose the last commits in WAL mode).
        session << "pragma synchronous = full";
        session << "pragma foreign_keys = on";
    } catch (const soci::soci_error& error) {
        throw std::runtime_error("the database " + path + " cannot be opened: " + error.get_error_message());
    }
}

}  // namespace

Store::Writer::Writer(StoreConfig config) : config_(std::move(config)) {
    if (config_.path.find('"') != std::string::npos)
        throw std::runtime_error("a database path must not have a quotation mark: " + config_.path);
    open(session_, config_.path);
    migrate(session_, migrations());
    thread_ = std::thread([this] { run(); });
}

Store::Writer::~Writer() {
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void Store::Writer::add(Write write) {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return failed_ || queue_.size() < config_.max_queue; });
    if (failed_) return;
    queue_.push_back(std::move(write));
    lock.unlock();
    wake_.notify_one();
}

void Store::Writer::flush() {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return failed_ || (queue_.empty() && !busy_); });
}

bool Store::Writer::healthy() const {
    const std::scoped_lock lock(mutex_);
    return !failed_;
}

void Store::Writer::run() {
    std::unique_lock lock(mutex_);
    for (;;) {
        wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
        if (queue_.empty()) return;
        const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(std::min(kBatch, queue_.size()));
        std::deque<Write> batch(std::make_move_iterator(queue_.begin()), std::make_move_iterator(end));
        queue_.erase(queue_.begin(), end);
        busy_ = true;
        lock.unlock();
        done_.notify_all();
        const auto wrong = write_all(batch);
        lock.lock();
        busy_ = false;
        if (!wrong.empty()) {
            failed_ = true;
            queue_.clear();
            lock.unlock();
            done_.notify_all();
            if (config_.on_failure) config_.on_failure(wrong);
            return;
        }
        done_.notify_all();
    }
}

std::string Store::Writer::write_all(std::deque<Write>& batch) {
    const std::scoped_lock lock(session_mutex_);
    try {
        soci::transaction together(session_);
        for (const auto& write : batch) write(session_);
        together.commit();
        return {};
    } catch (const soci::soci_error& error) {
        // The message alone: what() adds the values of the statement, secrets among them.
        return "a write to the database failed: " + error.get_error_message();
    } catch (const std::exception& error) {
        return std::string("a write to the database failed: ") + error.what();
    }
}

}  // namespace sidetone::store
