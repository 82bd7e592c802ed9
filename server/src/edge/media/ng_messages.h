// The words of rtpengine's control protocol: which flags make a leg a plain phone, an SRTP phone or a browser, and what
// each command looks like. Pure functions. Why each flag: docs/adr/0002-media-always-through-rtpengine.md.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "core/calls/ports.h"

namespace sidetone::media {

/// The names rtpengine knows a bridge and a leg by.
struct Names {
    std::string run_id;
    [[nodiscard]] std::string bridge(calls::MediaId media) const { return run_id + "-" + std::to_string(media.value); }
    [[nodiscard]] static std::string leg(calls::LegId leg) { return "leg" + std::to_string(leg.value); }
};

/// Whose SDP the engine is told of, and for whom the resulting one is.
struct Speech {
    calls::MediaId media;
    calls::MediaEnd speaker;
    calls::MediaEnd receiver;
    /// Of an offer: the receiver's, once it has answered. Of an answer: the speaker's, unless it is its leg's.
    std::string to_tag;
    /// The engine may send digits of ours.
    bool inject = false;
};
std::string make_offer(const Names& names, const Speech& speech, std::string_view sdp);
std::string make_answer(const Names& names, const Speech& speech, std::string_view sdp);
/// A command that names one leg: "play media", "stop media", "block media", "unblock media", "play DTMF".
boost::json::object make_leg_command(const Names& names, std::string_view command, calls::MediaId media,
                                     calls::LegId leg);
std::string make_delete(const Names& names, calls::MediaId media);

/// An answer nobody gave: the same codecs as `offer` has, from port 9, send only. For a leg alone with the server.
std::string made_up_answer(std::string_view offer);
/// "a=inactive" becomes sendonly: the engine plays nothing into a bridge it was told is idle, and who is held shall
/// hear music. What the ends are told of directions is signalling's business.
std::string as_offer(std::string_view sdp);
/// The SDP without the sources (a=ssrc) it names. The engine may send under another: music, a codec it makes, what it
/// passes on after that; and Chromium plays no second source where one was named.
std::string without_sources(std::string_view sdp);
/// A line of the engine's log as far as it may go into ours; empty if it may not. Lines that quote a command (keys, ICE
/// passwords, in pieces of any cut) lose the quotation, and a line without the engine's own beginning is such a piece.
std::string_view fit_for_log(std::string_view line);
/// A stored SDP as an answer: "a=setup:actpass" becomes active.
std::string as_answer(std::string_view sdp);
/// The SDP with Opus behind the other codecs of its first audio line, as a phone is offered it: a stored offer that
/// stands for an answer must not change the codec of a running call.
std::string with_opus_last(std::string_view sdp);
/// First codec of the first audio line, e.g. "opus"; empty if there is none.
std::string first_codec(std::string_view sdp);

}  // namespace sidetone::media
