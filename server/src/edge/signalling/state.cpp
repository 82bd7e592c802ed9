// What signalling knows, for recordings (base/archive.h).
#include "edge/signalling/signalling.h"
#include "sip/archive.h"

namespace sidetone::signalling {

template <class Archive>
void Signalling::Flow::archive(Archive& archive) {
    archive(static_cast<sip::FlowInfo&>(*this), trusted, remember);
}

template <class Archive>
void Signalling::archive(Archive& archive) {
    archive(strangers_, legs_, by_invite_, flows_, flow_count_);
}

void Signalling::save(base::ArchiveWriter& archive) {
    endpoint_.save(archive);
    this->archive(archive);
}

void Signalling::load(base::ArchiveReader& archive) {
    endpoint_.load(archive);
    this->archive(archive);
}

}  // namespace sidetone::signalling
