// What Calls waits for: outcomes of the media engine, and times.
#pragma once

#include <cstdint>

#include "base/timer_wheel.h"
#include "core/calls/types.h"

namespace sidetone::calls::detail {

struct Operation {
    enum class Purpose : std::uint8_t { BranchOffer, EarlyAnswer, OpenSingle, Bridge };
    CallId call;
    Purpose purpose = Purpose::Bridge;
    LegId leg;  ///< of a branch
    base::TimerId timer = 0;
};

struct Timer {
    enum class Kind : std::uint8_t { PickUp, Ring, SingleWait, BranchWait, BridgeWait, Operation, Return };
    Kind kind = Kind::Ring;
    CallId call;
    LegId leg;
    MediaOpId op;
};

}  // namespace sidetone::calls::detail
