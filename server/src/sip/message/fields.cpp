#include "sip/message/fields.h"

#include "sip/message/text.h"

namespace sidetone::sip {
namespace {

std::string_view take_digits(std::string_view& rest) {
    std::size_t end = 0;
    while (end < rest.size() && text::is_digit(rest[end])) ++end;
    const std::string_view digits = rest.substr(0, end);
    rest.remove_prefix(end);
    return digits;
}

/// Leading zeros are legal ("CSeq: 0009 INVITE" of RFC 4475), so the value counts, not the length.
std::optional<std::uint32_t> take_number(std::string_view& rest) {
    return text::to_number<std::uint32_t>(take_digits(rest));
}

bool take_blanks(std::string_view& rest) {
    const std::size_t before = rest.size();
    rest = text::trim(rest);
    return rest.size() != before;
}

}  // namespace

std::optional<CSeq> parse_cseq(std::string_view value) {
    std::string_view rest = text::trim(value);
    const auto number = take_number(rest);
    if (!number || *number > 0x7fffffffU || !take_blanks(rest) || !text::is_token(rest)) return std::nullopt;
    return CSeq{*number, method_of(rest), rest};
}

std::optional<RAck> parse_rack(std::string_view value) {
    std::string_view rest = text::trim(value);
    const auto rseq = take_number(rest);
    if (!rseq || !take_blanks(rest)) return std::nullopt;
    const auto cseq = parse_cseq(rest);
    if (!cseq) return std::nullopt;
    return RAck{*rseq, *cseq};
}

std::optional<std::uint32_t> parse_number(std::string_view value) {
    std::string_view rest = text::trim(value);
    const auto number = take_number(rest);
    take_blanks(rest);
    const bool ends_well = rest.empty() || rest.front() == ';' || rest.front() == '(';
    return ends_well ? number : std::nullopt;
}

std::optional<SessionExpires> parse_session_expires(std::string_view value) {
    const auto seconds = parse_number(value);
    if (!seconds) return std::nullopt;
    SessionExpires result{*seconds};
    const std::size_t semicolon = value.find(';');
    if (semicolon == std::string_view::npos) return result;
    const auto refresher = Params{value.substr(semicolon)}.find("refresher");
    if (!refresher) return result;
    if (text::iequals(*refresher, "uac"))
        result.refresher = SessionExpires::Refresher::Uac;
    else if (text::iequals(*refresher, "uas"))
        result.refresher = SessionExpires::Refresher::Uas;
    else
        return std::nullopt;
    return result;
}

std::optional<Reason> parse_reason(std::string_view value) {
    const auto parts = parse_token_with_params(value);
    if (!parts) return std::nullopt;
    Reason reason{parts->token};
    if (const auto cause = parts->params.find("cause"))
        reason.cause = text::to_number<std::uint32_t>(*cause).value_or(0);
    reason.text = parts->params.find("text").value_or(std::string_view{});
    return reason;
}

std::optional<TokenWithParams> parse_token_with_params(std::string_view value) {
    const std::string_view all = text::trim(value);
    const std::size_t semicolon = all.find(';');
    TokenWithParams result;
    result.token = text::trim(all.substr(0, semicolon));
    if (semicolon != std::string_view::npos) result.params = Params{all.substr(semicolon)};
    const std::size_t slash = result.token.find('/');
    const bool named = slash == std::string_view::npos ? text::is_token(result.token)
                                                       : text::is_token(text::trim(result.token.substr(0, slash))) &&
                                                             text::is_token(text::trim(result.token.substr(slash + 1)));
    if (!named || !result.params.well_formed()) return std::nullopt;
    return result;
}

std::optional<Replaces> parse_replaces(std::string_view value) {
    const std::string_view all = text::trim(value);
    const std::size_t semicolon = all.find(';');
    if (semicolon == std::string_view::npos) return std::nullopt;
    Replaces result;
    result.call_id = text::trim(all.substr(0, semicolon));
    const Params params{all.substr(semicolon)};
    result.to_tag = params.find("to-tag").value_or(std::string_view{});
    result.from_tag = params.find("from-tag").value_or(std::string_view{});
    result.early_only = params.has("early-only");
    if (result.call_id.empty() || result.to_tag.empty() || result.from_tag.empty()) return std::nullopt;
    return result;
}

}  // namespace sidetone::sip
