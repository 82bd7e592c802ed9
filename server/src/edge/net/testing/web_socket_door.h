// A port where every request becomes a WebSocket of one service, for tests that need no web server around it. Loopback.
#pragma once

#include <memory>

#include "edge/net/listener.h"
#include "edge/net/web_socket.h"

namespace sidetone::net::testing {

std::shared_ptr<Listener> open_web_socket_door(NetThreads& threads, WebSocketService& service);

}  // namespace sidetone::net::testing
