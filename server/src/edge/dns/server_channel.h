// c-ares on an io_context: its sockets and its timer. On the context's thread. Leaves what answers mean to the
// resolver.
#pragma once

#include <ares.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/time.h"
#include "sip/location/dns.h"

namespace sidetone::dns {

class ServerChannel {
public:
    /// `servers` as ares_set_servers_ports_csv takes them, empty: the machine's. Throws std::runtime_error.
    ServerChannel(boost::asio::io_context& context, const std::string& servers, base::Duration patience, int tries);
    /// What is still asked is not answered any more.
    ~ServerChannel();
    ServerChannel(const ServerChannel&) = delete;
    ServerChannel& operator=(const ServerChannel&) = delete;

    /// What the machine itself knows, in /etc/hosts.
    [[nodiscard]] std::optional<sip::location::Answer> find_own(const sip::location::Question& question) const;
    /// Once; may come before this returns.
    using OnAnswer = std::function<void(sip::location::Answer)>;
    void ask(const sip::location::Question& question, OnAnswer on_answer);

private:
    struct Socket;
    struct Query;

    static void on_socket_state(void* self, ares_socket_t socket, int readable, int writable);
    static void on_reply(void* query, int status, int timeouts, unsigned char* bytes, int size);
    void wait(const std::shared_ptr<Socket>& socket, bool read);
    void process(ares_socket_t readable, ares_socket_t writable);
    void arm();

    boost::asio::io_context& context_;
    boost::asio::steady_timer timer_;
    std::unordered_map<ares_socket_t, std::shared_ptr<Socket>> sockets_;
    ares_channel channel_ = nullptr;
    bool ending_ = false;
    /// A timer that has fired already finds this gone.
    std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

}  // namespace sidetone::dns
