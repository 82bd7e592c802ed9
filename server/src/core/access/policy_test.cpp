#include "core/access/policy.h"

#include <gtest/gtest.h>

#include "core/access/access.h"

namespace sidetone::access {
namespace {

std::string_view refusal(std::string_view password) {
    const auto fits = check_password({.min_length = 10, .min_classes = 2}, password);
    return fits ? "none" : fits.error().code;
}

TEST(PasswordPolicy, asks_for_length_in_characters) {
    EXPECT_EQ(refusal("Short-1"), "access.password_too_short");
    EXPECT_EQ(refusal("ärger-über"), "none");
    EXPECT_EQ(refusal("äöüäö"), "access.password_too_short");
}

TEST(PasswordPolicy, asks_for_more_than_one_kind_of_character) {
    EXPECT_EQ(refusal("aaaaaaaaaaaaaa"), "access.password_too_simple");
    EXPECT_EQ(refusal("12345678901234"), "access.password_too_simple");
    EXPECT_EQ(refusal("aaaaaaaaaaaaa1"), "none");
    EXPECT_EQ(refusal("correct horse battery"), "none");
}

TEST(BrowserName, is_read_from_the_user_agent) {
    EXPECT_EQ(
        describe_browser(
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"),
        "Chromium on Linux");
    EXPECT_EQ(describe_browser("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"),
              "Firefox on Windows");
    EXPECT_EQ(describe_browser("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0"),
              "Edge on Windows");
    EXPECT_EQ(describe_browser(
                  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15"),
              "Safari on macOS");
    EXPECT_EQ(describe_browser("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36"),
              "Chromium on Android");
    EXPECT_EQ(describe_browser("curl/8"), "Browser");
    EXPECT_EQ(describe_browser(""), "Browser");
}

}  // namespace
}  // namespace sidetone::access
