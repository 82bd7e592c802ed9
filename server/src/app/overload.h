// Whether the server has more to do than it can: when too much waits to be read, or the media engine owes too many
// answers, new calls are refused (503 with Retry-After) so that those in progress go on undisturbed. What was refused
// is cheap, so the work is soon done, and a little later calls are taken again. A value of the core strand.
#pragma once

#include <cstddef>

namespace sidetone::app {

class Overload {
public:
    /// Once in each turn: messages that wait to be read, questions the media engine has not answered.
    [[nodiscard]] bool update(std::size_t messages, std::size_t questions) {
        if (messages > kBusyMessages || questions > kBusyQuestions) {
            overloaded_ = true;
        } else if (messages < kCalmMessages && questions < kCalmQuestions) {
            overloaded_ = false;
        }
        return overloaded_;
    }

private:
    // Some ten milliseconds of work, and half as much.
    static constexpr std::size_t kBusyMessages = 512;
    static constexpr std::size_t kCalmMessages = 128;
    // The engine answers some thousand a second.
    static constexpr std::size_t kBusyQuestions = 256;
    static constexpr std::size_t kCalmQuestions = 128;

    bool overloaded_ = false;
};

}  // namespace sidetone::app
