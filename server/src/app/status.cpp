#include "app/status.h"

#include <fcntl.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/json/parse.hpp>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <thread>

#include "app/config.h"
#include "app/status_text.h"

namespace sidetone::app {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using Stream = beast::basic_stream<asio::local::stream_protocol>;

constexpr std::chrono::seconds kPatience{5};
constexpr std::size_t kLongestAnswer = std::size_t{1024} * 1024;

/// A folder as an open descriptor: the name of a socket has room for 107 bytes, its path may be longer.
struct Folder {
    explicit Folder(const std::filesystem::path& path)
        : descriptor(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {}
    ~Folder() {
        if (descriptor >= 0) ::close(descriptor);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    int descriptor;
};

std::runtime_error no_answer(const std::string& data, const beast::error_code& error) {
    if (error == asio::error::connection_refused || error == boost::system::errc::no_such_file_or_directory)
        return std::runtime_error("no server runs with " + data + "; start it with: sidetone serve --data " + data);
    if (error == boost::system::errc::permission_denied)
        return std::runtime_error("the server of " + data + " answers its owner only");
    return std::runtime_error("the server of " + data + " does not answer: " + error.message());
}

std::string trimmed(std::string text) {
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
}

/// One connection to the socket, one request.
class Question {
public:
    Question(const std::string& data, http::verb verb, const std::string& target)
        : data_(data), request_(verb, target, 11) {}

    std::string ask(const std::filesystem::path& socket) {
        const Folder folder(socket.parent_path());
        const auto name = "/proc/self/fd/" + std::to_string(folder.descriptor) + "/" + socket.filename().string();
        beast::error_code error;
        stream_.socket().connect(asio::local::stream_protocol::endpoint(name), error);
        if (error) throw no_answer(data_, error);
        stream_.expires_after(kPatience);
        response_.body_limit(kLongestAnswer);
        http::async_write(stream_, request_, [this](const beast::error_code& failed, std::size_t) {
            error_ = failed;
            if (!failed) read();
        });
        context_.run();
        if (error_) throw no_answer(data_, error_);
        if (response_.get().result() == http::status::conflict)
            throw std::runtime_error(trimmed(response_.get().body()));
        if (response_.get().result() != http::status::ok)
            throw std::runtime_error("the server of " + data_ + " is of another version");
        return response_.get().body();
    }

private:
    void read() {
        http::async_read(stream_, buffer_, response_,
                         [this](const beast::error_code& failed, std::size_t) { error_ = failed; });
    }

    const std::string& data_;
    asio::io_context context_{1};
    Stream stream_{context_};
    http::request<http::empty_body> request_;
    http::response_parser<http::string_body> response_;
    beast::flat_buffer buffer_;
    beast::error_code error_;
};

void print(const StatusOptions& options, bool terminal) {
    Config config;
    config.data = options.data;
    const auto json = Question(options.data, http::verb::get, "/status").ask(config.socket());
    if (options.json) {
        std::cout << json;
    } else {
        if (options.watch && terminal) std::cout << "\x1b[H\x1b[J";
        std::cout << status_text(boost::json::parse(json).as_object(), terminal);
    }
    std::cout << std::flush;
}

void check_folder(const std::string& data) {
    if (!std::filesystem::is_directory(data))
        throw std::runtime_error("there is no data folder " + data + "; name it with --data");
}

}  // namespace

int run_record(const RecordOptions& options) {
    check_folder(options.data);
    Config config;
    config.data = options.data;
    auto command = "/command/record-" + options.action;
    if (options.action == "start") command += "-" + std::to_string(options.megabytes);
    std::cout << Question(options.data, http::verb::post, command).ask(config.socket()) << std::flush;
    return 0;
}

int run_status(const StatusOptions& options) {
    check_folder(options.data);
    const bool terminal = ::isatty(STDOUT_FILENO) == 1;
    print(options, terminal);
    while (options.watch && std::cout) {
        std::this_thread::sleep_for(std::chrono::seconds{1});
        print(options, terminal);
    }
    return 0;
}

}  // namespace sidetone::app
