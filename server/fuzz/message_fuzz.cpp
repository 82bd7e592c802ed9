#include "fuzz/targets.h"
#include "sip/message/builder.h"
#include "sip/message/digest_fields.h"
#include "sip/message/text.h"

namespace sidetone::fuzz {
namespace {

using namespace sip;

void read_everything(const Message& message) {
    static_cast<void>(message.top_via().received());
    static_cast<void>(message.from().display_name());
    static_cast<void>(message.to().parsed_uri());
    static_cast<void>(message.content_type());
    if (const auto contact = message.contact()) static_cast<void>(contact->parsed_uri());
    for (std::size_t i = 1; i < kHeaderNames; ++i) {
        const auto name = static_cast<HeaderName>(i);
        static_cast<void>(message.number(name));
        static_cast<void>(message.lists(name, "timer"));
        for (const std::string_view value : message.values(name)) {
            static_cast<void>(parse_via(value));
            static_cast<void>(parse_name_addr(value));
            static_cast<void>(parse_reason(value));
            static_cast<void>(parse_replaces(value));
            static_cast<void>(parse_rack(value));
            static_cast<void>(parse_session_expires(value));
        }
    }
    for (std::size_t i = 0; i < message.row_count(); ++i) {
        const Message::Row row = message.row(i);
        promise(!text::has_line_break(row.value), "a value holds no line break");
        promise(text::is_token(row.name), "a name is a token");
    }
}

void answer_it(const Message& request) {
    const Source source{"2001:db8::1", 65535};
    for (const int status : {100, 180, 200, 404}) {
        Builder builder = Builder::response_from(request, status, {}, "totag", &source);
        promise(builder.ok(), "a response can be made of every request");
        const auto response = Message::parse(std::move(builder).finish());
        if (!response)
            promise(response.error().what == "message too large" || response.error().what == "header value too long",
                    "a response of ours parses");
        else
            promise(response->call_id() == request.call_id() && response->branch() == request.branch(),
                    "a response has the keys of its request");
    }
}

}  // namespace

void fuzz_message(std::string_view input) {
    auto result = Message::parse(std::string{input});
    if (!result) {
        const Source source{"192.0.2.1", 5060};
        const std::string refusal = refusal_of(result.error(), "totag", &source);
        promise(refusal.empty() != result.error().answerable(), "what is answerable is answered");
        static_cast<void>(Message::parse(refusal));
        return;
    }
    const Message moved = std::move(*result);
    read_everything(moved);
    if (moved.is_request()) answer_it(moved);
    const auto again = Message::parse(moved.bytes());
    promise(again.has_value() && again->bytes() == moved.bytes() && again->row_count() == moved.row_count(),
            "parsing twice is parsing once");
}

}  // namespace sidetone::fuzz
