// The open flows, what hangs on each (client transactions, sessions), and the texts made from a flow: Via transport,
// Contact. One thread (that of the endpoint). Opening and closing is told by the owner of the sockets.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/id.h"
#include "base/timer_wheel.h"
#include "sip/endpoint_types.h"
#include "sip/message/builder.h"

namespace sidetone::sip {

/// A member of a flow's list; leaves it by itself when it dies.
class FlowMember {
public:
    FlowMember() = default;
    FlowMember(const FlowMember&) = delete;
    FlowMember& operator=(const FlowMember&) = delete;
    ~FlowMember() { leave(); }

    void join(FlowMember& list, std::uint64_t id);
    void leave();
    [[nodiscard]] bool is_alone() const { return next_ == this; }
    /// Of a list: the members' ids. What is done with them may make any of them leave.
    [[nodiscard]] std::vector<std::uint64_t> ids() const;

private:
    FlowMember* next_ = this;
    FlowMember* previous_ = this;
    std::uint64_t id_ = 0;
};

struct Flow {
    FlowInfo info;
    FlowMember clients;
    FlowMember sessions;
    bool closing = false;  ///< nothing is sent on it any more
    /// Lost; what hangs on it waits for another flow until this timer.
    base::TimerId grace = 0;
    std::vector<PeerId> waiting;  ///< whose dialogs these are

    [[nodiscard]] bool is_reliable() const { return info.transport != Transport::Udp; }
    [[nodiscard]] std::string_view via_transport() const;
    [[nodiscard]] Source source() const { return {info.remote_host, info.remote_port}; }
    /// `<sip:user@host:port;transport=...>`; sips only where the request was (RFC 3261 12.1.1, RFC 5630).
    [[nodiscard]] std::string contact(std::string_view user, bool sips) const;
};

class FlowTable {
public:
    void open(const FlowInfo& info);
    void close(base::FlowId id);
    [[nodiscard]] Flow* find(base::FlowId id);
    /// Also a lost one.
    [[nodiscard]] Flow* find_even_lost(base::FlowId id);
    /// Something of the peer waits on this lost flow.
    void note_waiting(Flow& flow, PeerId peer);
    [[nodiscard]] std::vector<base::FlowId> lost_flows_of(PeerId peer) const;
    template <class Look>
    void each(Look look) {
        for (auto& [id, flow] : flows_) look(flow);
    }
    /// base/archive.h; not who hangs on each: they join again.
    template <class Archive>
    void archive(Archive& archive);

private:
    std::unordered_map<base::FlowId, Flow> flows_;
    std::unordered_map<PeerId, std::vector<base::FlowId>> lost_of_;
};

}  // namespace sidetone::sip
