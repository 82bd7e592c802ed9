#include "sip/message/header_values.h"

#include "sip/message/message.h"
#include "sip/message/text.h"

namespace sidetone::sip {

std::string_view HeaderRows::Iterator::operator*() const {
    return message_->value_of(message_->rows_[row_]);
}

HeaderRows::Iterator& HeaderRows::Iterator::operator++() {
    row_ = message_->rows_[row_].next;
    return *this;
}

bool HeaderRows::Iterator::operator==(std::nullptr_t) const {
    return row_ == Message::kNoRow;
}

bool next_list_element(std::string_view& rest, std::string_view& element) {
    while (!rest.empty()) {
        const std::size_t comma = text::find_outside_quotes(rest, ',');
        element = text::trim(rest.substr(0, comma));
        rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
        if (!element.empty()) return true;
    }
    return false;
}

HeaderValues::Iterator::Iterator(const Message* message, std::uint8_t row) : message_(message), row_(row) {
    if (row_ != Message::kNoRow) rest_ = message_->value_of(message_->rows_[row_]);
    advance();
}

void HeaderValues::Iterator::advance() {
    while (!next_list_element(rest_, current_)) {
        if (row_ != Message::kNoRow) row_ = message_->rows_[row_].next;
        if (row_ == Message::kNoRow) {
            done_ = true;
            return;
        }
        rest_ = message_->value_of(message_->rows_[row_]);
    }
}

}  // namespace sidetone::sip
