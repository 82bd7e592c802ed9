#include "fuzz/targets.h"
#include "sip/sdp/session_description.h"

namespace sidetone::fuzz {

void fuzz_sdp(std::string_view input) {
    using namespace sip;
    auto parsed = SessionDescription::parse(input);
    if (!parsed) return;
    SessionDescription& sdp = *parsed;
    const auto again = SessionDescription::parse(sdp.text());
    promise(again || again.error().what == "SDP too large", "what was written can be read");
    if (again) promise(again->text() == sdp.text() && again->same_media_as(sdp), "reading back changes nothing");
    for (const MediaSection& media : sdp.media()) {
        promise(media.codecs().size() == media.formats().size(), "each format has its codec");
        static_cast<void>(media.first_codec_name());
        static_cast<void>(sdp.direction(media));
    }
    SessionDescription edited = sdp;
    edited.set_version(edited.version() + 1);
    promise(edited.same_media_as(sdp), "the version is no change");
    edited.set_direction(MediaDirection::SendOnly);
    edited.reject_all_but_audio();
    if (edited.audio() != nullptr)
        promise(edited.direction(*edited.audio()) == MediaDirection::SendOnly || edited.audio()->port() == 0,
                "a direction that was set is read");
    edited.remove_all_but_audio();
    promise(edited.media().size() <= 1, "one section is left at most");
    for (MediaSection& media : edited.media()) media.set_attribute("mid", "0");
    const auto last = SessionDescription::parse(edited.text());
    promise(last || last.error().what != "media line", "what was edited can be read");
}

}  // namespace sidetone::fuzz
