#include "app/status_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <vector>

namespace sidetone::app {

namespace json = boost::json;

namespace {

constexpr std::size_t kName = 22;
constexpr std::size_t kNumber = 12;

std::string left(std::string text, std::size_t width) {
    if (text.size() < width) text.append(width - text.size(), ' ');
    return text;
}

std::string right(const std::string& text, std::size_t width) {
    return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
}

std::string whole(double value) {
    std::array<char, 24> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), std::llround(value)).ptr;
    return {text.data(), end};
}

/// "1.5" for bytes / 2^20 and the like.
std::string tenth(double value) {
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, 1).ptr;
    return {text.data(), end};
}

/// The figures of the answer, found by family and label.
class Known {
public:
    explicit Known(const json::object& status) : figures_(status.at("figures").as_object()) {}

    [[nodiscard]] double value(const std::string& name) const {
        const auto* found = figures_.if_contains(name);
        return found != nullptr && found->is_number() ? found->to_number<double>() : 0;
    }
    struct Labelled {
        std::string label;
        double value = 0;
    };
    [[nodiscard]] std::vector<Labelled> of(const std::string& family) const {
        std::vector<Labelled> all;
        for (const auto& member : figures_) {
            const std::string_view name = member.key();
            if (!name.starts_with(family + "{")) continue;
            const auto quote = name.find('"');
            all.push_back(
                {std::string(name.substr(quote + 1, name.rfind('"') - quote - 1)), member.value().to_number<double>()});
        }
        return all;
    }
    [[nodiscard]] double sum(const std::string& family) const {
        double total = 0;
        for (const auto& one : of(family)) total += one.value;
        return total;
    }

private:
    const json::object& figures_;
};

std::string label_list(const std::vector<Known::Labelled>& all, bool with_zeros) {
    std::string text;
    for (const auto& one : all) {
        if (one.value == 0 && !with_zeros) continue;
        text += (text.empty() ? "" : ", ") + one.label + " " + whole(one.value);
    }
    return text;
}

void line(std::string& page, const std::string& name, const std::string& number, const std::string& more = {}) {
    page += "  " + left(name, kName) + right(number, kNumber);
    if (!more.empty()) page += "   " + more;
    page += "\n";
}

std::string head(const json::object& status, const Known& known, bool colour) {
    const std::string state(status.at("state").as_string());
    const auto* const code = state == "ready" ? "\x1b[32m" : "\x1b[33m";
    std::string page = "Sidetone " + std::string(status.at("version").as_string()) + ", " +
                       std::string(status.at("name").as_string()) + ": " + (colour ? code : "") + state +
                       (colour ? "\x1b[0m" : "");
    const auto up = (status.at("now").as_int64() - status.at("startedAt").as_int64()) / 1000;
    page += ", up " + duration_text(up) + "\n";
    for (const auto& part : status.at("ailments").as_array())
        page += "  The " + std::string(part.as_string()) + " does not work; see the log.\n";
    if (const auto bytes = known.value("sidetone_recording_bytes"); bytes != 0)
        page += "  What happens is being recorded, " + whole(bytes / 1024) + " KiB so far.\n";
    const auto end = known.value("sidetone_certificate_expiry_timestamp_seconds");
    const auto left_seconds = end - static_cast<double>(status.at("now").as_int64()) / 1000;
    constexpr double kSoon = 30.0 * 86400;
    if (end != 0 && left_seconds < kSoon) {
        page += left_seconds <= 0 ? "  The certificate has ended.\n"
                                  : "  The certificate ends in " + duration_text(std::llround(left_seconds)) + ".\n";
    }
    return page + "\n";
}

void add_traffic(std::string& page, const Known& known) {
    page += "\n  " + left("Messages", kName) + right("received", kNumber) + right("sent", kNumber) + "\n";
    const auto add = [&page](const std::string& name, double in, double out) {
        if (in != 0 || out != 0)
            page += "    " + left(name, kName - 2) + right(whole(in), kNumber) + right(whole(out), kNumber) + "\n";
    };
    for (const auto* kind : {"sidetone_sip_requests_", "sidetone_sip_responses_"}) {
        const auto in = known.of(std::string(kind) + "received_total");
        const auto out = known.of(std::string(kind) + "sent_total");
        for (std::size_t i = 0; i < std::min(in.size(), out.size()); ++i) add(in[i].label, in[i].value, out[i].value);
    }
    add("repeated", known.value("sidetone_sip_retransmissions_total{direction=\"received\"}"),
        known.value("sidetone_sip_retransmissions_total{direction=\"sent\"}"));
}

void add_drops(std::string& page, const Known& known, const std::string& title, const std::string& family) {
    line(page, title, whole(known.sum(family)), label_list(known.of(family), false));
}

}  // namespace

std::string duration_text(std::int64_t seconds) {
    struct Unit {
        std::int64_t seconds;
        const char* name;
    };
    constexpr std::array<Unit, 4> kUnits{{{86400, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}}};
    for (std::size_t i = 0; i < kUnits.size(); ++i) {
        const auto count = seconds / kUnits[i].seconds;
        if (count == 0 && i + 1 < kUnits.size()) continue;
        auto text = std::to_string(count) + " " + kUnits[i].name;
        if (i + 1 < kUnits.size()) {
            const auto rest = seconds % kUnits[i].seconds / kUnits[i + 1].seconds;
            if (rest > 0) text += " " + std::to_string(rest) + " " + kUnits[i + 1].name;
        }
        return text;
    }
    return {};
}

std::string status_text(const json::object& status, bool colour) {
    const Known known(status);
    auto page = head(status, known, colour);
    line(page, "Registrations", whole(known.sum("sidetone_registrations")),
         label_list(known.of("sidetone_registrations"), true));
    line(page, "Calls", whole(known.sum("sidetone_calls")),
         whole(known.value("sidetone_calls{state=\"established\"}")) + " established, " +
             whole(known.value("sidetone_calls_started_total")) + " since the start");
    line(page, "Web sessions", whole(known.value("sidetone_sessions")));
    page += "\n";
    line(page, "Flows", whole(known.sum("sidetone_sip_flows")), label_list(known.of("sidetone_sip_flows"), true));
    line(page, "Dialogs", whole(known.value("sidetone_sip_dialogs")),
         whole(known.value("sidetone_sip_invites_in_progress")) + " more being set up");
    line(page, "Transactions", whole(known.sum("sidetone_sip_transactions")),
         label_list(known.of("sidetone_sip_transactions"), true));
    line(page, "Connections", whole(known.value("sidetone_connections")),
         whole(known.value("sidetone_connections_accepted_total")) + " since the start");
    page += "\n";
    add_drops(page, known, "Messages dropped", "sidetone_sip_messages_dropped_total");
    add_drops(page, known, "Connections closed", "sidetone_connections_closed_total");
    add_drops(page, known, "Logins refused", "sidetone_logins_refused_total");
    add_traffic(page, known);
    page += "\n";
    line(page, "Processor time", tenth(known.value("process_cpu_seconds_total")) + " s");
    line(page, "Memory", tenth(known.value("process_resident_memory_bytes") / 1048576) + " MiB");
    return page;
}

}  // namespace sidetone::app
