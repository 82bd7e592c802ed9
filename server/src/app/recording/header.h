// How a recording begins: who there is, how the rooms are configured, where chance begins, and, unless the server was
// new, what the rooms knew. Without secrets: no HA1, no password hash, no nonce key but the recording's own.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "core/calls/calls.h"
#include "core/directory/directory.h"
#include "core/registrar/registrar.h"
#include "edge/net/crypto.h"
#include "edge/signalling/signalling.h"

namespace sidetone::app {
struct RoomsConfig;
}

namespace sidetone::app::recording {

struct People {
    std::vector<directory::User> users;
    std::vector<directory::Group> groups;
    std::vector<directory::Device> devices;
};

struct Header {
    std::string build;  ///< of the program; a state is for the same only
    base::Time began{};
    net::SeededRandom::Seed seed{};
    std::string nonce_key;
    People people;
    std::string state;  ///< empty: of a new server
};

[[nodiscard]] People people_of(const directory::Directory& directory);

[[nodiscard]] std::string header_text(const Header& header, const RoomsConfig& config);
/// Throws std::runtime_error with what is wrong. `size` is where the entries begin.
[[nodiscard]] Header read_header(std::string_view file, RoomsConfig& config, std::size_t& size);

[[nodiscard]] std::string device_text(const directory::Device& device);
/// Throws std::runtime_error.
[[nodiscard]] directory::Device read_device(std::string_view text);

/// Of an entry: as fields of one.
[[nodiscard]] std::string failure_text(const sip::ParseFailure& failure);
/// `what` of it lives as long as `text`.
[[nodiscard]] sip::ParseFailure read_failure(const std::string& text, std::string& what);

}  // namespace sidetone::app::recording
