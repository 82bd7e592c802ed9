#include "sip/location/location.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "sip/message/text.h"

namespace sidetone::sip::location {

namespace {

constexpr std::size_t kLongestName = 253;

/// Lower case, without the dot at the end; empty for what is too long to be asked for.
std::string clean(std::string_view name) {
    if (name.ends_with('.')) name.remove_suffix(1);
    if (name.size() > kLongestName) return {};
    std::string out(name);
    std::transform(out.begin(), out.end(), out.begin(), text::lower);
    return out;
}

bool is_ipv4(std::string_view host) {
    int parts = 0;
    while (!host.empty() && parts < 4) {
        const auto end = std::min(host.find('.'), host.size());
        const auto number = text::to_number<unsigned>(host.substr(0, end));
        if (!number || *number > 255 || end > 3) return false;
        ++parts;
        host.remove_prefix(std::min(end + 1, host.size()));
    }
    return host.empty() && parts == 4;
}

struct ServiceName {
    std::string_view service;
    Transport transport;
    bool secure;
};
/// RFC 3263 4.1. SCTP and WebSocket are for others.
constexpr ServiceName kServices[] = {
    {"sip+d2u", Transport::Udp, false}, {"sip+d2t", Transport::Tcp, false}, {"sips+d2t", Transport::Tls, true}};

std::optional<Transport> transport_of(const Naptr& record) {
    for (const auto& one : kServices) {
        if (text::iequals(record.service, one.service) && text::iequals(record.flags, "s")) return one.transport;
    }
    return std::nullopt;
}

std::string service_name(Transport transport, const std::string& host) {
    switch (transport) {
        case Transport::Udp:
            return "_sip._udp." + host;
        case Transport::Tcp:
            return "_sip._tcp." + host;
        default:
            return "_sips._tcp." + host;
    }
}

/// The transport a URI names; none: it names none. A name we do not know or that a sips URI may not have is `unusable`.
std::optional<Transport> named_transport(const Uri& uri, bool& unusable) {
    const auto name = uri.param("transport");
    if (!name) return std::nullopt;
    const bool secure = uri.scheme == Uri::Scheme::Sips;
    if (text::iequals(*name, "tls")) return Transport::Tls;
    if (text::iequals(*name, "tcp")) return secure ? Transport::Tls : Transport::Tcp;
    if (text::iequals(*name, "udp") && !secure) return Transport::Udp;
    unusable = true;
    return std::nullopt;
}

/// A record without weight shall have a very small chance beside others (RFC 2782): a sixteenth of the smallest.
std::uint64_t chance_of(const Srv& record) {
    return record.weight == 0 ? 1 : std::uint64_t{record.weight} * 16;
}

}  // namespace

std::vector<Srv> in_order(std::vector<Srv> records, base::Random& random) {
    std::sort(records.begin(), records.end(), [](const Srv& a, const Srv& b) {
        return std::tie(a.priority, a.weight, a.target, a.port) < std::tie(b.priority, b.weight, b.target, b.port);
    });
    for (auto first = records.begin(); first != records.end(); ++first) {
        const auto last =
            std::find_if(first, records.end(), [&](const Srv& one) { return one.priority != first->priority; });
        std::uint64_t sum = 0;
        for (auto one = first; one != last; ++one) sum += chance_of(*one);
        auto drawn = random.next() % sum;
        auto chosen = first;
        while (drawn >= chance_of(*chosen)) drawn -= chance_of(*chosen++);
        std::rotate(first, chosen, chosen + 1);
    }
    return records;
}

Location::Location(const Uri& uri, LocationConfig config, base::Random& random)
    : config_(std::move(config)), random_(random) {
    if (uri.is_sip()) begin(uri);
}

bool Location::takes(Transport transport) const {
    if (secure_ && transport != Transport::Tls) return false;
    return std::find(config_.transports.begin(), config_.transports.end(), transport) != config_.transports.end();
}

/// Where nothing says which: TCP for sips, that is TLS, and UDP for sip (4.1).
Transport Location::fallback() const {
    return secure_ ? Transport::Tls : Transport::Udp;
}

void Location::begin(const Uri& uri) {
    secure_ = uri.scheme == Uri::Scheme::Sips;
    const auto maddr = uri.param("maddr");
    auto target = maddr && !maddr->empty() ? *maddr : uri.host;
    if (target.starts_with('[') && target.ends_with(']')) target = target.substr(1, target.size() - 2);
    host_ = clean(uri.host);
    const auto name = clean(target);
    if (name.empty()) return;
    bool unusable = false;
    const auto named = named_transport(uri, unusable);
    if (unusable) return;
    const auto transport = named.value_or(fallback());
    const bool ipv6 = name.find(':') != std::string::npos;
    if (is_ipv4(name) || ipv6) {
        const Host host{transport, name, uri.port != 0 ? uri.port : default_port(transport)};
        if (takes(transport) && (ipv6 ? config_.ipv6 : config_.ipv4)) add_target(host, name);
        return;
    }
    hosts_ = {{transport, name, uri.port}};
    if (uri.port != 0) return ask_hosts(takes(transport) ? hosts_ : std::vector<Host>{});
    if (!named) return ask({{RecordType::Naptr, name}}, &Location::take_naptr);
    if (takes(transport)) ask_services({{transport, service_name(transport, name)}}, true);
}

void Location::ask(std::vector<Question> questions, Step then) {
    questions_.clear();
    then_ = then;
    for (auto& question : questions) {
        const bool asked = answers_.contains(question);
        const bool twice = std::find(questions_.begin(), questions_.end(), question) != questions_.end();
        if (!asked && !twice) questions_.push_back(std::move(question));
    }
    if (questions_.empty()) (this->*then_)();
}

void Location::on_answer(const Question& question, Answer answer) {
    const auto asked = std::find(questions_.begin(), questions_.end(), question);
    if (asked == questions_.end()) return;
    if (answer.kind == Answer::Kind::Failed) dns_failed_ = true;
    answers_[question] = std::move(answer);
    questions_.erase(asked);
    if (questions_.empty()) (this->*then_)();
}

const Answer& Location::answer(RecordType type, const std::string& name) const {
    static const Answer kNone;
    const auto found = answers_.find({type, name});
    return found == answers_.end() ? kNone : found->second;
}

/// 4.1: of the records for what we can do, those of the lowest order, by preference. Without any, what we can do is
/// asked for by name.
void Location::take_naptr() {
    const auto name = hosts_.front().name;
    auto records = answer(RecordType::Naptr, name).naptr;
    std::erase_if(records, [this](const Naptr& one) {
        const auto transport = transport_of(one);
        return !transport || !takes(*transport) || clean(one.replacement).empty();
    });
    std::stable_sort(records.begin(), records.end(), [](const Naptr& a, const Naptr& b) {
        return std::tie(a.order, a.preference) < std::tie(b.order, b.preference);
    });
    std::vector<Service> services;
    for (const auto& record : records) {
        if (record.order == records.front().order)
            services.push_back({*transport_of(record), clean(record.replacement)});
    }
    const bool told = !services.empty();
    if (!told) {
        for (const auto transport : config_.transports) {
            if (takes(transport)) services.push_back({transport, service_name(transport, name)});
        }
    }
    ask_services(std::move(services), !told);
}

void Location::ask_services(std::vector<Service> services, bool falls_back) {
    if (services.size() > config_.max_hosts) services.resize(config_.max_hosts);
    services_ = std::move(services);
    falls_back_ = falls_back;
    std::vector<Question> questions;
    for (const auto& service : services_) questions.push_back({RecordType::Srv, service.name});
    ask(std::move(questions), &Location::take_services);
}

void Location::take_services() {
    std::vector<Host> hosts;
    bool any = false;
    for (const auto& service : services_) {
        const auto& found = answer(RecordType::Srv, service.name).srv;
        any = any || !found.empty();
        for (const auto& record : in_order(found, random_)) {
            const auto name = clean(record.target);
            if (!name.empty()) hosts.push_back({service.transport, name, record.port});
        }
    }
    if (any || !falls_back_) return ask_hosts(std::move(hosts));
    ask_hosts(takes(hosts_.front().transport) ? hosts_ : std::vector<Host>{});
}

void Location::ask_hosts(std::vector<Host> hosts) {
    if (hosts.size() > config_.max_hosts) hosts.resize(config_.max_hosts);
    hosts_ = std::move(hosts);
    std::vector<Question> questions;
    for (auto& host : hosts_) {
        if (host.port == 0) host.port = default_port(host.transport);
        if (config_.ipv4) questions.push_back({RecordType::A, host.name});
        if (config_.ipv6) questions.push_back({RecordType::Aaaa, host.name});
    }
    ask(std::move(questions), &Location::take_hosts);
}

void Location::take_hosts() {
    const auto first = config_.prefers_ipv6 ? RecordType::Aaaa : RecordType::A;
    const auto second = config_.prefers_ipv6 ? RecordType::A : RecordType::Aaaa;
    for (const auto& host : hosts_) {
        for (const auto& address : answer(first, host.name).addresses) add_target(host, address);
        for (const auto& address : answer(second, host.name).addresses) add_target(host, address);
    }
}

/// Each once, however many names lead to it.
void Location::add_target(const Host& host, const std::string& address) {
    Target target{host.transport, address, host.port, host_};
    const bool known = std::find(targets_.begin(), targets_.end(), target) != targets_.end();
    if (!known && targets_.size() < config_.max_targets) targets_.push_back(std::move(target));
}

}  // namespace sidetone::sip::location
