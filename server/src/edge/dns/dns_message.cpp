#include "edge/dns/dns_message.h"

#include <ares.h>
#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace sidetone::dns {

namespace {

using sip::location::Answer;
using sip::location::RecordType;

constexpr int kIn = 1;
constexpr int kSoa = 6;
constexpr unsigned kNoSuchName = 3;

/// Reads from a message; what is not there makes it fail, and everything after.
class Reader {
public:
    Reader(const unsigned char* bytes, std::size_t size, std::size_t at = 0) : bytes_(bytes), size_(size), at_(at) {}

    [[nodiscard]] bool failed() const { return failed_; }
    [[nodiscard]] std::size_t at() const { return at_; }
    [[nodiscard]] const unsigned char* here() const { return bytes_ + at_; }

    bool skip(std::size_t count) {
        if (failed_ || count > size_ - at_) failed_ = true;
        if (!failed_) at_ += count;
        return !failed_;
    }
    unsigned number(std::size_t width) {
        const auto from = at_;
        if (!skip(width)) return 0;
        unsigned value = 0;
        for (std::size_t i = 0; i < width; ++i) value = (value << 8U) | bytes_[from + i];
        return value;
    }
    std::string text() {
        const auto length = number(1);
        const auto from = at_;
        if (!skip(length)) return {};
        return {reinterpret_cast<const char*>(bytes_) + from, length};
    }
    std::string name() {
        char* expanded = nullptr;
        long length = 0;
        if (failed_ || at_ >= size_ ||
            ares_expand_name(here(), bytes_, static_cast<int>(size_), &expanded, &length) != ARES_SUCCESS) {
            failed_ = true;
            return {};
        }
        std::string out(expanded);
        ares_free_string(expanded);
        skip(static_cast<std::size_t>(length));
        return out;
    }

private:
    const unsigned char* bytes_;
    std::size_t size_;
    std::size_t at_;
    bool failed_ = false;
};

struct Record {
    int type = 0;
    int of_class = 0;
    std::chrono::seconds ttl{0};
    std::size_t data = 0;
    std::size_t size = 0;
};

Record read_record(Reader& reader) {
    Record record;
    (void)reader.name();
    record.type = static_cast<int>(reader.number(2));
    record.of_class = static_cast<int>(reader.number(2));
    const auto ttl = reader.number(4);
    record.ttl = std::chrono::seconds{ttl > 0x7fff'ffffU ? 0U : ttl};  // RFC 2181 8
    record.size = reader.number(2);
    record.data = reader.at();
    reader.skip(record.size);
    return record;
}

std::optional<std::string> read_address(const unsigned char* bytes, std::size_t size, int family) {
    if (size != (family == AF_INET ? 4U : 16U)) return std::nullopt;
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (::inet_ntop(family, bytes, text.data(), text.size()) == nullptr) return std::nullopt;
    return text.data();
}

/// False if it is not what its type says.
bool take(Answer& answer, RecordType type, const unsigned char* bytes, const Record& record) {
    Reader data(bytes, record.data + record.size, record.data);
    if (type == RecordType::A || type == RecordType::Aaaa) {
        auto address = read_address(data.here(), record.size, type == RecordType::A ? AF_INET : AF_INET6);
        if (address) answer.addresses.push_back(std::move(*address));
        return address.has_value();
    }
    const auto word = [&data] { return static_cast<std::uint16_t>(data.number(2)); };
    if (type == RecordType::Srv) {
        sip::location::Srv srv;
        srv.priority = word();
        srv.weight = word();
        srv.port = word();
        srv.target = data.name();
        answer.srv.push_back(std::move(srv));
        return !data.failed();
    }
    sip::location::Naptr naptr;
    naptr.order = word();
    naptr.preference = word();
    naptr.flags = data.text();
    naptr.service = data.text();
    (void)data.text();  // the regular expression
    naptr.replacement = data.name();
    answer.naptr.push_back(std::move(naptr));
    return !data.failed();
}

/// RFC 2308 5: the shorter of the SOA record's own life and its last field.
std::optional<std::chrono::seconds> life_of_nothing(const unsigned char* bytes, const Record& record) {
    Reader data(bytes, record.data + record.size, record.data);
    (void)data.name();
    (void)data.name();
    data.skip(16);
    const std::chrono::seconds minimum{data.number(4)};
    if (data.failed()) return std::nullopt;
    return std::min(record.ttl, minimum);
}

}  // namespace

int type_number(RecordType type) {
    switch (type) {
        case RecordType::Naptr:
            return 35;
        case RecordType::Srv:
            return 33;
        case RecordType::A:
            return 1;
        case RecordType::Aaaa:
            break;
    }
    return 28;
}

Answer read_answer(RecordType type, const unsigned char* bytes, std::size_t size) {
    Answer failed{.kind = Answer::Kind::Failed};
    Reader reader(bytes, size);
    reader.skip(3);
    const auto outcome = reader.number(1) & 0x0fU;
    const auto questions = reader.number(2);
    const auto answers = reader.number(2);
    const auto authorities = reader.number(2);
    reader.skip(2);
    if (outcome != 0 && outcome != kNoSuchName) return failed;
    for (unsigned i = 0; i < questions && !reader.failed(); ++i) {
        (void)reader.name();
        reader.skip(4);
    }
    Answer answer;
    std::optional<std::chrono::seconds> shortest;
    for (unsigned i = 0; i < answers; ++i) {
        const auto record = read_record(reader);
        if (reader.failed()) return failed;
        if (record.of_class != kIn) continue;
        shortest = std::min(shortest.value_or(record.ttl), record.ttl);
        if (record.type != type_number(type)) continue;  // a CNAME on the way
        if (!take(answer, type, bytes, record)) return failed;
        answer.kind = Answer::Kind::Found;
    }
    if (answer.kind == Answer::Kind::Found) {
        answer.ttl = *shortest;
        return answer;
    }
    for (unsigned i = 0; i < authorities && !reader.failed(); ++i) {
        const auto record = read_record(reader);
        if (!reader.failed() && record.type == kSoa)
            answer.ttl = life_of_nothing(bytes, record).value_or(std::chrono::seconds{0});
    }
    return reader.failed() ? failed : answer;
}

}  // namespace sidetone::dns
