#include "edge/live/params.h"

#include <algorithm>

namespace sidetone::live {

namespace {

/// Characters, not bytes: continuation bytes do not count.
std::size_t characters(std::string_view utf8) {
    return static_cast<std::size_t>(std::count_if(
        utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace

void Params::fail(std::string_view name) {
    if (!refusal_) refusal_ = invalid_params(name);
}

const boost::json::value* Params::take(std::string_view name, bool required) {
    known_.push_back(name);
    const auto* value = object_ ? object_->if_contains(name) : nullptr;
    if (!value && required) fail(name);
    return value;
}

std::string Params::text(std::string_view name, std::size_t min, std::size_t max_characters) {
    const auto* value = take(name, true);
    if (!value) return {};
    const auto* text = value->if_string();
    if (!text) {
        fail(name);
        return {};
    }
    const auto count = characters(*text);
    if (count < min || count > max_characters) fail(name);
    return std::string(*text);
}

bool Params::boolean(std::string_view name) {
    const auto* value = take(name, true);
    const auto* boolean = value ? value->if_bool() : nullptr;
    if (value && !boolean) fail(name);
    return boolean && *boolean;
}

std::uint64_t Params::number(std::string_view name) {
    const auto* value = take(name, true);
    if (!value) return 0;
    const auto* number = value->if_int64();
    if (!number || *number < 0) {
        fail(name);
        return 0;
    }
    return static_cast<std::uint64_t>(*number);
}

std::optional<Params> Params::object(std::string_view name) {
    const auto* value = take(name, false);
    if (!value) return std::nullopt;
    const auto* object = value->if_object();
    if (!object) {
        fail(name);
        return std::nullopt;
    }
    return Params(object);
}

std::optional<Refusal> Params::done() {
    if (object_ && !refusal_) {
        for (const auto& member : *object_) {
            if (std::find(known_.begin(), known_.end(), std::string_view(member.key())) == known_.end())
                return invalid_params(member.key());
        }
    }
    return refusal_;
}

}  // namespace sidetone::live
