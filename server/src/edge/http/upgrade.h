// What a request to become a WebSocket must be (RFC 6455 4.2.1), and from which pages it is taken. Pure functions, any
// thread.
#pragma once

#include <string>
#include <string_view>

#include "edge/http/request.h"

namespace sidetone::http {

[[nodiscard]] bool asks_for_web_socket(const Request& request);

/// 0, or the status to refuse with. `subprotocol` must be among those offered, if it is not empty.
[[nodiscard]] int check_upgrade(const Request& request, bool secure, std::string_view subprotocol);

/// Browsers name the page's origin, and only this server's own page may open a WebSocket; other programs name none.
[[nodiscard]] bool is_own_origin(const Request& request, bool secure);

/// The 101.
[[nodiscard]] std::string upgrade_answer(const Request& request, std::string_view subprotocol);

}  // namespace sidetone::http
