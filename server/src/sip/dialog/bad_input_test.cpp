// What should not come, at the endpoint: each limit of the parser at and beyond it, bombs of header fields, answers
// with tags and Contacts that do not belong, loops and spirals (RFC 5393).
#include <gtest/gtest.h>

#include "sip/message/limits.h"
#include "testing/network/wire_desk.h"

namespace sidetone::sip {
namespace {

using testing::Wire;
using testing::WireDesk;

constexpr int kTaken = 1;  ///< it is the application's turn

/// As from the network: what is no SIP message goes the way of what is none. The status of the answer, 0: silence.
/// The answer is looked at as bytes, for it repeats what it must of the request, however long.
int answer_to(WireDesk& desk, const std::string& text) {
    auto message = Message::parse(text);
    if (message)
        desk.endpoint().on_message(WireDesk::kFlow, std::move(*message), desk.now());
    else
        desk.endpoint().on_malformed(WireDesk::kFlow, message.error(), desk.now());
    const auto sends = desk.endpoint().take_sends();
    desk.drain();
    if (!sends.empty()) return std::stoi(sends.back().bytes.substr(8, 3));
    return desk.count<RequestReceived>() == 0 ? 0 : kTaken;
}

int answer_to(const std::string& text) {
    WireDesk desk;
    const int status = answer_to(desk, text);
    desk.pass_ms(64'000);
    EXPECT_TRUE(desk.is_quiet());
    return status;
}
Wire options() {
    Wire wire;
    wire.method = "OPTIONS";
    return wire;
}

std::string of_size(std::string_view head, std::size_t size) {
    return std::string(head) + std::string(size - head.size(), 'a');
}

struct Bound {
    const char* what;
    std::size_t limit;
    std::string (*message_of)(std::size_t size);
    int beyond;
};

std::string with_method(std::size_t size) {
    Wire wire;
    wire.method = std::string(size, 'M');
    return wire.text();
}
std::string with_uri(std::size_t size) {
    auto wire = options();
    wire.uri = of_size("sip:", size - 2) + "@x";
    return wire.text();
}
std::string with_name(std::size_t size) {
    auto wire = options();
    wire.headers += std::string(size, 'X') + ": y\r\n";
    return wire.text();
}
std::string with_value(std::size_t size) {
    auto wire = options();
    wire.headers += "Subject: " + std::string(size, 'x') + "\r\n";
    return wire.text();
}
std::string with_rows(std::size_t count) {
    auto wire = options();
    const auto plain = *Message::parse(wire.text());
    for (auto rows = plain.row_count(); rows < count; ++rows) wire.headers += "X: y\r\n";
    return wire.text();
}
std::string with_call_id(std::size_t size) {
    auto wire = options();
    wire.call_id = std::string(size, 'c');
    return wire.text();
}
std::string with_from_tag(std::size_t size) {
    auto wire = options();
    wire.from = "<sip:peer@example.org>;tag=" + std::string(size, 't');
    return wire.text();
}
std::string with_branch(std::size_t size) {
    auto wire = options();
    wire.branch = of_size("z9hG4bK", size);
    return wire.text();
}
std::string with_size(std::size_t size) {
    auto wire = options();
    wire.body = std::string(size, 'b');
    wire.body.resize(size - (wire.text().size() - size));
    return wire.text();
}

TEST(Limits, AtEachOfThemAMessageIsTakenAndBeyondItGetsItsAnswer) {
    const Limits limits;
    const Bound bounds[] = {{"method", limits.method, with_method, 400},
                            {"Request-URI", limits.request_uri, with_uri, 414},
                            {"name of a header field", limits.header_name, with_name, 400},
                            {"value of a header field", limits.header_value, with_value, 400},
                            {"rows", limits.headers, with_rows, 400},
                            {"Call-ID", limits.token, with_call_id, 400},
                            {"tag", limits.token, with_from_tag, 400},
                            {"branch", limits.token, with_branch, 400},
                            {"message", limits.message, with_size, 513}};
    for (const auto& bound : bounds) {
        SCOPED_TRACE(bound.what);
        const bool is_method = bound.message_of == with_method;
        EXPECT_EQ(answer_to(bound.message_of(bound.limit)), is_method ? 501 : kTaken);
        // A method beyond its bound is not recognised as a request: silence.
        EXPECT_EQ(answer_to(bound.message_of(bound.limit + 1)), is_method ? 0 : bound.beyond);
    }
    EXPECT_EQ(with_size(limits.message).size(), limits.message);
}

TEST(Bombs, OfViasAreAnsweredWithAllOfThemOrRefused) {
    auto wire = options();
    for (int i = 0; i < 100; ++i) wire.headers += "Via: SIP/2.0/UDP h" + std::to_string(i) + ";branch=z9hG4bKx\r\n";
    EXPECT_EQ(answer_to(wire.text()), kTaken);
    std::string list = "Via: SIP/2.0/UDP a";
    while (list.size() < 8000) list += ",SIP/2.0/UDP a";
    WireDesk desk;
    wire = options();
    for (int i = 0; i < 7; ++i) wire.headers += list + "\r\n";
    EXPECT_EQ(answer_to(desk, wire.text()), kTaken);
    desk.endpoint().respond(desk.last<RequestReceived>()->transaction, 200, {}, {}, desk.now());
    desk.drain();
    std::size_t vias = 0;
    for ([[maybe_unused]] const auto via : desk.find_sent("SIP/2.0 200")->values(HeaderName::Via)) ++vias;
    EXPECT_GT(vias, 3900U);
}

TEST(Bombs, OfRoutesAreNoWayForTheServer) {
    auto wire = options();
    std::string list = "Route: <sip:a;lr>";
    while (list.size() < 8000) list += ",<sip:a;lr>";
    for (int i = 0; i < 7; ++i) wire.headers += list + "\r\n";
    EXPECT_EQ(answer_to(wire.text()), kTaken);
}

TEST(Bombs, OfRecordedRoutesAreRefusedForTheyCannotBeGoneBack) {
    const auto with_routes = [](int count) {
        Wire invite;
        invite.body = "offer";
        for (int i = 0; i < count; ++i) invite.headers += "Record-Route: <sip:p" + std::to_string(i) + ";lr>\r\n";
        return invite;
    };
    WireDesk desk;
    desk.receive(with_routes(32));
    EXPECT_EQ(desk.count<InviteReceived>(), 1U);
    WireDesk beyond;
    beyond.receive(with_routes(33));
    EXPECT_TRUE(beyond.find_sent("SIP/2.0 400"));
    EXPECT_EQ(beyond.count<InviteReceived>(), 0U);
}

TEST(Answers, WithARouteThatCannotBeGoneEndTheCall) {
    WireDesk desk;
    desk.dial();
    const auto invite = desk.sent.back().message;
    std::string rows = "Contact: <sip:peer@198.51.100.7:5062>\r\n";
    for (int i = 0; i < 33; ++i) rows += "Record-Route: <sip:p" + std::to_string(i) + ";lr>\r\n";
    desk.answer(invite, 200, "callee", rows, "answer");
    EXPECT_TRUE(desk.find_sent("ACK"));
    EXPECT_TRUE(desk.find_sent("BYE"));
    EXPECT_EQ(desk.count<Answered>(), 0U);
    desk.pass_ms(64'000);
    EXPECT_TRUE(desk.is_quiet());
}

TEST(Answers, WithAFromTagThatIsNotOursAreNoAnswers) {
    WireDesk desk;
    desk.dial();
    const auto invite = desk.sent.back().message;
    const auto sent = desk.sent.size();
    desk.receive("SIP/2.0 200 OK\r\nVia: " + std::string(invite.header(HeaderName::Via)) +
                 "\r\nFrom: <sip:desk@example.org>;tag=foreign\r\nTo: <sip:peer@example.org>;tag=callee\r\nCall-ID: " +
                 std::string(invite.call_id()) +
                 "\r\nCSeq: 1 INVITE\r\nContact: <sip:p@x>\r\nContent-Length: 0\r\n\r\n");
    EXPECT_EQ(desk.sent.size(), sent);
    EXPECT_EQ(desk.count<Answered>(), 0U);
    desk.answer(invite, 200, "callee", "Contact: <sip:peer@198.51.100.7:5062>\r\n", "answer");
    EXPECT_EQ(desk.count<Answered>(), 1U);
}

TEST(Answers, ToAReinviteWithAnotherToTagChangeNothingOfTheDialog) {
    WireDesk desk;
    const auto call = desk.answered_call_to_peer();
    desk.endpoint().reoffer(call, "hold", desk.now());
    desk.drain();
    auto text =
        "SIP/2.0 200 OK\r\nVia: " + std::string(desk.sent.back().message.header(HeaderName::Via)) +
        "\r\nFrom: " + std::string(desk.sent.back().message.header(HeaderName::From)) +
        "\r\nTo: <sip:peer@example.org>;tag=somebody\r\nCall-ID: " + std::string(desk.sent.back().message.call_id()) +
        "\r\nCSeq: " + std::string(desk.sent.back().message.header(HeaderName::CSeq)) +
        "\r\nContact: <sip:thief@203.0.113.9>\r\nContent-Type: application/sdp\r\nContent-Length: 4\r\n\r\nheld";
    desk.receive(text);
    desk.endpoint().end(call, 480, {}, desk.now());
    desk.drain();
    desk.pass_ms(40'000);
    EXPECT_EQ(desk.find_sent("BYE")->to_tag(), "callee");
    EXPECT_EQ(desk.find_sent("BYE")->request_uri(), "sip:peer@198.51.100.7:5062");
}

TEST(Answers, WithAnEmptyContactEndTheCall) {
    for (const char* contact :
         {"Contact: \r\n", "Contact: <>\r\n", "Contact: <sip:>\r\n", "Contact: <mailto:a@b>\r\n"}) {
        SCOPED_TRACE(contact);
        WireDesk desk;
        desk.dial();
        desk.answer(desk.sent.back().message, 200, "callee", contact, "answer");
        EXPECT_TRUE(desk.find_sent("ACK"));
        EXPECT_TRUE(desk.find_sent("BYE"));
        EXPECT_EQ(desk.count<Answered>(), 0U);
    }
}

TEST(Answers, OfAForkThatNameNoPlaceAtAllAreNotAcknowledged) {
    for (const char* to : {"<tel:+1555>", "<urn:service:sos>", "p:x"}) {
        SCOPED_TRACE(to);
        WireDesk desk;
        desk.dial();
        const auto invite = *Message::parse(desk.sent.back().message.bytes());
        desk.answer(invite, 200, "callee", "Contact: <sip:peer@198.51.100.7:5062>\r\n", "answer");
        const auto sent = desk.sent.size();
        desk.receive("SIP/2.0 200 OK\r\nVia: " + std::string(invite.header(HeaderName::Via)) +
                     "\r\nFrom: " + std::string(invite.header(HeaderName::From)) + "\r\nTo: " + to +
                     ";tag=fork\r\nCall-ID: " + std::string(invite.call_id()) +
                     "\r\nCSeq: 1 INVITE\r\nContact: <tel:+1555>\r\nContent-Length: 0\r\n\r\n");
        EXPECT_EQ(desk.sent.size(), sent);
        desk.pass_ms(64'000);
        EXPECT_EQ(desk.endpoint().counters().client_transactions, 0U);
    }
}

TEST(Answers, ToNothingAreDroppedHoweverMany) {
    WireDesk desk;
    for (int i = 0; i < 1000; ++i) {
        desk.receive("SIP/2.0 " + std::to_string(100 + i % 600) + " X\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK" +
                     std::to_string(i) +
                     "\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\nCall-ID: x\r\nCSeq: 1 "
                     "INVITE\r\nContent-Length: 0\r\n\r\n");
    }
    EXPECT_TRUE(desk.sent.empty());
    EXPECT_TRUE(desk.events.empty());
    EXPECT_TRUE(desk.is_quiet());
    EXPECT_EQ(desk.endpoint().counters().drops.at(static_cast<std::size_t>(Drop::NoTransaction)), 1000U);
}

TEST(Hops, EndAtZeroForWhatWouldGoFurtherAndNotForWhatIsForUs) {
    WireDesk desk;
    auto last = options();
    last.headers = "Max-Forwards: 0\r\n";
    EXPECT_EQ(answer_to(desk, last.text()), kTaken);
    Wire invite;
    invite.headers += "Max-Forwards: 0\r\n";
    EXPECT_EQ(answer_to(desk, invite.text()), 483);
}

/// Our own INVITE as it comes back by a proxy; `uri` is what the proxy made of it.
Wire back_by_a_proxy(const Message& ours, std::string_view uri) {
    Wire back;
    back.uri = uri;
    back.branch = "z9hG4bKproxy";
    back.from = ours.header(HeaderName::From);
    back.to = ours.header(HeaderName::To);
    back.call_id = ours.call_id();
    back.headers += "Via: " + std::string(ours.header(HeaderName::Via)) + "\r\nMax-Forwards: 68\r\n";
    back.body = "offer";
    return back;
}

TEST(Loops, OfOurOwnRequestAreDetectedUnderAnyNumberOfVias) {
    WireDesk desk;
    desk.dial();
    const auto ours = *Message::parse(desk.sent.back().message.bytes());
    auto back = back_by_a_proxy(ours, ours.request_uri());
    back.headers = "Via: SIP/2.0/UDP a;branch=z9hG4bKa, SIP/2.0/UDP b;branch=z9hG4bKb\r\n" + back.headers;
    desk.receive(back);
    EXPECT_TRUE(desk.find_sent("SIP/2.0 482"));
    EXPECT_EQ(desk.count<InviteReceived>(), 0U);
}

TEST(Loops, AreNoLongerSeenInARequestThatIsOver) {
    WireDesk desk;
    desk.dial();
    const auto ours = *Message::parse(desk.sent.back().message.bytes());
    desk.answer(ours, 486);
    desk.pass_ms(40'000);
    desk.receive(back_by_a_proxy(ours, ours.request_uri()));
    EXPECT_EQ(desk.count<InviteReceived>(), 1U);
}

TEST(Spirals, ThatComeBackForSomebodyElseAreServed) {
    WireDesk desk;
    desk.dial();
    const auto ours = *Message::parse(desk.sent.back().message.bytes());
    desk.receive(back_by_a_proxy(ours, "sip:colleague@192.0.2.1"));
    EXPECT_EQ(desk.count<InviteReceived>(), 1U);
    auto twice = back_by_a_proxy(ours, "sip:third@192.0.2.1");
    twice.branch += "2";
    desk.receive(twice);
    // The same request by another way while the first is here is merged (8.2.2.2), wherever it is going.
    EXPECT_TRUE(desk.find_sent("SIP/2.0 482"));
}

}  // namespace
}  // namespace sidetone::sip
