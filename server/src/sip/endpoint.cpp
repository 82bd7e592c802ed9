#include "sip/endpoint.h"

#include "sip/archive.h"
#include "sip/dialog/sessions.h"
#include "sip/message/builder.h"
#include "sip/message/text.h"
#include "sip/message/uri.h"

namespace sidetone::sip {

namespace {

/// Ids of requests that could not be sent; no transaction has such an id.
constexpr std::uint64_t kUnsent = std::uint64_t{1} << 62U;

bool is_understood(std::string_view option) {
    return text::iequals(option, "timer") || text::iequals(option, "100rel") || text::iequals(option, "path");
}

std::string not_understood(const Message& request) {
    std::string list;
    for (const auto option : request.values(HeaderName::Require)) {
        if (is_understood(option)) continue;
        if (!list.empty()) list += ", ";
        list += option;
    }
    return list;
}

}  // namespace

class Endpoint::Impl final : public TransactionUser {
public:
    Impl(EndpointConfig config, base::Random& random)
        : context_(std::move(config), random), transactions_(context_, *this), sessions_(context_, transactions_) {}

    void on_request(ServerTransaction& transaction) override;
    void on_ack(base::FlowId, const SharedMessage& ack) override { sessions_.on_ack(*ack); }
    void on_cancel(ServerTransaction& invite, const Message& cancel) override { sessions_.on_cancel(invite, cancel); }
    void on_response(ClientTransaction& transaction, const SharedMessage& response) override;
    void on_failure(ClientTransaction& transaction, int status) override;
    void on_timer(const Timer& timer);
    TransactionId request(const OutgoingRequest& request);
    TransactionId tell_unsent(int status);
    bool close_if_empty(Flow& flow);
    template <class Archive>
    void archive(Archive& archive);

