#include "edge/net/udp_socket.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <system_error>

#include "edge/net/listener.h"
#include "edge/net/shard.h"
#include "edge/net/sip_stream.h"
#include "edge/net/stun.h"

namespace sidetone::net {

namespace {

namespace asio = boost::asio;
using Udp = asio::ip::udp;

constexpr std::size_t kDatagram = 65536;
/// Batches of one socket before others of the thread get their turn.
constexpr int kBatchesPerTurn = 4;
constexpr int kSocketBuffer = 4 * 1024 * 1024;
constexpr std::chrono::seconds kSweep{30};
constexpr std::size_t kControl = CMSG_SPACE(sizeof(in6_pktinfo));

void set_buffer(int socket, int forced, int polite) {
    const int size = kSocketBuffer;
    if (::setsockopt(socket, SOL_SOCKET, forced, &size, sizeof size) != 0)
        ::setsockopt(socket, SOL_SOCKET, polite, &size, sizeof size);
}

std::pair<std::string, std::uint16_t> text_of(const sockaddr_storage& address) {
    Udp::endpoint endpoint;
    std::memcpy(endpoint.data(), &address, address.ss_family == AF_INET6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in));
    return {endpoint.address().to_string(), endpoint.port()};
}

/// The address of ours a datagram was sent to (RFC 3542 6.2, ip(7)).
sockaddr_storage destination_of(msghdr& message) {
    sockaddr_storage out{};
    for (auto* control = CMSG_FIRSTHDR(&message); control != nullptr; control = CMSG_NXTHDR(&message, control)) {
        if (control->cmsg_level == IPPROTO_IP && control->cmsg_type == IP_PKTINFO) {
            in_pktinfo info{};
            std::memcpy(&info, CMSG_DATA(control), sizeof info);
            sockaddr_in address{};
            address.sin_family = AF_INET;
            address.sin_addr = info.ipi_addr;
            std::memcpy(&out, &address, sizeof address);
        } else if (control->cmsg_level == IPPROTO_IPV6 && control->cmsg_type == IPV6_PKTINFO) {
            in6_pktinfo info{};
            std::memcpy(&info, CMSG_DATA(control), sizeof info);
            sockaddr_in6 address{};
            address.sin6_family = AF_INET6;
            address.sin6_addr = info.ipi6_addr;
            std::memcpy(&out, &address, sizeof address);
        }
    }
    return out;
}

template <class Info>
void put_control(msghdr& message, int level, int type, const Info& info) {
    message.msg_controllen = CMSG_SPACE(sizeof info);
    auto* control = CMSG_FIRSTHDR(&message);
    control->cmsg_level = level;
    control->cmsg_type = type;
    control->cmsg_len = CMSG_LEN(sizeof info);
    std::memcpy(CMSG_DATA(control), &info, sizeof info);
}

/// The answer goes out from the address the request came to; else a NAT would not let it in.
void set_source(msghdr& message, const sockaddr_storage& local) {
    if (local.ss_family == AF_INET) {
        sockaddr_in address{};
        std::memcpy(&address, &local, sizeof address);
        in_pktinfo info{};
        info.ipi_spec_dst = address.sin_addr;
        put_control(message, IPPROTO_IP, IP_PKTINFO, info);
    } else if (local.ss_family == AF_INET6) {
        sockaddr_in6 address{};
        std::memcpy(&address, &local, sizeof address);
        in6_pktinfo info{};
        info.ipi6_addr = address.sin6_addr;
        put_control(message, IPPROTO_IPV6, IPV6_PKTINFO, info);
    } else {
        message.msg_control = nullptr;
        message.msg_controllen = 0;
    }
}

}  // namespace

