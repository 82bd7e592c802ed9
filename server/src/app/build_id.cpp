#include "app/build_id.h"

#include <elf.h>
#include <link.h>

#include <cstdint>
#include <cstring>

#include "edge/net/crypto.h"

namespace sidetone::app {

namespace {

/// A note of an ELF file is three numbers, a name, and what it says, each rounded up to four bytes.
constexpr std::size_t round_up(std::size_t size) {
    return (size + 3) & ~std::size_t{3};
}

std::string id_in(const char* notes, std::size_t size) {
    while (size >= sizeof(ElfW(Nhdr))) {
        ElfW(Nhdr) note{};
        std::memcpy(&note, notes, sizeof note);
        const auto name = sizeof note;
        const auto text = name + round_up(note.n_namesz);
        const auto end = text + round_up(note.n_descsz);
        if (end > size) break;
        if (note.n_type == NT_GNU_BUILD_ID)
            return net::to_hex(reinterpret_cast<const std::uint8_t*>(notes + text), note.n_descsz);
        notes += end;
        size -= end;
    }
    return {};
}

int look(dl_phdr_info* info, std::size_t, void* found) {
    for (int i = 0; i < info->dlpi_phnum; ++i) {
        const auto& part = info->dlpi_phdr[i];
        if (part.p_type != PT_NOTE) continue;
        // NOLINTNEXTLINE(performance-no-int-to-ptr): that is how the loader says it
        const auto* notes = reinterpret_cast<const char*>(info->dlpi_addr + part.p_vaddr);
        auto id = id_in(notes, part.p_memsz);
        if (!id.empty()) *static_cast<std::string*>(found) = std::move(id);
    }
    return 1;  // the first is the program itself
}

}  // namespace

std::string build_id() {
    std::string id = "unknown";
    ::dl_iterate_phdr(look, &id);
    return id;
}

}  // namespace sidetone::app
