#include "sip/message/message.h"

#include <stdexcept>

#include "sip/message/message_parser.h"
#include "sip/message/text.h"

namespace sidetone::sip {

ParseResult Message::parse(std::string bytes, const Limits& limits) {
    return MessageParser{std::move(bytes), limits}.run();
}

Via Message::top_via() const {
    // parse() took the same value apart.
    return *parse_via(*values(HeaderName::Via).begin());
}

NameAddr Message::from() const {
    return *parse_name_addr(header(HeaderName::From));
}
NameAddr Message::to() const {
    return *parse_name_addr(header(HeaderName::To));
}

Message::Row Message::row(std::size_t index) const {
    const StoredRow& stored = rows_.at(index);
    return {stored.id, view({stored.name_at, stored.name_size}), value_of(stored)};
}

std::string_view Message::header(HeaderName name) const {
    const std::uint8_t row = first_[index_of(name)];
    return row == kNoRow ? std::string_view{} : value_of(rows_[row]);
}

std::string_view Message::header(std::string_view name) const {
    const HeaderName known = header_name_of(name);
    if (known != HeaderName::Unknown) return header(known);
    for (const StoredRow& row : rows_) {
        if (text::iequals(view({row.name_at, row.name_size}), name)) return value_of(row);
    }
    return {};
}

bool Message::lists(HeaderName name, std::string_view token) const {
    for (const std::string_view element : values(name)) {
        if (text::iequals(element, token)) return true;
    }
    return false;
}

std::optional<std::uint32_t> Message::number(HeaderName name) const {
    return has(name) ? parse_number(header(name)) : std::nullopt;
}

std::optional<NameAddr> Message::contact() const {
    const auto first = values(HeaderName::Contact).begin();
    return first == nullptr ? std::nullopt : parse_name_addr(*first);
}

std::string_view Message::content_type() const {
    const std::string_view value = header(HeaderName::ContentType);
    return text::trim(value.substr(0, value.find(';')));
}

void throw_exception_from_error(const ParseFailure& failure, const boost::source_location&) {
    throw std::logic_error("a parse failure was taken for a message: " + std::string{failure.what});
}

}  // namespace sidetone::sip