struct UdpSocket::Batch {
    Batch() : bytes(std::make_unique_for_overwrite<char[]>(kBatch * kDatagram)) {
        for (std::size_t i = 0; i < kBatch; ++i) {
            parts[i] = {bytes.get() + i * kDatagram, kDatagram};
            headers[i].msg_hdr.msg_iov = &parts[i];
            headers[i].msg_hdr.msg_iovlen = 1;
            headers[i].msg_hdr.msg_name = &names[i];
        }
    }
    void reset() {
        for (std::size_t i = 0; i < kBatch; ++i) {
            headers[i].msg_hdr.msg_namelen = sizeof names[i];
            headers[i].msg_hdr.msg_control = controls[i].data();
            headers[i].msg_hdr.msg_controllen = kControl;
        }
    }
    std::unique_ptr<char[]> bytes;  ///< untouched pages cost nothing
    std::array<iovec, kBatch> parts{};
    std::array<sockaddr_storage, kBatch> names{};
    struct alignas(cmsghdr) Control : std::array<char, kControl> {};
    std::array<Control, kBatch> controls{};
    std::array<mmsghdr, kBatch> headers{};
};

UdpSocket::UdpSocket(Shard& shard, SipWay way, UdpConfig config)
    : shard_(shard),
      way_(std::move(way)),
      config_(std::move(config)),
      socket_(shard.context()),
      sweeper_(shard.context()),
      flows_(config_.max_flows,
             [this](base::FlowId flow) {
                 --way_.figures->udp_flows;
                 (void)way_.inbox->push({flow, FlowClosed{}});
             }),
      batch_(std::make_unique<Batch>()) {}

UdpSocket::~UdpSocket() = default;

void UdpSocket::start() {
    const auto name = config_.address + " port " + std::to_string(config_.port) + "/udp";
    boost::system::error_code error;
    const auto address = asio::ip::make_address(config_.address, error);
    const auto check = [&](const char* what) {
        if (error) throw std::system_error(error.value(), std::generic_category(), name + ": cannot " + what);
    };
    check("read the address");
    const Udp::endpoint endpoint{address, config_.port};
    socket_.open(endpoint.protocol(), error);
    check("open a socket");
    if (address.is_v6()) socket_.set_option(asio::ip::v6_only(true), error);
    socket_.bind(endpoint, error);
    check("listen");
    socket_.native_non_blocking(true, error);
    port_ = socket_.local_endpoint().port();
    wildcard_ = address.is_unspecified();
    const int on = 1;
    if (wildcard_ && address.is_v4()) ::setsockopt(socket_.native_handle(), IPPROTO_IP, IP_PKTINFO, &on, sizeof on);
    if (wildcard_ && address.is_v6())
        ::setsockopt(socket_.native_handle(), IPPROTO_IPV6, IPV6_RECVPKTINFO, &on, sizeof on);
    set_buffer(socket_.native_handle(), SO_RCVBUFFORCE, SO_RCVBUF);
    set_buffer(socket_.native_handle(), SO_SNDBUFFORCE, SO_SNDBUF);
    if (config_.dscp != 0) set_dscp(socket_.native_handle(), address.is_v6(), config_.dscp);
    shard_.post([self = shared_from_this()] {
        self->wait();
        self->sweep();
    });
}

void UdpSocket::stop() {
    shard_.post([self = shared_from_this()] {
        boost::system::error_code ignored;
        {
            const std::lock_guard lock(self->closing_);
            self->socket_.close(ignored);
        }
        self->sweeper_.cancel();
    });
}

void UdpSocket::wait() {
    if (!socket_.is_open()) return;
    socket_.async_wait(Udp::socket::wait_read, [self = shared_from_this()](const boost::system::error_code& error) {
        if (!error) self->read();
    });
}

void UdpSocket::read() {
    for (int turn = 0; turn < kBatchesPerTurn; ++turn) {
        batch_->reset();
        const int count = ::recvmmsg(socket_.native_handle(), batch_->headers.data(), kBatch, MSG_DONTWAIT, nullptr);
        for (int i = 0; i < count; ++i) take(static_cast<std::size_t>(i));
        if (count < static_cast<int>(kBatch)) break;
    }
    wait();
}

