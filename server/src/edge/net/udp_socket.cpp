#include "edge/net/udp_socket.h"

#include <linux/sock_diag.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/udp.hpp>
#include <cstring>
#include <system_error>

#include "edge/net/core_loop.h"
#include "edge/net/listener.h"
#include "edge/net/log_gate.h"
#include "edge/net/sip_stream.h"
#include "edge/net/sip_transport.h"
#include "edge/net/stun.h"

namespace sidetone::net {

namespace {

namespace asio = boost::asio;
using Udp = asio::ip::udp;

constexpr std::size_t kDatagram = 65536;
/// Datagrams of one system call. One such batch is read in a turn, so that timers and others get theirs.
constexpr std::size_t kBatch = 64;
constexpr int kSocketBuffer = 4 * 1024 * 1024;
constexpr std::size_t kControl = CMSG_SPACE(sizeof(in6_pktinfo)) + CMSG_SPACE(sizeof(std::uint32_t));

void set_buffer(int socket, int forced, int polite) {
    const int size = kSocketBuffer;
    if (::setsockopt(socket, SOL_SOCKET, forced, &size, sizeof size) != 0)
        ::setsockopt(socket, SOL_SOCKET, polite, &size, sizeof size);
}

std::pair<std::string, std::uint16_t> text_of(const UdpAddress& address) {
    sockaddr_storage storage{};
    const auto size = address.write(storage);
    Udp::endpoint endpoint;
    std::memcpy(endpoint.data(), &storage, size);
    return {endpoint.address().to_string(), endpoint.port()};
}

/// What the system says of a datagram.
struct About {
    /// The address of ours it was sent to (RFC 3542 6.2, ip(7)); none on a socket bound to one address.
    UdpAddress local;
    std::uint32_t overflowed = 0;  ///< how many were dropped so far (SO_RXQ_OVFL); 0: not said
};

About about(msghdr& message) {
    About out;
    sockaddr_storage address{};
    for (auto* control = CMSG_FIRSTHDR(&message); control != nullptr; control = CMSG_NXTHDR(&message, control)) {
        if (control->cmsg_level == IPPROTO_IP && control->cmsg_type == IP_PKTINFO) {
            in_pktinfo info{};
            std::memcpy(&info, CMSG_DATA(control), sizeof info);
            sockaddr_in in{};
            in.sin_family = AF_INET;
            in.sin_addr = info.ipi_addr;
            std::memcpy(&address, &in, sizeof in);
            out.local = UdpAddress::of(address);
        } else if (control->cmsg_level == IPPROTO_IPV6 && control->cmsg_type == IPV6_PKTINFO) {
            in6_pktinfo info{};
            std::memcpy(&info, CMSG_DATA(control), sizeof info);
            sockaddr_in6 in{};
            in.sin6_family = AF_INET6;
            in.sin6_addr = info.ipi6_addr;
            std::memcpy(&address, &in, sizeof in);
            out.local = UdpAddress::of(address);
        } else if (control->cmsg_level == SOL_SOCKET && control->cmsg_type == SO_RXQ_OVFL) {
            std::memcpy(&out.overflowed, CMSG_DATA(control), sizeof out.overflowed);
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
void set_source(msghdr& message, const UdpAddress& local) {
    if (local.is_none()) {
        message.msg_control = nullptr;
        message.msg_controllen = 0;
        return;
    }
    sockaddr_storage storage{};
    local.write(storage);
    if (storage.ss_family == AF_INET) {
        in_pktinfo info{};
        std::memcpy(&info.ipi_spec_dst, local.bytes.data(), sizeof info.ipi_spec_dst);
        put_control(message, IPPROTO_IP, IP_PKTINFO, info);
    } else {
        in6_pktinfo info{};
        std::memcpy(&info.ipi6_addr, local.bytes.data(), sizeof info.ipi6_addr);
        put_control(message, IPPROTO_IPV6, IPV6_PKTINFO, info);
    }
}

struct alignas(cmsghdr) Control : std::array<char, kControl> {};

}  // namespace

struct UdpSocket::In {
    In() : bytes(std::make_unique_for_overwrite<char[]>(kBatch * kDatagram)) {
        for (std::size_t i = 0; i < kBatch; ++i) {
            parts[i] = {bytes.get() + i * kDatagram, kDatagram};
            headers[i].msg_hdr.msg_iov = &parts[i];
            headers[i].msg_hdr.msg_iovlen = 1;
            headers[i].msg_hdr.msg_name = &names[i];
            reset(i);
        }
    }
    void reset(std::size_t i) {
        headers[i].msg_hdr.msg_namelen = sizeof names[i];
        headers[i].msg_hdr.msg_control = controls[i].data();
        headers[i].msg_hdr.msg_controllen = kControl;
    }
    std::unique_ptr<char[]> bytes;  ///< untouched pages cost nothing
    std::array<iovec, kBatch> parts{};
    std::array<sockaddr_storage, kBatch> names{};
    std::array<Control, kBatch> controls{};
    std::array<mmsghdr, kBatch> headers{};
};

struct UdpSocket::Out {
    std::array<mmsghdr, kBatch> headers{};
    std::array<iovec, kBatch> parts{};
    std::array<sockaddr_storage, kBatch> names{};
    std::array<Control, kBatch> controls{};
    std::size_t count = 0;
};

UdpSocket::UdpSocket(CoreLoop& loop, LogGate& complaints, UdpConfig config)
    : loop_(loop),
      complaints_(complaints),
      config_(std::move(config)),
      flows_(config_.max_flows, static_cast<std::uint8_t>(kUdpFlow | config_.index), config_.hash_key,
             [this](base::FlowId flow) { sink_->on_flow_closed(flow); }),
      in_(std::make_unique<In>()),
      out_(std::make_unique<Out>()) {}

UdpSocket::~UdpSocket() {
    stop();
}

void UdpSocket::start(SipSink& sink) {
    sink_ = &sink;
    open();
    loop_.watch(socket_, [this] { read(); });
}

void UdpSocket::open() {
    const auto name = config_.address + " port " + std::to_string(config_.port) + "/udp";
    boost::system::error_code error;
    const auto address = asio::ip::make_address(config_.address, error);
    const auto check = [&](bool done, const char* what) {
        if (!done) throw std::system_error(errno, std::generic_category(), name + ": cannot " + what);
    };
    if (error) throw std::system_error(error.value(), std::generic_category(), name + ": cannot read the address");
    Udp::endpoint endpoint{address, config_.port};
    socket_ = ::socket(address.is_v6() ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    check(socket_ >= 0, "open a socket");
    const int on = 1;
    if (address.is_v6()) ::setsockopt(socket_, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    check(::bind(socket_, endpoint.data(), static_cast<socklen_t>(endpoint.size())) == 0, "listen");
    auto size = static_cast<socklen_t>(endpoint.capacity());
    check(::getsockname(socket_, endpoint.data(), &size) == 0, "listen");
    port_ = endpoint.port();
    wildcard_ = address.is_unspecified();
    if (wildcard_ && address.is_v4()) ::setsockopt(socket_, IPPROTO_IP, IP_PKTINFO, &on, sizeof on);
    if (wildcard_ && address.is_v6()) ::setsockopt(socket_, IPPROTO_IPV6, IPV6_RECVPKTINFO, &on, sizeof on);
    ::setsockopt(socket_, SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on);
    set_buffer(socket_, SO_RCVBUFFORCE, SO_RCVBUF);
    set_buffer(socket_, SO_SNDBUFFORCE, SO_SNDBUF);
    if (config_.dscp != 0) set_dscp(socket_, address.is_v6(), config_.dscp);
}

void UdpSocket::stop() {
    if (socket_ < 0) return;
    loop_.unwatch(socket_);
    ::close(std::exchange(socket_, -1));
}

void UdpSocket::read() {
    const int count = ::recvmmsg(socket_, in_->headers.data(), kBatch, MSG_DONTWAIT, nullptr);
    const auto now = loop_.clock().now();
    waiting_ = count == static_cast<int>(kBatch) ? count_waiting() : 0;
    for (int i = 0; i < count && socket_ >= 0; ++i) take(static_cast<std::size_t>(i), now);
}

/// The system tells how much memory they take, not how many they are.
std::size_t UdpSocket::count_waiting() const {
    constexpr std::size_t kUsualMemory = 1500;
    std::array<std::uint32_t, SK_MEMINFO_VARS> memory{};
    socklen_t size = sizeof memory;
    if (::getsockopt(socket_, SOL_SOCKET, SO_MEMINFO, memory.data(), &size) != 0) return 0;
    return memory[SK_MEMINFO_RMEM_ALLOC] / kUsualMemory;
}

void UdpSocket::take(std::size_t index, base::Time now) {
    const auto& header = in_->headers[index];
    UdpPath path;
    path.remote = UdpAddress::of(in_->names[index]);
    if (header.msg_hdr.msg_controllen != 0) {
        const auto known = about(in_->headers[index].msg_hdr);
        if (known.overflowed != 0) counters_.overflowed = known.overflowed;
        path.local = known.local;
    }
    const bool cut = (header.msg_hdr.msg_flags & MSG_TRUNC) != 0;
    const auto size = header.msg_len;
    in_->reset(index);
    if (!cut) on_message(path, {in_->bytes.get() + index * kDatagram, size}, now);
}

void UdpSocket::on_message(const UdpPath& path, std::string_view bytes, base::Time now) {
    // Keep-alives of phones behind NAT: line breaks or zero bytes. They keep a flow that is there and open none.
    if (bytes.find_first_not_of(std::string_view{"\r\n\0", 3}) == std::string_view::npos) {
        (void)flows_.touch(path, now);
        return;
    }
    if (looks_like_stun(bytes)) {
        (void)flows_.touch(path, now);
        sockaddr_storage remote{};
        path.remote.write(remote);
        if (const auto answer = stun_answer(bytes, remote); !answer.empty()) {
            put(path, answer);
            flush();
        }
        return;
    }
    auto parsed = sip::Message::parse(std::string(bytes));
    if (parsed) {
        ++counters_.received;
        const auto flow = flow_of(path, now);
        sink_->on_message(flow, std::move(*parsed));
        return;
    }
    ++counters_.malformed;
    complaints_.note(now, [&] { return no_sip("UDP", text_of(path.remote).first, parsed.error()); });
    if (!parsed.error().answerable()) return;  // whoever sends that gets no place in the table
    const auto flow = flow_of(path, now);
    sink_->on_malformed(flow, parsed.error());
}

base::FlowId UdpSocket::flow_of(const UdpPath& path, base::Time now) {
    if (const auto known = flows_.touch(path, now)) return known;
    const auto flow = flows_.add(path, now);
    Addresses addresses;
    std::tie(addresses.remote_host, addresses.remote_port) = text_of(path.remote);
    addresses.local_host = wildcard_ ? text_of(path.local).first : config_.address;
    addresses.local_port = port_;
    sink_->on_flow_opened(flow_info(flow, sip::Transport::Udp, std::move(addresses)));
    return flow;
}

void UdpSocket::send(base::FlowId flow, std::string_view bytes) {
    if (const auto* path = flows_.find(flow)) put(*path, bytes);
}

void UdpSocket::put(const UdpPath& path, std::string_view bytes) {
    auto& out = *out_;
    auto& header = out.headers[out.count].msg_hdr;
    out.parts[out.count] = {const_cast<char*>(bytes.data()), bytes.size()};
    header.msg_iov = &out.parts[out.count];
    header.msg_iovlen = 1;
    header.msg_name = &out.names[out.count];
    header.msg_namelen = path.remote.write(out.names[out.count]);
    header.msg_control = out.controls[out.count].data();
    set_source(header, path.local);
    if (++out.count == kBatch) flush();
}

void UdpSocket::flush() {
    auto& out = *out_;
    const auto ready = static_cast<unsigned>(std::exchange(out.count, 0));
    if (socket_ < 0) {
        counters_.unsent += ready;
        return;
    }
    for (unsigned sent = 0; sent < ready;) {
        const int result = ::sendmmsg(socket_, out.headers.data() + sent, ready - sent, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (result > 0) {
            sent += static_cast<unsigned>(result);
            continue;
        }
        if (errno == EINTR) continue;
        // This one cannot go: no way to it, or no room. SIP sends it again.
        ++counters_.unsent;
        ++sent;
    }
}

UdpCounters UdpSocket::counters() const {
    auto counters = counters_;
    counters.flows = flows_.size();
    return counters;
}

}  // namespace sidetone::net
