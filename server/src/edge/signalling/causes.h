// One table between the causes of call control and the words of SIP: status codes and Reason header values (RFC 3261
// 21, RFC 3326).
#pragma once

#include <string_view>

#include "core/calls/types.h"
#include "sip/events.h"

namespace sidetone::signalling {

/// The final response to an unanswered INVITE that ends for this cause.
int status_for(calls::EndCause cause);

/// Reason header value for CANCEL and BYE; empty if there is nothing to say.
std::string_view reason_for(calls::EndCause cause);

/// What a device's final response to our INVITE means. status 408 and 503 without a message come from the stack itself.
calls::EndCause cause_of_refusal(int status, bool from_device);

/// What the end of an established or incoming dialog means.
calls::EndCause cause_of_end(sip::EndedBy by);

/// The SIP answer to a refusal of the rules, by its stable code.
int status_for_refusal(std::string_view code);

}  // namespace sidetone::signalling
