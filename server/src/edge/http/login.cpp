#include "edge/http/login.h"

#include <openssl/crypto.h>
#include <spdlog/spdlog.h>
#include <boost/json.hpp>

#include "core/access/access.h"
#include "edge/net/crypto.h"
#include "edge/net/worker_pool.h"

namespace sidetone::http {

namespace {

constexpr unsigned kRetryWhenBusy = 1;

/// One login on its way.
struct Attempt {
    Attempt(const ServerParts& the_parts, LoginRequest the_login, std::function<void(Answer)> the_done)
        : parts(the_parts), login(std::move(the_login)), done(std::move(the_done)) {}
    ~Attempt() { wipe(); }
    Attempt(const Attempt&) = delete;
    Attempt& operator=(const Attempt&) = delete;
    void wipe() { OPENSSL_cleanse(login.password.data(), login.password.size()); }

    const ServerParts& parts;
    LoginRequest login;
    std::function<void(Answer)> done;
};
using Shared = std::shared_ptr<Attempt>;

/// Core strand.
void finish(const Shared& attempt, access::CheckId check, bool password_ok) {
    const auto& parts = attempt->parts;
    const auto token = net::make_token(parts.random);
    const auto sign_in = parts.access.finish_login(check, password_ok, attempt->login.user_agent,
                                                   net::hash_token(token), parts.clock.now());
    if (!sign_in) {
        spdlog::info("login from {} refused: {}", attempt->login.address, sign_in.error().code);
        return attempt->done(problem(401, sign_in.error().code));
    }
    boost::json::object body;
    body["token"] = token;
    body["signInId"] = "s" + std::to_string(sign_in->value);  // as the session protocol names it
    attempt->done(json(200, boost::json::serialize(body)));
}

/// Core strand.
void begin(const Shared& attempt) {
    const auto& parts = attempt->parts;
    const auto& login = attempt->login;
    const auto now = parts.clock.now();
    const auto check = parts.access.begin_login(login.name, login.address, now);
    if (!check) {
        spdlog::info("login from {} refused: {}", login.address, check.error().code);
        return attempt->done(
            problem(429, check.error().code, parts.access.retry_after(login.name, login.address, now)));
    }
    const bool taken = parts.workers.try_post([attempt, check = *check] {
        const bool ok = net::verify_password(check.hash, attempt->login.password);
        attempt->wipe();
        attempt->parts.core.post([attempt, id = check.check, ok] { finish(attempt, id, ok); });
    });
    if (taken) return;
    // The check is over without an outcome; whoever it was may come again at once.
    (void)parts.access.finish_login(check->check, false, {}, {}, now);
    attempt->done(problem(503, "request.too_many", kRetryWhenBusy));
}

}  // namespace

void log_in(const ServerParts& parts, LoginRequest login, std::function<void(Answer)> done) {
    auto attempt = std::make_shared<Attempt>(parts, std::move(login), std::move(done));
    parts.core.post([attempt] { begin(attempt); });
}

}  // namespace sidetone::http