    Context context_;
    Transactions transactions_;
    Sessions sessions_;
    std::uint64_t unsent_ = 0;

private:
    [[nodiscard]] bool is_served(ServerTransaction& transaction);
    [[nodiscard]] bool may_go_on(ServerTransaction& transaction);
    void reject(ServerTransaction& transaction, int status, HeaderName name = HeaderName::Unknown,
                std::string_view value = {});
    static bool is_the_applications(ClientUse use) {
        return use == ClientUse::Application || use == ClientUse::InDialog;
    }
};

/// RFC 3261 8.2: what is refused before anybody looks at the content.
bool Endpoint::Impl::is_served(ServerTransaction& transaction) {
    const auto& request = *transaction.request;
    const auto uri = parse_uri(request.request_uri());
    if (!uri) {
        reject(transaction, 400);
    } else if (!uri->is_sip() && uri->scheme != Uri::Scheme::Tel) {
        reject(transaction, 416);
    } else if (request.method() == Method::Other) {
        reject(transaction, 501, HeaderName::Allow, kAllow);
    } else if (const auto unknown = not_understood(request); !unknown.empty()) {
        reject(transaction, 420, HeaderName::Unsupported, unknown);
    } else {
        return true;
    }
    return false;
}

/// We are a B2BUA: a call that goes round in circles through us ends here.
bool Endpoint::Impl::may_go_on(ServerTransaction& transaction) {
    const auto& request = *transaction.request;
    if (request.number(HeaderName::MaxForwards).value_or(70) == 0) {
        reject(transaction, 483);
    } else if (transactions_.has_come_back(request)) {
        reject(transaction, 482);
    } else {
        return true;
    }
    return false;
}

void Endpoint::Impl::reject(ServerTransaction& transaction, int status, HeaderName name, std::string_view value) {
    context_.tell(Rejected{transaction.flow, status, transaction.request});
    if (value.empty()) return transactions_.respond(transaction, status);
    transactions_.respond(transaction, status, name, value);
}

void Endpoint::Impl::on_request(ServerTransaction& transaction) {
    if (!is_served(transaction)) return;
    const auto& request = *transaction.request;
    if (!request.to_tag().empty() && request.method() != Method::Register) {
        sessions_.on_dialog_request(transaction);
        return;
    }
    switch (request.method()) {
        case Method::Bye:
        case Method::Prack:
        case Method::Update:
        case Method::Info:
            transactions_.respond(transaction, 481);
            break;
        case Method::Invite:
            if (may_go_on(transaction)) sessions_.on_invite(transaction);
            break;
        default:
            context_.tell(RequestReceived{transaction.id, transaction.flow, transaction.request});
    }
}

void Endpoint::Impl::on_response(ClientTransaction& transaction, const SharedMessage& response) {
    if (!is_the_applications(transaction.use)) {
        sessions_.on_response(transaction, response);
    } else if (response->status() >= 200) {
        context_.tell(RequestAnswered{transaction.id, response->status(), response});
    }
}

void Endpoint::Impl::on_failure(ClientTransaction& transaction, int status) {
    if (is_the_applications(transaction.use)) {
        context_.tell(RequestAnswered{transaction.id, status, nullptr});
    } else {
        sessions_.on_failure(transaction, status);
    }
}

bool Endpoint::Impl::close_if_empty(Flow& flow) {
    if (!flow.closing || !flow.clients.is_alone() || !flow.sessions.is_alone()) return false;
    context_.stop(flow.grace);
    context_.flows.close(flow.info.id);
    return true;
}

void Endpoint::Impl::on_timer(const Timer& timer) {
    if (timer.kind == TimerKind::FlowGrace) {
        auto* flow = context_.flows.find_even_lost(base::FlowId{timer.id});
        if (flow == nullptr) return;
        flow->grace = 0;
        transactions_.on_flow_closed(*flow, false);
        sessions_.on_flow_closed(*flow, false);
        context_.flows.close(base::FlowId{timer.id});
    } else if (timer.kind >= TimerKind::SessionAnswer) {
        sessions_.on_timer(timer);
    } else {
        transactions_.on_timer(timer);
    }
}

TransactionId Endpoint::Impl::tell_unsent(int status) {
    const TransactionId id{kUnsent | ++unsent_};
    context_.tell(RequestAnswered{id, status, nullptr});
    return id;
}

TransactionId Endpoint::Impl::request(const OutgoingRequest& request) {
    const auto* flow = context_.flows.find(request.flow);
    if (flow == nullptr) return tell_unsent(503);
    Dialog dialog;
    dialog.call_id = base::random_token(context_.random, 24);
    dialog.local = request.from + ";tag=" + context_.new_tag();
    dialog.remote = request.to;
    dialog.remote_target = request.request_uri;
    dialog.route_set = request.route;
    auto branch = context_.new_branch();
    auto builder = dialog.begin_request(request.method, 1, branch, *flow, 256 + request.body.size());
    builder.header(HeaderName::UserAgent, context_.config.user_agent);
    const auto type = add_headers(builder, request.headers, "text/plain;charset=UTF-8");
    if (!builder.ok()) return tell_unsent(400);
    const auto* transaction =
        transactions_.start(method_of(request.method), request.flow, std::move(branch),
                            finish(std::move(builder), type, request.body), ClientUse::Application, InviteId{});
    return transaction ? transaction->id : tell_unsent(503);
}

Endpoint::Endpoint(EndpointConfig config, base::Random& random)
    : impl_(std::make_unique<Impl>(std::move(config), random)) {}
Endpoint::~Endpoint() = default;

void Endpoint::on_flow_opened(const FlowInfo& flow) {
    impl_->context_.flows.open(flow);
}

void Endpoint::on_message(base::FlowId flow, Message message, base::Time now) {
    impl_->context_.now = now;
    auto& received = impl_->context_.counters.received;
    message.is_response() ? received.note_response(message.status()) : received.note_request(message.method());
    impl_->transactions_.on_message(flow, std::move(message));
}

void Endpoint::on_malformed(base::FlowId flow, const ParseFailure& failure, base::Time now) {
    auto& context = impl_->context_;
    context.now = now;
    const auto* found = context.flows.find(flow);
    if (found == nullptr) return;
    const auto source = found->source();
    if (auto refusal = refusal_of(failure, "malformed", &source); !refusal.empty())
        context.send(flow, std::move(refusal));
}

void Endpoint::on_flow_closed(base::FlowId flow, base::Time now) {
    auto& context = impl_->context_;
    context.now = now;
    auto* found = context.flows.find(flow);
    if (found == nullptr) return;
    found->closing = true;
    const bool grace = context.config.flow_grace > base::Duration{};
    impl_->transactions_.on_flow_closed(*found, grace);
    impl_->sessions_.on_flow_closed(*found, grace);
    if (impl_->close_if_empty(*found)) return;
    found->grace = context.after(context.config.flow_grace, TimerKind::FlowGrace, flow.value);
}

void Endpoint::move_dialogs(PeerId peer, base::FlowId from, base::FlowId to, base::Time now) {
    auto& context = impl_->context_;
    context.now = now;
    auto flows = context.flows.lost_flows_of(peer);
    flows.push_back(from);
    for (const auto id : flows) {
        auto* target = context.flows.find(to);
        auto* old = context.flows.find_even_lost(id);
        if (target == nullptr || old == nullptr || old == target) continue;
        impl_->transactions_.move(*old, peer, {}, *target);
        impl_->sessions_.move(*old, peer, *target);
        impl_->close_if_empty(*old);
    }
}

void Endpoint::set_peer(InviteId invite, PeerId peer) {
    impl_->sessions_.set_peer(invite, peer);
}

void Endpoint::on_deadline(base::Time now) {
    auto& context = impl_->context_;
    context.now = now;
    context.timers.advance(now, [this](Timer&& timer) { impl_->on_timer(timer); });
}

std::optional<base::Time> Endpoint::next_deadline() const {
    return impl_->context_.timers.next();
}

void Endpoint::refuse_new_requests() {
    impl_->context_.refuses_new = true;
}

void Endpoint::refuse_new_calls(bool refuse) {
    impl_->context_.refuses_calls = refuse;
}

bool Endpoint::is_settled() const {
    return impl_->sessions_.count() == 0 && impl_->transactions_.is_settled();
}

std::vector<Send> Endpoint::take_sends() {
    return std::exchange(impl_->context_.sends, {});
}

std::vector<Event> Endpoint::take_events() {
    return std::exchange(impl_->context_.events, {});
}

void Endpoint::respond(TransactionId transaction, int status, const ExtraHeaders& headers, std::string_view body,
                       base::Time now) {
    impl_->context_.now = now;
    auto* found = impl_->transactions_.find_server(transaction);
    if (found == nullptr || !found->is_open() || found->method == Method::Invite || status < 100 || status > 699)
        return;
    auto builder = impl_->transactions_.begin_response(*found, status);
    const auto type = add_headers(builder, headers, "text/plain;charset=UTF-8");
    impl_->transactions_.send_response(*found, status, finish(std::move(builder), type, body));
}

TransactionId Endpoint::request(const OutgoingRequest& request, base::Time now) {
    impl_->context_.now = now;
    return impl_->request(request);
}

InviteId Endpoint::invite(const OutgoingInvite& invite, base::Time now) {
    impl_->context_.now = now;
    return impl_->sessions_.invite(invite);
}

void Endpoint::provisional(InviteId invite, int status, std::string_view sdp, base::Time now,
                           const ExtraHeaders& headers) {
    impl_->context_.now = now;
    impl_->sessions_.provisional(invite, status, sdp, headers);
}

void Endpoint::accept(InviteId invite, std::string_view sdp, base::Time now, const ExtraHeaders& headers) {
    impl_->context_.now = now;
    impl_->sessions_.accept(invite, sdp, headers);
}

void Endpoint::reject(InviteId invite, int status, base::Time now, const ExtraHeaders& headers) {
    impl_->context_.now = now;
    impl_->sessions_.reject(invite, status, headers);
}

void Endpoint::confirm(InviteId invite, std::string_view sdp, base::Time now) {
    impl_->context_.now = now;
    impl_->sessions_.confirm(invite, sdp);
}

void Endpoint::end(InviteId invite, int status, std::string_view reason, base::Time now) {
    impl_->context_.now = now;
    impl_->sessions_.end(invite, status, reason);
}

void Endpoint::reoffer(InviteId invite, std::string_view sdp, base::Time now) {
    impl_->context_.now = now;
    impl_->sessions_.reoffer(invite, sdp);
}

void Endpoint::accept_reoffer(InviteId invite, std::string_view sdp, base::Time now) {
    impl_->context_.now = now;
    impl_->sessions_.accept_reoffer(invite, sdp);
}

void Endpoint::reject_reoffer(InviteId invite, int status, base::Time now) {
    impl_->context_.now = now;
    impl_->sessions_.reject_reoffer(invite, status);
}

TransactionId Endpoint::request_in_dialog(InviteId invite, std::string_view method, const ExtraHeaders& headers,
                                          std::string_view body, base::Time now) {
    impl_->context_.now = now;
    const auto id = impl_->sessions_.request(invite, method, headers, body);
    return id ? id : impl_->tell_unsent(503);
}

DialogInfo Endpoint::dialog_info(InviteId invite) const {
    return impl_->sessions_.dialog_info(invite);
}

template <class Archive>
void archive(Archive& archive, Timer& timer) {
    auto& [kind, id] = timer;
    archive(kind, id);
}

template <class Archive>
void Endpoint::Impl::archive(Archive& archive) {
    archive(context_.now, context_.timers, context_.flows, context_.counters, context_.refuses_new,
            context_.refuses_calls, transactions_, sessions_, unsent_);
    struct Members {
        std::vector<std::uint64_t> clients;
        std::vector<std::uint64_t> sessions;
        void archive(Archive& archive) { archive(clients, sessions); }
    };
    std::map<base::FlowId, Members> members;
    if constexpr (!Archive::kReads)
        context_.flows.each([&](Flow& flow) { members[flow.info.id] = {flow.clients.ids(), flow.sessions.ids()}; });
    archive(members);
    if constexpr (Archive::kReads) {
        for (const auto& [id, of_flow] : members) {
            auto* flow = context_.flows.find_even_lost(id);
            if (flow == nullptr) throw base::ArchiveError("a flow that is not there");
            for (const auto client : of_flow.clients) {
                if (auto* found = transactions_.find_client(TransactionId{client}))
                    found->on_flow.join(flow->clients, client);
            }
            for (const auto session : of_flow.sessions) sessions_.rejoin(session, *flow);
        }
    }
}

void Endpoint::save(base::ArchiveWriter& archive) {
    impl_->archive(archive);
}

void Endpoint::load(base::ArchiveReader& archive) {
    impl_->archive(archive);
}

EndpointCounters Endpoint::counters() const {
    auto counters = impl_->context_.counters;
    counters.server_transactions = impl_->transactions_.server_count();
    counters.finished_transactions = impl_->transactions_.finished_count();
    counters.client_transactions = impl_->transactions_.client_count();
    counters.invites = impl_->sessions_.count();
    counters.dialogs = impl_->sessions_.dialog_count();
    return counters;
}

}  // namespace sidetone::sip
