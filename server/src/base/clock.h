// The application's time source, for edges. core and sip never see it: they are handed the time.
#pragma once

#include "base/time.h"

namespace sidetone::base {

class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Time now() const = 0;
};

}  // namespace sidetone::base