void UdpSocket::take(std::size_t index) {
    auto& header = batch_->headers[index];
    UdpPath path;
    path.remote = batch_->names[index];
    if (wildcard_) path.local = destination_of(header.msg_hdr);
    if ((header.msg_hdr.msg_flags & MSG_TRUNC) != 0) return;
    on_message(path, {static_cast<const char*>(header.msg_hdr.msg_iov->iov_base), header.msg_len});
}

void UdpSocket::on_message(const UdpPath& path, std::string_view bytes) {
    // Keep-alives of phones behind NAT: line breaks or zero bytes. They keep a flow that is there and open none.
    if (bytes.find_first_not_of(std::string_view{"\r\n\0", 3}) == std::string_view::npos) {
        flows_.touch(path, shard_.now());
        return;
    }
    if (looks_like_stun(bytes)) {
        flows_.touch(path, shard_.now());
        if (const auto answer = stun_answer(bytes, path.remote); !answer.empty()) {
            const Datagram datagram{&path, answer};
            send(&datagram, 1);
        }
        return;
    }
    if (way_.inbox->full()) {
        ++way_.figures->dropped_full;
        return;
    }
    auto parsed = sip::Message::parse(std::string(bytes));
    if (parsed) {
        ++way_.figures->received;
        const auto flow = flow_of(path);
        (void)way_.inbox->push({flow, std::move(*parsed)});
        return;
    }
    ++way_.figures->malformed;
    shard_.sip_complaints().note(shard_.now(),
                                 [&] { return no_sip("UDP", text_of(path.remote).first, parsed.error()); });
    if (!parsed.error().answerable()) return;  // whoever sends that gets no place in the table
    const auto flow = flow_of(path);
    (void)way_.inbox->push({flow, std::move(parsed.error())});
}

base::FlowId UdpSocket::flow_of(const UdpPath& path) {
    const auto now = shard_.now();
    if (const auto known = flows_.touch(path, now)) return known;
    const base::FlowId flow{shard_.next_id(true)};
    ++way_.figures->udp_flows;
    flows_.add(flow, path, now);
    Addresses addresses;
    std::tie(addresses.remote_host, addresses.remote_port) = text_of(path.remote);
    addresses.local_host = wildcard_ ? text_of(path.local).first : config_.address;
    addresses.local_port = port_;
    auto info = flow_info(flow, sip::Transport::Udp, std::move(addresses));
    (void)way_.inbox->push({flow, std::make_unique<UdpFlowOpened>(UdpFlowOpened{std::move(info), path, this})});
    return flow;
}

void UdpSocket::send(const Datagram* datagrams, std::size_t count) {
    std::array<mmsghdr, kBatch> headers{};
    std::array<iovec, kBatch> parts{};
    std::array<Batch::Control, kBatch> controls;  // only what is used is written
    const auto ready = static_cast<unsigned>(count);
    for (std::size_t i = 0; i < count; ++i) {
        const auto& path = *datagrams[i].path;
        auto& header = headers[i].msg_hdr;
        parts[i] = {const_cast<char*>(datagrams[i].bytes.data()), datagrams[i].bytes.size()};
        header.msg_iov = &parts[i];
        header.msg_iovlen = 1;
        header.msg_name = const_cast<sockaddr_storage*>(&path.remote);
        header.msg_namelen = path.remote.ss_family == AF_INET6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
        header.msg_control = controls[i].data();
        set_source(header, path.local);
    }
    const std::lock_guard lock(closing_);
    if (!socket_.is_open()) {
        way_.figures->dropped_unsent += count;
        return;
    }
    for (unsigned sent = 0; sent < ready;) {
        const int result =
            ::sendmmsg(socket_.native_handle(), headers.data() + sent, ready - sent, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (result > 0) {
            sent += static_cast<unsigned>(result);
            continue;
        }
        if (errno == EINTR) continue;
        // This one cannot go: no way to it, or no room. SIP sends it again.
        ++way_.figures->dropped_unsent;
        ++sent;
    }
}

void UdpSocket::sweep() {
    flows_.expire(shard_.now() - config_.idle);
    sweeper_.expires_after(kSweep);
    sweeper_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
        if (!error) self->sweep();
    });
}

}  // namespace sidetone::net
