#include "base/result.h"

#include <stdexcept>
#include <string>

namespace sidetone::base {

void throw_refusal(const Error& error) {
    throw std::logic_error("a refusal was taken for a value: " + std::string(error.code));
}

}  // namespace sidetone::base
