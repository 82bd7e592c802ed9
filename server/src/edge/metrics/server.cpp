#include "edge/metrics/server.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <thread>
#include <unordered_map>

namespace sidetone::metrics {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace beast_http = boost::beast::http;
using Unix = asio::local::stream_protocol;
using Tcp = asio::ip::tcp;
using Stream = beast::basic_stream<asio::generic::stream_protocol>;

constexpr std::uint32_t kLongestHead = 4096;
constexpr std::string_view kCommands = "/command/";

/// A folder by its descriptor: the name of a Unix socket has room for 107 bytes, the path of a folder may be longer.
class Folder {
public:
    explicit Folder(const std::filesystem::path& path)
        : descriptor_(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {}
    ~Folder() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] std::string path_of(const std::string& name) const {
        return "/proc/self/fd/" + std::to_string(descriptor_) + "/" + name;
    }

private:
    int descriptor_;
};

bool is_answered(const std::string& path) {
    asio::io_context context;
    Unix::socket probe(context);
    boost::system::error_code error;
    probe.connect(Unix::endpoint(path), error);
    return !error;
}

beast_http::response<beast_http::string_body> answer_of(beast_http::status status, std::string body,
                                                        const char* type = "text/plain; charset=utf-8") {
    beast_http::response<beast_http::string_body> answer(status, 11);
    answer.set(beast_http::field::content_type, type);
    answer.set(beast_http::field::cache_control, "no-store");
    if (status == beast_http::status::method_not_allowed) answer.set(beast_http::field::allow, "GET");
    answer.body() = std::move(body);
    answer.keep_alive(false);
    answer.prepare_payload();
    return answer;
}

/// The other end spoke, but no HTTP of ours.
std::optional<beast_http::response<beast_http::string_body>> complaint_of(const beast::error_code& code) {
    using beast_http::error;
    if (code == error::header_limit)
        return answer_of(beast_http::status::request_header_fields_too_large, "The request is too long.\n");
    if (code == error::body_limit) return answer_of(beast_http::status::payload_too_large, "No body is read.\n");
    const bool spoke = code.category() == make_error_code(error::bad_method).category();
    if (!spoke || code == error::end_of_stream || code == error::partial_message) return std::nullopt;
    return answer_of(beast_http::status::bad_request, "This is no HTTP request.\n");
}

}  // namespace

/// Everything but ask() on the server's own thread.
class Server::Impl : public std::enable_shared_from_this<Impl> {
public:
    Impl(ServerConfig the_config, Ask the_ask, Command the_command)
        : config(std::move(the_config)),
          ask(std::move(the_ask)),
          command(std::move(the_command)),
          own(context),
          http(context) {}

    /// One connection: one request, one answer.
    struct Exchange {
        Exchange(Stream::socket_type socket, bool is_own) : stream(std::move(socket)), own(is_own) {
            parser.header_limit(kLongestHead);
            parser.body_limit(0);
        }
        Stream stream;
        bool own;
        beast::flat_buffer buffer{std::size_t{2} * kLongestHead};
        beast_http::request_parser<beast_http::empty_body> parser;
        beast_http::response<beast_http::string_body> answer;
    };

    void open_socket();
    void open_http();
    template <class Acceptor>
    void accept(Acceptor& acceptor, bool is_own);
    void begin(Stream::socket_type socket, bool is_own);
    void on_read(std::uint64_t id, const beast::error_code& error);
    void ask_for(std::uint64_t id, bool json);
    void run(std::uint64_t id, std::string words);
    void write(std::uint64_t id, beast_http::response<beast_http::string_body> answer);

    ServerConfig config;
    Ask ask;
    Command command;
    asio::io_context context{1};
    Unix::acceptor own;
    Tcp::acceptor http;
    std::unordered_map<std::uint64_t, std::unique_ptr<Exchange>> exchanges;
    std::uint64_t last_id = 0;
    std::uint16_t port = 0;
    std::thread thread;
};

void Server::Impl::open_socket() {
    const std::filesystem::path path(config.socket);
    const Folder folder(path.parent_path());
    const auto name = folder.path_of(path.filename().string());
    if (is_answered(name)) throw std::runtime_error("another server runs with " + path.parent_path().string());
    ::unlink(name.c_str());  // of one that was killed
    boost::system::error_code error;
    own.open(Unix(), error);
    if (!error) own.bind(Unix::endpoint(name), error);
    // Nobody can connect before it listens.
    if (!error && ::chmod(name.c_str(), 0600) != 0) error.assign(errno, boost::system::system_category());
    if (!error) own.listen(asio::socket_base::max_listen_connections, error);
    if (error) throw std::runtime_error(config.socket + " cannot be opened: " + error.message());
    accept(own, true);
}

