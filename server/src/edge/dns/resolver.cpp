#include "edge/dns/resolver.h"

#include <atomic>
#include <map>
#include <optional>
#include <set>

#include "edge/dns/server_channel.h"
#include "edge/net/core_loop.h"
#include "edge/net/shard.h"
#include "sip/message/uri.h"

namespace sidetone::dns {

using sip::location::Answer;
using sip::location::Location;
using sip::location::Question;

/// On the net thread, but what is said to be for any.
class Resolver::Inside {
public:
    Inside(net::Shard& shard, net::CoreLoop& core, const base::Clock& clock, std::unique_ptr<base::Random> random,
           ResolverConfig config)
        : core_(core), clock_(clock), random_(std::move(random)), config_(std::move(config)), cache_(config_.cache) {
        channel_.emplace(shard.context(), config_.servers, config_.patience, config_.tries);
    }

    void resolve(const std::string& uri, Done done);
    void stop() {
        stopped_ = true;
        channel_.reset();
        waiting_.clear();
    }

    struct Figures {
        std::atomic<std::uint64_t> searches{0};
        std::atomic<std::uint64_t> asked{0};
        std::atomic<std::uint64_t> cached{0};
        std::atomic<std::uint64_t> failed{0};
    } figures;
    sip::location::Outages outages;
    [[nodiscard]] base::Time now() const { return clock_.now(); }

private:
    struct Search {
        Search(const sip::Uri& uri, const sip::location::LocationConfig& config, base::Random& random, Done on_done)
            : location(uri, config, random), done(std::move(on_done)) {}
        Location location;
        Done done;
        std::set<Question> asked;
        bool told = false;
    };

    void go_on(const std::shared_ptr<Search>& search);
    void ask(const Question& question, const std::shared_ptr<Search>& search);
    void on_answer(const Question& question, const Answer& answer);
    void tell(Done done, Located located);

    net::CoreLoop& core_;
    const base::Clock& clock_;
    std::unique_ptr<base::Random> random_;
    const ResolverConfig config_;
    sip::location::DnsCache cache_;
    /// Who waits for which answer: a question that is out is not asked again.
    std::map<Question, std::vector<std::shared_ptr<Search>>> waiting_;
    std::size_t searches_ = 0;
    bool stopped_ = false;
    std::optional<ServerChannel> channel_;
};

void Resolver::Inside::tell(Done done, Located located) {
    core_.post([done = std::move(done), located = std::move(located)] { done(located); });
}

void Resolver::Inside::resolve(const std::string& uri, Done done) {
    if (stopped_) return;
    ++figures.searches;
    if (searches_ >= config_.max_searches) return tell(std::move(done), {{}, true});
    const auto parsed = sip::parse_uri(uri);
    if (!parsed) return tell(std::move(done), {});
    ++searches_;
    go_on(std::make_shared<Search>(*parsed, config_.location, *random_, std::move(done)));
}

/// An answer that is known may bring the next questions, which may be known as well.
void Resolver::Inside::go_on(const std::shared_ptr<Search>& search) {
    for (bool moved = true; moved;) {
        moved = false;
        const auto questions = search->location.questions();
        for (const auto& question : questions) {
            if (const auto* known = cache_.find(question, now())) {
                if (!search->asked.contains(question)) ++figures.cached;
                search->location.on_answer(question, *known);
                moved = true;
            } else if (search->asked.insert(question).second) {
                ask(question, search);
            }
        }
    }
    if (!search->location.is_done() || std::exchange(search->told, true)) return;
    --searches_;
    tell(std::move(search->done), {outages.sorted(search->location.targets(), now()), search->location.failed()});
}

void Resolver::Inside::ask(const Question& question, const std::shared_ptr<Search>& search) {
    auto& waiting = waiting_[question];
    waiting.push_back(search);
    if (waiting.size() > 1) return;
    if (const auto own = channel_->find_own(question)) return on_answer(question, *own);
    ++figures.asked;
    channel_->ask(question, [this, question](const Answer& answer) { on_answer(question, answer); });
}

void Resolver::Inside::on_answer(const Question& question, const Answer& answer) {
    if (answer.kind == Answer::Kind::Failed) ++figures.failed;
    cache_.put(question, answer, now());
    auto node = waiting_.extract(question);
    if (node.empty()) return;
    for (const auto& search : node.mapped()) {
        search->location.on_answer(question, answer);
        go_on(search);
    }
}

Resolver::Resolver(net::Shard& shard, net::CoreLoop& core, const base::Clock& clock,
                   std::unique_ptr<base::Random> random, ResolverConfig config)
    : shard_(shard), inside_(std::make_shared<Inside>(shard, core, clock, std::move(random), std::move(config))) {}

Resolver::~Resolver() {
    stop();
}

void Resolver::stop() {
    shard_.post([inside = inside_] { inside->stop(); });
}

void Resolver::resolve(std::string uri, Done done) {
    shard_.post([inside = inside_, uri = std::move(uri), done = std::move(done)] { inside->resolve(uri, done); });
}

void Resolver::report(sip::location::Target target, sip::location::Failure why, std::chrono::seconds retry_after) {
    shard_.post([inside = inside_, target = std::move(target), why, retry_after] {
        inside->outages.report(target, why, retry_after, inside->now());
    });
}

void Resolver::report_answer(sip::location::Target target) {
    shard_.post([inside = inside_, target = std::move(target)] { inside->outages.clear(target); });
}

ResolverCounters Resolver::counters() const {
    const auto& figures = inside_->figures;
    return {figures.searches, figures.asked, figures.cached, figures.failed};
}

}  // namespace sidetone::dns
