// Bindings in an archive (base/archive.h).
#pragma once

#include "base/archive.h"
#include "core/registrar/types.h"

namespace sidetone::registrar {

template <class Archive>
void archive(Archive& archive, Binding& binding) {
    auto& [device, contact, path, flow, transport, remote_address, user_agent, instance, call_id, cseq, ipv6,
           takes_talk, since, expires] = binding;
    archive(device, contact, path, flow, transport, remote_address, user_agent, instance, call_id, cseq, ipv6,
            takes_talk, since, expires);
}

}  // namespace sidetone::registrar
