#include "edge/signalling/causes.h"

#include <array>
#include <utility>

namespace sidetone::signalling {

namespace {

using calls::EndCause;

struct CauseRow {
    EndCause cause;
    int status;
    std::string_view reason;
};

constexpr std::array<CauseRow, 13> kCauses{{
    {EndCause::HungUp, 487, "Q.850;cause=16;text=\"Normal call clearing\""},
    {EndCause::Cancelled, 487, ""},
    {EndCause::Busy, 486, "Q.850;cause=17;text=\"User busy\""},
    {EndCause::Rejected, 486, "Q.850;cause=21;text=\"Call rejected\""},  // a rejected caller hears busy (C9)
    {EndCause::NoAnswer, 480, "Q.850;cause=19;text=\"No answer\""},
    {EndCause::NotReachable, 480, "Q.850;cause=20;text=\"Not registered\""},
    {EndCause::CompletedElsewhere, 487, "SIP;cause=200;text=\"Call completed elsewhere\""},
    {EndCause::UnknownTarget, 404, "Q.850;cause=1;text=\"Unallocated number\""},
    {EndCause::NotAllowed, 403, "Q.850;cause=21;text=\"Not allowed\""},
    {EndCause::NotAcceptable, 488, "Q.850;cause=88;text=\"Incompatible media\""},
    {EndCause::ConnectionLost, 500, "Q.850;cause=27;text=\"Connection lost\""},
    {EndCause::Overloaded, 503, "Q.850;cause=42;text=\"Switching equipment congestion\""},
    {EndCause::Failed, 500, "Q.850;cause=41;text=\"Temporary failure\""},
}};

const CauseRow& row_of(EndCause cause) {
    for (const auto& row : kCauses) {
        if (row.cause == cause) return row;
    }
    return kCauses.back();
}

}  // namespace

int status_for(EndCause cause) {
    return row_of(cause).status;
}

std::string_view reason_for(EndCause cause) {
    return row_of(cause).reason;
}

EndCause cause_of_refusal(int status, bool from_device) {
    switch (status) {
        case 486:
        case 600:
            return EndCause::Busy;
        case 603:
        case 403:
            return EndCause::Rejected;
        case 408:
            return from_device ? EndCause::NoAnswer : EndCause::NotReachable;
        case 480:
            return EndCause::NoAnswer;
        case 404:
        case 410:
        case 484:
            return EndCause::NotReachable;  // a registered device that does not know its own user cannot be reached
        case 487:
            return EndCause::Cancelled;
        case 415:
        case 488:
        case 606:
            return EndCause::NotAcceptable;
        case 503:
            return from_device ? EndCause::Failed : EndCause::NotReachable;
        default:
            return EndCause::Failed;
    }
}

EndCause cause_of_end(sip::EndedBy by) {
    switch (by) {
        case sip::EndedBy::Bye:
        case sip::EndedBy::Us:
            return EndCause::HungUp;
        case sip::EndedBy::Cancel:
            return EndCause::Cancelled;
        case sip::EndedBy::Timeout:
        case sip::EndedBy::FlowLost:
        case sip::EndedBy::SessionExpired:
        case sip::EndedBy::NoAck:
            return EndCause::ConnectionLost;
    }
    return EndCause::Failed;
}

int status_for_refusal(std::string_view code) {
    struct Row {
        std::string_view code;
        int status;
    };
    static constexpr std::array<Row, 8> kRows{{
        {"registrar.interval_too_brief", 423},
        {"registrar.out_of_order", 500},
        {"registrar.device_unknown", 404},
        {"calls.target_unknown", 404},
        {"calls.target_invalid", 484},
        {"calls.too_many", 486},
        {"media.no_ports", 503},
        {"media.sdp_invalid", 488},
    }};
    for (const auto& row : kRows) {
        if (row.code == code) return row.status;
    }
    return 500;
}

}  // namespace sidetone::signalling
