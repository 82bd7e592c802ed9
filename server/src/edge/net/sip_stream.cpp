#include "edge/net/sip_stream.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "edge/net/shard.h"

namespace sidetone::net {

namespace {
/// For the answer to what was no SIP to be sent.
constexpr std::chrono::seconds kLastWords{2};
}  // namespace

sip::FlowInfo flow_info(base::FlowId id, sip::Transport transport, Addresses addresses) {
    sip::FlowInfo info;
    info.id = id;
    info.transport = transport;
    info.local_host = std::move(addresses.local_host);
    info.local_port = addresses.local_port;
    info.remote_host = std::move(addresses.remote_host);
    info.remote_port = addresses.remote_port;
    return info;
}

std::string no_sip(std::string_view transport, std::string_view from, const sip::ParseFailure& failure) {
    return fmt::format("what came over {} from {} is no SIP message: {}", transport, from, failure.what);
}

void SipStream::on_open(Connection& connection) {
    const base::FlowId flow{connection.id().value};
    opened_at_ = connection.shard().now();
    connection.set_deadline(opened_at_ + times_.first_message);
    opened_ = true;
    const auto transport = connection.secure() ? sip::Transport::Tls : sip::Transport::Tcp;
    push(connection, {flow, flow_info(flow, transport, connection.addresses())});
}

void SipStream::push(Connection& connection, SipNews news) {
    if (!way_.inbox->push(std::move(news))) connection.pause_reading();
}

void SipStream::on_bytes(Connection& connection, std::string_view bytes) {
    if (broken_) return;
    framer_.feed(bytes);
    for (;;) {
        auto next = framer_.next();
        if (next.kind == sip::StreamFramer::Kind::NeedMore) break;
        const bool broken = next.kind == sip::StreamFramer::Kind::Broken;
        take(connection, std::move(next));
        if (broken || connection.is_closed()) return;
    }
    move_deadline(connection);
}

void SipStream::take(Connection& connection, sip::StreamFramer::Next&& next) {
    const base::FlowId flow{connection.id().value};
    if (next.kind == sip::StreamFramer::Kind::Ping) return connection.write("\r\n");
    if (next.kind == sip::StreamFramer::Kind::Broken) {
        ++way_.figures->malformed;
        auto failure = sip::salvage(next.bytes, next.what, next.status);
        complain(connection, failure);
        const bool answered = failure.answerable();
        push(connection, {flow, std::move(failure)});
        // The stream cannot be followed any more; the answer, if there is one, comes from the core strand.
        broken_ = true;
        connection.set_deadline(connection.shard().now() + (answered ? base::Duration{kLastWords} : base::Duration{}));
        return;
    }
    auto parsed = sip::Message::parse(std::move(next.bytes));
    if (parsed) {
        ++way_.figures->received;
        first_seen_ = true;
        in_message_ = false;
        return push(connection, {flow, std::move(*parsed)});
    }
    ++way_.figures->malformed;
    complain(connection, parsed.error());
    push(connection, {flow, std::move(parsed.error())});
}

void SipStream::complain(Connection& connection, const sip::ParseFailure& failure) {
    auto& shard = connection.shard();
    shard.sip_complaints().note(shard.now(), [&] {
        return no_sip(connection.secure() ? "TLS" : "TCP", connection.addresses().remote_host, failure);
    });
}

/// A message must be whole in time, whatever trickles in, and a stranger has so much time in all.
void SipStream::move_deadline(Connection& connection) {
    const bool begun = framer_.in_message();
    const bool goes_on = begun && in_message_;
    in_message_ = begun;
    if (!first_seen_ || goes_on) return;
    const auto until = connection.shard().now() + (begun ? times_.first_message : times_.idle);
    connection.set_deadline(connection.is_trusted() ? until : std::min(until, opened_at_ + times_.untrusted));
}

void SipStream::on_trusted(Connection& connection) {
    if (broken_) return;
    in_message_ = false;
    move_deadline(connection);
}

void SipStream::on_deadline(Connection& connection) {
    connection.close(broken_ ? Closed::ProtocolError : Closed::Timeout);
}

void SipStream::on_send(Connection& connection, Outgoing&& message) {
    connection.write(std::move(message.head), std::move(message.body), std::move(message.tail));
    if (message.close_code != 0) connection.finish(connection.shard().now() + kLastWords);
}

void SipStream::on_closed(Connection& connection, Closed) {
    if (opened_) (void)way_.inbox->push({base::FlowId{connection.id().value}, FlowClosed{}});
}

}  // namespace sidetone::net
