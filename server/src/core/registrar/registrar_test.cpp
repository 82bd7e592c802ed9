#include "core/registrar/registrar.h"

#include <gtest/gtest.h>

#include "core/directory/testing/office.h"

namespace sidetone::registrar {
namespace {

using namespace directory::testing;
using namespace std::chrono_literals;
using core::DeviceId;

constexpr DeviceId kDesk{7};
constexpr DeviceId kKitchen{8};
constexpr base::FlowId kFlow{100};
constexpr base::FlowId kOtherFlow{101};

struct RegistrarTest : ::testing::Test {
    RegistrarTest() {
        directory.load(some_users(), {}, {a_phone(kDesk, kAnna, "anna-1"), a_phone(kKitchen, kAnna, "anna-2")});
        registrar.changed.subscribe([this](const RegistrationChanged& news) { heard.push_back(news.change); });
    }
    static Register request(std::uint32_t expires, std::uint32_t cseq, std::string contact = "sip:anna@192.0.2.1",
                            base::FlowId flow = kFlow, std::string call_id = "a", DeviceId device = kDesk) {
        return {.device = device,
                .binding = {.device = device,
                            .contact = std::move(contact),
                            .flow = flow,
                            .call_id = std::move(call_id),
                            .cseq = cseq},
                .expires_seconds = expires};
    }
    RememberingStore store;
    directory::Directory directory{store};
    Registrar registrar{RegistrarConfig{}, directory};
    std::vector<Change> heard;
    base::Time now{1000s};
};

TEST_F(RegistrarTest, a_device_that_registers_can_be_reached_until_its_time_is_over) {
    EXPECT_EQ(registrar.handle(request(60, 1), now).value(), 60U);
    ASSERT_NE(registrar.find_binding(kDesk), nullptr);
    EXPECT_EQ(registrar.find_bindings(kAnna).size(), 1U);
    registrar.on_deadline(now + 59s);
    EXPECT_NE(registrar.find_binding(kDesk), nullptr);
    ASSERT_TRUE(registrar.next_deadline());
    EXPECT_GE(*registrar.next_deadline(), now + 60s);
    registrar.on_deadline(now + 60s + 20ms);
    EXPECT_EQ(registrar.find_binding(kDesk), nullptr);
    EXPECT_EQ(heard, (std::vector{Change::Added, Change::Expired}));
    EXPECT_FALSE(registrar.next_deadline());
}

TEST_F(RegistrarTest, a_refresh_moves_the_end_and_keeps_the_beginning) {
    ASSERT_TRUE(registrar.handle(request(60, 1), now));
    ASSERT_TRUE(registrar.handle(request(60, 2), now + 50s));
    registrar.on_deadline(now + 100s);
    ASSERT_NE(registrar.find_binding(kDesk), nullptr);
    EXPECT_EQ(registrar.find_binding(kDesk)->since, now);
    EXPECT_EQ(registrar.find_binding(kDesk)->expires, now + 110s);
    EXPECT_EQ(heard, (std::vector{Change::Added, Change::Refreshed}));
}

TEST_F(RegistrarTest, another_contact_of_the_device_takes_the_place_of_the_first) {
    ASSERT_TRUE(registrar.handle(request(60, 1), now));
    ASSERT_TRUE(registrar.handle(request(60, 1, "sip:anna@192.0.2.9", kOtherFlow, "b"), now));
    EXPECT_EQ(registrar.size(), 1U);
    EXPECT_EQ(registrar.find_binding(kDesk)->contact, "sip:anna@192.0.2.9");
    EXPECT_EQ(heard, (std::vector{Change::Added, Change::Replaced}));
    registrar.on_flow_closed(kFlow, now);
    EXPECT_NE(registrar.find_binding(kDesk), nullptr) << "the old flow is not its flow any more";
}

TEST_F(RegistrarTest, registrations_are_counted_by_how_the_device_is_reached_now) {
    using Count = std::array<std::size_t, kTransports>;
    ASSERT_TRUE(registrar.handle(request(60, 1), now));
    auto kitchen = request(60, 1, "sip:anna@192.0.2.2", kOtherFlow, "b", kKitchen);
    kitchen.binding.transport = Transport::Tls;
    ASSERT_TRUE(registrar.handle(kitchen, now));
    EXPECT_EQ(registrar.count(), (Count{1, 0, 1, 0, 0}));
    ASSERT_TRUE(registrar.handle(request(60, 2), now));
    EXPECT_EQ(registrar.count(), (Count{1, 0, 1, 0, 0})) << "a refresh is no further one";
    auto moved = request(60, 3);
    moved.binding.transport = Transport::Tcp;
    ASSERT_TRUE(registrar.handle(moved, now));
    EXPECT_EQ(registrar.count(), (Count{0, 1, 1, 0, 0}));
    registrar.on_flow_closed(kOtherFlow, now);
    registrar.on_deadline(now + 61s);
    EXPECT_EQ(registrar.count(), Count{});
}

TEST_F(RegistrarTest, the_same_contact_over_another_flow_counts_as_another) {
    ASSERT_TRUE(registrar.handle(request(60, 1), now));
    ASSERT_TRUE(registrar.handle(request(60, 2, "sip:anna@192.0.2.1", kOtherFlow), now));
    EXPECT_EQ(heard.back(), Change::Replaced);
    EXPECT_EQ(registrar.find_binding(kDesk)->flow, kOtherFlow);
}

TEST_F(RegistrarTest, the_interval_has_a_floor_a_ceiling_and_a_default) {
    EXPECT_EQ(registrar.handle(request(29, 1), now).error().code, "registrar.interval_too_brief");
    EXPECT_EQ(registrar.handle(request(86400, 2), now).value(), 3600U);
    EXPECT_EQ(registrar.handle(request(kUnasked, 3), now).value(), 600U);
}

TEST_F(RegistrarTest, an_older_request_of_the_same_call_id_changes_nothing) {
    ASSERT_TRUE(registrar.handle(request(60, 5), now));
    EXPECT_EQ(registrar.handle(request(0, 5), now).error().code, "registrar.out_of_order");
    EXPECT_EQ(registrar.handle(request(0, 4), now).error().code, "registrar.out_of_order");
    EXPECT_NE(registrar.find_binding(kDesk), nullptr);
    EXPECT_TRUE(registrar.handle(request(60, 1, "sip:anna@192.0.2.1", kFlow, "after a restart"), now));
}

TEST_F(RegistrarTest, a_device_unregisters_by_its_contact_or_by_the_star) {
    ASSERT_TRUE(registrar.handle(request(60, 1), now));
    EXPECT_EQ(registrar.handle(request(0, 2), now).value(), 0U);
    EXPECT_EQ(registrar.find_binding(kDesk), nullptr);
    ASSERT_TRUE(registrar.handle(request(60, 3), now));
    EXPECT_EQ(registrar.handle(request(0, 4, ""), now).value(), 0U);
    EXPECT_EQ(registrar.size(), 0U);
    EXPECT_EQ(registrar.handle(request(0, 5, ""), now).value(), 0U) << "ending what is not there is no fault";
}

TEST_F(RegistrarTest, the_farewell_of_a_contact_that_was_replaced_ends_nothing) {
    ASSERT_TRUE(registrar.handle(request(60, 1, "sip:old.invalid"), now));
    ASSERT_TRUE(registrar.handle(request(60, 1, "sip:new.invalid", kOtherFlow, "b"), now));
    EXPECT_EQ(registrar.handle(request(0, 2, "sip:old.invalid"), now).value(), 0U);
    EXPECT_NE(registrar.find_binding(kDesk), nullptr);
}

TEST_F(RegistrarTest, a_lost_flow_is_a_lost_registration_of_all_that_came_over_it) {
    ASSERT_TRUE(registrar.handle(request(60, 1), now));
    ASSERT_TRUE(registrar.handle(request(60, 1, "sip:anna@192.0.2.1", kFlow, "k", kKitchen), now));
    EXPECT_EQ(registrar.find_bindings(kAnna).size(), 2U);
    registrar.on_flow_closed(kFlow, now);
    EXPECT_EQ(registrar.size(), 0U);
    EXPECT_EQ(heard, (std::vector{Change::Added, Change::Added, Change::FlowLost, Change::FlowLost}));
    EXPECT_FALSE(registrar.next_deadline());
}

TEST_F(RegistrarTest, an_unknown_device_does_not_register) {
    EXPECT_EQ(registrar.handle(request(60, 1, "sip:x@y", kFlow, "a", DeviceId{99}), now).error().code,
              "registrar.device_unknown");
    EXPECT_TRUE(registrar.handle(request(60, 1, ""), now).has_error());
    EXPECT_TRUE(heard.empty());
}

TEST_F(RegistrarTest, a_removed_device_and_a_phone_with_a_new_secret_lose_their_registration) {
    directory.device_changed.subscribe(
        [this](const directory::DeviceChanged& news) { registrar.on_device_changed(news, now); });
    ASSERT_TRUE(registrar.handle(request(60, 1), now));
    ASSERT_TRUE(directory.rename_device(kDesk, "Front desk"));
    EXPECT_EQ(registrar.size(), 1U);
    ASSERT_TRUE(directory.set_device_secret(kDesk, "m", "s", std::nullopt));
    EXPECT_EQ(registrar.size(), 0U);
    ASSERT_TRUE(registrar.handle(request(60, 2), now));
    directory.remove_device(kDesk);
    EXPECT_EQ(registrar.size(), 0U);
    EXPECT_EQ(heard.back(), Change::Removed);
}

TEST_F(RegistrarTest, a_softphone_stays_registered_when_its_secret_is_renewed) {
    directory.device_changed.subscribe(
        [this](const directory::DeviceChanged& news) { registrar.on_device_changed(news, now); });
    const auto browser = directory.add_device(
        {.owner = kAnna, .kind = directory::DeviceKind::Softphone, .name = "Browser", .sign_in = core::SignInId{1}});
    ASSERT_TRUE(registrar.handle(request(60, 1, "sip:x.invalid", kFlow, "a", *browser), now));
    ASSERT_TRUE(directory.set_device_secret(*browser, "m", "s", now + 3600s));
    EXPECT_EQ(registrar.size(), 1U);
}

}  // namespace
}  // namespace sidetone::registrar
