// SDPs as they are prepared for the media engine, and lines of its log.
#include <algorithm>
#include <string>

#include <boost/json/parse.hpp>

#include "edge/media/ng_messages.h"
#include "fuzz/targets.h"

namespace sidetone::fuzz {

namespace {

std::size_t count(std::string_view text, std::string_view what) {
    std::size_t found = 0;
    for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) ++found;
    return found;
}

}  // namespace

void fuzz_media(std::string_view input) {
    const auto offer = media::as_offer(input);
    promise(count(offer, "\na=inactive\r\n") == 0 && media::as_offer(offer) == offer, "nobody is told to be idle");
    const auto answer = media::as_answer(input);
    promise(count(answer, "a=setup:actpass") == 0, "an answer has chosen its part of DTLS");
    const auto made_up = media::made_up_answer(input);
    promise(count(made_up, "\nm=") <= 1, "a made-up answer has one stream at most");
    promise(made_up.size() <= input.size() + 512, "a made-up answer is not much longer than its offer");
    promise(media::first_codec(input).size() <= input.size() + 4, "a codec's name is in its SDP");
    const auto line = media::fit_for_log(input);
    promise(line.size() <= 500 && line.find("inline:") == std::string_view::npos &&
                line.find("ice-pwd") == std::string_view::npos && line.find('{') == std::string_view::npos,
            "no key gets into the log");
    const auto last = media::with_opus_last(input);
    promise(media::with_opus_last(last) == last, "opus goes back once");
    promise(count(media::without_sources(input), "\na=ssrc:") == 0, "no source is named");
    const media::Names names{"run"};
    const media::Speech speech{calls::MediaId{1}, {calls::LegId{1}}, {calls::LegId{2}}, {}, false};
    const auto message = media::make_offer(names, speech, input);
    boost::json::parse_options lax;
    lax.allow_invalid_utf8 = true;
    boost::system::error_code error;
    const auto read = boost::json::parse(message, error, {}, lax);
    promise(!error && read.at("sdp").as_string() == std::string_view(offer), "the engine gets the offer");
}

}  // namespace sidetone::fuzz
