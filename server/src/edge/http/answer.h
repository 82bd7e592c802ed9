// An HTTP answer and its bytes, with the security headers every answer carries. Pure functions, any thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "edge/http/request.h"

namespace sidetone::http {

struct Answer {
    int status = 200;
    std::vector<std::pair<std::string, std::string>> headers;
    std::shared_ptr<const std::string> body;
};

/// {"code": ..., "retryAfter": ...} as in api/openapi.yaml; with Retry-After if not 0.
Answer problem(int status, std::string_view code, unsigned retry_after = 0);
Answer json(int status, std::string text);

struct AnswerContext {
    /// The Host header, checked by is_host(); empty before a request could be read.
    std::string host;
    bool secure = true;
    bool keep_alive = true;
    bool head_only = false;
};
/// Status line and headers, up to and with the empty line.
std::string head_of(const Answer& answer, const AnswerContext& context);
/// A host with optional port, of the characters such names have.
bool is_host(std::string_view text);
/// localhost and address literals: HSTS would lock people out of their own machine.
bool is_local_name(std::string_view host);

}  // namespace sidetone::http
