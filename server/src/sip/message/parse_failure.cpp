#include "sip/message/parse_failure.h"

#include "sip/message/header_name.h"
#include "sip/message/limits.h"
#include "sip/message/method.h"
#include "sip/message/text.h"

namespace sidetone::sip {
namespace {

constexpr std::size_t kMostBytes = std::size_t{64} * 1024;
constexpr std::size_t kMostVias = 64;
constexpr std::size_t kMostValue = 8192;

/// One row, folds joined. False at the end of the head.
bool take_row(std::string_view& rest, std::string& row) {
    row.clear();
    do {
        const std::size_t end = rest.find('\n');
        std::string_view line = rest.substr(0, end);
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
        if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
        if (!row.empty()) row.push_back(' ');
        row.append(line);
    } while (!rest.empty() && text::is_space(rest.front()) && !row.empty());
    return !row.empty();
}

void keep_first(std::string& field, std::string_view value) {
    if (field.empty()) field = value;
}

void read_row(ParseFailure& failure, std::string_view row) {
    const std::size_t colon = row.find(':');
    if (colon == std::string_view::npos) return;
    const std::string_view value = text::trim(row.substr(colon + 1));
    if (value.empty() || value.size() > kMostValue || text::has_line_break(value) ||
        value.find('\0') != std::string_view::npos)
        return;
    switch (header_name_of(text::trim(row.substr(0, colon)))) {
        case HeaderName::Via:
            if (failure.vias.size() < kMostVias) failure.vias.emplace_back(value);
            break;
        case HeaderName::From:
            keep_first(failure.from, value);
            break;
        case HeaderName::To:
            keep_first(failure.to, value);
            break;
        case HeaderName::CallId:
            keep_first(failure.call_id, value);
            break;
        case HeaderName::CSeq:
            keep_first(failure.cseq, value);
            break;
        default:
            break;
    }
}

}  // namespace

bool ParseFailure::answerable() const {
    return is_request && method != to_text(Method::Ack) && !vias.empty() && !from.empty() && !to.empty() &&
           !call_id.empty() && !cseq.empty();
}

ParseFailure salvage(std::string_view bytes, std::string_view what, int status) {
    ParseFailure failure;
    failure.what = what;
    failure.status = status;
    std::string_view rest = bytes.substr(0, kMostBytes);
    while (!rest.empty() && (rest.front() == '\r' || rest.front() == '\n')) rest.remove_prefix(1);
    std::string row;
    if (!take_row(rest, row)) return failure;
    const std::string_view word = std::string_view{row}.substr(0, row.find(' '));
    failure.is_request = text::is_token(word) && word.size() < row.size() && word.size() <= kDefaultLimits.method;
    if (failure.is_request) failure.method = word;
    while (take_row(rest, row)) read_row(failure, row);
    return failure;
}

}  // namespace sidetone::sip
