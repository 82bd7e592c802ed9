#include "edge/dns/server_channel.h"

#include <arpa/inet.h>
#include <netdb.h>

#include <array>
#include <stdexcept>

#include "edge/dns/dns_message.h"

namespace sidetone::dns {

using sip::location::Answer;
using sip::location::Question;

namespace {
/// After this a change of /etc/hosts is seen.
constexpr std::chrono::seconds kOwnLife{60};
}  // namespace

struct ServerChannel::Socket {
    Socket(boost::asio::io_context& context, ares_socket_t handle) : descriptor(context, handle) {}
    boost::asio::posix::stream_descriptor descriptor;
    bool open = true;
    bool wants_read = false;
    bool wants_write = false;
    bool reads = false;  ///< a wait is out
    bool writes = false;
};

struct ServerChannel::Query {
    ServerChannel& channel;
    sip::location::RecordType type;
    OnAnswer on_answer;
};

ServerChannel::ServerChannel(boost::asio::io_context& context, const std::string& servers, base::Duration patience,
                             int tries)
    : context_(context), timer_(context) {
    static const int ready = ares_library_init(ARES_LIB_INIT_ALL);
    const auto check = [](int status) {
        if (status != ARES_SUCCESS) throw std::runtime_error(std::string("dns: ") + ares_strerror(status));
    };
    check(ready);
    ares_options options{};
    options.flags = ARES_FLAG_EDNS;
    options.ednspsz = 1232;
    options.timeout = static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(patience).count());
    options.tries = tries;
    options.sock_state_cb = on_socket_state;
    options.sock_state_cb_data = this;
    check(ares_init_options(
        &channel_, &options,
        ARES_OPT_FLAGS | ARES_OPT_EDNSPSZ | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB));
    const int status = servers.empty() ? ARES_SUCCESS : ares_set_servers_ports_csv(channel_, servers.c_str());
    if (status != ARES_SUCCESS) ares_destroy(channel_);
    check(status);
}

ServerChannel::~ServerChannel() {
    ending_ = true;
    ares_destroy(channel_);
}

std::optional<Answer> ServerChannel::find_own(const Question& question) const {
    using sip::location::RecordType;
    if (question.type != RecordType::A && question.type != RecordType::Aaaa) return std::nullopt;
    const int family = question.type == RecordType::A ? AF_INET : AF_INET6;
    hostent* found = nullptr;
    if (ares_gethostbyname_file(channel_, question.name.c_str(), family, &found) != ARES_SUCCESS) return std::nullopt;
    const std::unique_ptr<hostent, decltype(&ares_free_hostent)> owned(found, ares_free_hostent);
    Answer answer{.kind = Answer::Kind::Found, .ttl = kOwnLife};
    for (char** address = found->h_addr_list; *address != nullptr; ++address) {
        std::array<char, INET6_ADDRSTRLEN> text{};
        if (::inet_ntop(family, *address, text.data(), text.size()) != nullptr)
            answer.addresses.emplace_back(text.data());
    }
    return answer;
}

void ServerChannel::ask(const Question& question, OnAnswer on_answer) {
    constexpr int kIn = 1;
    auto* query = new Query{*this, question.type, std::move(on_answer)};  // freed when the reply comes, which is sure
    ares_query(channel_, question.name.c_str(), kIn, type_number(question.type), on_reply, query);
    arm();
}

void ServerChannel::on_reply(void* query, int status, int, unsigned char* bytes, int size) {
    const std::unique_ptr<Query> owned(static_cast<Query*>(query));
    if (owned->channel.ending_) return;
    Answer answer{.kind = Answer::Kind::Failed};
    const bool told = status == ARES_SUCCESS || status == ARES_ENODATA || status == ARES_ENOTFOUND;
    if (told && bytes != nullptr) answer = read_answer(owned->type, bytes, static_cast<std::size_t>(size));
    owned->on_answer(std::move(answer));
}

void ServerChannel::on_socket_state(void* self, ares_socket_t handle, int readable, int writable) {
    auto& channel = *static_cast<ServerChannel*>(self);
    auto& socket = channel.sockets_[handle];
    if (!socket) socket = std::make_shared<Socket>(channel.context_, handle);
    socket->wants_read = readable != 0;
    socket->wants_write = writable != 0;
    if (readable == 0 && writable == 0) {  // c-ares closes it itself
        socket->open = false;
        socket->descriptor.release();
        channel.sockets_.erase(handle);
        return;
    }
    const auto held = socket;
    channel.wait(held, true);
    channel.wait(held, false);
}

void ServerChannel::wait(const std::shared_ptr<Socket>& socket, bool read) {
    using Descriptor = boost::asio::posix::stream_descriptor;
    bool& waits = read ? socket->reads : socket->writes;
    if (waits || !(read ? socket->wants_read : socket->wants_write)) return;
    waits = true;
    // An open socket's channel is there: its end closes them all.
    socket->descriptor.async_wait(read ? Descriptor::wait_read : Descriptor::wait_write,
                                  [this, socket, read](const boost::system::error_code& error) {
                                      (read ? socket->reads : socket->writes) = false;
                                      if (error || !socket->open) return;
                                      const auto handle = socket->descriptor.native_handle();
                                      process(read ? handle : ARES_SOCKET_BAD, read ? ARES_SOCKET_BAD : handle);
                                      if (socket->open) wait(socket, read);
                                  });
}

void ServerChannel::process(ares_socket_t readable, ares_socket_t writable) {
    ares_process_fd(channel_, readable, writable);
    arm();
}

void ServerChannel::arm() {
    timeval left{};
    if (ares_timeout(channel_, nullptr, &left) == nullptr) {
        timer_.cancel();
        return;
    }
    timer_.expires_after(std::chrono::seconds{left.tv_sec} + std::chrono::microseconds{left.tv_usec});
    timer_.async_wait([this, alive = std::weak_ptr(alive_)](const boost::system::error_code& error) {
        if (!error && !alive.expired()) process(ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    });
}

}  // namespace sidetone::dns
