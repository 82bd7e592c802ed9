#include "edge/http/static_files.h"

#include <array>
#include <fstream>
#include <iterator>

namespace sidetone::http {

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kLargestFile = std::uintmax_t{32} * 1024 * 1024;

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::string_view content_type(std::string_view path) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 17> kTypes{{
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".mjs", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".json", "application/json"},
        {".map", "application/json"},
        {".webmanifest", "application/manifest+json"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".jpg", "image/jpeg"},
        {".ico", "image/x-icon"},
        {".woff2", "font/woff2"},
        {".wav", "audio/wav"},
        {".mp3", "audio/mpeg"},
        {".ogg", "audio/ogg"},
        {".wasm", "application/wasm"},
        {".txt", "text/plain; charset=utf-8"},
    }};
    for (const auto& [ending, type] : kTypes) {
        if (path.ends_with(ending)) return type;
    }
    return "application/octet-stream";
}

/// Whether every segment is an ordinary name: no dot files, nothing that climbs.
bool has_plain_segments(std::string_view path) {
    while (!path.empty()) {
        path.remove_prefix(1);  // the slash
        const auto end = std::min(path.find('/'), path.size());
        if (path.substr(0, 1) == ".") return false;
        path.remove_prefix(end);
    }
    return true;
}

bool within(const fs::path& root, const fs::path& path) {
    std::error_code error;
    const auto real = fs::canonical(path, error);
    if (error) return false;
    const auto [at, rest] = std::mismatch(root.begin(), root.end(), real.begin(), real.end());
    return at == root.end() && rest != real.end();
}

}  // namespace

std::string safe_path(std::string_view target) {
    target = target.substr(0, target.find_first_of("?#"));
    if (target.empty() || target.front() != '/') return {};
    std::string path;
    for (std::size_t i = 0; i < target.size(); ++i) {
        char c = target[i];
        if (c == '%') {
            if (i + 2 >= target.size()) return {};
            const int high = hex_digit(target[i + 1]);
            const int low = hex_digit(target[i + 2]);
            if (high < 0 || low < 0) return {};
            c = static_cast<char>(high * 16 + low);
            i += 2;
        }
        if (static_cast<unsigned char>(c) < 0x20 || c == '\\' || c == 0x7f) return {};
        path.push_back(c);
    }
    return has_plain_segments(path) ? path : std::string{};
}

StaticFiles::StaticFiles(const fs::path& root, std::size_t max_kept)
    : root_(fs::weakly_canonical(root)), max_kept_(max_kept) {}

std::shared_ptr<const StaticFiles::File> StaticFiles::load(const fs::path& path) {
    std::error_code error;
    if (!fs::is_regular_file(path, error) || !within(root_, path)) return nullptr;
    const auto changed = fs::last_write_time(path, error);
    const auto size = fs::file_size(path, error);
    if (error || size > kLargestFile) return nullptr;
    const auto key = path.string();
    {
        const std::lock_guard lock(mutex_);
        const auto found = files_.find(key);
        if (found != files_.end() && found->second->changed == changed && found->second->size == size)
            return found->second;
    }
    std::ifstream in(path, std::ios::binary);
    auto file = std::make_shared<File>();
    file->changed = changed;
    file->size = size;
    file->bytes =
        std::make_shared<const std::string>(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    file->tag = "\"" + std::to_string(changed.time_since_epoch().count()) + "-" + std::to_string(size) + "\"";
    const std::lock_guard lock(mutex_);
    if (kept_ + file->bytes->size() > max_kept_) {  // more than a web client has: begin anew rather than keep an order
        files_.clear();
        kept_ = 0;
    }
    kept_ += file->bytes->size();
    files_[key] = file;
    return file;
}

std::shared_ptr<const StaticFiles::File> StaticFiles::find(const std::string& path, const Request& request,
                                                           std::string& encoding) {
    const auto plain = root_ / path.substr(1);
    const auto asked = request.header("Accept-Encoding");
    for (const auto& [name, ending] : {std::pair{"br", ".br"}, std::pair{"gzip", ".gz"}}) {
        if (asked.find(name) == std::string_view::npos) continue;
        if (auto file = load(plain.string() + ending)) {
            encoding = name;
            return file;
        }
    }
    return load(plain);
}

Answer StaticFiles::answer(const Request& request) {
    auto path = safe_path(request.target);
    if (path.empty()) return problem(400, "request.invalid");
    const bool asset = path.starts_with("/assets/");
    std::string encoding;
    auto file = path == "/" ? nullptr : find(path, request, encoding);
    if (!file) {
        if (asset) return problem(404, "request.not_found");
        path = "/index.html";
        file = find(path, request, encoding);
    }
    if (!file) return problem(404, "request.not_found");
    Answer answer;
    // The tag names the bytes, and those differ by encoding.
    const auto tag = encoding.empty() ? file->tag : file->tag.substr(0, file->tag.size() - 1) + "-" + encoding + "\"";
    answer.headers = {{"Content-Type", std::string(content_type(path))},
                      {"Cache-Control", asset ? "public, max-age=31536000, immutable" : "no-cache"},
                      {"ETag", tag},
                      {"Vary", "Accept-Encoding"}};
    if (!encoding.empty()) answer.headers.emplace_back("Content-Encoding", encoding);
    if (request.header("If-None-Match") == tag) {
        answer.status = 304;
    } else {
        answer.body = file->bytes;
    }
    return answer;
}

}  // namespace sidetone::http
