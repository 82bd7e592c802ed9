// The work of SessionDescription::parse(). Lives for one call.
#pragma once

#include <string_view>

#include "sip/sdp/session_description.h"

namespace sidetone::sip {

class SdpReader {
public:
    SdpReader(std::string_view text, const SdpLimits& limits) : rest_(text), limits_(limits) {}
    [[nodiscard]] SdpResult run();

private:
    /// Each returns what is wrong; empty if nothing is.
    [[nodiscard]] std::string_view read_line(std::string_view line);
    [[nodiscard]] std::string_view read_media(std::string_view value);
    [[nodiscard]] std::string_view read_session_line(char type, std::string_view value);
    [[nodiscard]] std::string_view read_media_line(char type, std::string_view value);
    [[nodiscard]] static std::string_view check_connection(std::string_view value);

    std::string_view rest_;
    const SdpLimits& limits_;
    SessionDescription description_;
    std::size_t lines_ = 0;
    std::size_t attributes_ = 0;
};

}  // namespace sidetone::sip
