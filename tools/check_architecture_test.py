#!/usr/bin/env python3
"""Tests of tools/check_architecture, on small trees made for each case."""
import importlib.machinery
import importlib.util
import os
import pathlib
import tempfile
import tomllib
import unittest

HERE = pathlib.Path(__file__).resolve().parent
LOADER = importlib.machinery.SourceFileLoader("check_architecture", str(HERE / "check_architecture"))
SPEC = importlib.util.spec_from_loader("check_architecture", LOADER)
check_architecture = importlib.util.module_from_spec(SPEC)
LOADER.exec_module(check_architecture)
RULES = tomllib.loads((HERE / "layers.toml").read_text())
HEAD = "// Owns nothing.\n#pragma once\n"


class CheckArchitecture(unittest.TestCase):
    def findings(self, files):
        with tempfile.TemporaryDirectory() as root:
            for path, text in files.items():
                target = pathlib.Path(root, path)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text)
            sources = [os.path.splitext(os.path.basename(p))[0] for p in files if p.endswith(".cpp")]
            if sources and "server/src/CMakeLists.txt" not in files:
                pathlib.Path(root, "server/src").mkdir(parents=True, exist_ok=True)
                pathlib.Path(root, "server/src/CMakeLists.txt").write_text("\n".join(s + ".cpp" for s in sources))
            check = check_architecture.Check(root, RULES)
            check.server()
            check.web()
            return [text for _, _, text in check.findings]

    def assert_finds(self, files, part):
        found = self.findings(files)
        self.assertTrue(any(part in text for text in found), f"{part!r} not in {found}")

    def test_an_include_along_the_arrows_is_fine(self):
        self.assertEqual([], self.findings({
            "server/src/core/calls/calls.h": HEAD + '#include "core/registrar/types.h"\n#include "core/ids.h"\n#include "base/time.h"\n',
            "server/src/edge/live/live.h": HEAD + '#include "core/calls/calls.h"\n#include "edge/net/strand.h"\n',
            "server/src/app/wiring.cpp": '#include "edge/live/live.h"\n#include "core/calls/calls.h"\n',
        }))

    def test_core_and_sip_do_not_know_each_other(self):
        self.assert_finds({"server/src/core/calls/calls.h": HEAD + '#include "sip/endpoint.h"\n'}, "core/calls must not include sip")
        self.assert_finds({"server/src/sip/endpoint.h": HEAD + '#include "core/ids.h"\n'}, "sip must not include core")

    def test_base_includes_nobody(self):
        self.assert_finds({"server/src/base/id.h": HEAD + '#include "core/ids.h"\n'}, "base must not include core")

    def test_inside_core_the_arrows_run_one_way(self):
        self.assert_finds({"server/src/core/registrar/registrar.h": HEAD + '#include "core/calls/types.h"\n'}, "core/registrar must not include core/calls")

    def test_inside_sip_the_arrows_run_one_way(self):
        self.assert_finds({"server/src/sip/message/message.h": HEAD + '#include "sip/dialog/dialog.h"\n'}, "sip/message must not include sip/dialog")

    def test_no_edge_includes_another_save_net(self):
        self.assert_finds({"server/src/edge/live/live.h": HEAD + '#include "edge/http/server.h"\n'}, "edge/live must not include edge/http")

    def test_detail_is_private(self):
        self.assert_finds({"server/src/core/calls/calls.h": HEAD + '#include "core/registrar/detail/table.h"\n'}, "is private to")

    def test_an_unknown_folder_is_named(self):
        self.assert_finds({"server/src/core/weather/weather.h": HEAD + '#include "core/weather/other.h"\n', "server/src/edge/fax/fax.h": HEAD}, "is no room")

    def test_core_reads_no_clock_and_no_chance(self):
        for line in ("auto t = std::chrono::steady_clock::now();", "std::random_device d;", 'auto v = std::getenv("X");', "std::ofstream f;", "std::mutex m;"):
            self.assertEqual(1, len(self.findings({"server/src/core/calls/dial.cpp": f"void f() {{\n    {line}\n}}\n"})), line)

    def test_a_comment_or_text_may_name_a_clock(self):
        text = '// not std::chrono::steady_clock::now()\nconst char* k = "std::mutex";\nconst char* r = R"(rand())";\n'
        self.assertEqual([], self.findings({"server/src/sip/a.cpp": text}))

    def test_a_test_may_use_what_a_rule_may_not(self):
        self.assertEqual([], self.findings({"server/src/core/calls/dial_test.cpp": '#include "testing/office.h"\nvoid f() { std::thread t; }\n'}))

    def test_what_tests_share_may_use_testing_too_and_nobody_else(self):
        self.assertEqual([], self.findings({"server/src/sip/dialog/testing/desk.h": HEAD + '#include "testing/network/desk.h"\n'}))
        self.assert_finds({"server/src/sip/dialog/desk.h": HEAD + '#include "testing/network/desk.h"\n'}, "sip/dialog must not include testing")

    def test_core_uses_no_json_and_no_sql(self):
        for header in ("boost/json.hpp", "soci/soci.h", "boost/asio.hpp", "thread", "openssl/evp.h"):
            self.assert_finds({"server/src/core/calls/dial.cpp": f"#include <{header}>\n"}, "must not use")
        self.assertEqual([], self.findings({"server/src/sip/auth/digest.cpp": "#include <openssl/evp.h>\n#include <boost/system/result.hpp>\n"}))

    def test_long_files_are_found(self):
        self.assert_finds({"server/src/base/a.h": HEAD + "\n" * 200}, "a header file has at most 200")
        self.assert_finds({"server/src/base/a.cpp": "\n" * 501}, "a source file has at most 500")
        self.assertEqual([], self.findings({"server/src/base/a_test.cpp": "\n" * 790}))
        self.assert_finds({"server/src/base/a_test.cpp": "\n" * 801}, "a test file has at most 800")
        self.assert_finds({"web/src/a.tsx": "\n" * 401}, "at most 400")

    def test_long_functions_are_found_wherever_they_stand(self):
        body = "    x();\n" * 70
        heads = ("void f() {\n", "A::A(int a)\n    : a_{a}, b_(a) {\n", "namespace n {\nint g(int a) const noexcept {\n", "struct S {\n    void f() {\n",
                 "template <typename T>\nauto f(T t) -> decltype(t) {\n", "bool operator==(const A& a, const A& b) {\n")
        for head in heads:
            text = head + body + "}\n" * head.count("{\n")
            self.assertEqual(["a function of 72 lines, at most 60"], self.findings({"server/src/base/a.cpp": text}), head)

    def test_many_short_functions_are_fine(self):
        text = "namespace n {\nclass A {\npublic:\n" + "    void f() { if (a) { b(); } }\n    int v{3};\n" * 60 + "};\nconst int k[] = {\n" + "1,\n" * 80 + "};\n}\n"
        self.assertEqual([], self.findings({"server/src/base/a.cpp": text}))

    def test_a_source_nobody_builds_is_found(self):
        self.assert_finds({"server/src/base/a.cpp": "", "server/src/CMakeLists.txt": "b.cpp"}, "is in no CMakeLists.txt")

    def test_switched_off_tests_and_unfinished_marks_are_found(self):
        self.assert_finds({"web/src/a.test.ts": "it." + "skip('x', () => {})\n"}, "switched off")
        self.assert_finds({"tests/e2e/a.spec.ts": "test.describe." + "only('x', () => {})\n"}, "switched off")
        self.assert_finds({"server/src/base/a_test.cpp": "TEST(A, " + "DISABLED_B) {}\n"}, "switched off")
        self.assert_finds({"server/src/base/a.cpp": "// TO" + "DO later\n"}, "unfinished")

    def test_a_header_says_what_it_owns(self):
        self.assert_finds({"server/src/base/a.h": "#pragma once\n"}, "starts with what it owns")

    def test_this_house_keeps_its_own_numbers(self):
        limits = RULES["limits"]
        self.assertEqual((200, 500, 60), (limits["header"], limits["source"], limits["function"]))


if __name__ == "__main__":
    unittest.main()
