// Parameters ";name=value;flag" of Via, From, Contact, URIs and friends. Views into the caller's text, no allocation,
// any thread.
#pragma once

#include <optional>
#include <string_view>

namespace sidetone::sip {

struct Param {
    std::string_view name;
    /// As written (quotes kept); empty for a flag.
    std::string_view value;
};

/// A list of parameters, with or without the leading ';'. Quoted values may contain ';'.
class Params {
public:
    Params() = default;
    explicit Params(std::string_view text, char separator = ';') : text_(text), separator_(separator) {}

    class Iterator {
    public:
        Iterator(std::string_view rest, char separator) : rest_(rest), separator_(separator) { advance(); }
        const Param& operator*() const { return current_; }
        const Param* operator->() const { return &current_; }
        Iterator& operator++() {
            advance();
            return *this;
        }
        bool operator==(std::nullptr_t) const { return done_; }
        /// Two separators with nothing between were passed over.
        [[nodiscard]] bool skipped_empty() const { return skipped_empty_; }

    private:
        void advance();
        std::string_view rest_;
        char separator_;
        Param current_;
        bool done_ = false;
        bool skipped_empty_ = false;
    };
    [[nodiscard]] Iterator begin() const { return {text_, separator_}; }
    [[nodiscard]] static std::nullptr_t end() { return nullptr; }

    /// First of that name, any case. A flag gives an empty value; its absence nullopt.
    [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const { return find(name).has_value(); }
    [[nodiscard]] std::string_view text() const { return text_; }
    /// Every name a token, every value a token, host or closed quoted string, none empty but after a last separator.
    [[nodiscard]] bool well_formed() const;

private:
    std::string_view text_;
    char separator_ = ';';
};

}  // namespace sidetone::sip
