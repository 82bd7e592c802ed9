// The fuzz targets: each takes any bytes and aborts when a promise of the parser is broken. libFuzzer drives them one
// by one (fuzz_main.cpp), the replay test drives all over the kept corpus. Single-threaded.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace sidetone::fuzz {

void fuzz_message(std::string_view input);
void fuzz_framing(std::string_view input);
void fuzz_uri(std::string_view input);
void fuzz_sdp(std::string_view input);
void fuzz_digest(std::string_view input);
void fuzz_endpoint(std::string_view input);
void fuzz_dialog(std::string_view input);
void fuzz_exchange(std::string_view input);
void fuzz_web_socket(std::string_view input);
void fuzz_session(std::string_view input);
void fuzz_http(std::string_view input);
void fuzz_media(std::string_view input);
void fuzz_sdp_facts(std::string_view input);
void fuzz_dns(std::string_view input);
void fuzz_stun(std::string_view input);
void fuzz_text(std::string_view input);
void fuzz_config(std::string_view input);
void fuzz_recording(std::string_view input);

/// A promise of ours, in every build.
inline void promise(bool kept, const char* what) {
    if (kept) return;
    std::fprintf(stderr, "broken promise: %s\n", what);
    std::abort();
}

}  // namespace sidetone::fuzz
