// Ranges over the rows of one header name, whole or taken apart at commas. Views into a Message, which must outlive
// them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sidetone::sip {

class Message;

/// `for (std::string_view value : message.rows(HeaderName::Via))`
class HeaderRows {
public:
    class Iterator {
    public:
        Iterator(const Message* message, std::uint8_t row) : message_(message), row_(row) {}
        std::string_view operator*() const;
        Iterator& operator++();
        bool operator==(std::nullptr_t) const;

    private:
        const Message* message_;
        std::uint8_t row_;
    };
    HeaderRows(const Message* message, std::uint8_t first) : message_(message), first_(first) {}
    [[nodiscard]] Iterator begin() const { return {message_, first_}; }
    [[nodiscard]] static std::nullptr_t end() { return nullptr; }

private:
    const Message* message_;
    std::uint8_t first_;
};

/// Cuts the next element of a comma list off `rest`, trimmed. Commas in quotes and <...> do not separate. False at the
/// end; empty elements are skipped (RFC 3261 7.3.1 has none, some phones do).
bool next_list_element(std::string_view& rest, std::string_view& element);

/// `for (std::string_view element : message.values(HeaderName::Contact))`
class HeaderValues {
public:
    class Iterator {
    public:
        Iterator(const Message* message, std::uint8_t row);
        std::string_view operator*() const { return current_; }
        Iterator& operator++() {
            advance();
            return *this;
        }
        bool operator==(std::nullptr_t) const { return done_; }

    private:
        void advance();
        const Message* message_;
        std::uint8_t row_;
        std::string_view rest_;
        std::string_view current_;
        bool done_ = false;
    };
    HeaderValues(const Message* message, std::uint8_t first) : message_(message), first_(first) {}
    [[nodiscard]] Iterator begin() const { return {message_, first_}; }
    [[nodiscard]] static std::nullptr_t end() { return nullptr; }

private:
    const Message* message_;
    std::uint8_t first_;
};

}  // namespace sidetone::sip
