// What a page sends over /session: JSON as the socket takes it, and the strict reading of params.
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "edge/live/params.h"
#include "fuzz/targets.h"

namespace sidetone::fuzz {

namespace {

namespace json = boost::json;

/// Each shape of params that the methods of the contract have.
void read_params(const json::object* object) {
    using live::Params;
    Params open(object);
    const auto token = open.text("token", 1, 128);
    if (auto resume = open.object("resume")) {
        static_cast<void>(resume->text("session", 1, 64));
        static_cast<void>(resume->number("seq"));
        static_cast<void>(resume->done());
    }
    if (!open.done()) promise(object && object->if_contains("token") && !token.empty(), "what is required is there");

    Params mute(object);
    const auto id = mute.text("callId", 1, 32);
    const bool on = mute.boolean("on");
    if (!mute.done()) {
        promise(object->size() == 2, "nothing unknown is left");
        promise(id.size() <= 4 * 32, "a text keeps to its bound");
        promise(object->at("on").as_bool() == on, "a value is the one that was sent");
    }
    Params nothing(object);
    promise(nothing.done().has_value() == (object && !object->empty()), "no params means none");
}

}  // namespace

void fuzz_session(std::string_view input) {
    json::parse_options options;
    options.max_depth = 8;
    boost::system::error_code error;
    const auto value = json::parse(input, error, {}, options);
    if (error) return;
    static_cast<void>(json::serialize(value));
    const auto* object = value.if_object();
    const auto* params = object ? object->if_contains("params") : nullptr;
    read_params(params ? params->if_object() : object);
}

}  // namespace sidetone::fuzz
