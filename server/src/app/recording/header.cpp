#include "app/recording/header.h"

#include <sodium.h>

#include <algorithm>
#include <boost/json.hpp>
#include <stdexcept>
#include <unordered_set>

#include "app/rooms.h"

namespace sidetone::app::recording {

namespace {

namespace json = boost::json;

constexpr std::string_view kFirstLine = "sidetone recording 1";

template <class T>
concept Number = std::is_integral_v<T> || std::is_enum_v<T>;

/// One list of names for both directions. Names that are missing leave what is there: an old recording goes on.
template <class Io>
void fields(Io& io, directory::User& user) {
    io("id", user.id);
    io("kind", user.kind);
    io("shortName", user.short_name);
    io("displayName", user.display_name);
    io("number", user.number);
}
template <class Io>
void fields(Io& io, directory::Member& member) {
    io("user", member.user);
    io("active", member.active);
}
template <class Io>
void fields(Io& io, directory::Group& group) {
    io("id", group.id);
    io("name", group.name);
    io("members", group.members);
    io("visibility", group.default_visibility);
}
template <class Io>
void fields(Io& io, directory::Device& device) {
    io("id", device.id);
    io("owner", device.owner);
    io("kind", device.kind);
    io("name", device.name);
    io("authUser", device.auth_user);
    io("media", device.media);
    io("signIn", device.sign_in);
    io("secretExpires", device.secret_expires);
    // Which it is nobody learns; when somebody knew it is in the recording.
    bool has_secret = !device.ha1_md5.empty();
    io("hasSecret", has_secret);
    if (has_secret && device.ha1_md5.empty()) device.ha1_md5 = device.ha1_sha256 = "blank";
}
template <class Io>
void fields(Io& io, sip::EndpointConfig& config) {
    io("userAgent", config.user_agent);
    io("t1", config.t1);
    io("t2", config.t2);
    io("t4", config.t4);
    io("sessionExpires", config.session_expires);
    io("minSe", config.min_se);
    io("flowGrace", config.flow_grace);
    io("maxTransactions", config.max_transactions);
    io("maxTransactionBytes", config.max_transaction_bytes);
    io("maxInvites", config.max_invites);
    io("maxFinishedBytes", config.max_finished_bytes);
}
template <class Io>
void fields(Io& io, RoomsConfig& config) {
    io("systemName", config.signalling.system_name);
    io("ownHosts", config.signalling.own_hosts);
    io("endpoint", config.signalling.endpoint);
    io("minExpires", config.registrar.min_expires);
    io("maxExpires", config.registrar.max_expires);
    io("defaultExpires", config.registrar.default_expires);
    io("ringTime", config.calls.ring_time);
    io("pickupTime", config.calls.pickup_time);
    io("mediaTime", config.calls.media_time);
    io("returnTime", config.calls.return_time);
    io("maxCalls", config.calls.max_calls);
    io("maxCallsPerUser", config.calls.max_calls_per_user);
}
template <class Io>
void fields(Io& io, sip::ParseFailure& failure) {
    io("status", failure.status);
    io("request", failure.is_request);
    io("method", failure.method);
    io("vias", failure.vias);
    io("from", failure.from);
    io("to", failure.to);
    io("callId", failure.call_id);
    io("cseq", failure.cseq);
}

struct Writer {
    json::object object;

