// POST /api/v1/login: from the net thread to the core strand (may this be tried?), to a worker (Argon2id), to the core
// strand (the sign-in), and back with an answer. Holds nothing between. Passwords live in its steps only and are wiped.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "edge/http/answer.h"
#include "edge/http/server.h"

namespace sidetone::http {

struct LoginRequest {
    std::string name;
    std::string password;
    std::string address;
    std::string user_agent;
};

/// Reads the body; false if it is not as the contract says.
bool read_login(const std::string& body, LoginRequest& login);

/// `done` is called exactly once, on any thread, unless the server stops.
void log_in(const ServerParts& parts, LoginRequest login, std::function<void(Answer)> done);

}  // namespace sidetone::http
