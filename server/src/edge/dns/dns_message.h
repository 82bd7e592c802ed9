// What a DNS message says (RFC 1035 4, 2308, 2782, 3403), as far as server location asks. A pure function, any thread.
#pragma once

#include <cstddef>

#include "sip/location/dns.h"

namespace sidetone::dns {

/// Of a whole response; Failed for what cannot be read. The life of the answer is that of its shortest record, of one
/// that says there is nothing what its zone says about that.
[[nodiscard]] sip::location::Answer read_answer(sip::location::RecordType type, const unsigned char* bytes,
                                                std::size_t size);

/// The number of a type in questions and records.
[[nodiscard]] int type_number(sip::location::RecordType type);

}  // namespace sidetone::dns