    template <class T>
    void operator()(std::string_view name, T& value) {
        object[name] = to_json(value);
    }
    template <Number T>
    static json::value to_json(T value) {
        if constexpr (std::is_same_v<T, bool>)
            return value;
        else
            return static_cast<std::int64_t>(value);
    }
    static json::value to_json(const std::string& text) { return json::string(text); }
    static json::value to_json(base::Duration time) { return time.count(); }
    static json::value to_json(base::Time time) { return time.time_since_epoch().count(); }
    template <class Tag>
    static json::value to_json(base::Id<Tag> id) {
        return id.value;
    }
    template <class T>
    static json::value to_json(std::optional<T>& value) {
        return value ? to_json(*value) : json::value(nullptr);
    }
    template <class T>
    static json::value to_json(std::vector<T>& values) {
        json::array array;
        for (auto& value : values) array.push_back(to_json(value));
        return array;
    }
    static json::value to_json(std::unordered_set<std::string>& texts) {
        std::vector<std::string> sorted(texts.begin(), texts.end());
        std::sort(sorted.begin(), sorted.end());
        return to_json(sorted);
    }
    template <class T>
    requires requires(Writer& io, T& value) { fields(io, value); }
    static json::value to_json(T& value) {
        Writer inner;
        fields(inner, value);
        return std::move(inner.object);
    }
};

struct Reader {
    const json::object& object;

    template <class T>
    void operator()(std::string_view name, T& value) {
        if (const auto* there = object.if_contains(name)) from_json(*there, value);
    }
    template <Number T>
    static void from_json(const json::value& from, T& value) {
        if constexpr (std::is_same_v<T, bool>)
            value = from.as_bool();
        else
            value = static_cast<T>(from.to_number<std::int64_t>());
    }
    static void from_json(const json::value& from, std::string& text) { text = from.as_string(); }
    static void from_json(const json::value& from, base::Duration& time) {
        time = base::Duration(from.to_number<std::int64_t>());
    }
    static void from_json(const json::value& from, base::Time& time) {
        time = base::Time(base::Duration(from.to_number<std::int64_t>()));
    }
    template <class Tag>
    static void from_json(const json::value& from, base::Id<Tag>& id) {
        id.value = from.to_number<std::uint64_t>();
    }
    template <class T>
    static void from_json(const json::value& from, std::optional<T>& value) {
        value.reset();
        if (!from.is_null()) from_json(from, value.emplace());
    }
    template <class T>
    static void from_json(const json::value& from, std::vector<T>& values) {
        values.clear();
        for (const auto& one : from.as_array()) from_json(one, values.emplace_back());
    }
    static void from_json(const json::value& from, std::unordered_set<std::string>& texts) {
        texts.clear();
        for (const auto& one : from.as_array()) texts.emplace(one.as_string());
    }
    template <class T>
    requires requires(Reader& io, T& value) { fields(io, value); }
    static void from_json(const json::value& from, T& value) {
        Reader inner{from.as_object()};
        fields(inner, value);
    }
};

template <class T>
std::string to_text(const T& value) {
    auto copy = value;
    return json::serialize(Writer::to_json(copy));
}

template <class T>
void from_text(std::string_view text, T& value) {
    try {
        Reader::from_json(json::parse(text), value);
    } catch (const std::exception& error) {
        throw std::runtime_error("what describes the server cannot be read: " + std::string(error.what()));
    }
}

std::string to_hex(std::string_view bytes) {
    return net::to_hex(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

std::string from_hex(std::string_view hex) {
    std::string bytes(hex.size() / 2, '\0');
    std::size_t size = 0;
    if (sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), hex.data(), hex.size(), nullptr,
                       &size, nullptr) != 0 ||
        size * 2 != hex.size())
        throw std::runtime_error("a number of the recording cannot be read");
    return bytes;
}

constexpr int kBase64 = sodium_base64_VARIANT_ORIGINAL;

std::string to_base64(std::string_view bytes) {
    std::string text(sodium_base64_encoded_len(bytes.size(), kBase64), '\0');
    sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                      kBase64);
    text.pop_back();  // the terminating zero
    return text;
}

std::string from_base64(std::string_view text) {
    std::string bytes(text.size() / 4 * 3 + 3, '\0');
    std::size_t size = 0;
    const char* end = nullptr;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(),
                          nullptr, &size, &end, kBase64) != 0 ||
        end != text.data() + text.size())
        throw std::runtime_error("the state in the recording cannot be read");
    bytes.resize(size);
    return bytes;
}

