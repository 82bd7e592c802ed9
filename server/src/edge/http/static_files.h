// The files of the web client: read when asked for, kept in memory up to a bound, read again when they changed. Serves
// .br and .gz beside a file. Any thread. A path can never leave the folder; what is no file is the page itself, for the
// page's own addresses are made by the page.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "edge/http/answer.h"
#include "edge/http/request.h"

namespace sidetone::http {

class StaticFiles {
public:
    explicit StaticFiles(const std::filesystem::path& root, std::size_t max_kept = std::size_t{64} * 1024 * 1024);

    /// To GET or HEAD; 200, 304, 400, 404.
    [[nodiscard]] Answer answer(const Request& request);

private:
    struct File {
        std::filesystem::file_time_type changed;
        std::uintmax_t size = 0;
        std::string tag;
        std::shared_ptr<const std::string> bytes;
    };
    [[nodiscard]] std::shared_ptr<const File> load(const std::filesystem::path& path);
    [[nodiscard]] std::shared_ptr<const File> find(const std::string& path, const Request& request,
                                                   std::string& encoding);

    const std::filesystem::path root_;
    const std::size_t max_kept_;
    std::mutex mutex_;
    std::size_t kept_ = 0;
    std::unordered_map<std::string, std::shared_ptr<const File>> files_;
};

/// The path of a target, decoded, without query; empty if it is none that may be served ("..", NUL, backslash, bad
/// escapes).
std::string safe_path(std::string_view target);

}  // namespace sidetone::http
