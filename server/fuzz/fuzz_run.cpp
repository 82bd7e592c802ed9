// A bounded run of a fuzz target in the ordinary, sanitized build: so many inputs, each made of the corpus by a few
// changes that follow from the seed alone. No coverage guides it, as it does ./dev fuzz; it needs no second build, and
// two runs are the same run. `TARGET FILE...` plays files instead, such as the one that a fault leaves.
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "fuzz/peer_script.h"
#include "fuzz/targets.h"
#include "testing/network/seeded_random.h"

extern "C" void __sanitizer_set_death_callback(void (*callback)());

namespace sidetone::fuzz {
namespace {

using Target = void (*)(std::string_view);
using Corpus = std::vector<std::string>;

struct Known {
    Target target;
    std::vector<std::string> folders;  ///< of the corpus
    /// What the target takes for words, so that changes hit its grammar; bytes of choice where there is none.
    std::vector<std::string> words = {};
};

const std::map<std::string, Known>& known() {
    static const std::vector<std::string> sip_words{"\r\n",
                                                    "\r\n ",
                                                    ";tag=",
                                                    "sip:",
                                                    "<",
                                                    ">",
                                                    "\"",
                                                    ";branch=z9hG4bK",
                                                    ": ",
                                                    ",",
                                                    "SIP/2.0 ",
                                                    "INVITE ",
                                                    "Content-Length: ",
                                                    "%00",
                                                    "[::]"};
    static const std::vector<std::string> sdp_words{"\r\n",
                                                    "m=audio 9 RTP/AVP 0\r\n",
                                                    "a=rtpmap:",
                                                    "c=IN IP6 ::1\r\n",
                                                    "a=setup:actpass\r\n",
                                                    "a=ssrc:1 ",
                                                    "a=inactive\r\n",
                                                    " ",
                                                    "="};
    static const std::map<std::string, Known> all{
        {"message", {fuzz_message, {"message", "wire"}, sip_words}},
        {"framing", {fuzz_framing, {"framing", "wire"}, sip_words}},
        {"uri", {fuzz_uri, {"uri"}, sip_words}},
        {"sdp", {fuzz_sdp, {"sdp"}, sdp_words}},
        {"digest", {fuzz_digest, {"digest"}, {"Digest ", "=\"", "\", ", "nonce=", "algorithm=", "qop=", "\\"}}},
        {"endpoint", {fuzz_endpoint, {"endpoint"}, sip_words}},
        {"dialog", {fuzz_dialog, {"dialog"}}},
        {"exchange", {fuzz_exchange, {"exchange"}}},
        {"web_socket", {fuzz_web_socket, {"web_socket"}}},
        {"session", {fuzz_session, {"session"}, {"{", "}", "\"", ":", ",", "\"method\":", "1e309", "null"}}},
        {"http", {fuzz_http, {"http"}, {"\r\n", "GET ", "/../", "Host: ", "Origin: ", "chunked", "%2e", "\\"}}},
        {"media", {fuzz_media, {"media", "sdp"}, sdp_words}},
        {"sdp_facts", {fuzz_sdp_facts, {"sdp_facts", "sdp"}, sdp_words}},
        {"stun", {fuzz_stun, {"stun"}}},
        {"dns", {fuzz_dns, {"dns"}}},
        {"recording", {fuzz_recording, {"recording"}}},
        {"text", {fuzz_text, {"text"}}},
        {"config", {fuzz_config, {"config"}, {"\n", "=", "[", "]", "\"", "\\", "0x", "inf"}}},
    };
    return all;
}

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

Corpus read_corpus(const std::vector<std::string>& folders) {
    std::map<std::filesystem::path, std::string> files;  // in an order that no file system decides
    for (const auto& folder : folders) {
        const std::filesystem::path from =
            folder == "wire" ? std::string(SIDETONE_WIRE_DIR) : std::string(SIDETONE_CORPUS_DIR) + "/" + folder;
        for (const auto& entry : std::filesystem::recursive_directory_iterator{from}) {
            if (entry.is_regular_file()) files.emplace(entry.path(), read_file(entry.path()));
        }
    }
    Corpus corpus;
    for (auto& [path, text] : files) corpus.push_back(std::move(text));
    return corpus;
}

/// Inputs out of the corpus, one after the other.
class Maker {
public:
    Maker(const Known& target, std::uint64_t seed)
        : words_(target.words), corpus_(read_corpus(target.folders)), random_(seed) {}