/// The next line of the header, as its first word and the rest.
std::pair<std::string_view, std::string_view> next_line(std::string_view file, std::size_t& at) {
    const auto end = file.find('\n', at);
    if (end == std::string_view::npos) throw std::runtime_error("the recording ends in its header");
    const auto line = file.substr(at, end - at);
    at = end + 1;
    const auto space = std::min(line.find(' '), line.size());
    return {line.substr(0, space), line.substr(std::min(space + 1, line.size()))};
}

}  // namespace

People people_of(const directory::Directory& directory) {
    People people;
    for (const auto& [id, user] : directory.users()) people.users.push_back(user);
    for (const auto& [id, group] : directory.groups()) people.groups.push_back(group);
    for (const auto& [id, device] : directory.devices()) people.devices.push_back(device);
    const auto by_id = [](const auto& left, const auto& right) { return left.id < right.id; };
    std::sort(people.users.begin(), people.users.end(), by_id);
    std::sort(people.groups.begin(), people.groups.end(), by_id);
    std::sort(people.devices.begin(), people.devices.end(), by_id);
    return people;
}

std::string header_text(const Header& header, const RoomsConfig& config) {
    std::string text(kFirstLine);
    text += "\nbuild " + header.build;
    text += "\nbegan " + std::to_string(header.began.time_since_epoch().count());
    text += "\nrandom " + net::to_hex(header.seed.data(), header.seed.size());
    text += "\nnonces " + to_hex(header.nonce_key);
    text += "\nconfig " + to_text(config) + "\n";
    for (const auto& user : header.people.users) text += "user " + to_text(user) + "\n";
    for (const auto& group : header.people.groups) text += "group " + to_text(group) + "\n";
    for (const auto& device : header.people.devices) text += "device " + to_text(device) + "\n";
    if (!header.state.empty()) text += "state " + to_base64(header.state) + "\n";
    return text + "begin\n";
}

Header read_header(std::string_view file, RoomsConfig& config, std::size_t& size) {
    if (!file.starts_with(kFirstLine)) throw std::runtime_error("this is no recording of Sidetone");
    Header header;
    std::size_t at = kFirstLine.size() + 1;
    for (auto [word, rest] = next_line(file, at); word != "begin"; std::tie(word, rest) = next_line(file, at)) {
        if (word == "build") {
            header.build = rest;
        } else if (word == "began") {
            from_text(rest, header.began);
        } else if (word == "random") {
            const auto bytes = from_hex(rest);
            if (bytes.size() != header.seed.size()) throw std::runtime_error("the seed cannot be read");
            std::copy(bytes.begin(), bytes.end(), header.seed.begin());
        } else if (word == "nonces") {
            header.nonce_key = from_hex(rest);
        } else if (word == "config") {
            from_text(rest, config);
        } else if (word == "user") {
            from_text(rest, header.people.users.emplace_back());
        } else if (word == "group") {
            from_text(rest, header.people.groups.emplace_back());
        } else if (word == "device") {
            header.people.devices.push_back(read_device(rest));
        } else if (word == "state") {
            header.state = from_base64(rest);
        } else {
            throw std::runtime_error("the recording is of a later version");
        }
    }
    config.calls.system_name = config.signalling.system_name;
    size = at;
    return header;
}

std::string device_text(const directory::Device& device) {
    return to_text(device);
}

directory::Device read_device(std::string_view text) {
    directory::Device device;
    from_text(text, device);
    return device;
}

std::string failure_text(const sip::ParseFailure& failure) {
    json::object object = json::parse(to_text(failure)).as_object();
    object["what"] = failure.what;
    return json::serialize(object);
}

sip::ParseFailure read_failure(const std::string& text, std::string& what) {
    sip::ParseFailure failure;
    from_text(text, failure);
    what = json::parse(text).as_object().at("what").as_string();
    failure.what = what;
    return failure;
}

}  // namespace sidetone::app::recording
