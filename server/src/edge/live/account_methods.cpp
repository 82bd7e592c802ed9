// session.sign_out, sign_ins.*, password.change: one's own way in. Argon2id runs on a worker, never here.
#include <openssl/crypto.h>

#include "edge/live/detail/impl.h"
#include "edge/live/detail/views.h"
#include "edge/net/crypto.h"
#include "edge/net/worker_pool.h"

namespace sidetone::live {

namespace json = boost::json;

Outcome Live::Impl::sign_out(Request& request) {
    if (const auto refusal = request.params.done()) return *refusal;
    const auto sign_in = request.session.sign_in;
    // The answer first: the session and its connection end with the sign-in.
    answer(request.session, request.id, json::object{});
    parts_.access.revoke(sign_in, access::EndReason::SignedOut);
    return Later{};
}

Outcome Live::Impl::end_sign_in(Request& request) {
    const auto id = request.params.text("signInId", 1, 64);
    if (const auto refusal = request.params.done()) return *refusal;
    return outcome_of(parts_.access.end(request.session.user, sign_in_id(id)));
}

Outcome Live::Impl::end_other_sign_ins(Request& request) {
    if (const auto refusal = request.params.done()) return *refusal;
    parts_.access.revoke_others(request.session.sign_in, access::EndReason::EndedElsewhere);
    return json::object{};
}

Outcome Live::Impl::change_password(Request& request) {
    auto old = request.params.text("old", 0, 256);
    auto wanted = request.params.text("new", 0, 256);
    if (const auto refusal = request.params.done()) return *refusal;
    const auto check = parts_.access.begin_password_change(request.session.sign_in, wanted, parts_.clock.now());
    if (!check) return Refusal{-32000, check.error().code, std::string(check.error().field)};
    const auto finish = [this, key = request.session.key, id = request.id, check = check->check](bool old_ok,
                                                                                                 std::string hash) {
        const auto changed = parts_.access.finish_password_change(check, old_ok, std::move(hash), parts_.clock.now());
        if (const auto session = sessions_.find(key); session != sessions_.end())
            answer(*session->second, id, outcome_of(changed));
    };
    const bool taken =
        parts_.workers.try_post([&core = parts_.core, alive = std::weak_ptr(alive_), finish, hash = check->hash,
                                 old = std::move(old), wanted = std::move(wanted)]() mutable {
            const bool old_ok = net::verify_password(hash, old);
            auto new_hash = old_ok ? net::hash_password(wanted) : std::string{};
            OPENSSL_cleanse(old.data(), old.size());
            OPENSSL_cleanse(wanted.data(), wanted.size());
            core.post([alive, finish, old_ok, new_hash = std::move(new_hash)]() mutable {
                if (!alive.expired()) finish(old_ok, std::move(new_hash));
            });
        });
    if (taken) return Later{};
    (void)parts_.access.finish_password_change(check->check, false, {}, parts_.clock.now());
    return Refusal{-32000, "access.throttled", {}};
}

}  // namespace sidetone::live