    [[nodiscard]] bool has_corpus() const { return !corpus_.empty(); }
    std::string next() {
        // Targets of choices: any bytes are a whole conversation.
        if (words_.empty() && random_.percent(50)) return any_bytes(16 + random_.below(1500));
        std::string input = some();
        for (auto changes = 1 + random_.below(6); changes > 0; --changes) change(input);
        if (input.size() > kMost) input.resize(kMost);
        return input;
    }

private:
    static constexpr std::size_t kMost = std::size_t{70} * 1024;

    const std::string& some() { return corpus_[random_.below(corpus_.size())]; }
    std::string any_bytes(std::size_t size) {
        std::string bytes;
        while (bytes.size() < size) bytes.push_back(static_cast<char>(random_.below(256)));
        return bytes;
    }
    /// A place, and how much from there on; most often little.
    std::pair<std::size_t, std::size_t> range_of(const std::string& text) {
        const auto at = random_.below(text.size() + 1);
        const auto most = random_.percent(20) ? text.size() : std::size_t{16};
        return {at, std::min(1 + random_.below(most + 1), text.size() - at)};
    }
    void change(std::string& input) {
        const auto [at, size] = range_of(input);
        switch (random_.below(words_.empty() ? 6 : 8)) {
            case 0:
                if (at < input.size()) input[at] = static_cast<char>(input[at] ^ (1U << random_.below(8)));
                break;
            case 1:
                if (at < input.size()) input[at] = static_cast<char>(random_.below(256));
                break;
            case 2:
                input.erase(at, size);
                break;
            case 3:
                input.insert(at, input.substr(at, size));
                break;
            case 4:
                input.insert(at, any_bytes(1 + random_.below(4)));
                break;
            case 5: {
                const auto& other = some();
                const auto [from, length] = range_of(other);
                input.replace(at, random_.percent(50) ? length : 0, other, from, length);
                break;
            }
            default:
                input.insert(at, words_[random_.below(words_.size())]);
        }
    }

    const std::vector<std::string>& words_;
    Corpus corpus_;
    sidetone::testing::SeededRandom random_;
};

std::string current;       // input
std::string current_name;  // where it goes if it is the last

void keep_input() {
    std::ofstream{current_name, std::ios::binary} << current;
    std::cerr << "the input is in " << current_name << '\n';
}

int run(const std::string& name, const Known& known, std::uint64_t runs, std::uint64_t seed) {
    Maker maker{known, seed};
    if (!maker.has_corpus()) return std::cerr << "no corpus for " << name << '\n', 1;
    __sanitizer_set_death_callback(keep_input);
    static_cast<void>(std::signal(SIGABRT, [](int) {
        keep_input();
        std::_Exit(1);
    }));
    std::uint64_t bytes = 0;
    for (std::uint64_t i = 0; i < runs; ++i) {
        current = maker.next();
        current_name = "crash-" + name + "-" + std::to_string(seed) + "-" + std::to_string(i);
        known.target(current);
        bytes += current.size();
    }
    std::cout << name << ": " << runs << " inputs, " << bytes << " bytes";
    if (PeerScript::said() != 0) std::cout << ", " << PeerScript::said() << " messages in dialogs";
    std::cout << ", no fault\n";
    return 0;
}

int main_of(const std::vector<std::string>& words) {
    const auto found = words.empty() ? known().end() : known().find(words[0]);
    if (found == known().end()) {
        std::cerr << "fuzz_run TARGET [--runs N] [--seed N] | TARGET FILE...\nTargets:";
        for (const auto& [name, target] : known()) std::cerr << ' ' << name;
        std::cerr << '\n';
        return 2;
    }
    std::uint64_t runs = 1000;
    std::uint64_t seed = 1;
    bool files = false;
    for (std::size_t i = 1; i < words.size(); ++i) {
        if (words[i] == "--runs" && i + 1 < words.size()) {
            runs = std::stoull(words[++i]);
        } else if (words[i] == "--seed" && i + 1 < words.size()) {
            seed = std::stoull(words[++i]);
        } else {
            files = true;
            found->second.target(read_file(words[i]));
        }
    }
    return files ? 0 : run(found->first, found->second, runs, seed);
}

}  // namespace
}  // namespace sidetone::fuzz

int main(int argc, char** argv) {
    return sidetone::fuzz::main_of({argv + 1, argv + argc});
}
