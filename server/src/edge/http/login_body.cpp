// What a login says. Apart from login.cpp, so that it can be fuzzed without the rest of the server.
#include <boost/json.hpp>

#include "edge/http/login.h"
#include "edge/net/web_socket_frames.h"

namespace sidetone::http {

namespace {

constexpr std::size_t kLongestName = 128;
constexpr std::size_t kLongestPassword = 256;

bool take_text(const boost::json::object& object, const char* key, std::size_t longest, std::string& into) {
    const auto* value = object.if_contains(key);
    if (value == nullptr || !value->is_string()) return false;
    into = std::string(value->get_string());
    return !into.empty() && into.size() <= longest && net::is_utf8(into);
}

}  // namespace

bool read_login(const std::string& body, LoginRequest& login) {
    boost::json::parse_options options;
    options.max_depth = 2;
    boost::system::error_code error;
    const auto value = boost::json::parse(body, error, {}, options);
    const auto* object = error ? nullptr : value.if_object();
    return object != nullptr && object->size() == 2 && take_text(*object, "name", kLongestName, login.name) &&
           take_text(*object, "password", kLongestPassword, login.password);
}

}  // namespace sidetone::http
