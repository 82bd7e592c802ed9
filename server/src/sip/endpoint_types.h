// Values that go into the endpoint: flows, configuration, outgoing requests. Plain data.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "sip/counters.h"

namespace sidetone::sip {

using TransactionId = base::Id<struct TransactionTag>;
/// One INVITE session: the INVITE transaction, its early dialogs and the dialog that comes of it.
using InviteId = base::Id<struct InviteTag>;

/// Who is at the other end, in the application's words: its dialogs may go on over another flow.
using PeerId = base::Id<struct PeerTag>;

enum class Transport : std::uint8_t { Udp, Tcp, Tls, Ws, Wss };
inline constexpr std::size_t kTransports = 5;

struct FlowInfo {
    base::FlowId id;
    Transport transport = Transport::Udp;
    /// Addresses in text; IPv6 without brackets. `local` is what goes into Via and Contact.
    std::string local_host;
    std::uint16_t local_port = 0;
    std::string remote_host;
    std::uint16_t remote_port = 0;
};

struct EndpointConfig {
    std::string user_agent = "Sidetone";
    /// RFC 3261 table 4. Parameters, so that tests count them out.
    base::Duration t1 = std::chrono::milliseconds{500};
    base::Duration t2 = std::chrono::seconds{4};
    base::Duration t4 = std::chrono::seconds{5};
    /// RFC 4028: session interval asked for and the smallest accepted.
    base::Duration session_expires = std::chrono::seconds{1800};
    base::Duration min_se = std::chrono::seconds{90};
    /// How long the dialogs of a known peer wait for another flow when theirs is lost. 0: they end with it.
    base::Duration flow_grace{};
    /// Bounds. New requests beyond are answered 503 with Retry-After.
    std::size_t max_transactions = 200'000;
    /// Requests and responses that open server transactions keep.
    std::size_t max_transaction_bytes = std::size_t{256} * 1024 * 1024;
    std::size_t max_invites = 50'000;
    /// Responses of finished server transactions; beyond it the oldest go before their time.
    std::size_t max_finished_bytes = std::size_t{128} * 1024 * 1024;
};

/// Name and value pairs, written as given. Values must be free of CR and LF (the endpoint drops a header that is not).
using ExtraHeaders = std::vector<std::pair<std::string, std::string>>;

/// A dialog as our side names it (RFC 3261 12), and the way to its peer.
struct DialogInfo {
    std::string call_id;
    std::string local_tag;
    std::string remote_tag;
    std::string remote_target;
    std::vector<std::string> route_set;
    base::FlowId flow;
    PeerId peer;
};

struct Send {
    base::FlowId flow;
    std::string bytes;
};

struct OutgoingRequest {
    base::FlowId flow;
    std::string method;
    std::string request_uri;
    std::string from;  ///< name-addr without tag
    std::string to;    ///< name-addr without tag
    std::vector<std::string> route;
    ExtraHeaders headers;
    std::string body;
};

struct OutgoingInvite {
    base::FlowId flow;
    std::string request_uri;
    std::string from;
    std::string to;
    /// User part of our Contact.
    std::string contact_user;
    std::vector<std::string> route;
    ExtraHeaders headers;
    std::string sdp;
    PeerId peer = {};  ///< 0: nobody in particular
};

}  // namespace sidetone::sip