void Server::Impl::open_http() {
    boost::system::error_code error;
    const Tcp::endpoint endpoint(asio::ip::make_address(config.address, error), config.port);
    if (!error) http.open(endpoint.protocol(), error);
    if (!error) http.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) http.bind(endpoint, error);
    if (!error) http.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
        throw std::runtime_error("metrics cannot be served at " + config.address + " port " +
                                 std::to_string(config.port) + ": " + error.message());
    }
    port = http.local_endpoint().port();
    accept(http, false);
}

template <class Acceptor>
void Server::Impl::accept(Acceptor& acceptor, bool is_own) {
    acceptor.async_accept([this, &acceptor, is_own](const beast::error_code& error, auto socket) {
        if (error == asio::error::operation_aborted) return;
        if (!error) begin(Stream::socket_type(std::move(socket)), is_own);
        if (acceptor.is_open()) accept(acceptor, is_own);
    });
}

void Server::Impl::begin(Stream::socket_type socket, bool is_own) {
    const auto same = [is_own](const auto& one) { return one.second->own == is_own; };
    const auto count = std::count_if(exchanges.begin(), exchanges.end(), same);
    if (static_cast<std::size_t>(count) >= config.max_exchanges) return;
    const auto id = ++last_id;
    auto& exchange = *(exchanges[id] = std::make_unique<Exchange>(std::move(socket), is_own));
    exchange.stream.expires_after(config.patience);
    beast_http::async_read(exchange.stream, exchange.buffer, exchange.parser,
                           [this, id](const beast::error_code& error, std::size_t) { on_read(id, error); });
}

void Server::Impl::on_read(std::uint64_t id, const beast::error_code& error) {
    const auto& exchange = *exchanges.at(id);
    if (error) {
        auto complaint = complaint_of(error);
        return complaint ? write(id, std::move(*complaint)) : void(exchanges.erase(id));
    }
    const auto& request = exchange.parser.get();
    if (exchange.own && command && request.target().starts_with(kCommands) &&
        request.method() == beast_http::verb::post)
        return run(id, std::string(request.target().substr(kCommands.size())));
    const bool json = exchange.own && request.target() == "/status";
    if (!json && request.target() != "/metrics")
        return write(id, answer_of(beast_http::status::not_found, "There is GET /metrics.\n"));
    if (request.method() != beast_http::verb::get)
        return write(id, answer_of(beast_http::status::method_not_allowed, "There is GET /metrics.\n"));
    ask_for(id, json);
}

void Server::Impl::ask_for(std::uint64_t id, bool json) {
    exchanges.at(id)->stream.expires_never();  // it is our turn
    ask([weak = weak_from_this(), id, json](const Status& status) {
        const auto impl = weak.lock();
        if (!impl) return;
        auto answer = json ? answer_of(beast_http::status::ok, json_text(status), "application/json")
                           : answer_of(beast_http::status::ok, prometheus_text(status.figures),
                                       "text/plain; version=0.0.4; charset=utf-8");
        // Not `impl`: what is posted there and never run would keep it alive.
        asio::post(impl->context, [self = impl.get(), id, answer = std::move(answer)]() mutable {
            self->write(id, std::move(answer));
        });
    });
}

void Server::Impl::run(std::uint64_t id, std::string words) {
    exchanges.at(id)->stream.expires_never();  // it is our turn
    std::replace(words.begin(), words.end(), '-', ' ');
    command(words, [weak = weak_from_this(), id](const Outcome& outcome) {
        const auto impl = weak.lock();
        if (!impl) return;
        auto answer = answer_of(outcome.done ? beast_http::status::ok : beast_http::status::conflict, outcome.text);
        asio::post(impl->context, [self = impl.get(), id, answer = std::move(answer)]() mutable {
            self->write(id, std::move(answer));
        });
    });
}

void Server::Impl::write(std::uint64_t id, beast_http::response<beast_http::string_body> answer) {
    auto& exchange = *exchanges.at(id);
    exchange.answer = std::move(answer);
    exchange.stream.expires_after(config.patience);
    beast_http::async_write(exchange.stream, exchange.answer,
                            [this, id](const beast::error_code&, std::size_t) { exchanges.erase(id); });
}

Server::Server(ServerConfig config, Ask ask, Command command)
    : impl_(std::make_shared<Impl>(std::move(config), std::move(ask), std::move(command))) {}

Server::~Server() {
    stop();
}

void Server::start() {
    if (!impl_->config.socket.empty()) impl_->open_socket();
    if (!impl_->config.address.empty()) impl_->open_http();
    impl_->thread = std::thread([impl = impl_.get()] { impl->context.run(); });
}

void Server::stop() {
    if (!impl_->thread.joinable()) return;
    if (impl_->own.is_open()) ::unlink(impl_->config.socket.c_str());
    impl_->context.stop();
    impl_->thread.join();
}

std::uint16_t Server::port() const {
    return impl_->port;
}

}  // namespace sidetone::metrics
