// The stack's plain values in an archive (base/archive.h).
#pragma once

#include <memory>
#include <utility>

#include "base/archive.h"
#include "sip/endpoint_types.h"
#include "sip/events.h"
#include "sip/message/message.h"

namespace sidetone::sip {

template <class Archive>
void archive(Archive& archive, FlowInfo& flow) {
    auto& [id, transport, local_host, local_port, remote_host, remote_port] = flow;
    archive(id, transport, local_host, local_port, remote_host, remote_port);
}

template <class Archive>
void archive(Archive& archive, MessageCounters& counters) {
    auto& [requests, responses] = counters;
    archive(requests, responses);
}

template <class Archive>
void archive(Archive& archive, EndpointCounters& counters) {
    auto& [servers, finished, clients, invites, dialogs, received, sent, repeated, repeats, refused, drops] = counters;
    archive(servers, finished, clients, invites, dialogs, received, sent, repeated, repeats, refused, drops);
}

/// As its bytes; it was parsed before.
template <class Archive>
void archive(Archive& archive, SharedMessage& message) {
    std::string bytes = message ? message->bytes() : std::string();
    archive(bytes);
    if constexpr (Archive::kReads) {
        message = nullptr;
        if (bytes.empty()) return;
        auto parsed = Message::parse(std::move(bytes));
        if (!parsed) throw base::ArchiveError("a message that is none");
        message = std::make_shared<const Message>(std::move(*parsed));
    }
}

}  // namespace sidetone::sip
