// A session description (RFC 8866) as a B2BUA needs it: read with bounds, asked for audio, direction and codec, edited
// line by line, written back with everything it does not know untouched. A value, any thread. Knows no offer/answer
// rule: who answers decides.
#pragma once

#include <boost/system/result.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sidetone::sip {

struct SdpLimits {
    std::size_t bytes = std::size_t{64} * 1024;
    std::size_t media = 64;
    std::size_t attributes = 1024;
    std::size_t lines = 2048;
};

/// What is wrong, a literal fit for the log.
struct SdpFailure {
    std::string_view what;
};

enum class MediaDirection : std::uint8_t { SendRecv, SendOnly, RecvOnly, Inactive };
[[nodiscard]] std::string_view to_text(MediaDirection direction);
/// As the other end says it: sendonly <-> recvonly.
[[nodiscard]] MediaDirection reversed(MediaDirection direction);

struct SdpLine {
    char type = 0;
    std::string value;
    bool operator==(const SdpLine&) const = default;
};

struct SdpCodec {
    std::string_view payload;  ///< as in the m= line
    std::string_view name;     ///< "PCMU", "opus"; of static payload types too (RFC 3551); empty if unknown
    std::uint32_t clock_rate = 0;
};

/// One m= section: i=, c=, b=, k=, a= lines in order.
class MediaSection {
public:
    [[nodiscard]] std::string_view kind() const { return kind_; }
    /// 0: refused or removed.
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::string_view protocol() const { return protocol_; }
    [[nodiscard]] const std::vector<std::string>& formats() const { return formats_; }
    [[nodiscard]] std::vector<SdpCodec> codecs() const;
    /// Name of the first codec that is no telephone-event or comfort noise; empty if unknown.
    [[nodiscard]] std::string_view first_codec_name() const;
    [[nodiscard]] bool is_audio() const { return kind_ == "audio"; }
    /// UDP/TLS/RTP/SAVPF: DTLS-SRTP as browsers speak it (RFC 5764).
    [[nodiscard]] bool is_webrtc() const;
    /// RTP/SAVP(F): keys in a=crypto (RFC 4568).
    [[nodiscard]] bool is_sdes() const;

    /// Value of the first a=name:value; empty for a flag; nullopt if absent.
    [[nodiscard]] std::optional<std::string_view> attribute(std::string_view name) const;
    void set_attribute(std::string_view name, std::string_view value);  ///< replaces the first, drops the others
    void remove_attribute(std::string_view name);
    void reject() { port_ = 0; }

    [[nodiscard]] const std::vector<SdpLine>& lines() const { return lines_; }
    bool operator==(const MediaSection&) const = default;

private:
    friend class SessionDescription;
    friend class SdpReader;
    void append_to(std::string& text) const;

    std::string kind_;
    std::uint16_t port_ = 0;
    std::string port_count_;  ///< "/2", as written
    std::string protocol_;
    std::vector<std::string> formats_;
    std::vector<SdpLine> lines_;
};

using SdpResult = boost::system::result<class SessionDescription, SdpFailure>;

class SessionDescription {
public:
    /// Lines may end in CRLF or LF (RFC 8866 5). Unknown types of line are kept.
    [[nodiscard]] static SdpResult parse(std::string_view text, const SdpLimits& limits = {});
    [[nodiscard]] std::string text() const;

    [[nodiscard]] const std::vector<MediaSection>& media() const { return media_; }
    [[nodiscard]] std::vector<MediaSection>& media() { return media_; }
    /// First audio section with a port, else the first audio section; null if there is none.
    [[nodiscard]] const MediaSection* audio() const;
    /// Of the section, else of the session, else sendrecv. An address of 0.0.0.0 is the hold of RFC 2543: what would be
    /// sent to it is lost, so sendrecv counts as sendonly and recvonly as inactive.
    [[nodiscard]] MediaDirection direction(const MediaSection& media) const;
    [[nodiscard]] MediaDirection audio_direction() const;  ///< Inactive without audio
    /// Writes it into every section with a port, and drops the session's.
    void set_direction(MediaDirection direction);
    /// Port 0 for all but the first audio section with a port: what an answer says to lines it does not take (RFC 3264
    /// 6).
    void reject_all_but_audio();
    /// Takes all but the first audio section out, for an offer; BUNDLE and LS groups with a lost member go too.
    void remove_all_but_audio();
    /// Version of o=, to be raised with each change (RFC 3264 8).
    [[nodiscard]] std::uint64_t version() const;
    void set_version(std::uint64_t version);
    /// Equal but for o=.
    [[nodiscard]] bool same_media_as(const SessionDescription& other) const;

    [[nodiscard]] const std::vector<SdpLine>& session_lines() const { return lines_; }
    [[nodiscard]] std::optional<std::string_view> attribute(std::string_view name) const;

private:
    friend class SdpReader;
    [[nodiscard]] std::string_view address_of(const MediaSection& media) const;
    [[nodiscard]] std::optional<std::size_t> audio_index() const;

    std::vector<SdpLine> lines_;  ///< before the first m=
    std::vector<MediaSection> media_;
};

/// Whether two texts describe the same but for the version in o=. Texts that are no SDP are the same if they are equal.
[[nodiscard]] bool same_media(std::string_view a, std::string_view b);

[[noreturn]] void throw_exception_from_error(const SdpFailure& failure, const boost::source_location& where);

}  // namespace sidetone::sip
