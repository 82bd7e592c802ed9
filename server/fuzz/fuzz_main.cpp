// One libFuzzer program for each target; SIDETONE_FUZZ_TARGET names its function.
#include <cstddef>
#include <cstdint>

#include "fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    sidetone::fuzz::SIDETONE_FUZZ_TARGET({reinterpret_cast<const char*>(data), size});
    return 0;
}
