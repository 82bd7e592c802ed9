// One dialog (RFC 3261 12): tags, CSeq both ways, route set, remote target; and the requests made of it. A value of its
// session.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sip/message/builder.h"
#include "sip/message/message.h"
#include "sip/transaction/flow_table.h"

namespace sidetone::sip {

struct Dialog {
    std::string call_id;
    /// From and To of our requests, with tags.
    std::string local;
    std::string remote;
    std::string local_tag;
    std::string remote_tag;
    std::string remote_target;
    std::vector<std::string> route_set;
    std::uint32_t local_cseq = 0;
    std::uint32_t remote_cseq = 0;  ///< 0: none seen
    std::uint32_t rseq = 0;         ///< RFC 3262: of the last reliable provisional response taken
    std::string early_sdp;

    /// Request URI and Route after RFC 3261 12.2.1.1 (a strict router is met as there), Via, From, To, Call-ID, CSeq.
    [[nodiscard]] Builder begin_request(std::string_view method, std::uint32_t cseq, std::string_view branch,
                                        const Flow& flow, std::size_t expected) const;
    /// The dialog a response to our INVITE makes (RFC 3261 12.1.2). An unusable Contact leaves the request URI as
    /// target.
    void learn_from_response(const Message& response);
};

/// A Contact that requests can be sent to: one SIP or SIPS URI. Empty if there is none.
[[nodiscard]] std::string usable_contact(const Message& message);

/// The recorded route can be kept whole, or there is none. One that cannot is no route: requests would go astray.
[[nodiscard]] bool has_usable_route(const Message& message);

/// The SDP of a message: its body if it is application/sdp.
[[nodiscard]] std::string_view sdp_of(const Message& message);

/// ACK and BYE for a 2xx that no session wants, made of nothing but the 2xx (RFC 3261 13.2.2.4).
[[nodiscard]] Dialog dialog_of_stray(const Message& response);

}  // namespace sidetone::sip
