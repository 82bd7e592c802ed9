#include "core/dialplan/dialplan.h"

#include <gtest/gtest.h>

#include "core/directory/testing/office.h"

namespace sidetone::dialplan {
namespace {

using namespace directory::testing;

struct Dialplan : ::testing::Test {
    Dialplan() { directory.load(some_users(), {}, {}); }
    [[nodiscard]] core::UserId who(std::string_view dialled) const {
        const auto target = resolve(directory, "tragwerk.example", dialled);
        return target ? target->user : core::UserId{};
    }
    [[nodiscard]] std::string_view refusal(std::string_view dialled) const {
        const auto target = resolve(directory, "tragwerk.example", dialled);
        return target ? "none" : target.error().code;
    }
    RememberingStore store;
    directory::Directory directory{store};
};

TEST_F(Dialplan, a_number_is_dialled_with_or_without_separators) {
    EXPECT_EQ(who("34"), kTomas);
    EXPECT_EQ(who(" 3-4 "), kTomas);
    EXPECT_EQ(who("(3) / 4"), kTomas);
    EXPECT_EQ(who("tel:34;phone-context=tragwerk.example"), kTomas);
}

TEST_F(Dialplan, a_short_name_is_dialled_in_any_case) {
    EXPECT_EQ(who("Tomas"), kTomas);
}

TEST_F(Dialplan, a_sip_uri_of_this_system_is_dialled) {
    EXPECT_EQ(who("sip:anna@tragwerk.example"), kAnna);
    EXPECT_EQ(who("SIP:10@TRAGWERK.example:5060;transport=tcp?Subject=x"), kAnna);
    EXPECT_EQ(who("sips:anna;isub=1@tragwerk.example"), kAnna);
    EXPECT_EQ(who("sip:%61nna@tragwerk.example"), kAnna);
    EXPECT_EQ(who("anna@tragwerk.example"), kAnna);
}

TEST_F(Dialplan, a_mail_address_is_dialled) {
    EXPECT_EQ(who("A.Berg@tragwerk.example"), kAnna);
}

TEST_F(Dialplan, nobody_has_an_unknown_address) {
    for (const auto* dialled :
         {"99", "nobody", "sip:anna@elsewhere.example", "sip:tragwerk.example", "+49 89 99998", "x@y.example"}) {
        EXPECT_EQ(refusal(dialled), "calls.target_unknown") << dialled;
    }
}

TEST_F(Dialplan, what_is_no_address_is_told_apart) {
    for (const auto* dialled : {"", "   ", "anna berg", "sip:@tragwerk.example", "sip:%6@tragwerk.example",
                                "sip:%0Aanna@tragwerk.example", "an\nna", "tel:", "tel:anna"}) {
        EXPECT_EQ(refusal(dialled), "calls.target_invalid") << dialled;
    }
    EXPECT_EQ(refusal(std::string(257, '1')), "calls.target_invalid");
}

}  // namespace
}  // namespace sidetone::dialplan
